"""REG-5: a child who was reported is found, and everybody who was told is stood down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.asked import ASKS_AGAIN
from cme.domain.by_day import rows_on
from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.contradictions import is_in_doubt
from cme.domain.halves import afternoon_of
from cme.domain.kinds import is_online
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Obligation, Observation, Organisation, Owing, Role, Saw, State
from cme.domain.rulebook import Moment, rule
from cme.domain.rules.absence import END_OF_DAY, routine_role, was_told, where_else
from cme.domain.rules.changed import CANCELLED, step_of
from cme.domain.rules.left_site import departure_step
from cme.domain.rules.where_now import role_of
from cme.domain.said import last_sighting

GONE_AGAIN = (Status.LEFT_SITE, Status.CONTRADICTORY)
"""A child who came and is not sure to be here still: “nothing more is needed” would be wrong."""


@rule("REG-5", clause="7.3")
def found_after_being_reported(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child who was reported is here, or was here all along: everybody who was told is stood down."""
    found: dict[tuple[str, str], Mark] = {}
    for mark in marks(facts, moment.day):
        found.setdefault((mark.place.pupil, mark.place.session), mark)
    came = {session: min(o.recorded_at for o in taken) for session, taken in registers(facts, moment.day).items()}
    for row in rows_on(facts, moment.day):
        about = found.get((row.pupil, row.session))
        organisation = facts.organisations.get(row.organisation)
        if about is None or organisation is None or not _is_out(facts, row):
            continue
        half = afternoon_of(facts.sessions, row.session)
        later = found.get((row.pupil, half.code)) if half else None
        if row.rule == "REG-1":
            yield from _here(row, about, organisation)
            yield from _here_by_afternoon(row, "", about, later, organisation)
        elif row.rule == "REG-3" and not _is_missed(facts, row):
            yield from _register_came(row, about, organisation, came.get(row.session))
            yield from _here_by_afternoon(row, "register", about, later, organisation)
        elif row.rule == "REG-9":
            yield from _found_again(row, about, organisation)
        elif row.rule == "REG-8" and not _is_missed(facts, row):
            yield from _came_all_the_same(row, about, organisation)
        elif row.rule == "REG-4":
            yield from _back(row, about)
        elif row.rule == ASKS_AGAIN and day_of(row.decided_at) == row.day:
            yield from _asked_in_vain(row, about)


def _is_out(facts: Facts, row: Owing) -> bool:
    """What is only claimed may still be on its way: a stand-down must not overtake it."""
    return was_told(facts, row) and facts.messages[row.message].state is not State.CLAIMED


def _here(row: Owing, mark: Mark, organisation: Organisation) -> Iterator[Obligation]:
    """Stand down a notice of absence: the wording may still change, the obligation is the same."""
    to, step, elsewhere = routine_role(organisation), row.step, mark.elsewhere
    if mark.known_at is not None and mark.seen_at is not None and mark.status not in GONE_AGAIN:
        ours = mark.seen_at <= mark.expected_at
        yield _stand_down(row, to, step, mark.known_at, _found(mark, ours=ours), ours=ours)
    elif elsewhere is not None and _is_elsewhere(mark, elsewhere) and where_else(elsewhere) not in row.reason:
        yield _stand_down(row, to, step, elsewhere.recorded_at, f"{where_else(elsewhere)}.", ours=False)


def _asked_in_vain(row: Owing, mark: Mark) -> Iterator[Obligation]:
    """Stand down a school's DSL who was asked the same day; whoever was asked on another has the day's report."""
    if mark.known_at is not None and mark.seen_at is not None and mark.status not in GONE_AGAIN:
        ours = mark.seen_at <= mark.expected_at
        yield _stand_down(row, Role.DSL, f"asked {row.step}", mark.known_at, _found(mark, ours=ours), ours=ours)


def _is_elsewhere(mark: Mark, seen: Observation) -> bool:
    """Return whether a sighting in another session finds the child: not if somebody has said since that it is gone."""
    return not mark.is_seen and (mark.unseen is None or mark.unseen.recorded_at < seen.recorded_at)


def _here_by_afternoon(
    row: Owing, step: str, mark: Mark, later: Mark | None, organisation: Organisation
) -> Iterator[Obligation]:
    """Who was reported in the morning, and is seen in the second half of the day, is found as well."""
    if mark.is_seen or later is None or later.known_at is None or later.seen_at is None or later.status in GONE_AGAIN:
        return
    said = f"Here in the afternoon, seen at {hhmm(later.seen_at)}. Of the morning we know no more."
    yield _stand_down(row, routine_role(organisation), step or row.step, later.known_at, said, ours=False)


def _is_missed(facts: Facts, row: Owing) -> bool:
    """Return whether the same reader was told of the child's absence as well, and is stood down for that."""
    theirs = (o for o in rows_on(facts, row.day) if o.rule == "REG-1" and o.session == row.session)
    return any((o.pupil, o.organisation) == (row.pupil, row.organisation) and _is_out(facts, o) for o in theirs)


