"""Which addresses safeguarding mail may use: those that a second person confirmed, or that stood there before live.

What is new or different waits on the Desk until somebody in the DSL team, who did not type it, says that it is right.
Pure: the cells, the rows of Changes and the answers on the Desk go in; what is to be written down and asked comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cme.domain.changes import (
    DOMAINS,
    WITHDRAWN,
    Cell,
    Change,
    Standing,
    Unconfirmed,
    asking,
    differences,
    fold,
    unconfirmed,
)
from cme.domain.desk_answers import UNDECIDED, Answer
from cme.domain.model import Organisation, Problem, Role, Severity, Staff
from cme.domain.signed import signed_by

TABS = {"school": "Schools", "authority": "Authorities"}
COLUMNS = {
    Role.ATTENDANCE: "Attendance email",
    Role.DSL: "DSL email",
    Role.HEAD: "Head email",
    Role.COMMISSIONING: "Commissioning email",
    Role.CME: "CME email",
    Role.PLACING: "Placing authority email",
}
BEFORE_LIVE = "before live"
"""Who confirmed what stood there while nothing went out: whoever set the workbook up."""
AT_ONCE = 500
"""So many differences are written down in one minute; more is a tab turned upside down, and takes several."""


@dataclass(frozen=True, slots=True)
class Review:
    """How the cells stand that decide where mail goes: what is new, what waits, and what nobody was asked yet."""

    standing: Mapping[Cell, Standing]
    news: tuple[Change, ...] = ()
    waiting: tuple[Unconfirmed, ...] = ()
    unasked: tuple[Unconfirmed, ...] = ()
    problems: tuple[Problem, ...] = ()

    def is_confirmed(self, cell: Cell, value: str) -> bool:
        """Return whether exactly this value of a cell is the one that was confirmed last."""
        standing = self.standing.get(cell)
        return standing is not None and standing.confirmed == value

    def domains(self, tab: str, row: str) -> str:
        """Return the domains of a row that were confirmed last, as they were typed."""
        standing = self.standing.get(Cell(tab, row, DOMAINS))
        return (standing.confirmed or "") if standing else ""


NOTHING_CONFIRMED = Review({})
"""What counts where Changes cannot be read: no address at all."""


def review(
    changes: Sequence[Change],
    cells: Mapping[Cell, str],
    answers: Sequence[Answer],
    staff: Mapping[str, Staff],
    *,
    revision: int,
    before_live: bool,
) -> Review:
    """Return what the cells as they are now mean beside what Changes says of them.

    `cells` holds those of every row that is there or was, empty ones too; the news is written under `revision`.
    """
    by = BEFORE_LIVE if before_live else ""
    news = [Change(*found, by, None, revision) for found in differences(fold(changes), cells)][:AT_ONCE]
    asked: dict[str, list[Answer]] = {}
    for answer in answers:
        asked.setdefault(answer.digest, []).append(answer)
    for cell, now in fold([*changes, *news]).items():
        if now.confirmed == now.value and _is_withdrawn(asked.get(asking(cell, now).digest, ())):
            news.append(Change(cell, now.value, now.value, WITHDRAWN, None, revision))
    waiting: list[Unconfirmed] = []
    problems: list[Problem] = []
    for waits in unconfirmed(fold([*changes, *news])):
        who, wrong = _decided(waits, asked.get(waits.digest, ()), staff)
        problems += wrong
        if who:
            news.append(Change(waits.cell, waits.before, waits.value, who, None, revision))
        else:
            waiting.append(waits)
    unasked = [waits for waits in waiting if waits.digest not in asked][:AT_ONCE]
    return Review(fold([*changes, *news]), tuple(news), tuple(waiting), tuple(unasked), tuple(problems))


def _is_withdrawn(answers: Sequence[Answer]) -> bool:
    return any(answer.word == "withdraw" for answer in answers)


def _decided(waits: Unconfirmed, answers: Sequence[Answer], staff: Mapping[str, Staff]) -> tuple[str, list[Problem]]:
    """Return who confirmed it, if anybody did and nobody withdrew it, and what is wrong with the answers."""
    if _is_withdrawn(answers):
        what = f"It was withdrawn, but “{_brief(waits.value)}” still stands on the tab {waits.cell.tab}."
        return "", [_wrong("DESK-2", waits, what, "Type there what is right. No safeguarding mail uses it.")]
    wrong: list[Problem] = []
    for answer in answers:
        if answer.word == "confirm":
            by, why = _second_person(waits, answer.note, staff)
            if by:
                return by, []
            wrong.append(_wrong("DESK-1", waits, *why))
        elif answer.word not in UNDECIDED:
            what = f"“{_brief(answer.decision)}” is no answer to this, so it still waits."
            wrong.append(_wrong("DESK-1", waits, what, "Choose confirm or withdraw."))
    return "", wrong


def _second_person(waits: Unconfirmed, note: str, staff: Mapping[str, Staff]) -> tuple[str, tuple[str, str]]:
    """Return the code in a note that may confirm, else what is missing and what to do."""
    named = signed_by(note, staff)
    others = [code for code in named if waits.cell.tab != "Staff" or code != waits.cell.row]
    if others:
        return others[0], ("", "")
    if named:
        what = f"{named[0]} confirmed an address of their own, which does not count."
        return "", (what, "Let somebody else in the DSL team look, and write their own code under Note.")
    what = "It was confirmed, but Note holds the code of nobody in the DSL team, so it does not count yet."
    return "", (what, "Write under Note the code that you have on the Staff tab.")


def _wrong(code: str, waits: Unconfirmed, what: str, mend: str) -> Problem:
    return Problem(code, Severity.ERROR, f"Desk {waits.thing}: {waits.cell.name}", what, mend)


def _brief(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def is_allowed(address: str, typed: str) -> bool:
    """Return whether an address ends in one of the domains that a cell names; one that names none allows all."""
    domains = {word.strip().casefold() for word in typed.split(",") if word.strip()}
    return not domains or address.rpartition("@")[2].casefold() in domains


def confirmed_organisations(found: Mapping[str, Organisation], seen: Review) -> dict[str, Organisation]:
    """Return the organisations, each contact saying whether a second person stands for its address.

    An address must also end in a domain that was confirmed: a new domain counts as little as a new address.
    """
    made = {}
    for code, organisation in found.items():
        tab = TABS[organisation.kind]
        domains = seen.domains(tab, code)
        contacts = (
            replace(
                contact,
                confirmed=seen.is_confirmed(Cell(tab, code, COLUMNS[contact.role]), contact.email)
                and is_allowed(contact.email, domains),
            )
            for contact in organisation.contacts
        )
        made[code] = replace(organisation, contacts=tuple(contacts))
    return made


def confirmed_staff(found: Mapping[str, Staff], seen: Review) -> dict[str, Staff]:
    """Return the staff, each saying whether a second person stands for their address."""
    return {
        code: replace(person, confirmed=seen.is_confirmed(Cell("Staff", code, "Email"), person.email))
        for code, person in found.items()
    }
