"""What is asked of whoever may be on duty today, and how the screens say who is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.duty import duty_of
from cme.domain.form_links import ON_DUTY, action_link
from cme.domain.letter_rows import count
from cme.domain.marks import marks
from cme.domain.model import Facts, Obligation, Role
from cme.domain.recipients import on_duty
from cme.domain.rules.duty import NOBODY_COMES

Values = dict[str, Any]
FIRST = "1"
"""The step of who is asked first."""


def duty_call(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the question who is on duty: one tap, and what the day has in store."""
    first = obligations[0]
    asked = "Good morning. Are you on duty today?" if first.step == FIRST else "Nobody is on duty yet. Can you be?"
    return {
        "first_line": f"{asked} Say “I am on duty”: one tap, and send.",
        "day_has": _day_has(facts, first.day),
        "duty_link": action_link(facts, done=ON_DUTY),
    }


def _day_has(facts: Facts, day: date) -> str:
    """Return how many sessions and children there are, and when it begins."""
    found = [mark for mark in marks(facts, day) if mark.status not in NOBODY_COMES]
    sessions = {mark.place.session for mark in found}
    if not found:
        return "Nobody is expected any more."
    begins = hhmm(min(mark.expected_at for mark in found))
    children = count(len({mark.place.pupil for mark in found}), "child", "children")
    return f"{count(len(sessions), 'session', 'sessions')}, {children}, from {begins}."


def duty_line(facts: Facts, now: datetime) -> str:
    """Return who is on duty in a few words, or that nobody has said so and who is paged; empty before it is asked."""
    at, day = facts.settings.duty_asked, day_of(now)
    since = duty_of(facts, day).since
    if since:
        code = list(since)[-1]
        return f"on duty: {facts.staff[code].name or code} since {hhmm(since[code])}"
    if at is None or now < instant(day, at) or not marks(facts, day):
        return ""
    people = on_duty(facts, Role.INNOV8_DSL, day)
    if not people:
        return "NOBODY HAS SAID “ON DUTY”, and nobody can be paged"
    return f"NOBODY HAS SAID “ON DUTY”: pages go to {people[0].name or people[0].code}"
