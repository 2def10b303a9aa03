"""The way through a form, section by section, as a respondent's browser goes it. Pure.

A section is the items up to the next page break. After it the form goes where the last chosen option with a direction
says; without one it falls through to the next section, whatever that section is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.forms.answers import Answers, fault
from sandbox.forms.documents import Json
from sandbox.forms.items import question_in

SUBMIT = -1
"""What comes after the last section."""


@dataclass
class Section:
    """One page of a form: its heading, which is the page break, and its items."""

    heading: Json | None
    items: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The item id of the page break, empty for the first page."""
        return str(self.heading["itemId"]) if self.heading else ""

    @property
    def questions(self) -> dict[str, Json]:
        """The section's questions by their ids."""
        found = (question_in(item) for item in self.items)
        return {question["questionId"]: question for question in found if question}


def sections(items: Sequence[Json]) -> list[Section]:
    """Split a form into its pages."""
    pages = [Section(None)]
    for item in items:
        if "pageBreakItem" in item:
            pages.append(Section(item))
        else:
            pages[-1].items.append(item)
    return pages


def faults(section: Section, answers: Answers) -> dict[str, str]:
    """Return what the page would not let pass, by question id."""
    found = {id_: fault(question, answers.get(id_, ())) for id_, question in section.questions.items()}
    return {id_: words for id_, words in found.items() if words}


def after(pages: Sequence[Section], index: int, answers: Answers, *, last_navigates: bool = False) -> int:
    """Return the page that comes after one, or SUBMIT; the last page submits, unless told that it can lead on."""
    is_last = index + 1 >= len(pages)
    following = SUBMIT if is_last else index + 1
    if is_last and not last_navigates:
        return following
    for id_, question in pages[index].questions.items():
        option = _chosen(question, answers.get(id_, ()))
        if option is not None:
            following = _leads(option, pages, index, following)
    return following


def _chosen(question: Json, given: Sequence[str]) -> Json | None:
    choice = question.get("choiceQuestion", {})
    if not given or choice.get("type") == "CHECKBOX":
        return None
    options: list[Json] = choice.get("options", [])
    listed = next((option for option in options if not option.get("isOther") and option["value"] == given[0]), None)
    return listed or next((option for option in options if option.get("isOther")), None)


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


def walk(items: Sequence[Json], answers: Answers, *, last_navigates: bool = False) -> tuple[list[int], dict[str, str]]:
    """Follow the form from its first page with answers in hand; return the pages passed and the faults that stop it."""
    pages = sections(items)
    passed: list[int] = []
    index = 0
    while index != SUBMIT:
        wrong = {"": "These answers go round in a circle."} if index in passed else faults(pages[index], answers)
        if wrong:
            return passed, wrong
        passed.append(index)
        index = after(pages, index, answers, last_navigates=last_navigates)
    return passed, {}


def kept(items: Sequence[Json], answers: Answers, passed: Sequence[int]) -> dict[str, list[str]]:
    """Return the answers of the pages that were passed: what stood on another page is not recorded."""
    pages = sections(items)
    asked = [id_ for index in dict.fromkeys(passed) for id_ in pages[index].questions]
    found: Mapping[str, list[str]] = {id_: [value for value in answers.get(id_, ()) if value] for id_ in asked}
    return {id_: values for id_, values in found.items() if values}
