"""What an item of a form may be: Google's rules for questions, options, sections and ids. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence

from sandbox.forms.documents import Json
from sandbox.wire import GoogleError

ID = re.compile(r"[0-7][0-9a-f]{7}")
ITEM_KINDS = ("questionItem", "questionGroupItem", "pageBreakItem", "textItem", "imageItem", "videoItem")
QUESTION_KINDS = (
    "choiceQuestion",
    "textQuestion",
    "scaleQuestion",
    "dateQuestion",
    "timeQuestion",
    "ratingQuestion",
    "fileUploadQuestion",
    "rowQuestion",
)
NOT_HERE = ("questionGroupItem", "imageItem", "videoItem")
NAVIGATES = ("RADIO", "DROP_DOWN")


def refuse(words: str) -> GoogleError:
    """Return Google's refusal of a request."""
    return GoogleError(400, words)


def check_line(text: str) -> None:
    """Refuse a line break in what is shown as one line."""
    if "\n" in text or "\r" in text:
        raise refuse("Displayed text cannot contain newlines")


def kind_of(value: Json, kinds: Sequence[str], what: str) -> str:
    """Return which of several kinds is set, or refuse none and more than one."""
    found = [kind for kind in kinds if kind in value]
    if not found:
        raise refuse(f"{what} kind was not provided.")
    if len(found) > 1:
        words = f"Invalid value at '{what.lower()}' (oneof), oneof field 'kind' is already set. Cannot set '{found[1]}'"
        raise refuse(words)
    return found[0]


def question_in(item: Json) -> Json | None:
    """Return an item's question, or None where it asks nothing."""
    question: Json | None = item.get("questionItem", {}).get("question")
    return question


def ids_of(items: Iterable[Json]) -> tuple[set[str], set[str]]:
    """Return the item ids and the question ids that are in use."""
    listed = list(items)
    questions = (question_in(item) for item in listed)
    return (
        {item["itemId"] for item in listed if item.get("itemId")},
        {question["questionId"] for question in questions if question and question.get("questionId")},
    )


def settle_id(wanted: str, taken: set[str], what: str) -> str:
    """Return the id that was given if it may be used, or a new one."""
    if not wanted:
        while (made := f"{secrets.randbelow(2**31):08x}") in taken:
            pass
        return made
    if not ID.fullmatch(wanted):
        raise refuse(f"Invalid {what} ID: {wanted}")
    if wanted in taken:
        raise refuse(f"Duplicate {what} ID: {wanted}")
    return wanted


def check_item(item: Json) -> None:
    """Refuse an item that Google would not take, or that the sandbox does not do."""
    kind = kind_of(item, ITEM_KINDS, "Item")
    check_line(item.get("title", ""))
    if kind in NOT_HERE:
        raise GoogleError(501, f"The sandbox does not implement {kind}.")
    if kind == "questionItem":
        if "image" in item["questionItem"]:
            raise GoogleError(501, "The sandbox does not implement questionItem.image.")
        if "question" not in item["questionItem"]:
            raise refuse("QuestionItem.question is required.")
        _check_question(item["questionItem"]["question"])


def _check_question(question: Json) -> None:
    kind = kind_of(question, QUESTION_KINDS, "Question")
    if kind == "fileUploadQuestion":
        raise refuse("Creating file upload questions is not supported.")
    if kind == "rowQuestion":
        raise refuse("Row questions can only be used in a question group.")
    if kind == "ratingQuestion":
        raise GoogleError(501, "The sandbox does not implement ratingQuestion.")
    if "grading" in question:
        raise GoogleError(501, "The sandbox does not implement question.grading.")
    if kind == "choiceQuestion":
        _check_choice(question["choiceQuestion"])
    if kind == "scaleQuestion":
        scale = question["scaleQuestion"]
        if scale.get("low", 0) not in (0, 1) or not 2 <= scale.get("high", 0) <= 10:
            raise refuse("A scale must start at 0 or 1 and end between 2 and 10.")


def _check_choice(choice: Json) -> None:
    kind, options = choice.get("type", ""), choice.get("options", [])
    if kind not in ("RADIO", "CHECKBOX", "DROP_DOWN"):
        raise refuse("ChoiceQuestion.type is required.")
    if choice.get("shuffle"):
        raise GoogleError(501, "The sandbox does not implement choiceQuestion.shuffle.")
    if not options:
        raise refuse("A choice question must have at least one option.")
    for option in options:
        _check_option(option, kind)
    values = [option["value"] for option in options if not option.get("isOther")]
    if len(set(values)) != len(values):
        raise refuse("Duplicate options are not allowed.")
    if sum(bool(option.get("isOther")) for option in options) > 1:
        raise refuse("Only one option can be the other option.")


def _check_option(option: Json, kind: str) -> None:
    if "image" in option:
        raise GoogleError(501, "The sandbox does not implement option.image.")
    if option.get("isOther"):
        if kind == "DROP_DOWN":
            raise refuse("Cannot set option.isOther on a drop-down question.")
        if option.get("value"):
            raise refuse("Cannot set option.value when isOther is true")
    elif not option.get("value", "").strip():
        raise refuse("Option.value is required.")
    check_line(option.get("value", ""))
    leads = {"goToAction", "goToSectionId"} & set(option)
    if leads and kind not in NAVIGATES:
        raise refuse("Section navigation is only supported for RADIO and DROP_DOWN questions.")
    if len(leads) > 1:
        raise refuse("An option can have either goToAction or goToSectionId, not both.")


def sections_of(items: Iterable[Json]) -> set[str]:
    """Return the ids of the page breaks, which are what an option can lead to."""
    return {item["itemId"] for item in items if "pageBreakItem" in item}


def options_of(item: Json) -> list[Json]:
    """Return the options of a choice; nothing else has any."""
    options: list[Json] = (question_in(item) or {}).get("choiceQuestion", {}).get("options", [])
    return options


def check_targets(items: Sequence[Json]) -> None:
    """Refuse an option that leads to a section which is not there."""
    there = sections_of(items)
    for option in (option for item in items for option in options_of(item)):
        if "goToSectionId" in option and option["goToSectionId"] not in there:
            raise refuse(f"Invalid goToSectionId: no section with the ID {option['goToSectionId']}.")


def release(items: Iterable[Json], gone: set[str]) -> None:
    """Take the direction away from options that lead to a section which was deleted."""
    for option in (option for item in items for option in options_of(item)):
        if option.get("goToSectionId") in gone:
            del option["goToSectionId"]


def check_mixed(items: Iterable[Json]) -> None:
    """Refuse a question of which some options lead somewhere and others do not."""
    for item in items:
        leading = [bool({"goToAction", "goToSectionId"} & set(option)) for option in options_of(item)]
        if any(leading) and not all(leading):
            raise refuse("Choices that use page navigation cannot be combined with choices that do not.")


def check_retired(made: Iterable[str], retired: Iterable[str]) -> None:
    """Refuse an id that an item or a question had which was deleted since."""
    for id_ in sorted(set(made) & set(retired)):
        raise refuse(f"Duplicate item ID: {id_}")
