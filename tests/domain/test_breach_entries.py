"""The third page of “I have it”: what each choice says of a message that went wrong, who may say it, what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cme.domain.breach_words import Heard, Word
from cme.domain.breaches import Breach, breaches
from cme.domain.entries import Read
from cme.domain.form_links import WRONG_PEOPLE
from cme.domain.form_plan import A_MESSAGE
from cme.domain.model import Facts, Role, Severity, State
from cme.domain.references import reference
from cme.domain.rules.breach_entries import HEARD_BY_CHOICE
from cme.edges.schema import form_wording
from tests import builders as build
from tests.domain.submitted import action, read
from tests.domain.test_entries import TODAY, facts, only

CHOICES = form_wording("action").fields["wrong"].choices
WRONG_ADDRESS, WRONG_CHILD, BY_MISTAKE, DELETED, TOLD, NOT_TOLD, NOTE = CHOICES
REF = reference("", "HILL", build.MONDAY)
DECIDED = {"wrong_words": "nobody read it", "wrong_decided": "the chair"}


def with_messages(*clocks: str, notice: str = "absence") -> Facts:
    """Hill School was told of P1 once at each of these times; a deputy is there."""
    owed = [build.at(f"{TODAY} {clock}") for clock in clocks]
    found = replace(facts(), staff={**facts().staff, "DEB": build.a_person("DEB", Role.INNOV8_DSL, duty_order=2)})
    for number, when in enumerate(owed):
        one = build.a_message(f"m{number}", State.SENT, when, notice=notice)
        key = f"REG-1/{build.MONDAY}/BIKE/P1/HILL/{number}"
        row = build.Owing(key, "REG-1", build.MONDAY, "BIKE", "P1", "HILL", str(number), one.id, when, when)
        found = replace(found, messages={**found.messages, one.id: one}, ledger={**found.ledger, key: row})
    return found


def sent(
    choice: str, about: Facts, at: str = "10:00", ref: str = REF, *, email: str = "dee@innov8.example", **said: Any
) -> Read:
    answers = {"wrong": choice, "wrong_ref": ref} | said
    return read(action(f"{TODAY} {at}", A_MESSAGE, WRONG_PEOPLE, email=email, **answers), about)


def after(about: Facts, *reads: Read) -> Facts:
    words = [word for found in reads for word in found.breach_words]
    return replace(about, breach_words=(*about.breach_words, *words))


def the_only(about: Facts) -> Breach:
    (found,) = breaches(about)
    return found


def the_word(found: Read) -> Word:
    (word,) = found.breach_words
    return word


def test_each_choice_says_one_thing_and_whatever_a_person_says_has_a_choice() -> None:
    said = [next(h for begins, h in HEARD_BY_CHOICE if c.casefold().startswith(begins)) for c in CHOICES]
    assert set(said) == set(Heard) - {Heard.NOTICED, Heard.LETTER}
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    "typed", [REF, REF.lower(), f"ref {REF}-P1", f"Re: innov8 attendance – ref {REF}", f"that {REF}"]
)
def test_the_dsl_names_the_message_by_its_reference_and_it_is_kept_with_all_that_the_ledger_holds(typed: str) -> None:
    found = sent(WRONG_ADDRESS, with_messages("09:15"), ref=typed, wrong_words="a parent rang")
    word = the_word(found)
    assert found.problems == []
    assert (word.heard, word.message, word.organisation, word.to) == (
        *(Heard.WRONG_ADDRESS, "m0", "HILL"),
        "attendance@hill.example",
    )
    assert (word.reference, word.notice, word.pupils, word.by) == (REF, "absence", ("P1",), "DEE")
    assert (word.sent_at, word.words) == (build.at(f"{TODAY} 09:15"), "a parent rang")


def test_ent_20_a_reference_of_no_message_is_kept_starts_the_hours_and_lets_no_letter_go() -> None:
    found = sent(WRONG_ADDRESS, with_messages("09:15"), ref="ZZZZ")
    assert the_word(found).heard is Heard.NOTICED
    assert only(found, "ENT-20") == (
        Severity.ERROR,
        "“ZZZZ” is the reference of no message of the last five weeks. It is kept, and the 72 hours count; no letter "
        "has gone.",
        "Send it again with the four characters behind “ref” in its subject.",
    )
    assert the_only(after(with_messages("09:15"), found)).deadline == build.at("Thu 2026-11-26 10:00")


def test_ent_20_of_several_messages_of_a_day_the_time_says_which() -> None:
    about = with_messages("09:15", "09:52")
    unclear = sent(WRONG_CHILD, about)
    assert (the_word(unclear).heard, the_word(unclear).message) == (Heard.NOTICED, "")
    assert f"Messages with the reference {REF} went at: 09:15, 09:52" in only(unclear, "ENT-20")[1]
    assert the_word(sent(WRONG_CHILD, about, wrong_at="09:50")).message == "m1"
    assert the_word(sent(WRONG_CHILD, about, wrong_at="09:20")).message == "m0"
    assert the_word(sent(WRONG_CHILD, about, wrong_at="11:00")).message == ""


def test_what_went_after_the_word_and_the_letter_itself_are_not_meant() -> None:
    assert the_word(sent(WRONG_CHILD, with_messages("09:15", "10:30"))).message == "m0"
    assert the_word(sent(WRONG_CHILD, with_messages("09:15", notice="sent_in_error"))).message == ""


@pytest.mark.parametrize("state", [State.BOUNCED, State.FAILED, State.REHEARSED, State.WITHDRAWN])
def test_what_nobody_got_is_no_message_that_went(state: State) -> None:
    about = with_messages("09:15")
    about = replace(about, messages={"m0": replace(about.messages["m0"], state=state)})
    assert the_word(sent(WRONG_ADDRESS, about)).message == ""


def test_ent_20_who_is_not_of_the_team_starts_the_hours_and_the_dsl_lets_the_letter_go() -> None:
    about = with_messages("09:15")
    first = sent(WRONG_ADDRESS, about, email="tess@innov8.example", time="09:40")
    assert the_word(first).heard is Heard.NOTICED
    severity, what, mend = only(first, "ENT-20")
    assert (severity, mend) == (Severity.ERROR, "Tell the DSL now, who sends it as well.")
    assert "only the DSL or the deputy says that" in what
    second = sent(WRONG_ADDRESS, after(about, first), "10:20")
    breach = the_only(after(about, first, second))
    assert (breach.said, breach.noticed_at) == (the_word(second), build.at(f"{TODAY} 09:40"))
    # What the DSL has said since mends what was wrong with the first word.
    again = sent(WRONG_ADDRESS, after(about, first, second), email="tess@innov8.example", time="09:40")
    assert (again.problems, the_word(again)) == ([], the_word(first))


def test_a_word_without_its_message_is_completed_by_the_next_that_has_one() -> None:
    about = with_messages("09:15")
    lost = sent(WRONG_ADDRESS, about, ref="")
    found = sent(WRONG_ADDRESS, after(about, lost), "10:05")
    breach = the_only(after(about, lost, found))
    assert (breach.said, breach.noticed_at) == (the_word(found), build.at(f"{TODAY} 10:00"))


def test_another_message_is_another_breach() -> None:
    about = with_messages("09:15", "09:52")
    first = sent(WRONG_CHILD, about, wrong_at="09:15")
    second = sent(WRONG_CHILD, after(about, first), "10:05", wrong_at="09:52")
    assert len(breaches(after(about, first, second))) == 2


@pytest.mark.parametrize("lacking", ["wrong_words", "wrong_decided"])
@pytest.mark.parametrize("choice", [TOLD, NOT_TOLD])
def test_ent_20_a_decision_says_why_and_who_decided(choice: str, lacking: str) -> None:
    about = with_messages("09:15")
    about = after(about, sent(WRONG_ADDRESS, about))
    whole = sent(choice, about, "11:00", **DECIDED)
    assert whole.problems == []
    assert not the_only(after(about, whole)).to_decide
    found = sent(choice, about, "11:00", **(DECIDED | {lacking: ""}))
    assert the_word(found).heard is Heard.NOTED
    assert "it does not say why, and who decided. It is kept as a note." in only(found, "ENT-20")[1]
    assert the_only(after(about, found)).to_decide


@pytest.mark.parametrize("choice", [BY_MISTAKE, DELETED, TOLD, NOT_TOLD])
def test_ent_20_only_the_team_says_what_came_of_it(choice: str) -> None:
    about = with_messages("09:15")
    about = after(about, sent(WRONG_ADDRESS, about))
    found = sent(choice, about, "11:00", email="tess@innov8.example", **DECIDED)
    assert (the_word(found).heard, the_word(found).words.startswith("[")) == (Heard.NOTED, True)
    assert only(found, "ENT-20")[2] == "Tell the DSL, who sends it."


def test_without_a_reference_the_only_open_one_is_meant_and_of_two_none() -> None:
    about = with_messages("09:15", "09:52")
    one = after(about, sent(WRONG_ADDRESS, about, wrong_at="09:15"))
    assert the_word(sent(DELETED, one, "11:00", ref="")).breach == the_only(one).id
    for typed in (the_only(one).id.lower(), REF.lower(), f"that is {REF}"):
        assert the_word(sent(DELETED, one, "11:00", ref=typed)).breach == the_only(one).id
    two = after(one, sent(WRONG_ADDRESS, one, "10:05", wrong_at="09:52"))
    found = sent(DELETED, two, "11:00", ref="")
    assert found.breach_words == []
    assert only(found, "ENT-20")[1] == "It does not say of which message, and not one alone is open."


def test_ent_20_what_nobody_said_went_wrong_can_be_neither_decided_nor_deleted() -> None:
    found = sent(DELETED, with_messages("09:15"))
    assert found.breach_words == []
    assert only(found, "ENT-20")[1] == f"Of “{REF}” nobody has said that it went to the wrong people."


def test_said_by_mistake_before_the_letter_ends_it_and_after_the_letter_it_still_wants_a_decision() -> None:
    about = with_messages("09:15")
    about = after(about, sent(WRONG_ADDRESS, about))
    taken_back = sent(BY_MISTAKE, about, "10:02")
    assert taken_back.problems == []
    assert not the_only(after(about, taken_back)).is_open
    went = Word(the_only(about).id, Heard.LETTER, *[build.at(f"{TODAY} 10:01")] * 2, message="m9", source="key")
    about = replace(about, breach_words=(*about.breach_words, went))
    late = sent(BY_MISTAKE, about, "10:02")
    assert only(late, "ENT-20")[0] is Severity.QUERY
    breach = the_only(after(about, late))
    assert (breach.is_withdrawn, breach.to_decide, breach.to_delete) == (True, True, False)


def test_ent_20_a_choice_that_nobody_knows_is_a_note_on_the_only_open_one() -> None:
    about = with_messages("09:15")
    about = after(about, sent(WRONG_ADDRESS, about))
    found = sent("gone astray", about, "11:00", ref="", wrong_words="hm")
    assert (the_word(found).heard, the_word(found).words) == (Heard.NOTED, "hm")
    assert "is not one of the choices" in only(found, "ENT-20")[1]


def test_what_an_entry_did_itself_does_not_speak_against_it_when_it_is_read_again() -> None:
    about = with_messages("09:15")
    about = after(about, sent(WRONG_ADDRESS, about))
    about = after(about, sent(NOT_TOLD, about, "11:00", ref="", **DECIDED))
    last = sent(DELETED, about, "11:30", ref="")
    closed = after(about, last)
    assert not the_only(closed).is_open
    again = sent(DELETED, closed, "11:30", ref="")
    assert (again.problems, again.breach_words) == ([], last.breach_words)
    first = closed.breach_words[0]
    assert sent(WRONG_ADDRESS, closed).breach_words == [first]
