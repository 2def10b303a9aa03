"""The rules on entries for the forms “I have it” and “A concern”: what they say, and what is wrong with them."""

from __future__ import annotations

import pytest

from cme.domain.form_links import A_CASE, HAVE_IT, ON_DUTY, WRONG_PEOPLE
from cme.domain.form_plan import THE_TEST
from cme.domain.model import Saw, Severity
from cme.domain.testing import OF_TEST
from cme.edges.schema import form_wording
from tests.domain.submitted import action, concern, read
from tests.domain.test_entries import TODAY, facts, only, said


def test_ent_16_an_action_about_nothing_takes_no_page() -> None:
    found = read(action(f"{TODAY} 09:20", "the boiler", "I have it"), facts())
    severity, what, mend = only(found, "ENT-16")
    assert (severity, what) == (Severity.ERROR, "“the boiler” is no child and no session.")
    assert mend.endswith("Until then nobody has it.")
    assert found.observations == []


def test_ent_16_what_ends_a_page_wants_words_and_counts_without_them() -> None:
    found = read(action(f"{TODAY} 09:20", "P1 Sam S", "located: I know where"), facts())
    assert only(found, "ENT-16")[:2] == (Severity.QUERY, "It says “located” and not where, or to whom.")
    assert said(found) == [("", "P1", "located")]
    told = read(action(f"{TODAY} 09:20", "P1 Sam S", "located: I know where", words="at gran's"), facts())
    assert told.problems == []


def test_who_is_on_duty_is_noted_about_nothing_and_nobody_but_a_dsl_can_be() -> None:
    found = read(action(f"{TODAY} 08:20", "P1 Sam S", ON_DUTY, email="dee@innov8.example"), facts())
    assert (said(found), found.problems) == ([("", "", "on duty")], [])
    found = read(action(f"{TODAY} 08:20", "", ON_DUTY, email="tess@innov8.example"), facts())
    severity, what, mend = only(found, "ENT-16")
    assert severity is Severity.ERROR
    assert what.endswith("says to be on duty, and is no DSL on the Staff tab.")
    assert mend.startswith("Pages go on as before.")


def test_only_the_dsl_assesses_a_concern() -> None:
    words = "assessed: a concern for which nothing more is needed now"
    found = read(action(f"{TODAY} 09:20", "P1 Sam S", words, email="tess@innov8.example", words="fine"), facts())
    assert only(found, "ENT-16")[:2] == (
        Severity.ERROR,
        "Only the DSL or the deputy assesses a concern; it is kept as a note.",
    )
    assert said(found) == [("", "P1", "noted")]


def test_ent_17_a_concern_about_nobody_on_the_list_is_kept_and_paged_all_the_same() -> None:
    found = read(concern(f"{TODAY} 09:20", "Another child", "not sure"), facts())
    assert only(found, "ENT-17")[:2] == (
        Severity.QUERY,
        "A concern is about “Another child”, who is not on the list.",
    )
    assert [(o.pupil, o.saw, o.reason) for o in found.observations] == [("", Saw.CONCERN, "harm")]


def test_ent_17_a_concern_without_words_is_asked_after() -> None:
    found = read(concern(f"{TODAY} 09:20", "P1 Sam S", "no", words=""), facts())
    assert only(found, "ENT-17")[1] == "A concern does not say what was seen or heard."


@pytest.mark.parametrize(
    ("harm", "kept"), [("yes, or has already", "harm"), ("not sure", "harm"), ("", "harm"), ("?", "harm"), ("no", "no")]
)
def test_whoever_is_not_sure_fears_harm(harm: str, kept: str) -> None:
    found = read(concern(f"{TODAY} 09:20", "P1 Sam S", harm, told="yes"), facts())
    assert [(o.reason, o.instead) for o in found.observations] == [(kept, "told in person")]
    assert found.concern is not None
    assert found.concern.words == "something that was heard"


@pytest.mark.parametrize(
    ("about", "kept"),
    [
        ("Everything that was paged", ("", "")),
        ("BIKE Bike workshop, 09:00", ("BIKE", "")),
        ("P1 Sam S", ("", "P1")),
        (THE_TEST, (OF_TEST, "")),
    ],
)
def test_an_action_is_about_everything_a_session_a_child_or_a_test(about: str, kept: tuple[str, str]) -> None:
    found = read(action(f"{TODAY} 09:20", about, "I have it", who="Dee Worker"), facts())
    assert said(found) == [(*kept, "has it")]
    assert found.observations[0].said_by == "Dee Worker"
    assert found.problems == []


@pytest.mark.parametrize("words", form_wording("action").fields["done"].choices)
def test_each_choice_of_the_form_is_understood(words: str) -> None:
    of_pages = {"case": "a note", "case_words": "y", "wrong": "it went to a wrong address"}
    found = read(action(f"{TODAY} 09:20", "P1 Sam S", words, words="x", **of_pages), facts())
    assert bool(found.events) is (words == A_CASE)
    assert bool(found.breach_words) is (words == WRONG_PEOPLE)
    assert [o.saw for o in found.observations] or found.events or found.breach_words


def test_the_link_that_takes_a_page_gives_a_choice_of_the_form() -> None:
    assert {HAVE_IT, ON_DUTY, A_CASE, WRONG_PEOPLE} <= set(form_wording("action").fields["done"].choices)
