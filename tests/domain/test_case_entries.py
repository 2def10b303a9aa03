"""The second page of “I have it”: what each choice says of a case, who may say it, and what is kept as a note."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cme.domain.case_desk import AtDesk, at_desk, digest_of
from cme.domain.case_events import Did, Event
from cme.domain.cases import fold
from cme.domain.desk_answers import Answer
from cme.domain.entries import Read
from cme.domain.form_links import A_CASE
from cme.domain.model import Facts, Role, Saw, Severity
from cme.domain.rules.case_entries import ANYBODY, DID_BY_CHOICE, WANTS
from cme.edges.schema import form_wording, tab
from tests import builders as build
from tests.domain.submitted import action, concern, read
from tests.domain.test_entries import TODAY, facts, only

CHOICES = form_wording("action").fields["case"].choices
WORDS = {"case_words": "words", "case_reason": "reason", "case_evidence": "a letter"}


def sent(
    choice: str, about: Facts | None = None, *, email: str = "dee@innov8.example", child: str = "P1 Sam S", **said: Any
) -> Read:
    answers = {"case": choice, **WORDS} | said
    return read(action(f"{TODAY} 10:00", child, A_CASE, email=email, **answers), about or with_case())


def with_case(*dids: Did, by: str = "DEE") -> Facts:
    at = build.at(f"{TODAY} 09:31")
    said = [
        Event("P1", did, at, at, "w", "r", "e", by, source=f"e{n}") for n, did in enumerate(dids or (Did.PROPOSED,))
    ]
    dan = build.a_person("DAN", Role.INNOV8_DSL, duty_order=2)
    return replace(facts(), events=tuple(said), staff={**facts().staff, "DAN": dan})


@pytest.mark.parametrize("choice", CHOICES)
def test_each_choice_of_the_page_says_one_thing_and_each_thing_has_a_choice(choice: str) -> None:
    assert sum(choice.casefold().startswith(begins) for begins, _ in DID_BY_CHOICE) >= 1
    found = sent(choice, with_case(Did.SUSPECTED, Did.DECLINED, by="DAN"))
    assert len(found.events) == 1
    assert (found.events[0].by, found.events[0].source) == ("DEE", found.entry.key)


def test_every_event_that_a_person_says_has_a_choice() -> None:
    said = {next(did for begins, did in DID_BY_CHOICE if c.casefold().startswith(begins)) for c in CHOICES}
    assert said == set(Did) - {Did.PROPOSED, Did.TOLD, Did.WITHHELD}
    assert set(WANTS) <= set(Did)


@pytest.mark.parametrize("choice", CHOICES)
def test_ent_19_only_the_dsl_decides_and_anybody_may_say_what_they_saw_or_tried(choice: str) -> None:
    did = next(did for begins, did in DID_BY_CHOICE if choice.casefold().startswith(begins))
    found = sent(choice, with_case(Did.SUSPECTED), email="tess@innov8.example")
    if did in ANYBODY:
        assert found.events[0].did is did
        return
    assert found.events[0].did is Did.NOTED
    assert found.events[0].words == f"[{did.value}] words"
    severity, what, mend = only(found, "ENT-19")
    assert (severity, mend) == (Severity.ERROR, "Tell the DSL, who sends it.")
    assert what == f"“{did.value}”: only the DSL or the deputy says that. It is kept as a note."


def test_ent_19_closed_wants_its_outcome_its_reason_and_what_shows_it() -> None:
    assert sent("closed: outcome").events[0].did is Did.CLOSED
    for lacking in WORDS:
        found = sent("closed: outcome", **{lacking: ""})
        assert found.events[0].did is Did.NOTED
        assert "does not say the outcome, the reason and what shows it" in only(found, "ENT-19")[1]


def test_ent_19_without_a_case_nothing_is_decided_about_one_and_the_word_is_kept() -> None:
    found = sent("we referred to the authority's CME team", facts())
    assert found.events[0].did is Did.NOTED
    assert "there is no open case about this child" in only(found, "ENT-19")[1]
    assert sent("tried to find the child", facts()).problems == []
    assert sent("missing: nobody knows", facts()).events[0].did is Did.MISSING


def test_ent_19_nobody_agrees_to_their_own_decision() -> None:
    found = sent("I agree not to refer", with_case(Did.MISSING, Did.DECLINED, by="DEE"))
    assert "the person who decided it cannot agree to it" in only(found, "ENT-19")[1]
    assert (
        sent("I agree not to refer", with_case(Did.MISSING, Did.DECLINED, by="DAN")).events[0].did is Did.COUNTERSIGNED
    )
    found = sent("I agree not to refer", with_case(Did.MISSING))
    assert "nobody has decided not to refer" in only(found, "ENT-19")[1]


def test_ent_19_a_word_without_words_counts_and_is_asked_after() -> None:
    found = sent("tried to find the child", case_words="", case_evidence="")
    assert found.events[0].did is Did.TRIED
    assert only(found, "ENT-19")[:2] == (
        Severity.QUERY,
        "“tried to find the child” does not say how, whom, and what came of it. It counts.",
    )


def test_ent_19_a_case_about_nobody_and_a_choice_that_there_is_not() -> None:
    found = sent("a note", child="Everything that was paged")
    assert found.events == []
    assert only(found, "ENT-19")[1] == "“Everything that was paged” is no child, so nobody knows whose case is meant."
    found = sent("something else")
    assert found.events[0].did is Did.NOTED
    assert only(found, "ENT-19")[1].startswith("“something else” is not one of the choices")


def test_an_entry_that_is_read_again_is_judged_by_what_was_before_it() -> None:
    first = sent("closed: outcome")
    known = with_case()
    again = sent("closed: outcome", replace(known, events=(*known.events, *first.events)))
    assert again.events == first.events
    assert again.problems == []


@pytest.mark.parametrize(
    ("typed", "kept"), [("2026-11-25", "2026-11-25"), ("2026-11-22", "None"), ("soon", "None"), ("", "None")]
)
def test_a_task_is_due_on_a_day_that_comes(typed: str, kept: str) -> None:
    found = sent("a task for somebody", case_due=typed, case_owner="Dan Worker")
    assert str(found.events[0].due) == kept
    assert found.events[0].owner == "Dan Worker"
    assert bool(found.problems) is (typed not in ("", kept))


def test_who_does_not_know_where_a_child_is_says_so_with_a_concern() -> None:
    found = read(concern(f"{TODAY} 09:20", "P1 Sam S", "no", whereabouts="no"), facts())
    assert [o.saw for o in found.observations] == [Saw.CONCERN, Saw.WHEREABOUTS]
    found = read(concern(f"{TODAY} 09:20", "P1 Sam S", "no", whereabouts="yes"), facts())
    assert [o.saw for o in found.observations] == [Saw.CONCERN]


NOW = build.at(f"{TODAY} 10:00")


def decided(decision: str, note: str = "", *dids: Did) -> AtDesk:
    known = with_case(*dids)
    case = fold(known.events)[0]
    return at_desk(known.events, [Answer(digest_of(case), decision, note)], known.staff, NOW)


@pytest.mark.parametrize(
    ("decision", "did"),
    [("absent", Did.ABSENT), ("missing", Did.MISSING), ("CME suspected", Did.SUSPECTED), ("no case", Did.NO_CASE)],
)
def test_what_is_chosen_on_the_desk_is_what_happened_by_whoever_wrote_their_code(decision: str, did: Did) -> None:
    found = decided(decision, "at home, says the aunt; dee")
    assert [(e.did, e.by, e.reason) for e in found.events] == [(did, "DEE", "at home, says the aunt; dee")]
    assert (found.unasked, found.problems) == ((), ())
    assert decided(decision, "why").events[0].by == "the Desk"
    assert decision in next(c for c in tab("desk").columns if c.header == "Decision").allowed


@pytest.mark.parametrize("decision", ["", "I have it", "hold"])
def test_until_somebody_decides_it_waits(decision: str) -> None:
    assert decided(decision) == AtDesk()


@pytest.mark.parametrize(
    ("decision", "note", "why"), [("no case", " ", "says not why"), ("approve", "x", "is no answer")]
)
def test_desk_4_what_is_no_answer_is_said(decision: str, note: str, why: str) -> None:
    found = decided(decision, note)
    assert found.events == ()
    assert [(p.code, why in p.what) for p in found.problems] == [("DESK-4", True)]


def test_a_case_that_was_assessed_asks_the_desk_nothing_and_one_without_a_line_gets_one() -> None:
    assert decided("absent", "x", Did.PROPOSED, Did.MISSING) == AtDesk()
    known = with_case()
    assert [case.pupil for case in at_desk(known.events, [], known.staff, NOW).unasked] == ["P1"]
