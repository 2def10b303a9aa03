"""What is to be settled about the policy itself: each point in words, and one source for the end of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from cme.domain.health import Head, health
from cme.domain.model import Facts, Role, Term
from cme.domain.policy_health import MEND, POINTS, calendar_ends, points, unanswered
from cme.domain.questions import Answer
from cme.jobs.housekeeping import SHAPE, wanted_housekeeping
from cme.policy import load_figures, load_policy, load_questions
from sandbox.example.archive_scenes import archived
from tests import builders as build

FIGURES = load_figures()
NOW = build.at("Mon 2026-11-23 08:00")
MONDAY = build.MONDAY


def facts(**more: Any) -> Facts:
    """Facts of which everything is to be settled."""
    staff = build.facts().staff | {"DEP": build.a_person("DEP", Role.INNOV8_DSL)}
    untried = {"archived": archived("2026-10", date(2026, 11, 1), time(3))}
    return build.facts(**{"policy": load_policy(), "questions": load_questions(), "staff": staff} | untried | more)


def test_each_point_says_what_to_do_and_names_its_clause() -> None:
    found = points(facts(), MONDAY, FIGURES)
    assert list(found) == list(POINTS) == list(MEND)
    for point in found.values():
        assert point.what.endswith(".")
        assert point.mend.endswith(".")
        assert point.clause


def test_where_all_is_in_order_there_is_nothing() -> None:
    schools = {code: replace(o, checked_on=MONDAY) for code, o in build.facts().organisations.items()}
    staff = {**build.facts().staff, "TRU": build.a_person("TRU", Role.TRUSTEE)}
    well = build.facts(organisations=schools, terms=(Term("innov8", MONDAY, date(2027, 7, 20)),), staff=staff)
    assert points(well, MONDAY, FIGURES) == {}


def test_the_policy_of_today_is_overdue_and_cites_what_was_replaced() -> None:
    found = points(facts(), MONDAY, FIGURES)
    assert found["POL-1"].by == date(2026, 8, 31)
    assert found["POL-2"].level == len(load_policy().citations) == len(found["POL-2"].details)
    assert "Clause 11.1 cites the child protection register. Today: child protection plans" in " ".join(
        found["POL-2"].details
    )
    assert points(facts(), date(2026, 8, 31), FIGURES).keys() >= {"POL-2"}
    assert "POL-1" not in points(facts(), date(2026, 8, 31), FIGURES)


def test_a_question_that_was_answered_is_not_open_and_those_before_live_come_first() -> None:
    every = facts()
    found = unanswered(every)
    assert found is not None
    assert found.level == len(every.questions)
    first = found.details[0].split(",")[0]
    assert every.questions[first].before_live
    less = unanswered(replace(every, answers={first: Answer(first, "DEE", MONDAY)}))
    assert less is not None
    assert less.level == found.level - 1
    assert first not in less.what
    done = {code: Answer(code, "DEE", MONDAY) for code in every.questions}
    assert unanswered(replace(every, answers=done)) is None


def test_the_end_of_the_calendar_has_one_source() -> None:
    for until in (date(2026, 11, 20), date(2026, 12, 18), date(2027, 7, 20)):
        terms = (Term("innov8", date(2026, 9, 1), until), Term("Hill", date(2026, 9, 1), date(2029, 7, 1)))
        point = calendar_ends(terms, MONDAY, FIGURES)
        said = health(Head(heartbeat=NOW), build.facts(terms=terms), NOW, FIGURES).problems
        listed = [p.what for p in said if p.code in ("CAL-1", "POL-6")]
        assert listed == ([point.what] if point else [])
        assert (point.level if point else 0) == (2 if until < MONDAY else until.year == 2026)


def test_who_reads_the_months_numbers_is_a_trustee_with_an_address_of_their_own() -> None:
    trustee = build.a_person("TRU", Role.TRUSTEE)
    dee = replace(trustee, email="Dee@innov8.example")
    both = build.a_person("TRU", Role.TRUSTEE, Role.INNOV8_DSL)
    silent = replace(trustee, email="")
    for person, is_missing in ((trustee, False), (dee, True), (both, True), (silent, True)):
        found = points(facts(staff={**build.facts().staff, "TRU": person}), MONDAY, FIGURES)
        assert ("OPS-9" in found) is is_missing
    assert "OPS-9" in points(facts(), MONDAY, FIGURES)


def test_housekeeping_is_written_whole_with_everything_in_full() -> None:
    (request,) = wanted_housekeeping(facts(), MONDAY, FIGURES)
    rows = request["updateCells"]["rows"]
    assert len(rows) == SHAPE[1]
    texts = [[cell.get("userEnteredValue", {}).get("stringValue", "") for cell in row["values"]] for row in rows]
    assert [row[0] for row in texts if row[0]] == list(POINTS)
    assert texts[1][2].count("\n") == len(load_policy().citations)
    assert all(len(row) == SHAPE[2] for row in texts)
    (request,) = wanted_housekeeping(build.facts(), MONDAY, FIGURES)
    assert request["updateCells"]["rows"][3]["values"][0] == {}
