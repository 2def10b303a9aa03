"""The lines of the second screen about children who stayed away so often that the DSL decides today. Pure.

A line goes when the child comes, or when somebody has said with “I have it” about the child what was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.clocks import when
from cme.domain.findings import DECIDE, RUN, Finding
from cme.domain.form_links import action_link, tapped
from cme.domain.model import Facts
from cme.domain.rules.patterns import is_decided, is_over
from cme.domain.weekly import REMEMBERED

Row = tuple[str, ...]
TO_DO = "Ring home and the school; then send “I have it” about the child: assessed, referred, or a note."


def pattern_rows(facts: Facts, now: datetime) -> Iterator[Row]:
    """Yield one line for each child about whom the DSL is to decide, since when, and whom to ring."""
    for finding in sorted(facts.findings, key=lambda found: (found.level_since, found.pupil)):
        if (finding.rule, finding.level) == (RUN, DECIDE) and _waits(facts, finding, now):
            pupil = facts.pupils[finding.pupil]
            school = facts.organisations.get(pupil.school)
            ring = (
                f"School: {school.name}, {school.telephone or 'no number entered'}" if school else "No school entered"
            )
            first = f"Decide about {pupil.short_name} ({pupil.code}): {finding.what}."
            yield tapped((first, when(finding.level_since, now), ring, TO_DO), action_link(facts, pupil.code))


def _waits(facts: Facts, finding: Finding, now: datetime) -> bool:
    """Return whether nobody has decided yet; what is older than the ticks read back nobody can say."""
    if finding.pupil not in facts.pupils or finding.level_since + REMEMBERED <= now or is_over(facts, finding):
        return False
    return not is_decided(facts, finding)
