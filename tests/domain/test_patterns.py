"""Patterns of absence: each at its boundary and below its least count, what is no absence, and how long each stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cme.domain.findings import ASK_RETURN, ASK_SCHOOL, CASE_PROPOSED, DECIDE, TOLD, is_case_proposed
from cme.domain.model import Closure, Did, Event, Facts, Saw, Tier
from cme.policy import load_figures
from tests import builders as build
from tests.domain.patterned import found, night_after, said, taught, went

DAY = timedelta(days=1)
TUESDAYS = [date(2026, 9, 8) + timedelta(weeks=n) for n in range(14)]
MON = date(2026, 11, 9)
TUE, WED, THU, FRI = (MON + n * DAY for n in range(1, 5))
FIGURES = load_figures()


def tuesdays(*hows: str) -> tuple[Facts, date]:
    """A child of Tuesdays only, and the last day of which anything is said."""
    return went(taught(1), TUESDAYS[0], *hows), TUESDAYS[len(hows) - 1]


def level(facts: Facts, day: date, rule: str) -> int:
    there = found(facts, day).get(rule)
    return there.level if there else 0


# PAT-1: missed in a row


@pytest.mark.parametrize(
    ("hows", "wanted"),
    [
        (["here", "missed"], 0),
        (["here", "missed", "missed"], TOLD),
        (["here", "missed", "missed", "missed"], DECIDE),
        (["here", "missed", "explained", "missed"], TOLD),
        (["here", "missed", "missed", "explained"], TOLD),
        (["here", "explained", "explained", "explained"], 0),
        (["here", "missed", "hearsay"], TOLD),
        (["here", "missed", "here", "missed"], 0),
        (["here", "missed", "unasked", "missed"], TOLD),
        (["here", "missed", "off", "missed"], TOLD),
        (["here", "missed", "off"], 0),
        (["here", "missed", "unasked"], 0),
        (["missed", "missed", "40"], 0),
    ],
)
def test_a_run_counts_days_missed_without_a_reason_and_nothing_else(hows: list[str], wanted: int) -> None:
    facts, last = tuesdays(*hows)
    assert level(facts, last, "PAT-1") == wanted


def test_a_run_says_when_and_when_the_child_was_last_here() -> None:
    facts, last = tuesdays("here", "missed", "missed", "missed", "missed")
    there = found(facts, last)["PAT-1"]
    assert there.since == TUESDAYS[1]
    assert there.what == (
        "missed 4 in a row, nobody knows why: the last of them Tue 22 Sep, Tue 29 Sep, Tue 6 Oct; last here Tue 8 Sep"
    )
    never = found(*tuesdays("missed", "missed"))["PAT-1"]
    assert never.what.endswith("Tue 8 Sep, Tue 15 Sep; never here so far")


def test_two_halves_of_a_day_are_one_day_and_who_came_to_one_of_them_came() -> None:
    whole = taught(1, end=time(15))
    assert len(whole.places) == 2
    assert level(went(whole, TUESDAYS[0], "here", "missed"), TUESDAYS[1], "PAT-1") == 0
    gone = replace(whole, observations=(*said(whole, TUESDAYS[0], "missed"),))
    halved = replace(
        gone,
        observations=(
            *gone.observations,
            *said(whole, TUESDAYS[1], "missed", "S1"),
            *said(whole, TUESDAYS[1], "here", "S1-PM"),
        ),
    )
    assert level(halved, TUESDAYS[1], "PAT-1") == 0


def test_a_holiday_between_is_no_missed_day_and_a_day_that_is_not_over_is_not_counted() -> None:
    facts = went(taught(1), TUESDAYS[0], "here", "missed")
    later = replace(facts, observations=(*facts.observations, *said(facts, TUESDAYS[3], "missed")))
    closed = replace(later, closures=(Closure("innov8", TUESDAYS[2] - DAY, TUESDAYS[2] + 3 * DAY),))
    assert level(closed, TUESDAYS[3] - DAY, "PAT-1") == 0
    assert level(closed, TUESDAYS[3], "PAT-1") == TOLD


def test_a_child_who_came_elsewhere_that_day_came() -> None:
    facts, last = tuesdays("here", "missed", "missed")
    walked_in = build.seen("P1", Saw.SEEN, build.at("Tue 2026-09-22 13:00"), session="ELSEWHERE")
    assert level(replace(facts, observations=(*facts.observations, walked_in)), last, "PAT-1") == 0


def test_a_child_who_came_elsewhere_came_though_its_own_register_is_missing() -> None:
    facts, last = tuesdays("here", "missed", "unasked", "missed")
    walked_in = build.seen("P1", Saw.SEEN, build.at("Tue 2026-09-22 13:00"), session="ELSEWHERE")
    assert level(facts, last, "PAT-1") == TOLD
    assert level(replace(facts, observations=(*facts.observations, walked_in)), last, "PAT-1") == 0


def test_who_is_met_online_in_one_half_of_a_day_came() -> None:
    whole = went(taught(1, end=time(15), kind="online"), TUESDAYS[0], "missed")
    halved = (*said(whole, TUESDAYS[1], "missed", "S1"), *said(whole, TUESDAYS[1], "here", "S1-PM"))
    assert level(replace(whole, observations=(*whole.observations, *halved)), TUESDAYS[1], "PAT-1") == 0


def test_who_left_without_permission_came() -> None:
    facts, last = tuesdays("here", "missed", "unasked")
    left = build.seen("P1", Saw.LEFT_SITE, build.at("Tue 2026-09-22 10:00"), session="S1")
    again = replace(facts, observations=(*facts.observations, left, *said(facts, TUESDAYS[3], "missed")))
    assert level(again, TUESDAYS[3], "PAT-1") == 0
    assert level(
        replace(again, observations=again.observations[:-2] + again.observations[-1:]), last + 7 * DAY, "PAT-1"
    )


def test_a_tick_that_was_wrong_is_no_coming() -> None:
    facts, last = tuesdays("here", "missed", "here")
    wrong = build.seen("P1", Saw.WAS_NOT_HERE, build.at("Tue 2026-09-22 09:30"), session="S1")
    assert level(replace(facts, observations=(*facts.observations, wrong)), last, "PAT-1") == TOLD


def test_of_a_child_without_a_place_or_whose_place_is_paused_nothing_is_found() -> None:
    facts, last = tuesdays("here", "missed", "missed", "missed")
    over = replace(facts, places=tuple(replace(p, until=last - DAY) for p in facts.places))
    more = {"paused_from": last, "paused_to": last + 5 * DAY, "agreed_with": "HILL"}
    paused = replace(facts, places=tuple(replace(p, **more) for p in facts.places))
    assert found(facts, last)
    assert found(over, last) == found(paused, last) == {}


def test_the_clock_change_moves_no_day() -> None:
    facts = went(taught(6, terms=()), date(2026, 10, 18), "missed", "missed", "missed")
    assert level(facts, date(2026, 10, 25), "PAT-1") == TOLD
    assert level(facts, date(2026, 10, 24), "PAT-1") == 0


# PAT-2: days unseen


def unseen_for(days: int, tier: Tier = Tier.B, **more: object) -> int:
    """The level after so many school days from a Monday that was missed without a reason."""
    facts = went(taught(0, pupils={"P1": build.a_pupil(tier=tier)}, **more), MON - 7 * DAY, "here", "missed")
    return level(facts, MON + (days - 1 + 2 * ((days - 1) // 5)) * DAY, "PAT-2")


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (2, 0),
        (3, ASK_SCHOOL),
        (4, ASK_SCHOOL),
        (5, CASE_PROPOSED),
        (9, CASE_PROPOSED),
        (10, ASK_RETURN),
        (11, ASK_RETURN),
    ],
)
def test_days_unseen_count_from_the_first_one_missed_without_a_reason(days: int, wanted: int) -> None:
    assert unseen_for(days) == wanted
    assert unseen_for(days, Tier.NOT_KNOWN) == wanted


def test_where_minutes_matter_the_first_day_counts() -> None:
    assert unseen_for(1, Tier.A) == ASK_SCHOOL
    assert unseen_for(1) == 0


def test_a_child_of_tuesdays_who_always_comes_is_never_unseen_however_long_ago_it_was_seen() -> None:
    facts, last = tuesdays(*["here"] * 10)
    for days in range(7):
        assert found(facts, last + days * DAY) == {}


def test_explained_days_do_not_start_the_clock_and_do_not_stop_it() -> None:
    facts = went(taught(), MON, "explained", "explained", "explained", "explained")
    assert level(facts, THU, "PAT-2") == 0
    facts = went(taught(), MON, "missed", "explained", "explained")
    assert level(facts, WED, "PAT-2") == ASK_SCHOOL


def test_days_on_which_the_child_s_own_school_is_closed_do_not_count() -> None:
    assert unseen_for(3) == ASK_SCHOOL
    school = build.a_school("HILL", calendar="Hill")
    closed = {"organisations": {"HILL": school}, "closures": (Closure("Hill", TUE, TUE),)}
    assert unseen_for(3, **closed) == 0
    assert unseen_for(4, **closed) == ASK_SCHOOL
    # A school without a calendar of its own keeps ours.
    ours = {"closures": (Closure("innov8", TUE, TUE),)}
    assert (unseen_for(3, **ours), unseen_for(4, **ours)) == (0, ASK_SCHOOL)


def with_said(saw: Saw, when: str, **more: str) -> Facts:
    facts = went(taught(0), MON - 7 * DAY, "here", "missed")
    return replace(facts, observations=(*facts.observations, build.seen("P1", saw, build.at(when), **more)))


@pytest.mark.parametrize(
    ("saw", "instead", "wanted"),
    [
        (Saw.SCHOOL_SEES, "", 0),
        (Saw.SCHOOL_SAW, "10/11/2026", 0),
        (Saw.SCHOOL_SAW, "09/11/2026", 0),
        (Saw.SCHOOL_SAW, "06/11/2026", ASK_SCHOOL),
        (Saw.SCHOOL_SAW, "", ASK_SCHOOL),
        (Saw.SCHOOL_KNOWS, "", ASK_SCHOOL),
        (Saw.SCHOOL_ASKS, "", ASK_SCHOOL),
        (Saw.SPOKE_TO, "", ASK_SCHOOL),
        (Saw.LOCATED, "", ASK_SCHOOL),
    ],
)
def test_a_school_s_sight_ends_it_and_a_voice_on_the_telephone_does_not(saw: Saw, instead: str, wanted: int) -> None:
    facts = with_said(saw, "Tue 2026-11-10 10:00", session="", by="HILL", instead=instead)
    assert level(facts, WED, "PAT-2") == wanted


def test_whoever_else_has_seen_the_child_ends_it_by_the_child_s_case() -> None:
    facts, seen = with_said(Saw.NOTED, "Tue 2026-11-10 10:00"), build.at("Tue 2026-11-10 09:00")
    located = Event("P1", Did.LOCATED, seen, seen, "the officer, at home", by="DEE", source="c1")
    assert level(facts, WED, "PAT-2") == ASK_SCHOOL
    assert level(replace(facts, events=(located,)), WED, "PAT-2") == 0
    assert level(replace(facts, events=(replace(located, did=Did.TRIED),)), WED, "PAT-2") == ASK_SCHOOL


def test_who_is_met_on_a_screen_comes_and_is_seen_nowhere() -> None:
    facts = went(taught(0, 1, kind="online"), MON, "missed", "here")
    assert level(facts, WED, "PAT-2") == ASK_SCHOOL
    assert level(went(taught(0, 1), MON, "missed", "here"), WED, "PAT-2") == 0


def test_a_tick_that_was_wrong_is_no_sight() -> None:
    facts = went(taught(0, 1), MON, "missed", "here")
    wrong = build.seen("P1", Saw.WAS_NOT_HERE, build.at("Tue 2026-11-10 09:30"), session="S1")
    assert level(replace(facts, observations=(*facts.observations, wrong)), WED, "PAT-2") == ASK_SCHOOL


def test_what_a_school_says_of_an_earlier_day_hides_no_later_sight() -> None:
    facts = went(taught(0, 1), MON, "missed", "here")
    saw = build.seen("P1", Saw.SCHOOL_SAW, build.at("Wed 2026-11-11 09:00"), session="", instead="02/11/2026")
    assert level(replace(facts, observations=(*facts.observations, saw)), WED, "PAT-2") == 0


def test_days_unseen_say_what_to_do_and_never_that_a_threshold_is_met() -> None:
    words = {}
    for days in (3, 5, 10):
        facts = went(taught(0), MON - 7 * DAY, "here", "missed")
        there = found(facts, MON + (days - 1 + 2 * ((days - 1) // 5)) * DAY)["PAT-2"]
        assert is_case_proposed(there) == (days >= 5)
        assert "threshold" not in there.what
        words[days] = there.what
    assert words[3] == (
        "seen by nobody for 3 school days since Mon 9 Nov, as far as we know (last seen Mon 2 Nov): "
        "ask the school whether it has seen the child"
    )
    assert words[5].endswith("ask the school, and assess: is it a case?")
    assert words[10].endswith("has the school made its return?")


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
