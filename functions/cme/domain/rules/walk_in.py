"""REG-10: a child is here who is not expected anywhere that day. Its school may be looking for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cme.domain.by_day import rows_on, said_on
from cme.domain.calendar import places_on
from cme.domain.clocks import hhmm, instant
from cme.domain.model import Facts, Obligation, Observation, Role, Saw
from cme.domain.rulebook import Moment, rule
from cme.domain.rules.absence import END_OF_DAY, was_told
from cme.domain.said import SEEN, order, standing

CODE, NOT_AFTER_ALL = "REG-10", "not here"
"""The rule; and how the step of a word begins that takes an earlier one back."""


@rule(CODE, clause="5.2")
def here_and_not_expected(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child who is not expected that day is here: its school hears so at once, and as soon as that was wrong."""
    for pupil, heard in _unexpected(facts, moment.day).items():
        school = facts.pupils[pupil].school
        if school not in facts.organisations:
            # Somebody has to find out whose the child is: that is the query of the entry.
            continue
        seen = next((said for said in standing(heard) if said.saw in SEEN), None)
        wrong = next((said for said in reversed(heard) if said.saw is Saw.WAS_NOT_HERE), None)
        if seen is not None:
            reason = f"Not expected here that day. Said at {hhmm(seen.recorded_at)} to be here since {hhmm(seen.at)}."
            yield _notice(moment, school, pupil, seen, reason, _step(wrong, seen))
        elif wrong is not None and _has_heard(facts, moment.day, school, pupil):
            reason = f"Not here after all, as we were told at {hhmm(wrong.recorded_at)}: another child was meant."
            yield _notice(moment, school, pupil, wrong, reason, f"{NOT_AFTER_ALL} {hhmm(wrong.recorded_at)}")


def _unexpected(facts: Facts, day: date) -> dict[str, list[Observation]]:
    """Return what was said of each child who has no place that day, in the order in which it was so."""
    expected = {place.pupil for place in places_on(facts, day)}
    found: dict[str, list[Observation]] = {}
    for said in sorted((o for o in said_on(facts, day) if not o.session and o.pupil), key=order):
        if said.pupil in facts.pupils and said.pupil not in expected:
            found.setdefault(said.pupil, []).append(said)
    return found


def _step(wrong: Observation | None, seen: Observation) -> str:
    """Who is here again after a word that was taken back is a new message; who is seen twice is none."""
    return f"again {hhmm(seen.recorded_at)}" if wrong is not None else ""


def _has_heard(facts: Facts, day: date, school: str, pupil: str) -> bool:
    rows = (row for row in rows_on(facts, day) if row.rule == CODE)
    return any((row.organisation, row.pupil) == (school, pupil) and was_told(facts, row) for row in rows)


def _notice(moment: Moment, school: str, pupil: str, said: Observation, reason: str, step: str) -> Obligation:
    return Obligation(
        rule=CODE,
        day=moment.day,
        organisation=school,
        notice="walk_in",
        to=Role.ATTENDANCE,
        due=said.recorded_at,
        reason=reason,
        clause="5.2",
        pupil=pupil,
        step=step,
        basis=f"said by {said.entry}",
        stale_after=instant(moment.day, END_OF_DAY),
    )
