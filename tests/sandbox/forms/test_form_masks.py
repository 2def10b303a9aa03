"""Update masks of Forms: which fields they name, and what they leave."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.forms import fieldmask
from sandbox.wire import GoogleError

OPTIONS = "questionItem.question.choiceQuestion.options"


def item(**question: Any) -> dict[str, Any]:
    return {"itemId": "0000aa00", "title": "Who?", "questionItem": {"question": {"questionId": "0000bb00", **question}}}


def changed(old: dict[str, Any], given: dict[str, Any], mask: str) -> dict[str, Any]:
    return fieldmask.merged(old, given, fieldmask.read(mask, "Item", "requests[0].updateItem"))


@pytest.mark.parametrize("mask", [OPTIONS, "question_item.question.choice_question.options", f" {OPTIONS} "])
def test_a_mask_is_read_in_either_spelling(mask: str) -> None:
    assert fieldmask.read(mask, "Item", "here") == [OPTIONS.split(".")]


def test_a_star_names_every_field() -> None:
    assert fieldmask.read("*", "Info", "here") == [["description"], ["documentTitle"], ["title"]]


@pytest.mark.parametrize("mask", ["", " ", "name", "questionItem.question.title.text", "questionItem,colour", "title."])
def test_a_mask_that_names_nothing_or_what_does_not_exist_is_refused(mask: str) -> None:
    with pytest.raises(GoogleError, match=r"requests\[0\]") as said:
        fieldmask.read(mask, "Item", "requests[0].updateItem")
    assert said.value.code == 400


def test_what_the_mask_does_not_name_stays_as_it_was() -> None:
    old = item(textQuestion={}, required=True)
    assert changed(old, {"title": "You?", "description": "x"}, "title") == {**old, "title": "You?"}


def test_what_the_request_does_not_hold_is_taken_away_as_deep_as_the_mask_goes() -> None:
    old = item(textQuestion={"paragraph": True})
    assert changed(old, {}, "questionItem.question.textQuestion.paragraph") == item(textQuestion={})
    assert changed(old, {}, "questionItem.question.choiceQuestion.options") == old


def test_a_question_of_another_kind_takes_the_place_of_the_first() -> None:
    given = {"questionItem": {"question": {"timeQuestion": {}}}}
    assert changed(item(textQuestion={}), given, "questionItem.question.timeQuestion") == item(timeQuestion={})


def test_neither_the_old_item_nor_the_request_is_touched() -> None:
    old, given = item(textQuestion={}), {"questionItem": {"question": {"textQuestion": {"paragraph": True}}}}
    new = changed(old, given, "questionItem.question.textQuestion")
    new["questionItem"]["question"]["textQuestion"]["paragraph"] = False
    assert old == item(textQuestion={})
    assert given["questionItem"]["question"]["textQuestion"] == {"paragraph": True}
