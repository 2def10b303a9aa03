"""REG-3: a register that is still missing. The school hears that nobody knows, never that a child is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cme.domain.clocks import hhmm, instant
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Obligation, Role
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import ONE_RUN
from cme.domain.rules.absence import readers, what_else
from cme.domain.rules.register import SHORTEST


@rule("REG-3", clause="5.2", figures=("register_missing",))
def register_still_missing(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Half an hour after the start there is still no register: those who placed the children hear that nobody knows."""
    taken = registers(facts, moment.day)
    limit = moment.figures.minutes("register_missing", moment.day)
    concerned: dict[tuple[str, str, Role], dict[str, Mark]] = {}
    for mark in marks(facts, moment.day):
        for organisation, role in readers(facts, mark):
            # Of two commissioners' places, one child.
            concerned.setdefault((mark.place.session, organisation, role), {}).setdefault(mark.place.pupil, mark)
    for (session, organisation, role), group in concerned.items():
        came = min((o.recorded_at for o in taken.get(session, ())), default=None)
        if came is not None and came <= min(mark.expected_at for mark in group.values()) + limit:
            continue
        for silence in _silences(group.values(), came, limit):
            yield _notice(moment, silence, organisation, role)


@dataclass(frozen=True, slots=True)
class _Silence:
    """A child of whom nobody had said anything when the notice fell due; `came` is when a register reached us."""

    mark: Mark
    due: datetime
    came: datetime | None


def _silences(group: Collection[Mark], came: datetime | None, limit: timedelta) -> Iterator[_Silence]:
    """Yield the children of one school in one session: all of them together, by the first who is waited for."""
    waited = [due for mark in group for due in _waited(mark, limit)]
    for mark in group if waited else ():
        due = next((due for due in (min(waited), *_waited(mark, limit)) if _is_unknown(mark.known_by(due))), None)
        if due is None or (came is not None and came <= due + ONE_RUN):
            continue
        if _is_unknown(mark.known_by(due + ONE_RUN)):
            yield _Silence(mark, due, came)


def _waited(mark: Mark, limit: timedelta) -> list[datetime]:
    """Return when a child was waited for: at its own time, and again once an excuse was taken back."""
    due = mark.expected_at + limit
    again = mark.unseen.recorded_at if mark.unseen else due
    return [at for at in sorted({due, max(due, again)}) if _is_unknown(mark.known_by(at))]


def _is_unknown(mark: Mark) -> bool:
    return mark.status in (Status.NOT_ASKED, Status.NOT_HERE)


def _notice(moment: Moment, silence: _Silence, organisation: str, role: Role) -> Obligation:
    mark, due = silence.mark, silence.due
    return Obligation(
        rule="REG-3",
        day=moment.day,
        organisation=organisation,
        notice="register_missing",
        to=role,
        due=due,
        reason=_reason(mark, due),
        clause="5.2",
        pupil=mark.place.pupil,
        session=mark.place.session,
        basis=f"session {mark.place.session}; last said {mark.last.entry if mark.last else 'nothing'}",
        # Afterwards nobody can look any more; what is left is the day's report.
        stale_after=max(instant(moment.day, mark.place.end), due + SHORTEST),
        moot=_moot(silence),
    )


def _reason(mark: Mark, due: datetime) -> str:
    said = f"Due at {hhmm(mark.expected_at)}; no register had reached us by {hhmm(due)}, so we do not know."
    if mark.unseen is not None:
        said += f" Said at {hhmm(mark.unseen.recorded_at)} not to be here."
    return said + what_else(mark)


def _moot(silence: _Silence) -> str:
    if silence.came is not None:
        return f"It was due at {hhmm(silence.due)}; before it could be sent, the register came at {hhmm(silence.came)}."
    if not _is_unknown(silence.mark):
        return f"It was due at {hhmm(silence.due)}; before it could be sent, somebody had said where the child is."
    return ""
