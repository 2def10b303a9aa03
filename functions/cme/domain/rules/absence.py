"""REG-1: a child who is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from cme.domain.by_day import rows_on
from cme.domain.changed import from_start
from cme.domain.clocks import hhmm, instant
from cme.domain.contradictions import is_told_on_the_spot
from cme.domain.first_session import first_session
from cme.domain.kinds import visit_of
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Message, Mode, Obligation, Observation, Organisation, Owing, Role, State
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import ONE_RUN
from cme.domain.states import MAY_HAVE_ARRIVED

END_OF_DAY = time(23, 59)


def told_about(facts: Facts, mark: Mark) -> list[Organisation]:
    """Return who is told about a child in a session: the place's commissioner, and the school on whose roll it is."""
    school = facts.pupils[mark.place.pupil].school
    codes = dict.fromkeys(code for code in (mark.place.commissioner, school) if code)
    return [facts.organisations[code] for code in codes if code in facts.organisations]


def routine_role(organisation: Organisation) -> Role:
    """Return who reads an organisation's routine mail: a school's attendance officer, an authority's commissioner."""
    return Role.ATTENDANCE if organisation.kind == "school" else Role.COMMISSIONING


def was_told(facts: Facts, row: Owing) -> bool:
    """Return whether somebody may have read what a row of the ledger says. What was rehearsed, nobody has."""
    message = facts.messages.get(row.message)
    return message is not None and may_have_read(facts, message)


def may_have_read(facts: Facts, message: Message) -> bool:
    """Return whether somebody may have read a message. What was rehearsed, nobody has."""
    is_real = message.state is not State.REHEARSED or facts.settings.mode is not Mode.LIVE
    return message.state in MAY_HAVE_ARRIVED and is_real


@dataclass(frozen=True, slots=True)
class Absence:
    """A child missed at an instant: when the notice fell due, and when it could first have been sent."""

    mark: Mark
    due: datetime
    taken: tuple[Observation, ...]

    @property
    def sendable_at(self) -> datetime:
        """The due minute, or, where the register came only after it, the register's arrival."""
        return max(self.due, min(o.recorded_at for o in self.taken))


