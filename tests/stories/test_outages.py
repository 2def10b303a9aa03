"""No run for two hours, two days, a weekend: what is owed then was owed minute by minute too, or is listed with why."""

from __future__ import annotations

import pytest

from sandbox.stories.player import Played, play
from sandbox.stories.said import said
from sandbox.stories.story import story_of

STORY = """\
story: A morning on which much happens
day: {day}
until: {until}
register:
  pupils: {{P1: x, P2: 09:30, P3: x, P4: x}}
happens:
  - {{at: 09:05, register: BIKE, ticked: [P3, P4]}}
{missed}
  - {{at: 09:36, register: BIKE, ticked: [P3, P4]}}
  - {{at: 09:52, changed: P1, what: arrived}}
  - {{at: 10:20, changed: P4, what: left without permission}}
expect: {{sent: []}}
"""
OUTAGES = {
    "two hours": ("Mon 23 Nov 2026", "Mon 17:00", "09:10", "11:10"),
    "two days": ("Mon 23 Nov 2026", "Wed 17:00", "09:10", "Wed 09:10"),
    "a weekend": ("Fri 27 Nov 2026", "30 Nov 17:00", "09:10", "30 Nov 09:10"),
}
NEEDLESS = {("REG-5", "P1"), ("ASK-1", "P2")}
"""A stand-down of what was never sent, and a school that does not answer what it was never asked."""


@pytest.mark.parametrize("outage", OUTAGES)
def test_after_an_outage_nothing_is_sent_that_was_not_owed_before_and_what_is_missing_is_listed_with_why(
    outage: str,
) -> None:
    day, until, stops, goes_on = OUTAGES[outage]
    missed = f"  - {{at: {stops}, runs: missed, until: {goes_on}}}"
    ran, late = (play(story_of(said(STORY.format(day=day, until=until, missed=m), "s.yaml"))) for m in ("", missed))
    minute_by_minute, after = sent(ran), sent(late)
    assert len(minute_by_minute) >= 6
    assert after <= minute_by_minute
    listed = {row.key: row.basis for row in late.outcome.owing if not row.message}
    missing = minute_by_minute - after - listed.keys()
    assert {(row.rule, row.pupil) for row in ran.outcome.owing if row.key in missing} <= NEEDLESS
    assert listed
    assert all(why.startswith("overtaken: It was due") for why in listed.values())
    mail = [bytes(letter.raw) for letter in late.mail if b"OPS-2" in letter.raw]
    assert len(mail) == 1, "the DSL hears of all of it once"


def sent(played: Played) -> set[str]:
    """Return what went to anybody, without the lists of what did not, and without a page's repeats: they name it."""
    return {row.key for row in played.outcome.owing if row.message and row.rule not in ("OPS-2", "SAFE-2", "SAFE-5")}
