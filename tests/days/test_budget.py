"""The alert budget: the example's half term keeps it, and it counts what rings, what is read and what was wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from rich.console import Console

from cme.domain.alert_budget import Budget, Line
from cme.domain.figures import Figures
from cme.domain.model import Obligation, Role
from cme.domain.notices import Letter
from cme.domain.recipients import INNOV8, Recipient
from cme.policy import load_budget
from sandbox.days.budget import budget_of
from sandbox.days.example import Played, play_half_term
from sandbox.days.player import Sent
from sandbox.days.rhythm import rhythm
from sandbox.days.telling import tell_budget
from tests import builders as build

MONDAY = build.MONDAY
TUESDAY = MONDAY + timedelta(days=1)
URGENT = ("page_again", "refer_yourself", "not_delivered", "where_now", "left_site")
LINES = tuple(load_budget().by_name)


@pytest.fixture(scope="module")
def played() -> Played:
    return play_half_term(rhythm())


@pytest.mark.parametrize("name", LINES)
def test_the_example_s_half_term_keeps_the_budget(played: Played, name: str) -> None:
    found = {line.name: line for line in played.budget().lines(load_budget())}[name]
    assert found.is_within, f"{found.found:g} of {found.allowed:g}: {[f'{day.day:%d %b}' for day in found.over]}"


def test_nothing_but_emergencies_that_say_why_is_left_out(played: Played) -> None:
    budget = played.budget()
    assert sorted(day.day for day in (*budget.ordinary, *budget.emergencies)) == played.days
    assert {day.day for day in budget.emergencies} == set(played.of.emergencies)
    assert len(budget.emergencies) <= 1
    assert all(played.of.emergencies.values())


def test_it_is_printed_with_the_days_that_are_over_it(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(record=True, width=120)
    assert tell_budget(console, played)
    assert "✓ The budget is kept." in console.export_text()
    strict = load_budget().replaced("pages_worst", 3)
    monkeypatch.setattr("sandbox.days.telling.load_budget", lambda: strict)
    assert not tell_budget(console, played)
    said = console.export_text()
    assert "✗ The budget is not kept." in said
    over = [day for day in played.budget().ordinary if len(day.pages) > 3]
    assert over
    for day in over:
        assert f"{day.day:%A} {day.day.day} {day.day:%B}, pages a day, on the worst day:" in said
        assert said.count(f"{day.pages[0].notice} to Dee Safeguard: ")
        assert said.count(day.pages[0].what)


def owed(notice: str, organisation: str = INNOV8, basis: str = "", rule: str = "REG-1") -> Obligation:
    at = build.at("Mon 2026-11-23 09:15")
    return Obligation(rule, MONDAY, organisation, notice, Role.ATTENDANCE, at, "Why.", "5.2", basis=basis)


def sent(clock: str, *obligations: Obligation, to: str = "dee@innov8.example", subject: str = "a") -> Sent:
    at, first = build.at(f"Mon 2026-11-23 {clock}"), obligations[0]
    reader = Recipient(first.organisation, "Somebody", to)
    urgent = first.notice.endswith("_page") or first.notice in URGENT
    letter = Letter(first.notice, first.organisation, reader, subject, "7F3K", MONDAY, urgent, obligations)
    return Sent(f"{clock}-{first.notice}", at, letter)


def counted(*messages: Sent, emergencies: tuple[date, ...] = ()) -> Budget:
    staff = build.facts().staff | {"DEB": build.a_person("DEB", Role.INNOV8_DSL)}
    return budget_of(messages, build.facts(staff=staff), [MONDAY, TUESDAY], emergencies)


def line(name: str, *messages: Sent, allowed: float | None = None) -> Line:
    figures: Figures = load_budget() if allowed is None else load_budget().replaced(name, allowed)
    return {found.name: found for found in counted(*messages).lines(figures)}[name]


def test_what_rings_is_a_page_once_a_message_whoever_is_rung() -> None:
    three = (
        sent("09:15", owed("child_page"), owed("child_page")),
        sent("09:20", owed("page_again"), to="deb@innov8.example"),
        sent("09:35", owed("refer_yourself"), to="tess@innov8.example"),
    )
    others = (
        sent("09:08", owed("register_nudge"), to="tess@innov8.example"),
        sent("09:30", owed("where_now"), to="cora@innov8.example"),
        sent("09:40", owed("left_site", "HILL"), to="dsl@hill.example"),
        sent("10:00", owed("dsl_list")),
    )
    found = line("pages_worst", *three, *others)
    assert (found.found, found.worst and found.worst.day) == (3, MONDAY)
    assert line("pages_median", *three, *others).found == 1.5


@pytest.mark.parametrize(("allowed", "is_within"), [(2, True), (1, False)])
def test_more_than_is_allowed_names_the_day(allowed: int, *, is_within: bool) -> None:
    pages = (sent("09:15", owed("child_page")), sent("09:45", owed("register_page")))
    found = line("pages_worst", *pages, allowed=allowed)
    assert found.is_within is is_within
    assert [day.day for day in found.over] == ([] if is_within else [MONDAY])


def test_the_word_that_a_notice_did_not_arrive_says_page_and_rings() -> None:
    assert line("pages_worst", sent("09:16", owed("not_delivered"))).found == 1


def test_an_emergency_is_counted_by_itself() -> None:
    found = counted(sent("09:15", owed("concern_page")), emergencies=(MONDAY,))
    assert [len(day.pages) for day in found.ordinary] == [0]
    assert [len(day.pages) for day in found.emergencies] == [1]


def test_a_dsl_s_other_mails_are_those_that_do_not_ring_and_the_fullest_inbox_counts() -> None:
    mails = (
        sent("08:30", owed("duty_call")),
        sent("10:00", owed("dsl_list")),
        sent("10:01", owed("child_page")),
        sent("10:02", owed("register_coordinator"), to="cora@innov8.example"),
        sent("08:50", owed("duty_call"), to="deb@innov8.example"),
    )
    nudges = [sent(clock, owed("register_nudge"), to="tess@innov8.example") for clock in ("09:08", "09:38", "10:08")]
    assert line("other_mails", *mails, *nudges).found == 2


def test_a_thread_is_a_subject_in_one_inbox_and_the_fullest_inbox_counts() -> None:
    absence, report, left = owed("absence", "HILL"), owed("attendance_report", "HILL"), owed("left_site", "HILL")
    office, theirs = "attendance@hill.example", "dsl@hill.example"
    one = (
        sent("09:15", absence, to=office),
        sent("12:30", report, to=office),
        sent("10:00", left, to=theirs, subject="b"),
    )
    assert line("threads", *one).found == 1
    two = line("threads", *one, sent("11:00", absence, to=office, subject="c"))
    assert (two.found, two.is_within, two.over[0].threads) == (2, False, ("a", "c"))


def test_a_correction_the_next_morning_stays_in_the_thread_of_its_day() -> None:
    report, corrected = owed("attendance_report", "HILL"), owed("corrected_report", "HILL")
    morning = sent("08:45", corrected, to="attendance@hill.example")
    morning = replace(morning, at=morning.at + timedelta(days=1))
    found = counted(sent("12:30", report, to="attendance@hill.example"), morning)
    assert [len(day.threads) for day in found.ordinary] == [1, 0]


@pytest.mark.parametrize(("alarms", "is_within"), [(20, False), (21, True)])
def test_an_alarm_about_a_child_who_was_there_is_false_and_fewer_than_one_in_twenty_may_be(
    alarms: int, *, is_within: bool
) -> None:
    told = [sent("09:15", owed("absence", "HILL"), to="attendance@hill.example") for _ in range(alarms)]
    ours = owed("stand_down", "HILL", basis="our mistake; answers REG-1")
    came = owed("stand_down", "HILL", basis="arrived; answers REG-1")
    on = owed("absence", "HILL", rule="OPS-7")
    page = owed("register_page")
    found = line(
        "false_alarms", *told, sent("09:40", ours), sent("09:50", came), sent("09:55", on), sent("09:56", page)
    )
    assert found.found == pytest.approx(100 / alarms)
    assert found.is_within is is_within


def test_each_line_has_a_date_and_a_source() -> None:
    for figure in load_budget().by_name.values():
        assert figure.label
        assert all(dated.source and dated.since == date(2026, 11, 29) for dated in figure.values)
