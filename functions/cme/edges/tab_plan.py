"""Plans the inside of one tab: its headings, formats, choices, labelled cells and the rows of Settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cme.edges.live_workbook import Json, LiveTab, LiveWorkbook
from cme.edges.schema import Cell, Column, Tab, tabs

FORMATS = {
    "text": {"type": "TEXT", "pattern": "@"},
    "date": {"type": "DATE", "pattern": "dd/mm/yyyy"},
    "time": {"type": "TIME", "pattern": "hh:mm"},
    "instant": {"type": "DATE_TIME", "pattern": "dd/mm/yyyy hh:mm"},
}
HEADING = {
    "textFormat": {"bold": True},
    "backgroundColorStyle": {"rgbColor": {"red": 0.93, "green": 0.93, "blue": 0.93}},
    "wrapStrategy": "WRAP",
    "verticalAlignment": "MIDDLE",
}
WIDTHS = {"date": 100, "time": 80, "instant": 140, "number": 80}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a sentence for the person, the request for Google, and the new tab that it belongs to."""

    what: str
    request: Json
    part_of: str = ""


def column_steps(tab: Tab, live: LiveWorkbook) -> Iterator[Step | str]:
    """Yield what the tab's columns lack, and what a person did to its headings."""
    there = live.tabs.get(tab.sheet_id)
    if not tab.columns:
        if there is None:
            yield from (_width(tab, number, width) for number, width in enumerate(tab.widths))
        return
    headers = there.headers(tab.header_row - 1) if there else []
    if not any(headers):
        yield Step(f"Write the headings of “{tab.title}”", _headings(tab, tab.columns, 0))
        positions = dict(enumerate(tab.columns))
    else:
        reports, positions = _found(tab, headers)
        yield from reports
        new = () if reports else [column for column in tab.columns if column not in positions.values()]
        if new and there:
            first = len(headers)
            yield from _grow(tab, there, first + len(new))
            yield Step(f"Add to “{tab.title}”: {', '.join(c.header for c in new)}", _headings(tab, new, first))
            positions |= dict(enumerate(new, first))
    for position, column in positions.items():
        is_new = not headers or position >= len(headers)
        yield from _column(tab, column, position, there, is_new=is_new)
        yield from _choices(tab, column, position, live, is_new=is_new)


def _found(tab: Tab, headers: Sequence[str]) -> tuple[list[str], dict[int, Column]]:
    """Return what is odd about the headings as they stand, and which column is where."""
    known = {column.header.casefold(): column for column in tab.columns}
    positions: dict[int, Column] = {}
    doubled, strange = [], []
    for number, header in enumerate(headers):
        column = known.get(header.casefold())
        if column is None:
            strange += [header] if header else []
        elif column in positions.values():
            doubled.append(header)
        else:
            positions[number] = column
    missing = [column.header for column in tab.columns if column not in positions.values()]
    reports = [f"“{tab.title}” has the heading “{header}” twice. Delete one of the two." for header in doubled]
    if missing and (strange or tab.open_columns):
        stands = _quoted(strange) or "something else"
        reports.append(
            f"“{tab.title}” has no heading {_quoted(missing)}; what stands there is {stands}."
            " If you renamed a heading, rename it back."
        )
    if tab.writer == "machine" and not missing and list(positions) != list(range(len(tab.columns))):
        reports.append(f"The columns of “{tab.title}” were moved. The machine needs them in their old order.")
    return reports, positions


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _headings(tab: Tab, columns: Sequence[Column], first: int) -> Json:
    values = []
    for number, column in enumerate(columns, first):
        note = f"{tab.about}\n\n{column.note}".strip() if number == 0 else column.note
        cell: Json = {"userEnteredValue": {"stringValue": column.header}, "userEnteredFormat": HEADING}
        values.append(cell | ({"note": note} if note else {}))
    start = {"sheetId": tab.sheet_id, "rowIndex": tab.header_row - 1, "columnIndex": first}
    fields = "userEnteredValue,userEnteredFormat,note"
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": fields}}


def _grow(tab: Tab, there: LiveTab, columns: int) -> Iterator[Step]:
    if columns > there.column_count:
        length = columns - there.column_count
        request = {"appendDimension": {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "length": length}}
        yield Step(f"Widen “{tab.title}” by {length} columns", request)


