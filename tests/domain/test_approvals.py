"""What must be approved: a word counts for one text, two people refuse, and what changed is said line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.approvals import ASKED, Asking, Draft, Line, asked_words, asking, changed
from cme.domain.case_rows import case_rows
from cme.domain.decide import decide
from cme.domain.model import Approval, Did, Event, Facts, Obligation, Role, State
from cme.domain.recipients import is_prepared
from cme.policy import load_figures
from tests import builders as build

NOW = build.at("Mon 2026-11-23 10:30")
STAFF = {**build.facts().staff, "MAX": build.a_person("MAX", Role.INNOV8_DSL)}
OWED = Obligation(
    *("CME-2", build.MONDAY, "COUNTY", "referral", Role.CME, NOW, "Because.", "10.1"), pupil="P1", step="referral P1"
)
DRAFT = Draft(OWED, "cme@county.example", "innov8 for your team", "A child.\n\nLast seen: Thursday.\n")


def line(decision: str = "", note: str = "", draft: Draft = DRAFT) -> Line:
    return Line(draft.digest, decision, note, draft.thing, draft.shown)


def asked(*lines: Line, draft: Draft = DRAFT) -> Asking:
    return asking([draft], lines, STAFF, NOW)


def test_a_text_without_a_line_is_put_on_the_desk_whole() -> None:
    found = asked()
    assert found == Asking(unasked=((DRAFT, ""),))
    assert DRAFT.shown.startswith("To: cme@county.example\nSubject: innov8 for your team\n\nA child.")
    assert asked_words("") == ASKED


def test_while_nobody_has_decided_it_waits() -> None:
    for decision in ("", "I have it", "hold", " Hold "):
        assert asked(line(decision)) == Asking()


def test_whoever_approves_signs_and_the_word_is_for_this_text() -> None:
    found = asked(line("Approve", "read it, dee"))
    assert found == Asking(approved={OWED.key: Approval(DRAFT.digest, "DEE")})


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, text=DRAFT.text.replace("Thursday", "Friday")),
        replace(DRAFT, to="other@county.example"),
        replace(DRAFT, subject="innov8 for you"),
        replace(DRAFT, owed=replace(OWED, step="referral P2")),
    ],
    ids=["text", "address", "subject", "thing"],
)
def test_a_word_on_one_text_is_none_on_another(draft: Draft) -> None:
    found = asked(line("approve", "DEE"), draft=draft)
    assert found.approved == {}
    assert [new for new, _ in found.unasked] == [draft]


def test_an_approval_of_a_text_that_is_out_of_date_is_said_and_the_new_one_says_what_changed() -> None:
    new = replace(DRAFT, text="A child.\nLast seen: Friday.\n")
    found = asked(line("approve", "DEE"), draft=new)
    assert found.unasked == ((new, "Now: Last seen: Friday.\nNo longer: Last seen: Thursday."),)
    (problem,) = found.problems
    assert (problem.code, problem.where) == ("DESK-5", f"Desk {DRAFT.thing}: P1")
    assert "out of date" in problem.what
    assert asked_words(found.unasked[0][1]).endswith("Last seen: Thursday.")
    # Once the new line is there, the word on it counts, and the old one is still named.
    both = asked(line("approve", "DEE"), line("approve", "MAX", new), draft=new)
    assert both.approved == {OWED.key: Approval(new.digest, "MAX")}


@pytest.mark.parametrize(
    ("decision", "note", "why"),
    [
        ("approve", "", "with the code of somebody in the DSL team"),
        ("approve", "TESS", "with the code of somebody in the DSL team"),
        ("refuse", "the school has it", "with the code of somebody in the DSL team"),
        ("refuse", "DEE MAX", "does not say why"),
        ("refuse", "DEE: the school has it", "DEE refused it; it still waits until a second person"),
        ("refuse", "DEE DEE dee: the school has it", "DEE refused it; it still waits until a second person"),
        ("confirm", "DEE", "“confirm” is no answer"),
    ],
)
def test_desk_5_what_does_not_count_is_said(decision: str, note: str, why: str) -> None:
    found = asked(line(decision, note))
    assert (found.approved, found.refused, found.unasked) == ({}, (), ())
    (problem,) = found.problems
    assert problem.code == "DESK-5"
    assert why in problem.what
    assert problem.mend.endswith(".")


def test_two_people_refuse_and_why_stands_in_the_chronology() -> None:
    found = asked(line("refuse", "DEE: the school has it, 4711. MAX"))
    (event,) = found.refused
    assert (event.did, event.by, event.evidence) == (Did.WITHHELD, "DEE", "agreed by MAX")
    assert (event.reason, event.source) == ("DEE: the school has it, 4711. MAX", OWED.key)
    assert found.problems == ()


@given(st.lists(st.sampled_from("abcd"), max_size=5), st.lists(st.sampled_from("abcd"), max_size=5))
def test_what_changed_is_each_line_that_is_new_and_each_that_is_gone(before: list[str], after: list[str]) -> None:
    said = changed("\n\n".join(before), "\n".join(after)).splitlines()
    assert {s for s in said if s.startswith("Now")} == {f"Now: {new}" for new in set(after) - set(before)}
    assert {s for s in said if s.startswith("No longer")} == {f"No longer: {old}" for old in set(before) - set(after)}


def with_referral() -> Facts:
    at = NOW - timedelta(hours=1)
    events = (Event("P1", Did.SUSPECTED, at, at, source="e0"), Event("P1", Did.OFF_ROLL, NOW, NOW, source="e1"))
    pupil = build.a_pupil(school="", lives_in="COUNTY")
    return build.facts(pupils={"P1": pupil}, events=events)


def test_a_closed_case_stands_on_its_tab_for_as_long_as_an_authority_has_not_heard_of_its_end() -> None:
    said = (Did.SUSPECTED, Did.REFERRED, Did.CLOSED)
    events = tuple(
        Event("P1", did, at, at, "w", "r", "e", "DEE", source=did.value)
        for did, at in zip(said, (NOW + timedelta(minutes=n) for n in range(3)), strict=True)
    )
    facts, later = replace(with_referral(), events=events), NOW + timedelta(days=20)
    decision = decide(facts, later, load_figures())
    assert [ask.on_desk for ask in decision.asks] == [True]
    assert [row[0] for row in case_rows(facts, decision.asks, later)] == ["P1-261123"]
    assert case_rows(facts, (), later) == []


def test_what_must_be_approved_is_owed_once_it_was_and_not_before() -> None:
    facts = with_referral()
    (prepared,) = decide(facts, NOW, load_figures()).prepared
    assert is_prepared(prepared)
    assert not [owed for owed in decide(facts, NOW, load_figures()).owed if is_prepared(owed)]
    approved = replace(facts, approved={prepared.key: Approval("digest", "DEE")})
    decision = decide(approved, NOW, load_figures())
    assert ([owed for owed in decision.owed if is_prepared(owed)], decision.prepared) == ([prepared], ())


@pytest.mark.parametrize("later", [timedelta(hours=7), timedelta(days=3), timedelta(days=20)])
def test_no_clock_makes_it_needless(later: timedelta) -> None:
    decision = decide(with_referral(), NOW + later, load_figures())
    assert [owed.notice for owed in decision.prepared] == ["referral"]
    assert not [owed for owed, _ in decision.overtaken if is_prepared(owed)]


def test_before_live_and_in_a_pause_it_waits_as_well() -> None:
    facts = with_referral()
    paused = replace(facts, settings=replace(facts.settings, paused_until=NOW + timedelta(hours=1), paused_from=NOW))
    assert decide(paused, NOW, load_figures()).prepared == ()
    assert len(decide(paused, NOW + timedelta(hours=1), load_figures()).prepared) == 1
    late = replace(facts, settings=replace(facts.settings, live_from=NOW + timedelta(minutes=5)))
    assert len(decide(late, NOW + timedelta(minutes=5), load_figures()).prepared) == 1


def test_what_is_on_hold_is_held_and_not_put_on_the_desk() -> None:
    facts = with_referral()
    held = decide(replace(facts, settings=replace(facts.settings, hold=("P1",))), NOW, load_figures())
    assert ("referral" in {owed.notice for owed in held.held}, held.prepared) == (True, ())


def answered(facts: Facts, did: Did, at: datetime) -> Facts:
    """The facts with a word, at an instant, on the one mail that is prepared then."""
    (prepared,) = decide(facts, at, load_figures()).prepared
    said = Event(prepared.pupil, did, at, at, "COUNTY (cme)", "why", "agreed by MAX", "DEE", source=prepared.key)
    return replace(facts, events=(*facts.events, said))


def test_that_a_case_is_over_can_be_refused_as_well_although_its_case_is_closed_by_then() -> None:
    facts, over = with_referral(), NOW + timedelta(minutes=10)
    by_page = Event("P1", Did.REFERRED, NOW, NOW, "reference 4711", source="e2")
    closed = Event("P1", Did.CLOSED, over, over, "found", "seen", "the school says so", "DEE", source="e3")
    facts = replace(facts, events=(*facts.events, by_page, closed))
    refused = answered(facts, Did.WITHHELD, over + timedelta(minutes=1))
    assert decide(refused, over + timedelta(minutes=2), load_figures()).prepared == ()


def test_what_an_authority_was_told_is_not_prepared_again_once_a_run_does_not_read_that_row_of_the_ledger() -> None:
    facts = answered(with_referral(), Did.TOLD, NOW)
    assert decide(facts, NOW + timedelta(days=40), load_figures()).prepared == ()


def test_what_was_taken_back_is_prepared_again_although_the_chronology_has_it() -> None:
    (prepared,) = decide(with_referral(), NOW, load_figures()).prepared
    facts = build.recorded(answered(with_referral(), Did.TOLD, NOW), [prepared], (), NOW, State.WITHDRAWN)
    assert [owed.key for owed in decide(facts, NOW, load_figures()).prepared] == [prepared.key]
