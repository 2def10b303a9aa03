"""The words of the forms: each choice means what the rules read in it, and what must be said on a phone is said."""

from __future__ import annotations

import pytest

from cme.domain.form_items import SUBMIT, FormWording
from cme.domain.form_plan import wanted_form
from cme.domain.marks import EXPLAINED_BY
from cme.domain.rules.changes import SAW_BY_CHOICE
from cme.edges.schema import form_wording
from tests.schema.test_form_plan import CHANGE, FACTS, MONDAY, REGISTER


def test_each_choice_of_what_happened_means_one_thing_and_every_meaning_can_be_chosen() -> None:
    begun = []
    for choice in form_wording("change").fields["change"].choices:
        meant = [begins for begins, _ in SAW_BY_CHOICE if choice.casefold().startswith(begins)]
        assert len(meant) == 1, choice
        begun += meant
    assert sorted(begun) == sorted(begins for begins, _ in SAW_BY_CHOICE)


def test_the_first_three_who_may_have_said_so_explain_an_absence_and_no_others() -> None:
    said_by = form_wording("change").fields["said_by"]
    assert "one of the first three" in said_by.description
    assert [word in EXPLAINED_BY for word in said_by.choices] == [True] * 3 + [False] * 2


@pytest.mark.parametrize("wording", [REGISTER, CHANGE], ids=lambda wording: wording.slug)
def test_each_form_gives_the_dsls_name_and_number(wording: FormWording) -> None:
    said = wanted_form(FACTS, MONDAY, wording).description
    assert "Dee Safeguard" in said
    assert "07700 900106" in said


@pytest.mark.parametrize("wording", [REGISTER, CHANGE], ids=lambda wording: wording.slug)
def test_each_form_asks_who_it_is_and_may_be_filled_in_on_behalf_of_somebody(wording: FormWording) -> None:
    who = next(item for item in wanted_form(FACTS, MONDAY, wording).items if item.kind == "who")
    assert "on behalf of" in who.description
    assert not who.required
    assert [option.text for option in who.options] == ["Tess Spanner", "Someone else"]


def test_the_choice_that_ends_a_section_says_that_a_button_must_still_be_pressed() -> None:
    ends = [o for item in wanted_form(FACTS, MONDAY, REGISTER).items for o in item.options if o.leads_to == SUBMIT]
    assert len(ends) == len(FACTS.sessions)
    assert all("press the button" in option.text for option in ends)
