"""What has been kept long enough: which child, which archive, by which rule; and what keeps it all the same. Pure.

Nothing is over by itself. A period is a figure that the trustees decide (Q-KEPT); a hold keeps whatever it names; and
two people, one of them of the DSL team, say of each child and each archive that it may go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cme.domain.archive import days_of, spoken
from cme.domain.archive_cells import ATTENDANCE
from cme.domain.model import Role, Staff

ATTENDANCE_KEPT, SAFEGUARDING_KEPT = "attendance_kept", "safeguarding_kept"
FIGURES = (ATTENDANCE_KEPT, SAFEGUARDING_KEPT)
"""For how many years attendance is kept from the day it is about, and a safeguarding file from a child's birth."""
QUESTION = "Q-KEPT"


class Verdict(StrEnum):
    """What becomes of one child's rows, or of one archive's files of a class."""

    NOT_YET = "Kept, because its time is not over"
    UNKNOWN = "Kept, because nobody can say whether its time is over"
    HELD = "Over, and on hold"
    UNDECIDED = "Over, and kept until the trustees have decided for how long (Q-KEPT)"
    WAITS = "Over, and waiting for two people on the tab Retention"
    MAY_GO = "Over, and both people agree: --apply erases it"


@dataclass(frozen=True, slots=True)
class Said:
    """One row of the tab Retention: what it is about, whether that is held and why, and who lets it go."""

    what: str
    hold: str = ""
    why: str = ""
    approved_by: str = ""
    agreed_by: str = ""


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many years each class is kept."""

    attendance: int
    safeguarding: int


@dataclass(frozen=True, slots=True)
class Child:
    """What of a child its time follows from: birth, the last day on which it was here or named, and what still runs."""

    code: str
    born: date | None = None
    last: date | None = None
    runs: str = ""
    """What about it is not over, in words: a place, a case, a concern."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is kept or may go, since when it is over, and why that is so."""

    what: str
    since: date | None
    rule: str
    verdict: Verdict
    why: str = ""
    approved_by: str = ""
    agreed_by: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what all is judged: the periods, whether anybody decided them, what was said, who works here, the day."""

    periods: Periods
    decided: bool
    said: Mapping[str, Said]
    staff: Mapping[str, Staff]
    today: date

    def of(self, what: str) -> Said:
        """Return what was said of a child or an archive."""
        return self.said.get(what.casefold(), Said(what))


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; of the 29th of February the first of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def over_since(child: Child, periods: Periods) -> date | None:
    """Return from when on neither class of a child is kept any more; None where nobody can say."""
    if child.born is None or child.last is None:
        return None
    return max(years_after(child.born, periods.safeguarding), years_after(child.last, periods.attendance))


def of_child(child: Child, rules: Rules) -> Item:
    """Return what becomes of a child's rows in the workbook."""
    said, periods = rules.of(child.code), rules.periods
    rule = f"{periods.safeguarding} years from birth, and {periods.attendance} from the last day here"
    held = f"{child.runs} still runs" if child.runs else _held(said)
    unknown = "type its date of birth on Pupils" if child.born is None else "no day is known on which it was here"
    return _judged(child.code, over_since(child, periods), rule, held, unknown, rules)


def of_files(month: str, kind: str, named: Iterable[Child], gone: frozenset[str], rules: Rules) -> Item:
    """Return what becomes of the files of a class of a month; `named` are the children in them, `gone` who was erased.

    A file is kept whole for as long as one child in it is: none is made anew without the others.
    """
    what = files_name(month, kind)
    children = [child for child in named if child.code not in gone]
    held = _held(rules.of(what)) or _held_child(children, rules)
    ends = _end_of(month)
    if kind == ATTENDANCE:
        rule = f"{rules.periods.attendance} years from the end of {spoken(month)}"
        return _judged(what, years_after(ends, rules.periods.attendance), rule, held, "", rules)
    rule = f"{rules.periods.safeguarding} years from the birth of the youngest child in it"
    unborn = [child.code for child in children if child.born is None]
    births = [child.born for child in children if child.born is not None]
    dues = [years_after(ends, rules.periods.attendance), *(years_after(b, rules.periods.safeguarding) for b in births)]
    unknown = f"no date of birth is known of {', '.join(unborn[:5])}"
    return _judged(what, None if unborn else max(dues), rule, held, unknown, rules)


def may_be_over(month: str, rules: Rules) -> bool:
    """Return whether any file of a month can be over: before that nobody needs to look into it."""
    return rules.today >= years_after(_end_of(month), rules.periods.attendance)


def files_name(month: str, kind: str) -> str:
    """Return how the files of a class of a month are called on the tab Retention: 2026-11 attendance."""
    return f"{month} {kind}"


def _end_of(month: str) -> date:
    return days_of(month)[1]


def _judged(what: str, since: date | None, rule: str, held: str, unknown: str, rules: Rules) -> Item:
    said = rules.of(what)
    if since is None:
        return Item(what, None, rule, Verdict.UNKNOWN, unknown)
    if rules.today < since:
        return Item(what, since, rule, Verdict.NOT_YET)
    if held:
        return Item(what, since, rule, Verdict.HELD, held)
    if not rules.decided:
        return Item(what, since, rule, Verdict.UNDECIDED)
    if wrong := _not_agreed(said, rules.staff):
        return Item(what, since, rule, Verdict.WAITS, wrong)
    return Item(what, since, rule, Verdict.MAY_GO, "", said.approved_by, said.agreed_by)


def _held(said: Said) -> str:
    """Whatever stands under Hold holds: somebody who types “no” there is asked to empty the cell."""
    return f"“{said.hold[:40]}” stands under Hold{f': {said.why[:80]}' if said.why else ''}" if said.hold else ""


def _held_child(children: Iterable[Child], rules: Rules) -> str:
    held = sorted(child.code for child in children if child.runs or rules.of(child.code).hold)
    return f"{', '.join(held[:5])} in it {'is' if len(held) == 1 else 'are'} on hold, or not over" if held else ""


def _not_agreed(said: Said, staff: Mapping[str, Staff]) -> str:
    """Return what is missing before two people have let a thing go; empty where nothing is."""
    people = [
        next((p for p in staff.values() if p.code.casefold() == name.strip().casefold()), None)
        for name in (said.approved_by, said.agreed_by)
    ]
    if not (said.approved_by and said.agreed_by):
        return "“Approved by” and “Agreed by” each want a code of the Staff tab"
    if any(person is None for person in people):
        return "a name under “Approved by” or “Agreed by” is no code of the Staff tab"
    if people[0] == people[1]:
        return "one person cannot do both"
    if not any(person and Role.INNOV8_DSL in person.roles for person in people):
        return "one of the two must be of the DSL team"
    return ""
