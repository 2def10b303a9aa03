"""What is said of the system's health: each thing that can be wrong with it, how badly, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cme.domain import calendar, health
from cme.domain.health import Head, Health
from cme.domain.model import Facts, Message, Mode, Owing, Problem, Settings, Severity, State, Term
from cme.domain.modes import not_ready, papers_unread
from cme.domain.recipients import INNOV8
from cme.policy import load_figures
from tests import builders as build

NOW = build.at("Mon 2026-11-23 09:46")
MINUTE = timedelta(minutes=1)
RUNNING = Head(heartbeat=NOW - 2 * MINUTE, heartbeat_due=NOW + 8 * MINUTE, night=NOW - 7 * 60 * MINUTE)
YEAR = (Term(calendar.OURS, date(2026, 9, 7), date(2027, 7, 21)),)


def looked(head: Head = RUNNING, at: datetime = NOW, **more: Any) -> Health:
    more.setdefault("terms", YEAR)
    return health.health(head, build.facts(**more), at, load_figures())


def said(found: Health) -> list[tuple[str, str]]:
    return [(p.code, p.severity.value) for p in found.problems]


def a_message(state: State, at: datetime = NOW - 10 * MINUTE, organisation: str = "HILL", **more: Any) -> Facts:
    notice = "register_page" if organisation == INNOV8 else "absence"
    message = Message("m-1", state, at, notice, organisation, "somebody@hill.example", at.date(), **more)
    return build.facts(terms=YEAR, messages={"m-1": message})


def of(facts: Facts, at: datetime = NOW) -> Health:
    return health.health(RUNNING, facts, at, load_figures())


def test_a_system_that_runs_is_well_in_two_sentences() -> None:
    found = looked()
    assert found.is_well
    assert found.sentences == [
        "Well. The last good run was at 09:44 on 23/11/2026. The mode is live.",
        "Messages: 0 stuck, 0 unknown, 0 failed, 0 bounced; 0 sent in the last 24 hours. "
        "The calendar reaches 21/07/2027.",
    ]


def test_the_same_as_json_holds_numbers_codes_and_instants() -> None:
    assert looked().facts == {
        "well": True,
        "age_hours": 0.03,
        "last_run": "2026-11-23T09:44:00+00:00",
        "mode": "live",
        "paused_until": None,
        "stuck": 0,
        "unknown": 0,
        "failed": 0,
        "bounced": 0,
        "sent_in_24_hours": 0,
        "calendar_ends": "2027-07-21",
        "problems": [],
    }


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (Head(night=RUNNING.night), "There was no run yet, so nobody is told anything."),
        (replace(RUNNING, heartbeat_due=NOW - MINUTE), "There was no good run since 09:44 on 23/11/2026."),
        (Head(heartbeat=NOW - 42 * MINUTE, night=RUNNING.night), "There was no good run since 09:04 on 23/11/2026."),
    ],
)
def test_no_good_run_is_not_well_and_says_since_when(head: Head, words: str) -> None:
    found = looked(head)
    assert said(found) == [("OPS-2", "error")]
    assert not found.is_well
    assert words in found.sentences[2]
    assert found.sentences[0].startswith("NOT WELL.")


def test_a_heartbeat_is_good_to_the_minute_for_which_it_was_given() -> None:
    assert looked(replace(RUNNING, heartbeat_due=NOW)).is_well
    assert looked(Head(heartbeat=NOW - 41 * MINUTE)).is_well


def test_a_run_two_hours_ago_is_two_hours_old_and_one_of_a_time_to_come_is_none() -> None:
    assert looked(Head(heartbeat=NOW - 120 * MINUTE)).age_hours == 2.0
    assert looked(Head(heartbeat=NOW + 30 * MINUTE)).age_hours == 0.0
    assert looked(Head()).age_hours is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"has_token": False}, "SHEET-7"), ({"is_ours": False}, "SEND-2"), ({"is_mode_known": False}, "SEND-2")],
)
def test_what_keeps_it_from_telling_anybody_is_not_well(changed: dict[str, bool], code: str) -> None:
    found = looked(replace(RUNNING, **changed))
    assert said(found) == [(code, "error")]


@pytest.mark.parametrize(
    ("severity", "well"), [(Severity.ERROR, False), (Severity.QUERY, True)], ids=["error", "query"]
)
def test_a_tab_or_a_form_is_named_by_its_code_only(severity: Severity, *, well: bool) -> None:
    problem = Problem("FORM-1", severity, "form Register", "has something: “Sam Sample”.", "Ask Sam Sample.")
    found = looked(replace(RUNNING, problems=(problem, replace(problem, what="another"))))
    assert said(found) == [("OPS-3", severity.value)]
    assert found.is_well is well
    assert "FORM-1 (2)" in found.sentences[2]
    assert "Sam" not in str(found.facts)


def test_forms_that_are_behind_are_to_be_looked_at() -> None:
    assert said(looked(replace(RUNNING, is_in_step=False))) == [("OPS-3", "query")]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.FAILED, State.BOUNCED])
def test_a_notice_that_was_lost_is_to_be_looked_at_and_a_lost_page_is_not_well(state: State) -> None:
    notice, page = of(a_message(state)), of(a_message(state, organisation=INNOV8))
    assert (said(notice), notice.messages[state.value]) == ([("OPS-1", "query")], 1)
    assert said(page) == [("OPS-1", "error")]
    assert "somebody@" not in str(page.facts)


def test_what_was_lost_the_day_before_yesterday_is_not_said_for_ever() -> None:
    assert said(of(a_message(State.BOUNCED, NOW - timedelta(hours=24)))) == []
    assert said(of(a_message(State.BOUNCED, NOW - timedelta(hours=23)))) == [("OPS-1", "query")]


def test_a_claim_of_which_nobody_knows_for_five_minutes_is_stuck_however_often_it_was_taken_over() -> None:
    assert said(of(a_message(State.CLAIMED, NOW - 5 * MINUTE))) == []
    stuck = of(a_message(State.CLAIMED, NOW - 6 * MINUTE))
    assert said(stuck) == [("OPS-1", "error")]
    facts = a_message(State.CLAIMED, NOW - MINUTE, lease_until=NOW + 2 * MINUTE)
    first = NOW - 20 * MINUTE
    owing = Owing("key", "REG-1", NOW.date(), "BIKE", "P1", "HILL", "", "m-1", due=first, decided_at=first)
    assert of(replace(facts, ledger={owing.key: owing})).messages["stuck"] == 1


def test_a_pause_is_said_for_as_long_as_it_lasts() -> None:
    facts = build.facts(terms=YEAR)
    paused = replace(facts, settings=replace(facts.settings, paused_until=NOW + 5 * MINUTE))
    assert said(of(paused)) == [("OPS-2", "query")]
    assert of(paused).facts["paused_until"] == "2026-11-23T09:51:00+00:00"
    assert said(of(paused, NOW + 5 * MINUTE)) == []


@pytest.mark.parametrize("mode", [Mode.REHEARSAL, Mode.SHADOW])
def test_a_rehearsal_is_said_and_is_no_problem(mode: Mode) -> None:
    facts = build.facts(terms=YEAR)
    found = of(replace(facts, settings=replace(facts.settings, mode=mode)))
    assert f"The mode is {mode.value}." in found.sentences[0]
    assert not found.problems


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 12, 24), []),
        (date(2026, 12, 23), [("POL-6", "query")]),
        (date(2026, 11, 23), [("POL-6", "query")]),
        (date(2026, 11, 22), [("CAL-1", "error")]),
    ],
)
def test_a_calendar_is_said_to_end_thirty_days_before(until: date, expected: list[tuple[str, str]]) -> None:
    terms = (Term(calendar.OURS, date(2026, 9, 7), until), Term("Exampleshire", date(2026, 9, 7), date(2027, 9, 1)))
    assert said(looked(terms=terms)) == expected


def test_no_calendar_at_all_is_not_well() -> None:
    assert said(looked(terms=())) == [("CAL-1", "error")]


@pytest.mark.parametrize(("count", "expected"), [(1599, []), (1600, ["query"]), (1799, ["query"]), (1800, ["error"])])
def test_gmails_limit_is_said_before_it_is_reached(count: int, expected: list[str]) -> None:
    one = Message("m", State.SENT, NOW - timedelta(hours=23), "absence", "HILL", "a@hill.example", NOW.date())
    old = {"old": replace(one, at=NOW - timedelta(hours=24))}
    found = looked(messages={f"m{n}": one for n in range(count)} | old)
    assert [p.severity.value for p in found.problems if p.code == "OPS-4"] == expected


def test_what_is_wrong_comes_before_what_is_to_be_looked_at() -> None:
    found = looked(replace(RUNNING, is_in_step=False, has_token=False), terms=())
    severities = [line.split(":")[0].split(", ")[1] for line in found.sentences[2:]]
    assert severities == ["error", "error", "query"]


@pytest.mark.parametrize(("seconds", "wrong"), [(-31, True), (-30, False), (0, False), (30, False), (31, True)])
def test_a_clock_that_is_more_than_half_a_minute_wrong_is_an_error(seconds: int, wrong: bool) -> None:
    found = looked(replace(RUNNING, clock_off=timedelta(seconds=seconds)))
    assert said(found) == ([("CLOCK-1", "error")] if wrong else [])


@pytest.mark.parametrize(
    ("night", "strays", "words"),
    [
        (timedelta(hours=50), 0, ""),
        (timedelta(hours=51), 0, "The night's job was last done at 06:46 on 21/11/2026."),
        (timedelta(hours=7), 5, ""),
        (timedelta(hours=7), 6, "In the night of 02:46 on 23/11/2026 6 drafts were thrown away"),
    ],
)
def test_a_night_that_did_not_come_and_one_that_found_much_are_looked_at(
    night: timedelta, strays: int, words: str
) -> None:
    found = looked(replace(RUNNING, night=NOW - night, strays=strays))
    assert [(p.code, p.severity.value) for p in found.problems] == ([("OPS-6", "query")] if words else [])
    assert words in "".join(p.what for p in found.problems)


def test_a_night_that_never_came_is_looked_at_once_the_system_has_been_live_for_two() -> None:
    live = build.facts().settings
    for since, expected in ((timedelta(hours=49), []), (timedelta(hours=51), [("OPS-6", "query")])):
        settings = replace(live, live_from=NOW - since)
        assert said(looked(replace(RUNNING, night=None), settings=settings)) == expected
    assert said(looked(replace(RUNNING, night=None), settings=replace(live, live_from=None))) == []


def test_papers_that_nobody_read_are_to_be_looked_at_and_open_questions_are_not_well() -> None:
    found = looked(problems=(*papers_unread(Settings()), not_ready(("Q-TIERS",), is_live=True)))
    assert said(found) == [("LIVE-2", "query"), ("LIVE-1", "error")]
    assert list(papers_unread(Settings(papers_read="Dee Safe, DSL, 20/11/2026"))) == []