def _came_all_the_same(row: Owing, mark: Mark, organisation: Organisation) -> Iterator[Obligation]:
    """Whoever was asked where the children of a cancelled session will be hears that one of them is here."""
    off, first = mark.cancelled, mark.first
    if off is None or first is None or row.step != step_of(CANCELLED, off):
        return
    if mark.known_at is not None and mark.known_at > row.decided_at and mark.status not in GONE_AGAIN:
        said = f"Came although the session is cancelled: seen here at {hhmm(first.at)}."
        yield _stand_down(row, routine_role(organisation), row.step, mark.known_at, said, ours=False)


def _register_came(row: Owing, mark: Mark, organisation: Organisation, came: datetime | None) -> Iterator[Obligation]:
    """Say of a child of whom nobody knew what is known now. Who is missing is told of as missing (REG-1, REG-4)."""
    known, said = None, ""
    if mark.status is Status.HERE and mark.seen_at is not None:
        here = "Met online, not in person" if is_online(mark.kind) else "Here, seen"
        known, said = mark.known_at, f"{here} at {hhmm(mark.seen_at)}."
    elif mark.status is Status.NOT_COMING and mark.explained is not None:
        known, said = mark.explained_at, f"Not coming, said by {mark.explained.said_by}."
    elif mark.status is Status.WENT_HOME and mark.went is not None:
        known, said = mark.went.recorded_at, _went_home(mark.went)
    if known is not None:
        said += f" The register reached us at {hhmm(came)}." if came else " There is still no register."
        yield _stand_down(row, routine_role(organisation), "register", known, said, ours=False)


def _found_again(row: Owing, mark: Mark, organisation: Organisation) -> Iterator[Obligation]:
    """Stand down a notice of a child who was here and could not be found, once somebody has said where it is."""
    seen, elsewhere = last_sighting(mark.heard), mark.elsewhere
    known, said, ours = None, "", False
    if mark.status is Status.HERE and mark.corrected is not None and mark.corrected.recorded_at >= row.decided_at:
        known, ours = mark.corrected.recorded_at, True
        said = "Was here all along. The notice was our mistake, and we are sorry."
    elif mark.status is Status.HERE and seen is not None:
        known, said = seen.recorded_at, f"Here again, seen at {hhmm(seen.at)}."
    elif mark.status is Status.WENT_HOME and mark.went is not None:
        known, said = mark.went.recorded_at, _went_home(mark.went)
    elif mark.status is Status.NOT_COMING and mark.explained is not None:
        known, said = mark.explained_at, f"Not coming, said by {mark.explained.said_by}."
    elif is_in_doubt(mark) and elsewhere is not None and elsewhere.recorded_at >= row.decided_at:
        known, said = elsewhere.recorded_at, f"{where_else(elsewhere)}."
    if known is not None:
        yield _stand_down(row, role_of(organisation), f"where {row.step}", known, said, ours=ours)


def _back(row: Owing, mark: Mark) -> Iterator[Obligation]:
    """Stand down a notice of a child who left: the child was seen again, or had not left at all."""
    step = f"left {row.step}"
    departure = next((d for d in mark.departures if departure_step(d) == row.step), None)
    if departure is not None:
        if back := departure.back:
            said = f"Left without permission earlier; here again, said at {hhmm(back.at)}."
            yield _stand_down(row, Role.DSL, step, back.recorded_at, said, ours=False)
    elif mark.corrected is not None:
        said = "Had not left at all. The notice was our mistake, and we are sorry."
        yield _stand_down(row, Role.DSL, step, mark.corrected.recorded_at, said, ours=True)


def _stand_down(row: Owing, to: Role, step: str, known: datetime, reason: str, *, ours: bool) -> Obligation:
    return Obligation(
        rule="REG-5",
        day=row.day,
        organisation=row.organisation,
        notice="stand_down",
        to=to,
        due=max(row.decided_at, known),
        reason=reason,
        clause="7.3",
        pupil=row.pupil,
        session=row.session,
        step=step,
        basis=f"our mistake; answers {row.key}" if ours else f"arrived; answers {row.key}",
        stale_after=instant(row.day, END_OF_DAY),
    )


def _went_home(went: Observation) -> str:
    return f"Went home early, as agreed, at {hhmm(went.at)}."


def _found(mark: Mark, *, ours: bool) -> str:
    start = hhmm(mark.expected_at)
    if ours:
        return f"Was here at {start} all along. The notice was our mistake, and we are sorry."
    assert mark.seen_at is not None and mark.first is not None  # noqa: S101, PT018 - only seen marks come here
    if is_online(mark.kind):
        return f"Met online at {hhmm(mark.seen_at)}; not seen in person."
    verb = "Arrived" if mark.first.saw is Saw.ARRIVED else "Seen here"
    return f"{verb} at {hhmm(mark.seen_at)}, {mark.minutes_after_start} minutes after the start at {start}."
