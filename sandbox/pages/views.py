"""A filter view of a sheet as its page shows it: which rows, in which order. The rows stay where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.pages import looks
from sandbox.sheets.formulas import Reckoning
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.references import offset


def chosen(sheet: Sheet, asked: str) -> Json | None:
    """Return the filter view with this number, or None."""
    views: list[Json] = sheet.part("filterViews")
    return next((view for view in views if str(view["filterViewId"]) == asked), None)


def rows(book: Book, sheet: Sheet, now: datetime, view: Json) -> list[int]:
    """Return the rows that a view shows: its heading, and below it what its conditions hold for."""
    box = sheet.box(view["range"])
    shown = list(range(box.top + 1, min(box.bottom, sheet.last_row())))
    for spec in view.get("filterSpecs", ()):
        condition = spec.get("filterCriteria", {}).get("condition", {})
        if condition.get("type") == "CUSTOM_FORMULA":
            formula = condition["values"][0]["userEnteredValue"]
            asked = [offset(formula, row - box.top - 1, 0) for row in shown]
            holds = looks.answers(book, sheet, now, asked)
            shown = [row for row, answer in zip(shown, holds, strict=True) if answer is True]
    reckoning = Reckoning(book, now)
    for order in reversed(view.get("sortSpecs", ())):
        column = order["dimensionIndex"]
        values = {row: reckoning.value(sheet, row, column, sheet.cell(row, column)) for row in shown}
        shown.sort(key=lambda row: _rank(values[row]), reverse=order.get("sortOrder") == "DESCENDING")
    return [box.top, *shown]


def _rank(value: Any) -> tuple[bool, float, str]:
    """Numbers before words, as a sheet sorts."""
    is_number = isinstance(value, int | float)
    return not is_number, float(value) if is_number else 0.0, "" if is_number else str(value or "").casefold()
