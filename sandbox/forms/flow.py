"""The way through a form, section by section, as a respondent's browser goes it. Pure.

A section is the items up to the next page break. After the last question whose chosen option leads somewhere, the form
goes there; without one it falls through to the next section, whatever that section is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Answers = Mapping[str, Sequence[str]]
SUBMIT = -1
REQUIRED = "This is a required question"
NOT_AN_OPTION = "The option is not one that this form offers"


@dataclass
class Section:
    """One page of a form: its heading, which is the page break, and its questions."""

    heading: Json | None
    items: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The item id of the page break, empty for the first page."""
        return str(self.heading["itemId"]) if self.heading else ""


def sections(items: Sequence[Json]) -> list[Section]:
    """Split a form into its pages."""
    pages = [Section(None)]
    for item in items:
        if "pageBreakItem" in item:
            pages.append(Section(item))
        else:
            pages[-1].items.append(item)
    return pages


def question_of(item: Json) -> Json | None:
    """Return an item's question, or None where it asks nothing."""
    question: Json | None = item.get("questionItem", {}).get("question")
    return question


def faults(section: Section, answers: Answers) -> dict[str, str]:
    """Return what the page would not let pass, by question id."""
    found = {}
    for item in section.items:
        question = question_of(item)
        if question is None:
            continue
        given = [value for value in answers.get(question["questionId"], ()) if value != ""]
        if question.get("required") and not given:
            found[question["questionId"]] = REQUIRED
        choice = question.get("choiceQuestion")
        if choice and not any(option.get("isOther") for option in choice["options"]):
            offered = {option.get("value") for option in choice["options"]}
            if any(value not in offered for value in given):
                found[question["questionId"]] = NOT_AN_OPTION
    return found


def after(pages: Sequence[Section], index: int, answers: Answers) -> int:
    """Return the page that comes after one, or SUBMIT."""
    following = index + 1 if index + 1 < len(pages) else SUBMIT
    for item in pages[index].items:
        choice = (question_of(item) or {}).get("choiceQuestion")
        if not choice:
            continue
        given = answers.get((question_of(item) or {})["questionId"], ())
        for option in choice["options"]:
            if option.get("value") in given:
                following = _leads(option, pages, index, following)
    return following


def _leads(option: Json, pages: Sequence[Section], index: int, otherwise: int) -> int:
    if "goToSectionId" in option:
        return next((n for n, page in enumerate(pages) if page.id == option["goToSectionId"]), otherwise)
    action = option.get("goToAction")
    if action == "SUBMIT_FORM":
        return SUBMIT
    if action == "RESTART_FORM":
        return 0
    if action == "NEXT_SECTION":
        return index + 1 if index + 1 < len(pages) else SUBMIT
    return otherwise


def walk(items: Sequence[Json], answers: Answers) -> tuple[list[int], dict[str, str]]:
    """Follow the form from its first page with answers in hand; return the pages passed and the faults that stop it."""
    pages = sections(items)
    passed: list[int] = []
    index = 0
    while index != SUBMIT and len(passed) <= 2 * len(pages):
        passed.append(index)
        wrong = faults(pages[index], answers)
        if wrong:
            return passed, wrong
        index = after(pages, index, answers)
    return passed, {}


def kept(items: Sequence[Json], answers: Answers, passed: Sequence[int]) -> dict[str, list[str]]:
    """Return the answers of the pages that were passed: what stood on another page is not recorded."""
    pages = sections(items)
    found: dict[str, list[str]] = {}
    for index in dict.fromkeys(passed):
        for item in pages[index].items:
            question = question_of(item)
            if question:
                given = [value for value in answers.get(question["questionId"], ()) if value != ""]
                if given:
                    found[question["questionId"]] = list(given)
    return found
