"""What a day's report said of each child, kept in its row of the ledger, and what is known otherwise since. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.by_day import rows_on
from cme.domain.clocks import hhmm
from cme.domain.codes import suggested_code
from cme.domain.kinds import is_online
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Owing
from cme.domain.rules.absence import was_told

REPORTS = ("REG-6", "REG-7")


@dataclass(frozen=True, slots=True)
class Told:
    """What a commissioner was told last of a day: when, and what of each child in each session."""

    at: datetime
    digest: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A child in a session of whom something else is known than was reported; `since` is when we heard of it."""

    mark: Mark
    before: str
    since: datetime


def by_commissioner(facts: Facts, day: date) -> dict[str, list[Mark]]:
    """Return the day's marks by the commissioner of the place, of those who are entered."""
    found: dict[str, list[Mark]] = {}
    for mark in marks(facts, day):
        if mark.place.commissioner in facts.organisations:
            found.setdefault(mark.place.commissioner, []).append(mark)
    return dict(sorted(found.items()))


def attendance(mark: Mark) -> str:
    """Return whether a child attended, in the words of a report: nothing else is worth a correction."""
    if mark.status is Status.HERE and is_online(mark.kind):
        return "met online"
    if mark.status is Status.HERE:
        return f"here, {mark.minutes_late} min late" if mark.minutes_late else "here"
    if mark.status is Status.NOT_COMING:
        code = suggested_code(mark, "")
        return f"not coming, code {code}" if code else "not coming"
    if mark.went is not None:
        return f"{'here, then ' if mark.is_seen else ''}{mark.status.value}, {hhmm(mark.went.at)}"
    return "not known" if mark.status is Status.NOT_ASKED else mark.status.value


def basis_of(group: Sequence[Mark]) -> str:
    """Return what a report's row of the ledger keeps: a digest, and what was said of each child in each session."""
    said = {_key(mark): attendance(mark) for mark in group}
    return f"digest {digest_of(said)}; " + " | ".join(f"{key}: {fact}" for key, fact in said.items())


def digest_of(said: Mapping[str, str]) -> str:
    """Return what tells one report's facts from another's."""
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:12]


def said_now(group: Iterable[Mark]) -> dict[str, str]:
    """Return what a report would say now of each child in each session."""
    return {_key(mark): attendance(mark) for mark in group}


def _key(mark: Mark) -> str:
    return f"{mark.place.pupil} {mark.place.session}"


def told_rows(facts: Facts, day: date, organisation: str) -> list[Owing]:
    """Return the rows of what a commissioner was told of a day, the report first, then its corrections."""
    rows = (row for row in rows_on(facts, day) if row.rule in REPORTS)
    theirs = (row for row in rows if row.organisation == organisation and was_told(facts, row))
    return sorted(theirs, key=lambda row: (row.decided_at, row.rule, row.key))


def told_by(rows: Sequence[Owing], group: Iterable[Mark]) -> Told | None:
    """Return what these rows told last; None where they told nothing."""
    if not rows:
        return None
    last = rows[-1]
    # What the workbook had forgotten and the mailbox remembered has no basis: then what was known at the time counts.
    said = said_in(last.basis) or said_now(mark.known_by(last.decided_at) for mark in group)
    return Told(last.decided_at, digest_of(said), said)


def said_in(basis: str) -> dict[str, str]:
    """Return what a report's row keeps of each child in each session: “P0012 MON-BIKE” and what was said."""
    parts = (part.partition(": ") for part in basis.partition("; ")[2].split(" | "))
    return {key: fact for key, colon, fact in parts if colon}


def changes(group: Iterable[Mark], told: Told) -> list[Change]:
    """Return the children who were reported otherwise. A place that was typed since is no change of attendance."""
    found = []
    for mark in group:
        before = told.said.get(_key(mark))
        if before is not None and attendance(mark) != before:
            found.append(Change(mark, before, _since(mark, before, told.at)))
    return found


def _since(mark: Mark, before: str, told: datetime) -> datetime:
    """Return when we first heard otherwise; what was entered before the report and read after it, with the report."""
    off = [mark.cancelled] if mark.cancelled else []
    later = sorted({o.recorded_at for o in (*mark.heard, *mark.others, *off) if o.recorded_at > told})
    return next((at for at in later if attendance(mark.known_by(at)) != before), told)
