"""Plans what stands outside a tab's table: labelled cells, formulas, and the rows of Settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cme.edges.live_workbook import Json, LiveTab, LiveWorkbook
from cme.edges.schema import Cell, Tab
from cme.edges.tab_plan import Step, choices_rule, plain_rule


def cell_steps(tab: Tab, live: LiveWorkbook) -> Iterator[Step]:
    """Yield the labelled cells and formulas that are missing or were changed."""
    there = live.tabs.get(tab.sheet_id)
    for cell in tab.cells:
        row, column = _place(cell.at)
        value, standing = _value(cell), (there.cell(row, column).get("userEnteredValue") if there else None)
        if there is not None and (not value or _same(standing, value, live) or (cell.once and standing)):
            continue
        if cell.formula:
            value = {"formulaValue": live.as_called_now(cell.formula)}
        body: Json = {"userEnteredValue": value} if value else {}
        fields = ["userEnteredValue"] if value else []
        if cell.format or cell.bold:
            number = {"numberFormat": {"type": "DATE_TIME", "pattern": cell.format}} if cell.format else {}
            body["userEnteredFormat"] = number | ({"textFormat": {"bold": True}} if cell.bold else {})
            fields.append("userEnteredFormat")
        start = {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": column}
        request = {"updateCells": {"start": start, "rows": [{"values": [body]}], "fields": ",".join(fields)}}
        yield Step(f"Write {tab.title}!{cell.at}", request)


def cells_of(area: str) -> Json:
    """Return an area such as A2:F80, or one cell, as the indexes that the API counts in."""
    first, _, last = area.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    rows = {"startRowIndex": top, "endRowIndex": bottom + 1}
    return rows | {"startColumnIndex": left, "endColumnIndex": right + 1}


def _place(at: str) -> tuple[int, int]:
    letter, number = re.fullmatch(r"([A-Z])([0-9]+)", at).groups()  # type: ignore[union-attr]
    return int(number) - 1, ord(letter) - ord("A")


def _same(standing: Json | None, wanted: Json, live: LiveWorkbook) -> bool:
    """Google writes a renamed tab's new title into every formula: that is the same formula."""
    formula = (standing or {}).get("formulaValue")
    return standing == wanted or (formula is not None and {"formulaValue": live.as_first_called(formula)} == wanted)


def _value(cell: Cell) -> Json:
    if cell.formula:
        return {"formulaValue": cell.formula}
    if cell.number is not None:
        return {"numberValue": cell.number}
    return {"stringValue": cell.text} if cell.text else {}


def settings_steps(tab: Tab, there: LiveTab | None) -> Iterator[Step]:
    """Yield the rows of Settings that are missing, after the last one, and the choices of a single value."""
    names = (
        {there.text(row, 0).strip(): row for row in range(1, len(there.cells)) if there.text(row, 0)} if there else {}
    )
    new = [row for row in tab.rows if row[0] not in names]
    first = max(names.values(), default=0) + 1
    if new:
        rows = [
            {"values": [{"userEnteredValue": {"stringValue": text}} if text else {} for text in row]} for row in new
        ]
        start = {"sheetId": tab.sheet_id, "rowIndex": first, "columnIndex": 0}
        request = {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
        yield Step(f"Add to Settings: {', '.join(row[0] for row in new)}", request)
    names |= {row[0]: number for number, row in enumerate(new, first)}
    for name, allowed in (tab.choices or {}).items():
        row, rule = names[name], choices_rule(allowed)
        if there and plain_rule(there.cell(row, 1).get("dataValidation")) == plain_rule(rule):
            continue
        area = {"sheetId": tab.sheet_id, "startRowIndex": row, "endRowIndex": row + 1}
        area |= {"startColumnIndex": 1, "endColumnIndex": 2}
        yield Step(f"Offer choices for the setting {name}", {"setDataValidation": {"range": area, "rule": rule}})
