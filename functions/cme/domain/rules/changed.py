"""REG-8: a session was cancelled or moved today, or is on after all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cme.domain.by_day import rows_on
from cme.domain.changed import MOVES, cancellations, cancelled_on, said_of_sessions
from cme.domain.clocks import hhmm, instant, local
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Obligation, Observation, Owing, Role, Session, State
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, ONE_RUN
from cme.domain.rules.absence import readers, routine_role, was_told
from cme.domain.rules.register import SHORTEST

CANCELLED, MOVED, ON, PAGE = "cancelled", "moved", "on", "page"
"""What a step says first; when it was said stands behind it."""
NOT_EXPECTED = (Status.NOT_COMING, Status.WENT_HOME, Status.LEFT_SITE, Status.PAUSED)
"""Who was known not to be there when the session changed: of who left without permission REG-4 tells the DSLs."""
HERE = (Status.HERE, Status.CONTRADICTORY)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a session: what kind, who said so, and who took it back."""

    kind: str
    said: Observation
    back: Observation | None = None

    @property
    def step(self) -> str:
        """What tells one change from the next, of the same kind as well."""
        return step_of(self.kind, self.said)


def step_of(kind: str, said: Observation) -> str:
    """Return the step of a change: its kind, and the London second in which it was said."""
    return f"{kind} {local(said.recorded_at):%H:%M:%S}"


def kind_of(step: str) -> str:
    """Return what happened to the session by a step's first word."""
    return step.partition(" ")[0]


def changes_of(said: Sequence[Observation]) -> list[Change]:
    """Return each time that a session was cancelled, and, where it is not, how it stands moved."""
    found = [Change(CANCELLED, c.said, c.back) for c in cancellations(said)]
    moved = [one for one in said if one.saw in MOVES]
    if moved and not (found and found[-1].back is None):
        found.append(Change(MOVED, moved[-1]))
    return found


