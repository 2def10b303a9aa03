"""Weeks of one child for the tests of patterns: each day by a letter, said as a register would say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from cme.domain.clocks import instant
from cme.domain.figures import Figures
from cme.domain.halves import in_halves
from cme.domain.model import Facts, Finding, Observation, Term
from cme.domain.patterns import find
from cme.policy import load_figures
from sandbox.stories.happenings.past import observed
from tests import builders as build

NIGHT = time(3)
TERM = Term("innov8", date(2026, 9, 1), date(2026, 12, 18))


def taught(*weekdays: int, end: time = time(12), kind: str = "group", **more: Any) -> Facts:
    """Facts of a term in which P1 has a place on some weekdays, 09:00 until noon or longer."""
    sessions = {f"S{n}": build.a_session(f"S{n}", weekday=n, end=end, kind=kind) for n in weekdays or (0, 1, 2, 3, 4)}
    places = tuple(build.a_place("P1", code, end=end) for code in sessions)
    halved, theirs = in_halves(sessions, places, time(12, 45))
    return build.facts(**{"sessions": halved, "places": theirs, "terms": (TERM,)} | more)


def said(facts: Facts, day: date, how: str, session: str = "") -> tuple[Observation, ...]:
    """What was said of P1 on a day: here, missed, explained, hearsay, off (called off), or so many minutes late."""
    return tuple(observed(facts, "P1", day, f"{how} late" if how.isdigit() else how, session))


def went(facts: Facts, since: date, *hows: str) -> Facts:
    """Return the facts with so many expected days from one on, in order; days without a session are left out."""
    found, day = list(facts.observations), since
    for how in hows:
        while not any(session.weekday == day.weekday() for session in facts.sessions.values()):
            day += timedelta(days=1)
        found += said(facts, day, how) if how != "unasked" else ()
        day += timedelta(days=1)
    return replace(facts, observations=tuple(found))


def night_after(day: date) -> datetime:
    """Return when the night after a day is worked out."""
    return instant(day + timedelta(days=1), NIGHT)


def found(facts: Facts, day: date, figures: Figures | None = None, **more: Any) -> dict[str, Finding]:
    """Return what the night after a day finds of P1, by rule."""
    changed = replace(facts, **more) if more else facts
    return {one.rule: one for one in find(changed, night_after(day), figures or load_figures())}