@rule("REG-1", clause="5.2, 7.3", figures=("absence_notice",))
def not_seen_after_own_start(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child was not seen by fifteen minutes after the child's own start."""
    taken = registers(facts, moment.day)
    limit = moment.figures.minutes("absence_notice", moment.day)
    for mark in marks(facts, moment.day):
        asked = taken.get(mark.place.session, ())
        if not asked:
            continue
        absence = Absence(mark, mark.expected_at + limit, asked)
        if is_told_on_the_spot(facts, mark, absence.sendable_at):
            continue
        if _is_owed(absence) or _was_owed(absence):
            for organisation, role in readers(facts, mark):
                yield _notice(facts, moment, absence, organisation, role)


def readers(facts: Facts, mark: Mark) -> list[tuple[str, Role]]:
    """Return whom a notice about a child is for. Nobody entered: it is owed all the same, and becomes a page."""
    known = [(organisation.code, routine_role(organisation)) for organisation in told_about(facts, mark)]
    return known or [(mark.place.commissioner or facts.pupils[mark.place.pupil].school, Role.COMMISSIONING)]


def _is_missing(mark: Mark) -> bool:
    """Nobody has seen the child, or one says here and a later one not here: that is not last-wins, it is not known."""
    if mark.status in (Status.WENT_HOME, Status.LEFT_SITE, Status.CANCELLED, Status.PAUSED):
        return False
    return not mark.is_seen or mark.status is Status.CONTRADICTORY


def _is_owed(absence: Absence) -> bool:
    mark, sendable = absence.mark, absence.sendable_at
    if not _is_missing(mark) or (mark.explained_at is not None and mark.explained_at <= sendable):
        return False
    if mark.known_by(sendable).cancelled:
        # REG-8 has told the same readers, this child among them.
        return False
    # Who was seen in time and is contradicted later in the day is asked after on the spot (REG-9).
    return not mark.is_seen or _is_missing(mark.known_by(sendable))


def _was_owed(absence: Absence) -> bool:
    """Return whether a run at the time would have sent it, though it helps no more."""
    then = absence.mark.known_by(absence.sendable_at)
    soon = absence.mark.known_by(absence.sendable_at + ONE_RUN)
    return _is_missing(then) and then.explained_at is None and soon.cancelled is None and _is_missing(soon)


def _moot(absence: Absence, due: datetime) -> str:
    if _is_owed(absence):
        return ""
    status = absence.mark.status
    if absence.mark.cancelled is not None and not absence.mark.is_seen:
        return f"It was due at {hhmm(due)}; before it could be sent, the session was cancelled."
    said = f"to have {status.value}" if status in (Status.WENT_HOME, Status.LEFT_SITE) else "to be here"
    return f"It was due at {hhmm(due)}; before it could be sent, the child was said {said}."


def _notice(facts: Facts, moment: Moment, absence: Absence, organisation: str, role: Role) -> Obligation:
    mark = absence.mark
    again = _taken_back(facts, mark, organisation)
    due = again.recorded_at if again else absence.due
    return Obligation(
        rule="REG-1",
        day=moment.day,
        organisation=organisation,
        notice="absence",
        to=role,
        due=due,
        reason=_again(mark, again) if again else reason_of(facts, absence),
        clause="5.2, 7.3",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=from_start(facts.sessions[mark.place.session], f"again {hhmm(again.recorded_at)}" if again else ""),
        basis=_basis(mark, absence.taken),
        stale_after=instant(moment.day, END_OF_DAY),
        moot=_moot(absence, due),
    )


def _taken_back(facts: Facts, mark: Mark, organisation: str) -> Observation | None:
    """Return the correction after which an organisation that was stood down must be told again."""
    if mark.unseen is None:
        return None
    about = (mark.place.session, mark.place.pupil, organisation)
    for row in rows_on(facts, mark.day):
        same = (row.session, row.pupil, row.organisation) == about
        if row.rule == "REG-5" and same and was_told(facts, row) and row.decided_at <= mark.unseen.recorded_at:
            return mark.unseen
    return None


def _again(mark: Mark, correction: Observation) -> str:
    known, elsewhere = hhmm(correction.recorded_at), mark.elsewhere
    said = f"Due at {hhmm(mark.expected_at)}; the stand-down was our mistake: "
    said += f"at {known} we were told that the child is not here after all."
    # Said here, or else the notice would be followed by a stand-down that says no more than it.
    return f"{said} {_asking(elsewhere)}" if elsewhere and elsewhere.recorded_at > correction.recorded_at else said


def reason_of(facts: Facts, absence: Absence) -> str:
    """The one sentence for the email, the sheet, the log and the test. It names no child."""
    mark, due, taken = absence.mark, absence.due, absence.taken
    start, by, last = hhmm(mark.expected_at), hhmm(due), taken[-1]
    if mark.status is Status.CONTRADICTORY and mark.seen_at and mark.asked_at:
        said = (
            f"Due at {start}; said to be here at {hhmm(mark.seen_at)} and not here at {hhmm(mark.asked_at)}: not sure."
        )
    elif mark.asked_at is not None and (visit := visit_of(mark.kind)):
        why = mark.failed.reason if mark.failed else "the tutor has not met the child"
        said = f"{visit} due at {start}; {why}, said at {hhmm(mark.asked_at)}; nobody has seen the child by {by}."
    elif mark.asked_at is not None:
        said = f"Due at {start}; not here when asked at {hhmm(mark.asked_at)}; no arrival was logged by {by}."
    elif last.at < mark.expected_at:
        said = (
            f"Due at {start}; no arrival was logged by {by}. The register was taken at {hhmm(last.at)}, "
            f"before that start, so nobody has been asked since."
        )
    else:
        said = (
            f"Due at {start}; no arrival was logged by {by}. "
            f"The register taken at {hhmm(last.at)} did not ask about this child."
        )
    said = " ".join(filter(None, (f"{said}{what_else(mark)}", first_session(facts, mark))))
    recorded = min(o.recorded_at for o in taken)
    return f"{said} The register reached us at {hhmm(recorded)}." if recorded > due else said


def what_else(mark: Mark) -> str:
    """Return what else was said of a child: a taxi, a reason, another session; empty where nothing was."""
    said = ""
    if mark.taxi is not None:
        said += f" The taxi was said to be late{f', due at {hhmm(mark.taxi.due)}' if mark.taxi.due else ''}."
    elif mark.explained is not None:
        said += f" Said since, at {hhmm(mark.explained.recorded_at)}, by {mark.explained.said_by}: not coming."
    elif mark.said is not None:
        said += f" Said by {mark.said.said_by or 'somebody who was not named'}, not confirmed: not coming."
    if mark.before is not None:
        said += f" Seen here in the morning, last at {hhmm(mark.before.at)}."
    if mark.elsewhere is not None:
        said += f" {_asking(mark.elsewhere)}"
    return said


def _asking(elsewhere: Observation) -> str:
    return f"{where_else(elsewhere)}: we are asking there."


def where_else(seen: Observation) -> str:
    """Say that a child was seen in another session than the one that is meant."""
    return f"Ticked in {seen.session} at {hhmm(seen.at)} instead"


def _basis(mark: Mark, taken: tuple[Observation, ...]) -> str:
    last = mark.last.entry if mark.last else ""
    return f"registers {', '.join(o.entry for o in taken)}; last said {last or 'nothing'}"
