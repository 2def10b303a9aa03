"""REG-2: a register that nobody has taken, and later starts about which nobody was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cme.domain.changed import from_start
from cme.domain.clocks import hhmm, instant
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Obligation, Observation, Role, Session
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, ONE_RUN

STEPS = (
    ("nudge", "register_nudge", Role.LEAD),
    ("coordinator", "register_coordinator", Role.COORDINATOR),
    ("page", "register_page", Role.INNOV8_DSL),
)
"""Each step, its figure (which is also its notice), and who is told."""


OPEN_NAMES = re.compile(r"nudge (\d\d:\d\d)")
SHORTEST = timedelta(minutes=30)
"""A step helps for at least so long, however short the session is."""


@rule("REG-2", clause="5.2", figures=("register_nudge", "register_coordinator", "register_page"))
def register_not_taken(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A register was not taken: silence is not safety, so its people are asked, one after the other."""
    taken = registers(facts, moment.day)
    expected: dict[str, dict[str, Mark]] = {}
    for mark in marks(facts, moment.day):
        # Of two commissioners' places, one child.
        expected.setdefault(mark.place.session, {}).setdefault(mark.place.pupil, mark)
    for code, group in expected.items():
        group_of, theirs = list(group.values()), taken.get(code, ())
        session = facts.sessions[code]
        for asking in (*_chase(session, group_of, theirs, moment), *_open_names(group_of, theirs, moment)):
            yield _ask(session, group_of, moment, asking)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question to one of our own people."""

    step: str
    notice: str
    to: Role
    due: datetime
    reason: str
    moot: str = ""


def _chase(session: Session, group: list[Mark], taken: tuple[Observation, ...], moment: Moment) -> Iterator[_Asking]:
    came = min((o.recorded_at for o in taken), default=None)
    first = min(mark.expected_at for mark in group)
    for step, notice, to in STEPS:
        limit = moment.figures.minutes(notice, moment.day)
        if came is not None and came <= first + limit + ONE_RUN:
            continue
        # Nobody waits for a child who was known, by then, not to come.
        waited = [mark for mark in group if not is_excused(mark.known_by(mark.expected_at + limit))]
        if not waited:
            continue
        start = min(mark.expected_at for mark in waited)
        due = start + limit
        in_time = due + ONE_RUN
        if (came is not None and came <= in_time) or all(is_excused(mark.known_by(in_time)) for mark in waited):
            continue
        reason = (
            f"No register for the {hhmm(start)} start had reached us by {hhmm(due)}; {_children(len(waited))} expected."
        )
        moot = ""
        if came is not None:
            moot = f"It was due at {hhmm(due)}; before it could be sent, the register came at {hhmm(came)}."
        elif all(is_excused(mark) for mark in waited):
            moot = f"It was due at {hhmm(due)}; before it could be sent, nobody was expected any more."
        yield _Asking(from_start(session, step), notice, to, due, reason, moot)


def is_excused(mark: Mark) -> bool:
    """Return whether nobody waits for a child in a session, so that no register is asked for because of it."""
    return mark.cancelled is not None or mark.status in (Status.NOT_COMING, Status.WENT_HOME, Status.PAUSED)


def _open_names(group: list[Mark], taken: tuple[Observation, ...], moment: Moment) -> Iterator[_Asking]:
    """Ask the lead about children whose own start came after the last register (docs/decisions/0004)."""
    if not taken:
        return
    limit = moment.figures.minutes("register_nudge", moment.day)
    came = min(o.recorded_at for o in taken)
    for start in sorted({mark.expected_at for mark in group}):
        due = start + limit
        sendable = max(due, came)
        last = max(o.at for o in taken if o.recorded_at <= sendable)
        theirs = [mark for mark in group if mark.expected_at == start]
        open_ones = [m for m in theirs if all(_is_open(m.known_by(by)) for by in (sendable, sendable + ONE_RUN))]
        if last >= start or not open_ones:
            continue
        count = _children(sum(map(_is_open, open_ones)) or len(open_ones))
        reason = (
            f"The register was taken at {hhmm(last)}; about {count} due at {hhmm(start)} "
            f"nobody had said anything by {hhmm(due)}."
        )
        answered = f"It was due at {hhmm(due)}; before it could be sent, somebody had said where they are."
        moot = "" if any(map(_is_open, open_ones)) else answered
        yield _Asking(f"nudge {hhmm(start)}", "register_nudge", Role.LEAD, due, reason, moot)


def _is_open(mark: Mark) -> bool:
    return mark.status is Status.NOT_ASKED and mark.taxi is None


def open_start(step: str) -> str:
    """Return the start whose open names a step asks about; empty where it asks about the whole register."""
    found = OPEN_NAMES.fullmatch(step)
    return found[1] if found else ""


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"


def _ask(session: Session, group: list[Mark], moment: Moment, asking: _Asking) -> Obligation:
    # After the session's end nobody can look any more; what is left is the day's report.
    over = max(instant(moment.day, at) for at in (session.end, *(mark.place.end for mark in group)))
    return Obligation(
        rule="REG-2",
        day=moment.day,
        organisation=INNOV8,
        notice=asking.notice,
        to=asking.to,
        due=asking.due,
        reason=asking.reason,
        clause="5.2",
        session=session.code,
        step=asking.step,
        person=session.lead if asking.to is Role.LEAD else "",
        basis=f"session {session.code}",
        stale_after=max(over, asking.due + SHORTEST),
        urgent=asking.to is Role.INNOV8_DSL,
        moot=asking.moot,
    )
