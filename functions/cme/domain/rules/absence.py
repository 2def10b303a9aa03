"""REG-1 and REG-5: a child who is not seen, and the same child found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark, Status, marks, registers
from cme.domain.model import Facts, Obligation, Observation, Organisation, Role
from cme.domain.rulebook import Moment, rule
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


@rule("REG-1", clause="5.2, 7.3", figures=("absence_notice",))
def not_seen_after_own_start(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child was not seen by fifteen minutes after the child's own start."""
    taken = registers(facts, moment.day)
    limit = moment.figures.minutes("absence_notice", moment.day)
    for mark in marks(facts, moment.day):
        due = mark.expected_at + limit
        asked = taken.get(mark.place.session, ())
        if not asked or not _is_missing(mark, due):
            continue
        for organisation in told_about(facts, mark):
            yield Obligation(
                rule="REG-1",
                day=moment.day,
                organisation=organisation.code,
                notice="absence",
                to=routine_role(organisation),
                due=due,
                reason=_reason(mark, due, asked),
                clause="5.2, 7.3",
                pupil=mark.place.pupil,
                session=mark.place.session,
                basis=_basis(mark, asked),
                stale_after=instant(moment.day, END_OF_DAY),
            )


def _is_missing(mark: Mark, due: datetime) -> bool:
    if mark.is_seen or mark.status in (Status.WENT_HOME, Status.LEFT_SITE):
        return False
    return mark.explained is None or mark.explained.recorded_at > due


def _reason(mark: Mark, due: datetime, taken: tuple[Observation, ...]) -> str:
    """The one sentence for the email, the sheet, the log and the test. It names no child."""
    start, by = hhmm(mark.expected_at), hhmm(due)
    if mark.asked_at is not None:
        said = f"Due at {start}; not here when asked at {hhmm(mark.asked_at)}; no arrival was logged by {by}."
    else:
        said = (
            f"Due at {start}; no arrival was logged by {by}. The register was taken at {hhmm(taken[-1].at)}, "
            f"before that start, so nobody has been asked since."
        )
    if mark.taxi is not None:
        said += f" The taxi was said to be late{f', due at {hhmm(mark.taxi.due)}' if mark.taxi.due else ''}."
    elif mark.said is not None and mark.explained is None:
        who = mark.said.said_by or "somebody who was not named"
        said += f" Said by {who}, not confirmed: not coming."
    recorded = min(o.recorded_at for o in taken)
    return f"{said} The register reached us at {hhmm(recorded)}." if recorded > due else said


def _basis(mark: Mark, taken: tuple[Observation, ...]) -> str:
    last = mark.last.entry if mark.last else ""
    return f"registers {', '.join(o.entry for o in taken)}; last said {last or 'nothing'}"


@rule("REG-5", clause="7.3")
def found_after_being_reported(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child who was reported is here, or was here all along: everybody who was told is stood down."""
    found = {(m.place.pupil, m.place.session): m for m in marks(facts, moment.day) if m.is_seen}
    for row in facts.ledger.values():
        mark = found.get((row.pupil, row.session)) if row.rule == "REG-1" and row.day == moment.day else None
        message = facts.messages.get(row.message)
        if mark is None or mark.seen_at is None or message is None or message.state not in MAY_HAVE_ARRIVED:
            continue
        if row.organisation not in facts.organisations:
            continue
        ours = mark.seen_at <= mark.expected_at
        yield Obligation(
            rule="REG-5",
            day=moment.day,
            organisation=row.organisation,
            notice="stand_down",
            to=routine_role(facts.organisations[row.organisation]),
            due=max(row.decided_at, _known_at(facts, mark)),
            reason=_found(mark, ours=ours),
            clause="7.3",
            pupil=row.pupil,
            session=row.session,
            # One stand-down a notice: the wording may still change, the obligation is the same.
            basis=f"our mistake; answers {row.key}" if ours else f"arrived; answers {row.key}",
            stale_after=instant(moment.day, END_OF_DAY),
        )


def _known_at(facts: Facts, mark: Mark) -> datetime:
    told = (o.recorded_at for o in facts.observations if o.pupil == mark.place.pupil and o.day == mark.day)
    return max((at for at in told), default=mark.expected_at)


def _found(mark: Mark, *, ours: bool) -> str:
    start = hhmm(mark.expected_at)
    if ours:
        return f"Was here at {start} all along. The notice was our mistake, and we are sorry."
    assert mark.seen_at is not None  # noqa: S101 - only marks that were seen come here
    return f"Here since {hhmm(mark.seen_at)}, {mark.minutes_late} minutes after the start at {start}."
