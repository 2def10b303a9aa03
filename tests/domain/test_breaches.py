"""What a message that went wrong means for what is owed, for the screens, and for the trustee's numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cme.domain.breach_words import Heard, Word
from cme.domain.breaches import SENT_IN_ERROR, fold, letters_gone
from cme.domain.decide import decide, is_paid
from cme.domain.model import Contact, Decision, Obligation, Problem, Role, State
from cme.domain.oversight import Span
from cme.domain.oversight_breaches import wrong_people
from cme.domain.recipients import recipient
from cme.domain.waiting import waiting
from cme.edges.breaches import read_words, word_row
from cme.jobs.claim import claimed_before
from tests import builders as build
from tests.domain.went_wrong import (
    FIGURES,
    NOW,
    OFFICE,
    SAID,
    TODAY,
    email,
    moved,
    of_rule,
    the_letter,
    told,
    word,
)


def test_what_went_to_a_wrong_address_pays_nothing_and_goes_to_whoever_should_have_been_told() -> None:
    owed_before = of_rule(decide(told(), NOW, FIGURES), "REG-1")
    facts = told(word(Heard.WRONG_ADDRESS))
    (owed,) = of_rule(decide(facts, NOW, FIGURES), "REG-1")
    assert (owed_before, owed.organisation) == ([], "HILL")
    # Until the address is mended the school's DSL steps in; then the attendance officer is told.
    assert email(recipient(owed, facts)) == "dsl@hill.example"
    mended = moved(facts, "new@hill.example")
    assert email(recipient(owed, mended)) == "new@hill.example"
    again = replace(
        facts.ledger[owed.key],
        message="m1",
    )
    paid = replace(
        mended,
        messages={**facts.messages, "m1": build.a_message("m1", State.SENT, NOW, to="new@hill.example")},
        ledger={**facts.ledger, owed.key: again},
    )
    assert is_paid(paid, owed)
    rows = [(owed.key, "m0"), (owed.key, "m1")]
    assert claimed_before(rows, {"m1"}, paid) == {}
    assert claimed_before(rows, {"m1"}, replace(paid, breach_words=())) == {"m1": "m0"}


def test_where_nobody_else_can_be_written_to_the_dsl_is_told_to_ring() -> None:
    hill = build.a_school(contacts=(Contact(Role.ATTENDANCE, "Ann Register", OFFICE),))
    organisations = {**build.facts().organisations, "HILL": hill}
    facts = told(word(Heard.WRONG_ADDRESS), organisations=organisations)
    (owed,) = of_rule(decide(facts, NOW, FIGURES), "REG-1")
    found = recipient(owed, facts)
    assert isinstance(found, Problem)
    assert found.what.startswith("Hill School cannot be written to: the wrong people read at its address")


def test_what_told_of_the_wrong_child_stays_told_and_the_right_school_is_owed_what_the_mended_record_says() -> None:
    facts = told(word(Heard.WRONG_CHILD))
    assert of_rule(decide(facts, NOW, FIGURES), "REG-1") == []
    places = tuple(replace(place, commissioner="MILL") for place in facts.places)
    mended = replace(facts, places=places, pupils={"P1": build.a_pupil(school="MILL")})
    assert [owed.organisation for owed in of_rule(decide(mended, NOW, FIGURES), "REG-1")] == ["MILL"]


def test_as_long_as_the_record_is_wrong_they_hear_nothing_more_of_that_child() -> None:
    facts = told(word(Heard.WRONG_CHILD))
    back = replace(facts, observations=(*facts.observations, build.seen("P1", build.Saw.ARRIVED, SAID)))
    decision = decide(back, NOW, FIGURES)
    assert of_rule(decision, "REG-5") == []
    assert [(owed.rule, owed.organisation) for owed in decision.held] == [("REG-5", "HILL")]
    lines = [row for row in waiting(back, decision, (), NOW) if "Held back" in row[0]]
    assert lines[0][3] == "Mend the child's places and school on roll; what is right then goes."
    other = replace(back, breach_words=(word(Heard.WRONG_CHILD, pupils=("P2",)),))
    assert len(of_rule(decide(other, NOW, FIGURES), "REG-5")) == 1
    settled = (*back.breach_words, word(Heard.DELETED), word(Heard.NOT_REPORTED, words="w", decided_by="chair"))
    assert len(of_rule(decide(replace(back, breach_words=settled), NOW, FIGURES), "REG-5")) == 1


def test_said_by_mistake_the_message_stands_as_before() -> None:
    facts = told(word(Heard.WRONG_ADDRESS), word(Heard.WITHDRAWN, f"{TODAY} 09:41"))
    decision = decide(facts, NOW, FIGURES)
    assert (of_rule(decision, "REG-1"), of_rule(decision, "OPS-10")) == ([], [])
    after_all = replace(facts, breach_words=(*facts.breach_words, word(Heard.WRONG_ADDRESS, f"{TODAY} 09:42")))
    assert {owed.rule for owed in decide(after_all, NOW, FIGURES).owed} == {"REG-1", "OPS-10"}


def test_what_is_too_late_to_tell_is_listed_with_the_reason() -> None:
    morning = build.at("Tue 2026-11-24 08:01")
    facts = told(word(Heard.WRONG_ADDRESS, "Tue 2026-11-24 08:00"))
    why = {owed.rule: why for owed, why in decide(facts, morning, FIGURES).overtaken}
    assert why["REG-1"] == "It was due on 23/11/2026 at 09:15, and it went to a wrong address."


def test_the_letter_that_is_claimed_is_written_down_and_no_other() -> None:
    facts = told(word(Heard.WRONG_ADDRESS))
    owed = the_letter(facts)
    claimed = build.a_message("m9", State.CLAIMED, NOW, notice=SENT_IN_ERROR)
    (found,) = letters_gone([(claimed, [owed]), (facts.messages["m0"], ())], facts, NOW)
    assert (found.breach, found.heard, found.message, found.to, found.source) == (
        *("B-1", Heard.LETTER, "m9", OFFICE),
        owed.key,
    )
    assert letters_gone([(replace(claimed, state=State.REHEARSED), [owed])], facts, NOW) == []


def test_waiting_has_one_line_with_the_deadline_until_it_is_decided_and_deleted() -> None:
    def lines(*words: Word, now: str = f"{TODAY} 09:41") -> list[tuple[str, ...]]:
        facts, at = told(*words), build.at(now)
        return [row for row in waiting(facts, Decision(), (), at) if "7F3K" in row[0]]

    said, letter = word(Heard.WRONG_ADDRESS), word(Heard.LETTER, f"{TODAY} 09:41", message="m9")
    decided = word(Heard.NOT_REPORTED, f"{TODAY} 11:00", words="nobody read it", decided_by="chair")
    ((first, since, known, to_do),) = lines(said, letter)
    assert first.endswith("decides whether the ICO is told. By Thu 26 Nov, 09:40.")
    assert (since, to_do) == ("09:40", "Send it with “I have it”: it went to the wrong people.")
    assert "delete it: told 09:41 on 23/11/2026" in known
    assert "OVERDUE since Thu 26 Nov, 09:40." in lines(said, now="Fri 2026-11-27 09:00")[0][0]
    assert "NOT gone" in lines(said)[0][2]
    assert "ask its reader whether it is deleted" in lines(said, letter, decided)[0][0]
    assert lines(said, letter, decided, word(Heard.DELETED, f"{TODAY} 12:00")) == []


def test_a_trustee_reads_how_many_there_were_and_what_is_late_and_nobody_is_named() -> None:
    span = Span(build.day("Sun 2026-11-01"), build.day("Mon 2026-11-30"), build.at("Tue 2026-12-01 08:00"))
    said = word(Heard.WRONG_ADDRESS)
    in_time = word(Heard.NOT_REPORTED, "Thu 2026-11-26 09:40", words="w", decided_by="c")
    late = word(Heard.REPORTED, "Thu 2026-11-26 09:41", words="w", decided_by="c")
    gone = word(Heard.DELETED)
    none = wrong_people(told(), span)
    assert (none.is_off, none.what.startswith("0 messages went to the wrong people")) == (False, True)
    assert not wrong_people(told(said, in_time, gone), span).is_off
    assert wrong_people(told(said, in_time), span).is_off
    assert wrong_people(told(said, late, gone), span).is_off
    assert wrong_people(told(said, gone), span).is_off
    what = wrong_people(told(said, late, gone), span).what
    assert what.startswith(
        "1 message went to the wrong people, or may have. Of 1 it was decided, after 72 hours at the longest."
    )
    assert not [name for name in ("P1", "HILL", "DEE", OFFICE) if name in what]
    assert "0 messages" in wrong_people(told(said, word(Heard.WITHDRAWN)), span).what


@pytest.mark.parametrize("heard", Heard)
def test_a_word_is_read_from_its_row_as_it_was_written(heard: Heard) -> None:
    said = word(heard, decided_by="chair", words="=1+1", pupils=("P1", "P2"))
    problems: list[Problem] = []
    row = [build_cell(value) for value in word_row(said, 7)]
    assert read_words([row, [], [""] * 16], problems) == (replace(said, revision=7),)
    assert problems == []
    row[1] = "forgotten"
    assert read_words([row], problems) == ()
    assert [problem.code for problem in problems] == ["SHEET-4"]


def build_cell(value: Any) -> Any:
    """What a sheet gives back of a cell."""
    from cme.domain.clocks import serial

    return serial(value) if hasattr(value, "tzinfo") else "" if value is None else value


def test_rows_make_the_same_breaches_in_any_order_and_one_that_stands_twice_counts_once() -> None:
    words = [word(Heard.WRONG_ADDRESS), word(Heard.DELETED, f"{TODAY} 10:00"), word(Heard.NOTED, f"{TODAY} 11:00")]
    (breach,) = fold([*words[::-1], words[1]])
    assert breach.words == tuple(words)
    assert fold(words[1:]) == ()


def test_one_of_ours_at_whose_address_the_wrong_people_read_is_passed_over_even_by_name() -> None:
    deb = build.a_person("DEB", Role.INNOV8_DSL, duty_order=2)
    said = word(Heard.WRONG_ADDRESS, organisation="innov8", to="dee@innov8.example")
    facts = told(said, staff={**build.facts().staff, "DEB": deb})
    page = Obligation("SAFE-1", build.MONDAY, "innov8", "child_page", Role.INNOV8_DSL, SAID, "Because.", "6.1")
    assert email(recipient(replace(page, person="DEE"), replace(facts, breach_words=()))) == "dee@innov8.example"
    assert email(recipient(replace(page, person="DEE"), facts)) == "deb@innov8.example"
    assert isinstance(recipient(page, told(said)), Problem)