@rule("REG-8", clause="5.2")
def session_changed(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A session was cancelled or moved, or is on after all: whoever has a child expected there is told at once."""
    groups: dict[str, list[Mark]] = {}
    for mark in marks(facts, moment.day):
        groups.setdefault(mark.place.session, []).append(mark)
    off = cancelled_on(facts, moment.day)
    for code, said in said_of_sessions(facts, moment.day).items():
        changes, group = changes_of(said), groups.get(code, [])
        for change in changes:
            if change.back is None or change.back.recorded_at > change.said.recorded_at + ONE_RUN:
                yield from _tell(facts, change, group)
        if group and code not in off:
            yield from _taken_back(facts, changes, group)


def is_concerned(mark: Mark, at: datetime) -> bool:
    """Return whether a child was expected there, or was there, when the session changed."""
    return instant(mark.day, mark.place.end) >= at and mark.known_by(at).status not in NOT_EXPECTED


def _tell(facts: Facts, change: Change, group: Sequence[Mark]) -> Iterator[Obligation]:
    """Tell the schools and authorities, whoever rings the families, and, of children who are there, the DSL."""
    at = change.said.recorded_at
    concerned = [mark for mark in group if is_concerned(mark, at)]
    if not concerned:
        return
    session = facts.sessions[change.said.session]
    what = describe(change, session)
    for mark in concerned:
        for organisation, role in readers(facts, mark):
            reason = f"{what}{_of_child(mark, at) if change.kind == CANCELLED else ''}."
            owed = _owed(mark, change.step, at, reason, change.said)
            yield replace(owed, organisation=organisation, to=role, moot=_moot(change))
    children = {mark.place.pupil: mark for mark in concerned}
    here = [mark for mark in children.values() if mark.known_by(at).status in HERE]
    reason = f"{what}; {_children(len(children))} to ring about."
    yield replace(_ours(concerned, change.step, at, reason, change.said), moot=_moot(change))
    if here and change.kind == CANCELLED:
        reason = f"{what}, with {_children(len(here))} there."
        page = _ours(concerned, step_of(PAGE, change.said), at, reason, change.said)
        gone = "" if any(mark.status in HERE for mark in here) else "Whoever was there is said to have gone since."
        yield replace(page, notice="cancelled_page", to=Role.INNOV8_DSL, urgent=True, moot=_moot(change) or gone)


def _taken_back(facts: Facts, changes: Sequence[Change], group: Sequence[Mark]) -> Iterator[Obligation]:
    """Whoever was told that it is off is told that it is on, those who ring the families too."""
    back = {change.step: change.back for change in changes if change.back is not None}
    theirs = {mark.place.pupil: mark for mark in reversed(group)}
    for row in rows_on(facts, group[0].day):
        said = back.get(row.step)
        mark = theirs.get(row.pupil) if row.pupil else group[0]
        is_it = row.rule == "REG-8" and row.session == group[0].place.session
        if not is_it or said is None or mark is None or not _is_out(facts, row):
            continue
        due = max(row.decided_at, said.recorded_at)
        reason = f"On after all, said at {hhmm(said.recorded_at)}: starts at {hhmm(mark.place.start)}."
        if row.organisation == INNOV8:
            yield _ours(group, step_of(ON, said), due, reason, said)
        elif organisation := facts.organisations.get(row.organisation):
            owed = _owed(mark, step_of(ON, said), due, reason, said)
            yield replace(owed, organisation=organisation.code, to=routine_role(organisation))


def _is_out(facts: Facts, row: Owing) -> bool:
    """What is only claimed may still be on its way: what takes it back must not overtake it."""
    return was_told(facts, row) and facts.messages[row.message].state is not State.CLAIMED


def describe(change: Change, session: Session) -> str:
    """Return what happened to a session, and when that was said, without a full stop."""
    at = hhmm(change.said.recorded_at)
    if change.kind == CANCELLED:
        return f"Cancelled by innov8 at {at}"
    planned = session.planned or session
    new = [f"starts at {hhmm(session.start)} instead of {hhmm(planned.start)}"] * (session.start != planned.start)
    new += [f"ends at {hhmm(session.end)} instead of {hhmm(planned.end)}"] * (session.end != planned.end)
    new += [f"is at {session.site} instead of {planned.site or 'a site not entered'}"] * (session.site != planned.site)
    return f"Moved by innov8 at {at}: {', '.join(new) or f'is as planned after all, at {hhmm(session.start)}'}"


def _of_child(mark: Mark, at: datetime) -> str:
    """Return how it stood with a child when the session was called off, and whether it came all the same."""
    known = mark.known_by(at)
    if known.seen_at is not None:
        return f"; was here until then, seen at {hhmm(known.seen_at)}"
    if mark.seen_at is not None:
        return f"; came all the same, seen at {hhmm(mark.seen_at)}"
    if known.asked_at is not None:
        asked = hhmm(known.asked_at)
        return f"; was due at {hhmm(known.expected_at)}, not here when asked at {asked}, and not seen since"
    return f"; was expected at {hhmm(known.expected_at)}"


def _moot(change: Change) -> str:
    if change.back is None:
        return ""
    return f"Cancelled at {hhmm(change.said.recorded_at)}; on after all at {hhmm(change.back.recorded_at)}."


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"


def _ours(group: Sequence[Mark], step: str, due: datetime, reason: str, said: Observation) -> Obligation:
    """Return what the coordinator is owed: whom to ring, because a child may already be on the way."""
    last = max(group, key=lambda mark: mark.place.end)
    owed = _owed(last, step, due, reason, said)
    return replace(owed, organisation=INNOV8, notice="ring_round", to=Role.COORDINATOR, pupil="")


def _owed(mark: Mark, step: str, due: datetime, reason: str, said: Observation) -> Obligation:
    return Obligation(
        rule="REG-8",
        day=mark.day,
        organisation="",
        notice="session_changed",
        to=Role.ATTENDANCE,
        due=due,
        reason=reason,
        clause="5.2",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=step,
        basis=f"entry {said.entry}",
        stale_after=max(instant(mark.day, mark.place.end), due + SHORTEST),
    )
