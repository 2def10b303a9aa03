"""Who may open what: the DSL team the workbook and the archive, the morning's people the Duty board, nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from cme.domain.model import Facts, Role
from cme.edges.shared_drive import Share, see_shares, share
from cme.jobs.apply_duty_board import board_of
from cme.jobs.apply_schema import read_timetable
from scripts._setup.book import SETTING
from scripts._setup.steps import Found, Task, World, task

OWNS = frozenset({"owner", "organizer"})
STRENGTH = ("reader", "commenter", "writer")
MORNING = frozenset({Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file: what people call it, and who may do what with it."""

    name: str
    id: str
    role: str
    people: tuple[str, ...]


def look(world: World) -> Found:
    """Look at who may open each file; who is missing is let in, who should not be there is named to a person."""
    facts = read_timetable(world.google, world.workbook)
    there: list[str] = []
    todo: list[Task] = []
    people: list[str] = []
    for wanted in _wanted(world, facts):
        shares = see_shares(world.google, wanted.id)
        todo += _missing(world, wanted, shares)
        people += _too_many(world, wanted, shares)
        there += [f"“{wanted.name}”: {', '.join(one.whom for one in shares if one.whom) or 'nobody'}"]
    if world.mailbox in _addresses(facts, Role):
        people.append(f"{world.mailbox} is somebody's own on Staff: use a mailbox that nobody uses otherwise")
    if not any(Role.INNOV8_DSL in person.roles and person.email for person in facts.staff.values()):
        people.append(
            "Type the DSL and the deputy on the tab Staff, with their roles and addresses; then run this again"
        )
    return Found(tuple(there), tuple(todo), tuple(people))


def _wanted(world: World, facts: Facts) -> Iterator[Wanted]:
    typed = world.settings()
    team = tuple(_addresses(facts, {Role.INNOV8_DSL}))
    yield Wanted("the workbook", world.workbook, "writer", team)
    if board := board_of(typed):
        yield Wanted("the Duty board", board, "reader", tuple(_addresses(facts, MORNING)))
    if folder := typed.get(SETTING, "").strip():
        yield Wanted("the archive", folder, "reader", team)


def _addresses(facts: Facts, roles: Iterable[Role]) -> list[str]:
    theirs = (person.email.casefold() for person in facts.staff.values() if set(roles) & set(person.roles))
    return list(dict.fromkeys(address for address in theirs if address))


def _missing(world: World, wanted: Wanted, shares: list[Share]) -> Iterator[Task]:
    enough = STRENGTH[STRENGTH.index(wanted.role) :]
    for address in wanted.people:
        if not any(one.whom == address and (one.role in enough or one.role in OWNS) for one in shares):
            may = "open and change" if wanted.role == "writer" else "see"
            line = f"Let {address} {may} {wanted.name}"
            yield task(line, partial(share, world.google, wanted.id, address, wanted.role))


def _too_many(world: World, wanted: Wanted, shares: list[Share]) -> Iterator[str]:
    for one in shares:
        if one.kind == "anyone":
            yield f"Whoever has the link may open {wanted.name}. Take that out under Share, at once"
        elif one.kind != "user":
            yield f"Everybody in {one.whom} may open {wanted.name}. Take that out under Share"
        elif one.whom not in (world.mailbox, *wanted.people) and one.role not in OWNS:
            yield f"{one.whom} may open {wanted.name}, and by Staff they should not: take them out, or add them there"
