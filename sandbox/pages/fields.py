"""A form's questions as fields of a page, under the names that Google gives them: `entry.` and the id as a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from sandbox.forms.answers import Answers, date_format
from sandbox.forms.documents import Json
from sandbox.forms.items import question_in

OTHER = "__other_option__"
TYPES = {"%Y-%m-%d": "date", "%Y-%m-%d %H:%M": "datetime-local"}


@dataclass
class Field:
    """One item as the page shows it; `kind` is empty for what asks nothing."""

    title: str
    description: str
    kind: str = ""
    name: str = ""
    is_required: bool = False
    is_paragraph: bool = False
    type: str = "text"
    hint: str = ""
    options: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    """Where each option leads, of those that lead anywhere."""
    has_other: bool = False
    given: list[str] = field(default_factory=list)
    wrong: str = ""
    labels: tuple[str, str] = ("", "")

    @property
    def value(self) -> str:
        """The answer where there can be one only."""
        text = self.given[0] if self.given else ""
        return text.replace(" ", "T") if self.type == "datetime-local" else text

    @property
    def other(self) -> str:
        """What was typed beside “Other”."""
        return next((value for value in self.given if value not in self.options), "")


def entry(question_id: str) -> str:
    """Return the name of a question's field, the same in a prefilled link."""
    return f"entry.{int(question_id, 16)}"


def field_of(item: Json, answers: Answers, wrong: Mapping[str, str]) -> Field:
    """Return an item as the page shows it."""
    shown = Field(item.get("title", ""), item.get("description", ""))
    question = question_in(item)
    if question is None:
        return shown
    id_ = question["questionId"]
    shown.name, shown.given, shown.wrong = entry(id_), list(answers.get(id_, ())), wrong.get(id_, "")
    shown.is_required = bool(question.get("required"))
    _describe(shown, question)
    return shown


def _describe(shown: Field, question: Json) -> None:
    if "choiceQuestion" in question:
        choice = question["choiceQuestion"]
        shown.kind = {"RADIO": "radio", "CHECKBOX": "checkbox", "DROP_DOWN": "list"}[choice["type"]]
        shown.options = [option["value"] for option in choice["options"] if not option.get("isOther")]
        shown.has_other = any(option.get("isOther") for option in choice["options"])
        ways = (option.get("goToSectionId") or option.get("goToAction", "") for option in choice["options"])
        shown.ways = [way for way in ways if way]
    elif "scaleQuestion" in question:
        scale = question["scaleQuestion"]
        shown.kind = "radio"
        shown.options = [str(step) for step in range(scale.get("low", 0), scale["high"] + 1)]
        shown.labels = (scale.get("lowLabel", ""), scale.get("highLabel", ""))
    elif "dateQuestion" in question:
        form = date_format(question["dateQuestion"])
        shown.kind, shown.type = "line", TYPES.get(form, "text")
        shown.hint = {"%m-%d": "MM-DD", "%m-%d %H:%M": "MM-DD HH:MM"}.get(form, "")
    elif "timeQuestion" in question:
        is_duration = question["timeQuestion"].get("duration")
        shown.kind, shown.type, shown.hint = (
            "line",
            "text" if is_duration else "time",
            "HH:MM:SS" if is_duration else "",
        )
    else:
        shown.kind, shown.is_paragraph = "line", bool(question["textQuestion"].get("paragraph"))


def fields_of(questions: Mapping[str, Json], values: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return the answers in posted or prefilled fields, by question id."""
    found = {}
    for id_ in questions:
        name = entry(id_)
        given = [value for value in values.getlist(name) if value and value != OTHER]
        if OTHER in values.getlist(name):
            given += [text for text in values.getlist(f"{name}.other_option_response") if text]
        question = question_in(questions[id_]) or questions[id_]
        if "dateQuestion" in question:
            given = [value.replace("T", " ") for value in given]
        if given:
            found[id_] = given
    return found
