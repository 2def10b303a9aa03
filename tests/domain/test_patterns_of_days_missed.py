"""PAT-1 and PAT-2: days missed in a row, and days unseen, each at its boundary; what is no absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from cme.domain.findings import ASK_RETURN, ASK_SCHOOL, CASE_PROPOSED, DECIDE, TOLD, is_case_proposed
from cme.domain.model import Closure, Did, Event, Facts, Saw, Tier
from tests import builders as build
from tests.domain.nightly import DAY, MON, THU, TUE, TUESDAYS, WED, level, tuesdays
from tests.domain.patterned import found, said, taught, went

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
