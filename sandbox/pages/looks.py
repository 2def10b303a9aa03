"""How a sheet looks on its page: the widths of its columns, how text runs, and what conditional formats colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY, Formula
from sandbox.sheets.formulas import Reckoning
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.references import offset

PLAIN_WIDTH = 100
"""The width of a column that nobody set, in pixels."""
Looks = dict[tuple[int, int], Json]


def widths(sheet: Sheet, count: int) -> list[int]:
    """Return the widths of the first columns in pixels."""
    kept: dict[str, Json] = sheet.parts.get("columnMetadata", {})
    return [int(kept.get(str(column), {}).get("pixelSize", PLAIN_WIDTH)) for column in range(count)]


def conditional(book: Book, sheet: Sheet, now: datetime, rows: list[int], width: int) -> Looks:
    """Return the formats that custom formulas give to the cells of some rows; of two rules the first prevails."""
    asked = [
        (row, column, offset(formula, row - box.top, column - box.left), look)
        for formula, look, boxes in _rules(sheet)
        for box in boxes
        for row in rows
        for column in range(box.left, min(box.right, width))
        if box.top <= row < box.bottom
    ]
    looks: Looks = {}
    for (row, column, _, look), holds in zip(asked, answers(book, sheet, now, [a[2] for a in asked]), strict=True):
        if holds is True:
            looks[row, column] = {**look, **looks.get((row, column), {})}
    return looks


def _rules(sheet: Sheet) -> list[tuple[str, Json, list[Box]]]:
    found = []
    for rule in sheet.part("conditionalFormats"):
        boolean = rule.get("booleanRule", {})
        condition = boolean.get("condition", {})
        if condition.get("type") == "CUSTOM_FORMULA":
            formula = condition["values"][0]["userEnteredValue"]
            found.append((formula, boolean.get("format", {}), [sheet.box(area) for area in rule["ranges"]]))
    return found


def answers(book: Book, sheet: Sheet, now: datetime, formulas: Sequence[str]) -> list[Any]:
    """Work formulas out beside the sheet's own cells, each once, in a copy that nobody keeps."""
    if not formulas:
        return []
    copy, own = book.fork(), sheet.fork()
    copy.version = own.version = f"{book.version}/looks/{sheet.id}/{hash(tuple(formulas))}"
    copy.sheets = [own if each.id == sheet.id else each for each in copy.sheets]
    beside = max(len(row) for row in [(), *own.rows]) + 1
    distinct = list(dict.fromkeys(formulas))
    for row, formula in enumerate(distinct):
        own.put(row, beside, [EMPTY._replace(value=Formula(formula))])
    reckoning = Reckoning(copy, now)
    values = {formula: reckoning.value(own, row, beside, own.cell(row, beside)) for row, formula in enumerate(distinct)}
    return [values[formula] for formula in formulas]
