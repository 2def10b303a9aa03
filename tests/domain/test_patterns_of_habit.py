"""PAT-3 to PAT-5: the share, lateness and the same weekday, each at its boundary and below its least count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.domain.nightly import DAY, MON, TUESDAYS, level, tuesdays
from tests.domain.patterned import found, said, taught, went

# PAT-3: the share


def share(*came: bool) -> int:
    hows = ["here" if there else "explained" for there in came]
    facts = went(taught(), date(2026, 9, 7), *hows)
    last = max((o.day for o in facts.observations), default=MON)
    return level(facts, last, "PAT-3")


def test_the_share_is_of_the_last_twenty_sessions_and_silent_below_eight() -> None:
    half = [True, False]
    assert share(*[False] * 7) == 0
    assert share(*[False] * 8) == 2
    assert share(*half * 10) == 0
    assert share(*half * 9, False, False) == 1
    assert share(*[True] * 6, *[False] * 14) == 1
    assert share(*[True] * 5, *[False] * 15) == 1
    assert share(*[True] * 4, *[False] * 16) == 2
    # What is older than the last twenty is held against them, and is not one of them.
    assert share(*[False] * 4, *[False, True] * 10) == 0


def test_a_share_far_below_the_child_s_own_before_is_found_where_there_is_a_before() -> None:
    before, now = [True] * 18 + [False] * 2, [True] * 13 + [False] * 7
    assert share(*before, *now) == 1
    assert share(*before, *[True] * 14, *[False] * 6) == 0
    assert share(*[True] * 7, *now) == 0
    assert share(*[True] * 8, *now) == 1
    assert share(*[False] * 20, *before, *now) == 1, "what is older still is not held against them"
    facts = went(taught(), date(2026, 9, 7), *["here" if came else "missed" for came in (*before, *now)])
    there = found(facts, facts.observations[-1].day)["PAT-3"]
    assert there.what == "came to 13 of the last 20 sessions, before that to 18 of 20"


def test_each_half_of_a_day_is_a_session_of_the_share() -> None:
    whole = taught(end=time(15))
    mornings = whole
    for number in range(10):
        day = date(2026, 9, 7) + (number + 2 * (number // 5)) * DAY
        there = (*said(whole, day, "here", f"S{day.weekday()}"), *said(whole, day, "missed", f"S{day.weekday()}-PM"))
        mornings = replace(mornings, observations=(*mornings.observations, *there))
    last = date(2026, 9, 18)
    assert found(mornings, last) == {}
    gone = replace(mornings, observations=(*mornings.observations, *said(whole, last + 3 * DAY, "explained")))
    assert found(gone, last + 3 * DAY)["PAT-3"].what == "came to 9 of the last 20 sessions"


def test_a_session_that_two_arranged_is_one_session() -> None:
    facts = went(taught(), date(2026, 9, 7), *["explained"] * 7)
    both = replace(facts, places=(*facts.places, *(replace(p, commissioner="COUNTY") for p in facts.places)))
    assert found(both, date(2026, 9, 15)) == {}


# PAT-4: lateness


@pytest.mark.parametrize(
    ("hows", "wanted"),
    [
        (["15", "15", "15", "here", "here", "here"], 1),
        (["15", "14", "15", "here", "here", "here"], 0),
        (["15", "15", "15", "here", "here"], 0),
        (["15", "15", "15", "here", "here", "here", "here"], 0),
        (["15", "missed", "15", "15", "here", "here", "here"], 1),
        (["here", "45", "44"], 0),
        (["here", "45", "45"], 1),
        (["here", "30", "30", "30", "here", "here"], 2),
    ],
)
def test_lateness_is_of_the_last_six_days_attended_or_ninety_minutes_in_four_weeks(
    hows: list[str], wanted: int
) -> None:
    facts = went(taught(), MON, *hows)
    assert level(facts, facts.observations[-1].day, "PAT-4") == wanted


def test_minutes_of_more_than_four_weeks_ago_are_not_counted() -> None:
    facts, last = tuesdays("90", "here", "here", "here")
    assert level(facts, last, "PAT-4") == 1
    assert level(facts, last + 6 * DAY, "PAT-4") == 1
    assert level(facts, last + 7 * DAY, "PAT-4") == 0


def test_lateness_is_over_after_eight_days_in_time_and_not_after_eight_days() -> None:
    hows = ["30", "30", "30", *["here"] * 7]
    facts = went(taught(), date(2026, 9, 7), *hows, "20", *["here"] * 8)
    before = None
    stood = []
    for number in range(19):
        day = date(2026, 9, 7) + (number + 2 * (number // 5)) * DAY
        there = found(facts, day, findings=(before,) if before else ())
        before = there.get("PAT-4")
        stood.append(before is not None)
    assert stood == [False] * 2 + [True] * 16 + [False]


# PAT-5: the same weekday


def weekday(missed: str = "FFTFF", others: str = "TTTTTTTTTF") -> dict[str, str]:
    """Tuesdays and Thursdays from 8 September: Tuesdays missed as said, the others in their order."""
    facts = taught(1, 3)
    came = {TUESDAYS[n]: c for n, c in enumerate(missed)}
    came |= {TUESDAYS[0] + 2 * DAY + timedelta(weeks=n): c for n, c in enumerate(others)}
    every = [o for day, c in sorted(came.items()) for o in said(facts, day, "here" if c == "T" else "missed")]
    there = found(replace(facts, observations=tuple(every)), max(came))
    return {rule: one.what for rule, one in there.items()}


def test_a_weekday_missed_by_a_child_who_comes_on_the_others_is_said_in_numbers() -> None:
    assert weekday("FFTFF", "TTTTF")["PAT-5"] == "missed 4 of the last 5 Tuesdays, came on 4 of 5 other days"
    assert "PAT-5" not in weekday("FFTTF", "TTTTT")
    assert "PAT-5" not in weekday("FFFF", "TTTTT"), "four Tuesdays are too few"
    assert "PAT-5" not in weekday("FFTFF", "TTTFF"), "that is low attendance"
    assert "PAT-5" not in weekday("FFTFF", "TTTT"), "four other days are too few to hold them against"


def test_all_of_a_weekday_missed_is_worse() -> None:
    facts = taught(1, 3)
    hows = ["missed", "here"] * 5
    assert level(went(facts, TUESDAYS[0], *hows), TUESDAYS[5], "PAT-5") == 2
