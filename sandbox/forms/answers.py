"""What counts as an answer to a question, and the sentences with which the page refuses one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sandbox.forms.documents import Json

Answers = Mapping[str, Sequence[str]]
REQUIRED = "This is a required question"
INVALID_DATE = "Invalid date"
INVALID_TIME = "Invalid time"
NOT_AN_OPTION = "That is not one of the options"
ONE_ONLY = "Only one answer can be given"


def fault(question: Json, given: Sequence[str]) -> str:
    """Return why the page would not take these answers to a question, or an empty text."""
    given = [value for value in given if value]
    if not given:
        return REQUIRED if question.get("required") else ""
    choice = question.get("choiceQuestion")
    if len(given) > 1 and (choice is None or choice["type"] != "CHECKBOX"):
        return ONE_ONLY
    if choice is not None:
        return _choice_fault(choice, given)
    if "scaleQuestion" in question:
        scale = question["scaleQuestion"]
        steps = [str(step) for step in range(scale.get("low", 0), scale["high"] + 1)]
        return "" if given[0] in steps else NOT_AN_OPTION
    if "dateQuestion" in question:
        return "" if _fits(given[0], date_format(question["dateQuestion"])) else INVALID_DATE
    if "timeQuestion" in question:
        return "" if _is_time(question["timeQuestion"], given[0]) else INVALID_TIME
    return ""


def _choice_fault(choice: Json, given: Sequence[str]) -> str:
    offered = {option["value"] for option in choice["options"] if not option.get("isOther")}
    strange = [value for value in given if value not in offered]
    takes_other = any(option.get("isOther") for option in choice["options"])
    return NOT_AN_OPTION if len(strange) > int(takes_other) else ""


def date_format(asked: Json) -> str:
    """Return how an answer to a date question is written: a day and a month unless more is asked."""
    day = "%Y-%m-%d" if asked.get("includeYear") else "%m-%d"
    return f"{day} %H:%M" if asked.get("includeTime") else day


def _fits(text: str, form: str) -> bool:
    # A leap year is put in front where none is asked, so that 02-29 is a date.
    is_short = "%Y" not in form
    try:
        parsed = datetime.strptime(f"2024-{text}" if is_short else text, f"%Y-{form}" if is_short else form)  # noqa: DTZ007
    except ValueError:
        return False
    return parsed.strftime(form) == text


def _is_time(asked: Json, text: str) -> bool:
    if not asked.get("duration"):
        return _fits(f"2024-01-01 {text}", "%Y-%m-%d %H:%M")
    parts = text.split(":")
    return len(parts) in (2, 3) and all(part.isdigit() for part in parts) and all(int(part) < 60 for part in parts[1:])
