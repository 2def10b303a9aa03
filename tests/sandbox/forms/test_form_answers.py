"""What the page takes for an answer, question by question."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.forms.answers import (
    INVALID_DATE,
    INVALID_TIME,
    NOT_AN_OPTION,
    ONE_ONLY,
    REQUIRED,
    fault,
)

ADA_OR_BEN = [{"value": "Ada"}, {"value": "Ben"}]
RADIO = {"choiceQuestion": {"type": "RADIO", "options": ADA_OR_BEN}}
BOXES = {"choiceQuestion": {"type": "CHECKBOX", "options": ADA_OR_BEN}}
ELSE = {"choiceQuestion": {"type": "CHECKBOX", "options": [*ADA_OR_BEN, {"isOther": True}]}}
TEXT: dict[str, Any] = {"textQuestion": {}}
DAY: dict[str, Any] = {"dateQuestion": {}}
DATE = {"dateQuestion": {"includeYear": True}}
MOMENT = {"dateQuestion": {"includeYear": True, "includeTime": True}}
TIME: dict[str, Any] = {"timeQuestion": {}}
SPAN = {"timeQuestion": {"duration": True}}


@pytest.mark.parametrize(
    ("question", "given", "wanted"),
    [
        (TEXT, [], ""),
        (TEXT, [""], ""),
        (TEXT | {"required": True}, [], REQUIRED),
        (TEXT | {"required": True}, [""], REQUIRED),
        (TEXT, ["one", "two"], ONE_ONLY),
        (RADIO, ["Ada"], ""),
        (RADIO, ["Cas"], NOT_AN_OPTION),
        (RADIO, ["Ada", "Ben"], ONE_ONLY),
        (BOXES, ["Ada", "Ben"], ""),
        (BOXES, ["Ada", "Cas"], NOT_AN_OPTION),
        (ELSE, ["Ada", "Cas"], ""),
        (ELSE, ["Cas", "Dot"], NOT_AN_OPTION),
        ({"scaleQuestion": {"high": 5}}, ["0"], ""),
        ({"scaleQuestion": {"low": 1, "high": 5}}, ["0"], NOT_AN_OPTION),
        ({"scaleQuestion": {"low": 1, "high": 5}}, ["6"], NOT_AN_OPTION),
        (DAY, ["02-29"], ""),
        (DAY, ["02-30"], INVALID_DATE),
        (DAY, ["2-9"], INVALID_DATE),
        (DATE, ["2026-11-24"], ""),
        (DATE, ["2026-02-29"], INVALID_DATE),
        (DATE, ["24/11/2026"], INVALID_DATE),
        (MOMENT, ["2026-11-24 09:05"], ""),
        (MOMENT, ["2026-11-24"], INVALID_DATE),
        (TIME, ["09:05"], ""),
        (TIME, ["9:05"], INVALID_TIME),
        (TIME, ["24:00"], INVALID_TIME),
        (TIME, ["nine"], INVALID_TIME),
        (SPAN, ["30:59:59"], ""),
        (SPAN, ["30:60"], INVALID_TIME),
        (SPAN, ["30"], INVALID_TIME),
    ],
)
def test_the_page_says_what_is_wrong_or_nothing(question: dict[str, Any], given: list[str], wanted: str) -> None:
    assert fault(question, given) == wanted
