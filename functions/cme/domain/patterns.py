"""PAT-1 to PAT-5: which patterns of absence there are, worked out once a night from the whole history. Pure.

What was found before is kept at its worst until it is over; so it is raised again only when it worsens.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from cme.domain.attendance import histories
from cme.domain.calendar import within
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.findings import LATE, RUN, UNSEEN, Finding
from cme.domain.model import Facts
from cme.domain.pattern_checks import CHECKS, Child, Sign
from cme.domain.pauses import is_place_paused

FIGURES = (
    *("run_told", "run_decide", "unseen_first", "unseen_ask", "unseen_case", "unseen_return"),
    *("share_window", "share_least", "share_below", "share_drop"),
    *("late_window", "late_times", "late_minutes", "late_lost", "weekday_window", "weekday_missed", "weekday_others"),
    "pattern_over",
)
ENDS_WHEN_SEEN = frozenset({RUN, UNSEEN})
"""What is over as soon as the child is seen; the others end when it has come for long enough."""


def find(facts: Facts, at: datetime, figures: Figures) -> tuple[Finding, ...]:
    """Return what stands after the night of an instant, from all observations and what stood before (`findings`)."""
    until = day_of(at) - timedelta(days=1)
    before = {(finding.pupil, finding.rule): finding for finding in facts.findings}
    found: list[Finding] = []
    for code, history in sorted(histories(facts, until).items()):
        if not _is_waited_for(facts, code, until):
            continue
        child = Child(facts, facts.pupils[code], history, until, figures)
        for rule, check in CHECKS.items():
            stands = _stands(child, rule, check(child), before.get((code, rule)), at.replace(microsecond=0))
            found += [stands] if stands else []
    return tuple(found)


def _is_waited_for(facts: Facts, code: str, day: date) -> bool:
    """Return whether a child has a place that is not paused: a pause has been agreed, and is reviewed by itself."""
    theirs = (place for place in facts.places if place.pupil == code and within(place.since, place.until, day))
    return any(not is_place_paused(facts, place, day) for place in theirs)


def _stands(child: Child, rule: str, sign: Sign | None, old: Finding | None, at: datetime) -> Finding | None:
    """Return what stands of one pattern: as it is now, at its worst since it began; or nothing, where it is over."""
    if rule not in ENDS_WHEN_SEEN and _in_a_row(child, rule) >= child.figure("pattern_over"):
        return None
    if sign is None:
        return None if rule in ENDS_WHEN_SEEN else old
    if old is None or (rule in ENDS_WHEN_SEEN and old.since != sign.since):
        return Finding(child.pupil.code, rule, sign.level, sign.since, at, sign.what, at)
    level = max(sign.level, old.level)
    level_since = old.level_since if level == old.level else at
    kept = replace(old, level=level, level_since=level_since, what=sign.what)
    return old if kept == old else replace(kept, recorded=at)


def _in_a_row(child: Child, rule: str) -> int:
    """Return how many days in a row have been well: of lateness, those on which the child came in time."""
    if rule != LATE:
        return child.history.in_a_row
    well = (day.came and day.late < child.figure("late_minutes") for day in reversed(child.days))
    return next((n for n, is_well in enumerate(well) if not is_well), len(child.days))
