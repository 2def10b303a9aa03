"""Evidence of a sample: drawn so that it can be drawn again, and counted of these days alone."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.evidence import term_named
from cme.domain.evidence_sample import drawn, sample_paper
from cme.domain.model import Mode, Saw, Settings, State, Term
from tests import builders as build
from tests.domain.a_month import owed
from tests.domain.evidenced import MONDAYS, at, record, registers, table, texts, told, two_weeks, value


def test_the_same_seed_draws_the_same_children_and_another_seed_others() -> None:
    codes = [f"P{n}" for n in range(40)]
    assert drawn(codes, 5, "7") == drawn(reversed(codes), 5, "7")
    assert drawn(codes, 5, "7") != drawn(codes, 5, "8")
    assert drawn(codes, 99, "7") == sorted(codes)
    assert drawn([*codes, "P99"], 5, "7")[:1] != []


def test_a_sample_says_child_by_child_how_it_came_and_who_was_told_and_rung() -> None:
    notice = owed("REG-1", at(MONDAYS[2], "09:15"), "absence", pupil="P2")
    facts = build.recorded(two_weeks(), [notice], (), at(MONDAYS[2], "09:17"), State.SENT)
    (name,) = facts.messages
    sent = replace(facts.messages[name], at=at(MONDAYS[2], "09:18"))
    held = record(facts, events={name: (sent,)})
    paper = sample_paper(held, held.span(), 3, "7")
    first, second, third = table(paper, "Child by child")
    assert (first["Child"], first["Came"], first["Family contacts"]) == ("P1", "3", "GAP: 0")
    assert first["First days without a reason, called or found"] == "0 of 0"
    assert second == {
        "Child": "P2",
        "Sessions expected": "3",
        "Came": "0",
        "Not, with a reason": "0",
        "Not, without one": "3",
        "Nobody said anything": "0",
        "Notices of absence: from due to sent": "after 3 minutes",
        "First days without a reason, called or found": "1 of 1",
        "Family contacts": "GAP: 1",
        "Marks corrected": "0",
    }
    assert (third["Nobody said anything"], third["Family contacts"]) == ("GAP: 3", "2")
    assert third["Notices of absence: from due to sent"] == "none recorded"
    assert value(paper, "Seed").startswith("7 ")
    assert value(paper, "Drawn") == "3: P1, P2, P3"


def test_a_sample_counts_of_each_child_its_own_and_of_these_days_alone() -> None:
    wrong = build.seen("P2", Saw.WAS_HERE, at(MONDAYS[2], "09:30"))
    facts = two_weeks()
    facts = replace(facts, observations=(*facts.observations, wrong))
    facts = told(facts, "REG-1", "absence", "09:15", pupil="P2")
    facts = told(facts, "REG-7", "corrected_report", "15:00", State.WITHDRAWN, pupil="")
    held = record(facts)
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [row["Marks corrected"] for row in rows] == ["0", "1", "0"]
    paper = sample_paper(held, held.span(), 3, "7")
    assert value(paper, "Corrections of a day's report") == "0"
    assert value(paper, "Notices of absence, of all children: from due to sent") == "after 0 minutes"
    before = sample_paper(held, held.span(until=MONDAYS[1]), 3, "7")
    assert value(before, "Notices of absence, of all children: from due to sent") == "none recorded"
    assert [row["Marks corrected"] for row in table(before, "Child by child")] == ["0", "0", "0"]


def test_a_first_day_without_a_call_is_a_gap_and_a_day_on_which_the_child_came_begins_anew() -> None:
    facts = two_weeks()
    came = build.seen("P2", Saw.ARRIVED, at(MONDAYS[1], "09:10"))
    held = record(replace(facts, observations=(*facts.observations, came)))
    (_, second, _) = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert second["First days without a reason, called or found"] == "GAP: 1 of 2"
    found = build.seen("P2", Saw.LOCATED, at(MONDAYS[2], "10:00"))
    held = record(replace(facts, observations=(*facts.observations, came, found)))
    (_, second, _) = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert second["First days without a reason, called or found"] == "2 of 2"


def test_registers_duty_and_corrections_are_counted_of_every_day_and_what_is_missing_is_listed() -> None:
    facts = two_weeks()
    late = build.a_register(facts.places[:1], at(MONDAYS[1], "09:30"), ("P1",))
    heard = [o for o in facts.observations if o.day != MONDAYS[1]]
    on = build.seen("", Saw.ON_DUTY, at(MONDAYS[0], "08:30"), session="", by="dee@innov8.example")
    held = record(replace(facts, observations=(*heard, *late, on)))
    paper = sample_paper(held, held.span(), 1, "7")
    assert value(paper, "Registers that reached us in time") == "2 of 3, 66 per cent"
    assert value(paper, "Days on which a DSL had said so before the first session") == "1 of 2, 50 per cent"
    assert [tuple(row.values()) for row in table(paper, "What is missing, day by day")] == [
        ("16/11/2026", "Bike workshop", "GAP: register late, 30 minutes after the start at 09:00"),
        ("16/11/2026", "Duty", "GAP: nobody had said to be on duty"),
    ]
    assert value(paper, "Half-termly reviews held") == "not recorded here"


def test_a_session_that_is_not_over_yet_is_not_counted() -> None:
    held = record(two_weeks(), at(MONDAYS[2], "11:59"))
    assert table(sample_paper(held, held.span(), 1, "7"), "Child by child")[0]["Sessions expected"] == "2"


def test_a_session_that_was_called_off_is_not_counted_but_who_came_to_it_or_elsewhere_came() -> None:
    facts = two_weeks()
    off = build.seen("", Saw.CANCELLED, at(MONDAYS[1], "08:00"))
    quiet = [o for o in facts.observations if o.day != MONDAYS[1]]
    held = record(replace(facts, observations=(*quiet, off)))
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [row["Sessions expected"] for row in rows] == ["2", "2", "2"]
    came = build.seen("P2", Saw.ARRIVED, at(MONDAYS[1], "09:10"))
    elsewhere = build.seen("P3", Saw.ARRIVED, at(MONDAYS[1], "09:10"), session="COOK")
    held = record(replace(facts, observations=(*quiet, off, came, elsewhere)))
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [(row["Sessions expected"], row["Came"]) for row in rows] == [("2", "2"), ("3", "1"), ("3", "1")]


def test_who_was_seen_elsewhere_in_the_afternoon_did_not_come_in_the_morning() -> None:
    facts = two_weeks()
    later = build.seen("P2", Saw.ARRIVED, at(MONDAYS[0], "13:10"), session="COOK")
    held = record(replace(facts, observations=(*facts.observations, later)))
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [(row["Sessions expected"], row["Came"]) for row in rows] == [("3", "3"), ("3", "0"), ("3", "0")]


def test_only_what_was_our_mistake_and_was_sent_counts_as_taken_back() -> None:
    arrived, wrong = "arrived at 09:20", "our mistake: was here all along"
    facts = build.facts(observations=registers("09:05"), settings=Settings(mode=Mode.SHADOW))
    for clock, state, basis in (
        ("09:20", State.SENT, arrived),
        ("09:30", State.SENT, wrong),
        ("09:40", State.REHEARSED, wrong),
    ):
        facts = told(facts, "REG-5", "stand_down", clock, state, step=clock, basis=basis)
    went = {m.id: (m,) for m in facts.messages.values()}
    held = record(facts, events=went)
    assert value(sample_paper(held, held.span(), 1, "7"), "Notices that were our mistake, and taken back") == "1"


def test_in_a_sample_children_are_codes_unless_names_are_wanted() -> None:
    held = record(two_weeks())
    assert "Sam" not in texts(sample_paper(held, held.span(), 3, "7"))
    assert "P1 Sam S" in texts(sample_paper(held, held.span(), 3, "7", names=True))


def test_a_term_is_found_by_its_label_in_our_own_calendar() -> None:
    terms = (
        Term("innov8", MONDAYS[0], MONDAYS[1], "Autumn 2026"),
        Term("innov8", MONDAYS[2], MONDAYS[2], ""),
        Term("hills", MONDAYS[1], MONDAYS[2], "Autumn 2026"),
    )
    facts = build.facts(terms=terms)
    assert term_named(facts, " autumn 2026") == terms[0]
    assert term_named(facts, "") is None
