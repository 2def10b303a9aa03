"""REG-2: a register that nobody has taken, and later starts about which nobody was asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark, Status, marks, registers
from cme.domain.model import Facts, Obligation, Observation, Role, Session
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8

STEPS = (
    ("nudge", "register_nudge", Role.LEAD),
    ("coordinator", "register_coordinator", Role.COORDINATOR),
    ("page", "register_page", Role.INNOV8_DSL),
)
"""Each step, its figure (which is also its notice), and who is told."""


@rule("REG-2", clause="5.2", figures=("register_nudge", "register_coordinator", "register_page"))
def register_not_taken(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A register was not taken: silence is not safety, so its people are asked, one after the other."""
    taken = registers(facts, moment.day)
    expected: dict[str, list[Mark]] = {}
    for mark in marks(facts, moment.day):
        if mark.status is not Status.NOT_COMING:
            # Nobody waits for a child who is known not to come; of two commissioners' places, one child.
            group = expected.setdefault(mark.place.session, [])
            if all(mark.place.pupil != other.place.pupil for other in group):
                group.append(mark)
    for code, group in expected.items():
        session = facts.sessions[code]
        if code not in taken:
            yield from _chase(session, group, moment)
        else:
            yield from _open_names(session, group, taken[code], moment)


def _chase(session: Session, group: list[Mark], moment: Moment) -> Iterator[Obligation]:
    start = min(mark.expected_at for mark in group)
    for step, notice, role in STEPS:
        due = start + moment.figures.minutes(notice, moment.day)
        reason = (
            f"No register for the {hhmm(start)} start had reached us by {hhmm(due)}; {_children(len(group))} expected."
        )
        yield _ask(session, moment, step, notice, role, due, reason)


def _open_names(
    session: Session, group: list[Mark], taken: tuple[Observation, ...], moment: Moment
) -> Iterator[Obligation]:
    """Ask the lead about children whose own start came after the last register (docs/decisions/0004)."""
    limit = moment.figures.minutes("register_nudge", moment.day)
    last = taken[-1].at
    open_starts: dict[datetime, int] = {}
    for mark in group:
        if mark.status is Status.NOT_ASKED and mark.expected_at > last and mark.taxi is None:
            open_starts[mark.expected_at] = open_starts.get(mark.expected_at, 0) + 1
    for start, count in sorted(open_starts.items()):
        reason = (
            f"The register was taken at {hhmm(last)}; about {_children(count)} due at {hhmm(start)} "
            f"nobody had said anything by {hhmm(start + limit)}."
        )
        step = f"nudge {hhmm(start)}"
        yield _ask(session, moment, step, "register_nudge", Role.LEAD, start + limit, reason)


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"


def _ask(
    session: Session, moment: Moment, step: str, notice: str, role: Role, due: datetime, reason: str
) -> Obligation:
    return Obligation(
        rule="REG-2",
        day=moment.day,
        organisation=INNOV8,
        notice=notice,
        to=role,
        due=due,
        reason=reason,
        clause="5.2",
        session=session.code,
        step=step,
        person=session.lead if role is Role.LEAD else "",
        basis=f"session {session.code}",
        # After the session's end nobody can look any more; what is left is the day's report.
        stale_after=instant(moment.day, session.end),
        urgent=step == "page",
    )
