"""REG-5: a child who was reported is found, and everybody who was told is stood down."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark, Status, marks
from cme.domain.model import Facts, Obligation, Owing, Role, Saw
from cme.domain.rulebook import Moment, rule
from cme.domain.rules.absence import END_OF_DAY, routine_role, was_told


@rule("REG-5", clause="7.3")
def found_after_being_reported(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child who was reported is here, or was here all along: everybody who was told is stood down."""
    found = {(m.place.pupil, m.place.session): m for m in marks(facts, moment.day) if m.is_seen}
    for row in facts.ledger.values():
        mark = found.get((row.pupil, row.session)) if row.day == moment.day else None
        organisation = facts.organisations.get(row.organisation)
        if mark is None or organisation is None or not was_told(facts, row):
            continue
        if row.rule == "REG-1":
            yield _stand_down(row, mark, routine_role(organisation), row.step)
        elif row.rule == "REG-4" and mark.status is Status.HERE:
            yield _stand_down(row, mark, Role.DSL, f"left {row.step}")


def _stand_down(row: Owing, mark: Mark, to: Role, step: str) -> Obligation:
    """One stand-down a notice: the wording may still change, the obligation is the same."""
    assert mark.known_at is not None  # noqa: S101 - only marks that were seen come here
    left = row.rule == "REG-4"
    ours = not left and mark.seen_at is not None and mark.seen_at <= mark.expected_at
    known = mark.last.recorded_at if left and mark.last else mark.known_at
    return Obligation(
        rule="REG-5",
        day=row.day,
        organisation=row.organisation,
        notice="stand_down",
        to=to,
        due=max(row.decided_at, known),
        reason=_back(mark) if left else _found(mark, ours=ours),
        clause="7.3",
        pupil=row.pupil,
        session=row.session,
        step=step,
        basis=f"our mistake; answers {row.key}" if ours else f"arrived; answers {row.key}",
        stale_after=instant(row.day, END_OF_DAY),
    )


def _back(mark: Mark) -> str:
    at = mark.last.at if mark.last else mark.seen_at
    assert at is not None  # noqa: S101 - only marks that were seen come here
    return f"Left without permission earlier; here again, said at {hhmm(at)}."


def _found(mark: Mark, *, ours: bool) -> str:
    start = hhmm(mark.expected_at)
    if ours:
        return f"Was here at {start} all along. The notice was our mistake, and we are sorry."
    assert mark.seen_at is not None and mark.first is not None  # noqa: S101, PT018 - only seen marks come here
    verb = "Arrived" if mark.first.saw is Saw.ARRIVED else "Seen here"
    return f"{verb} at {hhmm(mark.seen_at)}, {mark.minutes_after_start} minutes after the start at {start}."