def _column(tab: Tab, column: Column, position: int, there: LiveTab | None, *, is_new: bool) -> Iterator[Step]:
    below = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row}
    below |= {"startColumnIndex": position, "endColumnIndex": position + 1}
    first = there.cell(tab.header_row, position) if there and not is_new else {}
    # What the machine writes it writes literally; only people's cells need to be kept from turning into numbers.
    wanted = FORMATS.get(column.kind) if column.kind != "text" or tab.writer == "dsl" else None
    if wanted and first.get("userEnteredFormat", {}).get("numberFormat") != wanted:
        cell: Json = {"userEnteredFormat": {"numberFormat": wanted}}
        request = {"repeatCell": {"range": below, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}
        yield Step(f"Format {tab.title}.{column.header} as {column.kind}", request)
    if is_new:
        yield _width(tab, position, WIDTHS.get(column.kind, column.width))
        if column.wrap:
            cell = {"userEnteredFormat": {"wrapStrategy": "WRAP"}}
            request = {"repeatCell": {"range": below, "cell": cell, "fields": "userEnteredFormat.wrapStrategy"}}
            yield Step(f"Wrap {tab.title}.{column.header}", request)


def _width(tab: Tab, position: int, width: int) -> Step:
    area = {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "startIndex": position, "endIndex": position + 1}
    body: Json = {"range": area, "properties": {"pixelSize": width}, "fields": "pixelSize"}
    return Step(f"Set the width of column {position + 1} of “{tab.title}”", {"updateDimensionProperties": body})


def _choices(tab: Tab, column: Column, position: int, live: LiveWorkbook, *, is_new: bool) -> Iterator[Step]:
    rule = _rule(column, live)
    there = live.tabs.get(tab.sheet_id)
    standing = there.cell(tab.header_row, position).get("dataValidation") if there and not is_new else None
    if rule and _plain_rule(standing, live) != _plain_rule(rule, live):
        below = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row}
        below |= {"startColumnIndex": position, "endColumnIndex": position + 1}
        request = {"setDataValidation": {"range": below, "rule": rule}}
        yield Step(f"Offer choices in {tab.title}.{column.header}", request)


def _rule(column: Column, live: LiveWorkbook) -> Json | None:
    """Return the choices of a column; a list that we fix is strict, codes from another tab only warn."""
    if column.allowed:
        return choices_rule(column.allowed)
    if column.choose_from:
        title, header = column.choose_from.split(".")
        other = next(tab for tab in tabs() if tab.title == title)
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[_where(other, header, live.tabs.get(other.sheet_id))]
        source = f"={live.called(other)}!${letter}${other.header_row + 1}:${letter}"
        condition = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": source}]}
        return {"condition": condition, "showCustomUi": True, "inputMessage": f"A code from {title}"}
    return None


def _where(tab: Tab, header: str, there: LiveTab | None) -> int:
    """Return the column of a heading: where somebody moved it, else where the set-up writes it."""
    found = [text.casefold() for text in there.headers(tab.header_row - 1)] if there else []
    return found.index(header.casefold()) if header.casefold() in found else tab.headers.index(header)


def choices_rule(allowed: Sequence[str]) -> Json:
    """Return a data validation rule that accepts these words and shows them as a list."""
    values = [{"userEnteredValue": word} for word in allowed]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True, "showCustomUi": True}


def _plain_rule(rule: Json | None, live: LiveWorkbook | None = None) -> tuple[str, tuple[str, ...]]:
    """Return what a rule demands, without what Google adds or a moved column changes in the address of its list."""
    condition = (rule or {}).get("condition", {})
    kind = condition.get("type", "")
    values = tuple(str(value.get("userEnteredValue", "")) for value in condition.get("values", ()))
    if kind == "ONE_OF_RANGE" and live:
        values = tuple(live.as_first_called(value).split("!")[0] for value in values)
    return kind, values


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
        if there and _plain_rule(there.cell(row, 1).get("dataValidation")) == _plain_rule(rule):
            continue
        area = {"sheetId": tab.sheet_id, "startRowIndex": row, "endRowIndex": row + 1}
        area |= {"startColumnIndex": 1, "endColumnIndex": 2}
        yield Step(f"Offer choices for the setting {name}", {"setDataValidation": {"range": area, "rule": rule}})
