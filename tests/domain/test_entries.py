"""The rules on entries: what a form says, and each thing that can be wrong with it, in a sentence that helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cme.domain.clocks import hhmm
from cme.domain.entries import ANSWERS_LIMIT, Read, units, written
from cme.domain.halves import in_halves
from cme.domain.model import Closure, Facts, Observation, Saw, Severity
from tests import builders as build
from tests.domain.submitted import IDS, change, read, register, today

TODAY = "Mon 2026-11-23"


def facts(**more: object) -> Facts:
    """P1 and P2 in the bike workshop, 09:00 and 09:30; P1 also in the kitchen at one."""
    usual = {
        "pupils": {code: build.a_pupil(code) for code in ("P1", "P2", "P3")},
        "sessions": {
            "BIKE": build.a_session("BIKE"),
            "COOK": build.a_session("COOK", start=time(13), end=time(15)),
        },
        "places": (
            build.a_place("P1"),
            build.a_place("P2", start=time(9, 30)),
            build.a_place("P1", "COOK", start=time(13), end=time(15)),
        ),
    }
    return build.facts(**usual | more)


def said(found: Read) -> list[tuple[str, str, str]]:
    return [(o.session, o.pupil, o.saw.value) for o in found.observations]


def only(found: Read, code: str) -> tuple[Severity, str, str]:
    (problem,) = [p for p in found.problems if p.code == code]
    return problem.severity, problem.what, problem.mend


def test_a_register_says_that_it_was_taken_who_was_seen_and_who_was_missed() -> None:
    found = read(register(f"{TODAY} 09:35", present=["P1 Sam S"]), facts())
    assert said(found) == [
        ("BIKE", "", "register taken"),
        ("BIKE", "P1", "seen"),
        ("BIKE", "P2", "not here when asked"),
    ]
    assert found.outcome == "accepted"
    assert {o.at for o in found.observations} == {build.at(f"{TODAY} 09:35")}


def test_a_register_says_nothing_about_who_starts_later() -> None:
    found = read(register(f"{TODAY} 09:29", present=["P1 Sam S"]), facts())
    assert ("BIKE", "P2", "not here when asked") not in said(found)


def test_a_child_is_asked_about_from_the_very_minute_of_its_start() -> None:
    found = read(register(f"{TODAY} 09:30", present=["P1 Sam S"]), facts())
    assert ("BIKE", "P2", "not here when asked") in said(found)


def test_a_register_counts_from_when_it_was_taken_and_is_known_from_when_it_was_sent() -> None:
    found = read(register(f"{TODAY} 10:40", present=["P1 Sam S"], taken_at="09:05"), facts())
    assert {hhmm(o.at) for o in found.observations} == {"09:05"}
    assert {hhmm(o.recorded_at) for o in found.observations} == {"10:40"}
    assert ("BIKE", "P2", "not here when asked") not in said(found)


@pytest.mark.parametrize(
    ("choice", "saw"),
    [
        ("arrived", Saw.ARRIVED),
        ("taxi late", Saw.TAXI_LATE),
        ("visit: no answer at the door", Saw.NOT_HERE),
        ("visit: refused to see the tutor", Saw.NOT_HERE),
        ("LEFT WITHOUT PERMISSION, can't be found", Saw.LEFT_SITE),
        ("came back", Saw.CAME_BACK),
        ("I marked it wrong: was here all along", Saw.WAS_HERE),
        ("I marked it wrong: is not here", Saw.WAS_NOT_HERE),
    ],
)
def test_each_choice_of_the_small_form_is_one_thing_said(choice: str, saw: Saw) -> None:
    found = read(change(f"{TODAY} 09:52", "P1 Sam S", choice), facts())
    assert said(found) == [("BIKE", "P1", saw.value)]
    assert found.outcome == "accepted"


@pytest.mark.parametrize("choice", ["not coming", "went home early, agreed"])
def test_who_is_not_coming_or_has_gone_home_is_so_for_the_rest_of_the_day(choice: str) -> None:
    found = read(change(f"{TODAY} 11:00", "P1 Sam S", choice, reason="ill", said_by="parent or carer"), facts())
    assert [o.session for o in found.observations] == ["BIKE", "COOK"]
    assert {(o.reason, o.said_by) for o in found.observations} == {("ill", "parent or carer")}


@pytest.mark.parametrize(
    ("sent", "choice", "session"),
    [
        ("12:00", "arrived", "BIKE"),
        ("12:01", "arrived", "COOK"),
        ("16:00", "arrived", "COOK"),
        ("12:59", "I marked it wrong: is not here", "BIKE"),
        ("13:00", "I marked it wrong: is not here", "COOK"),
        ("08:00", "I marked it wrong: is not here", "BIKE"),
        ("12:01", "not coming", "COOK"),
        ("16:00", "not coming", "COOK"),
    ],
)
def test_a_change_is_about_the_session_that_is_on_or_to_come_and_a_correction_about_the_one_that_has_begun(
    sent: str, choice: str, session: str
) -> None:
    found = read(change(f"{TODAY} {sent}", "P1 Sam S", choice), facts())
    assert [o.session for o in found.observations] == [session]


def test_the_taxis_time_is_kept() -> None:
    found = read(change(f"{TODAY} 09:02", "P1 Sam S", "taxi late", due="10:05"), facts())
    assert hhmm(found.observations[0].due) == "10:05"  # type: ignore[arg-type]


def test_an_edited_answer_is_a_new_entry() -> None:
    first = register(f"{TODAY} 09:05", present=["P1 Sam S"])
    assert replace(first, submitted_at=first.submitted_at + timedelta(seconds=1)).key != first.key


# Each rule on entries


def test_ent_1_a_session_that_does_not_exist_is_an_error() -> None:
    found = read(register(f"{TODAY} 09:05", session="", which_session="FISH Fishing, 09:00"), facts())
    severity, what, mend = only(found, "ENT-1")
    assert (severity, found.outcome, found.observations) == (Severity.ERROR, "error", [])
    assert what == "There is no session “FISH”."
    assert mend == "Send the register again and choose the session from the list."


def test_ent_1_a_register_that_names_no_session_is_an_error() -> None:
    severity, what, _ = only(read(register(f"{TODAY} 09:05", session=""), facts()), "ENT-1")
    assert (severity, what) == (Severity.ERROR, "It does not say which session.")


def test_ent_1_a_session_that_does_not_run_that_day_counts_and_is_asked_about() -> None:
    closed = facts(closures=(Closure("innov8", build.MONDAY, build.MONDAY),))
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"]), closed)
    severity, what, mend = only(found, "ENT-1")
    assert (severity, what) == (Severity.QUERY, "BIKE does not run on Mon 23/11/2026.")
    assert "Calendar" in mend
    assert ("BIKE", "P1", "seen") in said(found)


def test_ent_2_a_tick_of_nobody_known_is_an_error_and_the_rest_counts() -> None:
    found = read(register(f"{TODAY} 09:05", present=["P7 Who W", "P1 Sam S"]), facts())
    severity, what, mend = only(found, "ENT-2")
    assert (severity, what) == (Severity.ERROR, "There is no pupil “P7”.")
    assert "One child changed" in mend
    assert ("BIKE", "P1", "seen") in said(found)


def test_ent_2_a_tick_of_a_child_who_is_not_expected_counts_and_its_school_is_to_be_told() -> None:
    found = read(register(f"{TODAY} 09:05", present=["P3 Kit K"]), facts())
    severity, what, mend = only(found, "ENT-2")
    assert (severity, what) == (Severity.QUERY, "P3 was ticked but is not expected in BIKE that day.")
    assert "Tell the child's school" in mend
    assert ("BIKE", "P3", "seen") in said(found)


@pytest.mark.parametrize(
    ("child", "what"), [("P7 Who W", "There is no pupil “P7”."), ("", "It does not say which child.")]
)
def test_ent_2_a_change_of_nobody_known_is_an_error(child: str, what: str) -> None:
    found = read(change(f"{TODAY} 09:05", child, "arrived"), facts())
    assert only(found, "ENT-2")[:2] == (Severity.ERROR, what)
    assert found.observations == []


@pytest.mark.parametrize(
    ("choice", "mend"),
    [
        ("arrived", "Its school is told that it is here"),
        ("not coming", "It counts for that day only. If another day was meant, send it again on that day."),
    ],
)
def test_ent_2_a_change_of_a_child_without_a_place_today_is_kept_for_the_day(choice: str, mend: str) -> None:
    found = read(change(f"{TODAY} 09:05", "P3 Kit K", choice), facts())
    severity, what, how = only(found, "ENT-2")
    assert (severity, what) == (Severity.QUERY, "P3 is not expected anywhere on Mon 23/11/2026.")
    assert how.startswith(mend)
    assert [(o.session, o.pupil) for o in found.observations] == [("", "P3")]


def test_ent_3_a_register_of_an_earlier_day_counts_for_that_day_and_is_asked_about() -> None:
    found = read(register(f"{TODAY} 11:20", present=["P1 Sam S"], day="2026-11-16", taken_at="09:05"), facts())
    severity, what, mend = only(found, "ENT-3")
    assert (severity, what) == (
        Severity.QUERY,
        "It is for Mon 16/11/2026, before the day on which it was sent.",
    )
    assert "No notice goes late" in mend
    assert {o.day for o in found.observations} == {date(2026, 11, 16)}


@pytest.mark.parametrize(
    ("day", "why"), [("2026-11-24", "which is yet to come"), ("2026-10-22", "too long ago"), ("1899-01-02", "too long")]
)
def test_ent_3_a_register_of_tomorrow_or_of_long_ago_does_not_count(day: str, why: str) -> None:
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"], day=day), facts())
    severity, what, mend = only(found, "ENT-3")
    assert severity is Severity.ERROR
    assert why in what
    assert mend == "It does not count. Send it again for the right day."
    assert found.observations == []


def test_ent_3_the_oldest_day_that_counts_is_a_month_ago() -> None:
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"], day="2026-10-23", taken_at="09:05"), facts())
    assert only(found, "ENT-3")[0] is Severity.QUERY


def test_ent_3_a_day_that_is_none_counts_for_today() -> None:
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"], day="soon"), facts())
    assert only(found, "ENT-3")[:2] == (Severity.QUERY, "“soon” cannot be read as a day.")
    assert {o.day for o in found.observations} == {build.MONDAY}


@pytest.mark.parametrize("typed", ["noon", "25:00", "9.30pm", "-1:00"])
def test_ent_4_a_time_that_is_none_counts_as_now(typed: str) -> None:
    found = read(change(f"{TODAY} 09:52", "P1 Sam S", "arrived", time=typed), facts())
    severity, what, mend = only(found, "ENT-4")
    assert (severity, what) == (Severity.QUERY, f"“{typed}” cannot be read as the time at which it happened.")
    assert "send the form again" in mend
    assert hhmm(found.observations[0].at) == "09:52"


def test_ent_4_nobody_has_seen_the_future() -> None:
    found = read(change(f"{TODAY} 09:52", "P1 Sam S", "arrived", time="11:00"), facts())
    assert only(found, "ENT-4")[1] == ("The time at which it happened, 11:00, lies after the form was sent, at 09:52.")
    assert hhmm(found.observations[0].at) == "09:52"


def test_ent_4_a_telephones_clock_may_be_two_minutes_ahead() -> None:
    found = read(change(f"{TODAY} 09:52", "P1 Sam S", "arrived", time="09:54"), facts())
    assert found.problems == []


def test_ent_4_ten_past_one_at_night_is_ten_past_one_by_day() -> None:
    found = read(change(f"{TODAY} 13:12", "P1 Sam S", "arrived", time="01:10"), facts())
    assert only(found, "ENT-4")[:2] == (
        Severity.QUERY,
        "The time at which it happened, 01:10, is in the night; it counts as 13:10.",
    )
    assert [(o.session, hhmm(o.at)) for o in found.observations] == [("COOK", "13:10")]


def test_ent_4_six_in_the_morning_is_what_it_says() -> None:
    found = read(change(f"{TODAY} 09:12", "P1 Sam S", "arrived", time="06:00"), facts())
    assert (found.problems, hhmm(found.observations[0].at)) == ([], "06:00")


def test_ent_4_a_register_from_paper_without_a_time_counts_from_the_start() -> None:
    found = read(register(f"{TODAY} 11:20", present=["P1 Sam S"], day="2026-11-16"), facts())
    assert only(found, "ENT-4")[1] == "It is from another day and does not say when it was taken; 09:00 is assumed."
    assert {hhmm(o.at) for o in found.observations} == {"09:00"}


def test_ent_5_the_same_answers_within_five_minutes_are_said_to_be_twice_and_count_once() -> None:
    first = register(f"{TODAY} 09:05", present=["P1 Sam S"])
    again = register(f"{TODAY} 09:09", present=["P1 Sam S"])
    assert only(read(again, facts(), (first,)), "ENT-5")[:2] == (
        Severity.QUERY,
        "The same answers were sent at 09:05 already.",
    )


@pytest.mark.parametrize(
    "other",
    [
        register(f"{TODAY} 09:04", present=["P1 Sam S"]),
        register(f"{TODAY} 09:05", present=["P2 Kim K"]),
        register(f"{TODAY} 09:05", present=["P1 Sam S"], email="cora@innov8.example"),
    ],
    ids=["five minutes ago", "other answers", "somebody else"],
)
def test_ent_5_anything_else_is_not_the_same(other: object) -> None:
    entry = register(f"{TODAY} 09:09", present=["P1 Sam S"])
    assert read(entry, facts(), (other,)).problems == []  # type: ignore[arg-type]


def test_ent_6_a_stranger_is_asked_about_and_counts() -> None:
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"], email="me@elsewhere.example"), facts())
    severity, what, _ = only(found, "ENT-6")
    assert severity is Severity.QUERY
    assert what == "It came from an account that is not on the staff list, and says it is by nobody named."
    assert ("BIKE", "P1", "seen") in said(found)


def test_ent_6_on_a_shared_telephone_the_name_is_enough() -> None:
    entry = register(f"{TODAY} 09:05", present=["P1 Sam S"], email="site@innov8.example", who="tess worker")
    found = read(entry, facts())
    assert (found.problems, found.who) == ([], "tess worker")


def test_ent_6_no_account_is_not_the_account_of_somebody_without_an_address() -> None:
    staff = {"NEW": replace(build.a_person("NEW"), email="", name="")}
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"], email=""), facts(staff=staff))
    assert only(found, "ENT-6")[0] is Severity.QUERY


def test_ent_7_somebody_else_is_somebodys_child() -> None:
    found = read(register(f"{TODAY} 09:05", present=["P1 Sam S"], other="a cousin, waiting"), facts())
    severity, what, mend = only(found, "ENT-7")
    assert (severity, what) == (Severity.QUERY, "Somebody else is here: a cousin, waiting")
    assert "its school may be looking" in mend


def test_ent_8_an_answer_to_a_question_that_is_not_ours_is_kept_and_named() -> None:
    entry = register(f"{TODAY} 09:05", present=["P1 Sam S"])
    found = read(replace(entry, answers={**entry.answers, "abc123": ("hm",)}), facts())
    assert only(found, "ENT-8")[:2] == (
        Severity.QUERY,
        "There is an answer to a question that this system did not make (abc123).",
    )
    assert ("BIKE", "P1", "seen") in said(found)


def test_ent_9_what_does_not_fit_a_cell_is_quarantined_and_still_heard() -> None:
    entry = change(f"{TODAY} 09:05", "P1 Sam S", "arrived", reason="x" * (ANSWERS_LIMIT + 1))
    found = read(entry, facts())
    severity, what, mend = only(found, "ENT-9")
    assert (severity, found.outcome) == (Severity.ERROR, "quarantined")
    assert what.startswith("The answers are 45,")
    assert entry.response in mend
    assert said(found) == [("BIKE", "P1", "arrived")]
    assert len(found.observations[0].reason) == 500


def test_ent_9_what_just_fits_is_not() -> None:
    used = units(written(change(f"{TODAY} 09:05", "P1 Sam S", "arrived", reason="x").answers)) - 1
    entry = change(f"{TODAY} 09:05", "P1 Sam S", "arrived", reason="x" * (ANSWERS_LIMIT - used))
    assert read(entry, facts()).outcome == "accepted"


def test_ent_10_a_register_without_a_tick_is_asked_about() -> None:
    found = read(register(f"{TODAY} 09:35", send="Send"), facts())
    assert only(found, "ENT-10")[:2] == (Severity.QUERY, "Nobody was ticked; 2 were expected by then.")


def test_ent_10_one_child_that_is_missing_is_no_mistake() -> None:
    assert read(register(f"{TODAY} 09:05", send="Send"), facts()).problems == []


@pytest.mark.parametrize(
    ("choice", "what"),
    [("flew away", "“flew away” is not one of the choices of “What happened?”."), ("", "It does not say what.")],
)
def test_ent_11_a_choice_that_is_none_is_an_error(choice: str, what: str) -> None:
    found = read(change(f"{TODAY} 09:05", "P1 Sam S", choice), facts())
    assert only(found, "ENT-11")[:2] == (Severity.ERROR, what)
    assert found.observations == []


def test_ent_12_of_two_sections_the_chosen_one_counts() -> None:
    bike = register(f"{TODAY} 13:05", present=["P1 Sam S", "P2 Kim K"], which_session="COOK Cook workshop, 13:00")
    both = {**bike.answers, **register(f"{TODAY} 13:05", "COOK", present=["P1 Sam S"]).answers}
    found = read(replace(bike, answers=both), facts())
    severity, what, mend = only(found, "ENT-12")
    assert (severity, what) == (Severity.ERROR, "It answers for COOK and also for BIKE; only COOK is counted.")
    assert mend == "Send a register of its own for BIKE."
    assert said(found) == [("COOK", "", "register taken"), ("COOK", "P1", "seen")]


def test_ent_12_of_two_sections_without_a_choice_the_fuller_counts() -> None:
    bike = register(f"{TODAY} 13:05", present=["P1 Sam S", "P2 Kim K"])
    both = {**bike.answers, **register(f"{TODAY} 13:05", "COOK", present=["P1 Sam S"]).answers}
    assert read(replace(bike, answers=both), facts()).session == "BIKE"


def test_ent_13_an_entry_that_breaks_us_is_kept_and_named() -> None:
    entry = register(f"{TODAY} 09:05", present=["P1 Sam S"])
    found = read(entry, replace(facts(), pupils=None))  # type: ignore[arg-type]
    severity, what, mend = only(found, "ENT-13")
    assert severity is Severity.ERROR
    assert "TypeError" in what
    assert entry.response in mend


def test_ent_14_a_move_that_says_neither_where_nor_when_changes_nothing() -> None:
    found = read(today("Mon 2026-11-23 08:40", "BIKE", "moved"), build.facts())
    assert [(problem.code, problem.severity) for problem in found.problems] == [("ENT-14", Severity.ERROR)]
    assert found.observations == []


def test_ent_15_a_second_register_in_the_mornings_section_counts_for_the_afternoon() -> None:
    sessions, places = in_halves({"BIKE": build.a_session(end=time(15))}, (build.a_place(end=time(15)),), time(12, 45))
    morning = build.a_register((), build.at(f"{TODAY} 09:05"), ["P1"])
    known = facts(sessions=sessions, places=places, observations=morning)
    found = read(register(f"{TODAY} 12:50", present=["P1 Sam S"]), known)
    assert only(found, "ENT-15")[1] == (
        "The morning's section was sent at 12:50, after the afternoon began; it counts for BIKE-PM."
    )
    assert said(found) == [("BIKE-PM", "", "register taken"), ("BIKE-PM", "P1", "seen")]
    # Without a register of the morning it may well be the morning's, sent late.
    late = read(register(f"{TODAY} 12:50", present=["P1 Sam S"]), replace(known, observations=()))
    assert late.session == "BIKE"


def test_an_observation_says_which_entry_it_came_from() -> None:
    entry = register(f"{TODAY} 09:05", present=["P1 Sam S"])
    found: list[Observation] = read(entry, facts()).observations
    assert {(o.entry, o.by) for o in found} == {(entry.key, "tess@innov8.example")}


def test_the_tests_know_every_question() -> None:
    assert len({row.key for row in IDS.values() if row.form == "register"}) == 18
