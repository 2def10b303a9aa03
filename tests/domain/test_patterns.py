"""Patterns of absence: how long each stands, when it is raised again, and what holds of any of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cme.domain.findings import DECIDE, TOLD
from tests.domain.nightly import DAY, FIGURES, MON, TUESDAYS, level, tuesdays
from tests.domain.patterned import found, night_after, taught, went

# How long each stands, and when it is raised again


def test_a_finding_keeps_its_worst_and_says_since_when() -> None:
    facts, last = tuesdays("here", "missed", "missed", "missed")
    first = found(facts, last - 7 * DAY)["PAT-1"]
    assert (first.level, first.level_since) == (TOLD, night_after(last - 7 * DAY))
    same = found(facts, last - DAY, findings=(first,))["PAT-1"]
    assert same == first
    worse = found(facts, last, findings=(first,))["PAT-1"]
    assert (worse.level, worse.level_since, worse.since) == (DECIDE, night_after(last), first.since)
    gentler = FIGURES.replaced("run_decide", 9)
    kept = found(facts, last + DAY, gentler, findings=(worse,))["PAT-1"]
    assert (kept.level, kept.level_since) == (DECIDE, worse.level_since)


def test_a_run_is_over_when_the_child_comes_and_a_new_one_is_new() -> None:
    facts, _ = tuesdays("here", "missed", "missed", "here", "missed", "missed")
    old = found(facts, TUESDAYS[2])["PAT-1"]
    assert "PAT-1" not in found(facts, TUESDAYS[3], findings=(old,))
    new = found(facts, TUESDAYS[5], findings=(old,))["PAT-1"]
    assert (new.since, new.level_since) == (TUESDAYS[4], night_after(TUESDAYS[5]))


def test_a_share_stands_until_the_child_has_come_eight_times_in_a_row() -> None:
    facts = went(taught(), date(2026, 9, 7), *["missed"] * 8, *["here"] * 8)
    old = found(facts, date(2026, 9, 16))["PAT-3"]
    assert (old.level, old.what) == (2, "came to 0 of the last 8 sessions")
    day_seven, day_eight = date(2026, 9, 25), date(2026, 9, 28)
    assert found(facts, day_seven, findings=(old,))["PAT-3"].what == "came to 7 of the last 15 sessions"
    assert found(facts, day_eight, findings=(old,)) == {}


def test_what_does_not_hold_today_and_is_not_over_stands_as_it_was() -> None:
    facts = went(taught(), MON, "30", "30", "30", "here", "here", "here", "here")
    old = found(facts, MON + 7 * DAY)["PAT-4"]
    fewer = FIGURES.replaced("late_lost", 99)
    assert "PAT-4" not in found(facts, MON + 8 * DAY, fewer)
    assert found(facts, MON + 8 * DAY, fewer, findings=(old,))["PAT-4"] == old


@pytest.mark.parametrize(
    ("name", "hows", "rule"),
    [
        ("run_told", ["missed", "missed"], "PAT-1"),
        ("share_least", ["explained"] * 8, "PAT-3"),
        ("late_times", ["15", "15", "15", "here", "here", "here"], "PAT-4"),
        ("late_minutes", ["15", "15", "15", "here", "here", "here"], "PAT-4"),
        ("late_lost", ["45", "45"], "PAT-4"),
        ("unseen_ask", ["missed", "missed", "missed"], "PAT-2"),
    ],
)
def test_a_figure_that_changes_on_a_day_counts_from_that_day(name: str, hows: list[str], rule: str) -> None:
    facts = went(taught(), MON, *hows)
    last = facts.observations[-1].day
    stricter = FIGURES.by_name[name].values[-1].value + 1
    assert rule in found(facts, last, FIGURES.replaced(name, stricter, last + DAY))
    assert rule not in found(facts, last, FIGURES.replaced(name, stricter, last))


HOWS = some.lists(some.sampled_from(["here", "missed", "explained", "hearsay", "20", "off", "unasked"]), max_size=25)
PLACES = some.sets(some.integers(0, 4), min_size=1).map(sorted)


@settings(max_examples=40, deadline=None)
@given(PLACES, some.lists(some.sampled_from(["here", "off", "unasked"]), max_size=40), some.integers(0, 9))
def test_of_a_child_who_always_comes_nothing_is_ever_found(weekdays: list[int], hows: list[str], later: int) -> None:
    facts = went(taught(*weekdays, terms=()), date(2026, 9, 7), *hows)
    last = max((o.day for o in facts.observations), default=MON)
    assert found(facts, last + later * DAY) == {}


@settings(max_examples=60, deadline=None)
@given(PLACES, HOWS, some.integers(0, 24))
def test_one_more_day_attended_never_makes_a_run_worse(weekdays: list[int], hows: list[str], which: int) -> None:
    facts = taught(*weekdays, terms=())
    came = [how if n != which else "here" for n, how in enumerate(hows)]
    last = max((o.day for o in went(facts, date(2026, 9, 7), *hows).observations), default=MON)
    before, after = (level(went(facts, date(2026, 9, 7), *those), last, "PAT-1") for those in (hows, came))
    assert after <= before


@settings(max_examples=40, deadline=None)
@given(PLACES, HOWS)
def test_each_night_a_level_only_rises_until_it_is_over_and_says_when_it_rose(
    weekdays: list[int], hows: list[str]
) -> None:
    facts = went(taught(*weekdays, terms=()), date(2026, 9, 7), *hows)
    before: dict[str, object] = {}
    for number in range(60):
        day = date(2026, 9, 7) + number * DAY
        now = found(facts, day, findings=tuple(before.values()))
        for rule, one in now.items():
            old = before.get(rule)
            if old is not None and old.since == one.since:  # type: ignore[attr-defined]
                assert one.level >= old.level  # type: ignore[attr-defined]
                assert (one.level_since == old.level_since) == (one.level == old.level)  # type: ignore[attr-defined]
        before = dict(now)
