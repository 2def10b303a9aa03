"""Plans the table of one tab: its headings, widths, formats and choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cme.edges.live_workbook import Json, LiveTab, LiveWorkbook
from cme.edges.schema import Column, Tab, tabs

FORMATS = {
    "text": {"type": "TEXT", "pattern": "@"},
    "date": {"type": "DATE", "pattern": "dd/mm/yyyy"},
    "time": {"type": "TIME", "pattern": "hh:mm"},
    "instant": {"type": "DATE_TIME", "pattern": "dd/mm/yyyy hh:mm"},
}
HEADING = {"textFormat": {"bold": True}, "wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"}
GREY = {"red": 0.91, "green": 0.92, "blue": 0.93}
YELLOW = {"red": 1.0, "green": 0.93, "blue": 0.7}
"""The headings of what the machine writes, and of what people type in."""
WIDTHS = {"date": 100, "time": 80, "instant": 160, "number": 90}
CHECKS = {
    "date": ("DATE_IS_VALID", "A date, such as 23/11/2026"),
    "email": ("TEXT_IS_EMAIL", "One email address"),
}
"""What people's cells are checked for by the sheet itself: it warns and takes them all the same."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a sentence for the person, the request for Google, and the new tab that it belongs to."""

    what: str
    request: Json
    part_of: str = ""


def column_steps(tab: Tab, live: LiveWorkbook) -> Iterator[Step | str]:
    """Yield what the tab's columns lack, and what a person did to its headings."""
    there = live.tabs.get(tab.sheet_id)
    if there is None:
        yield _body(tab)
        if tab.open_columns:
            yield _open_headings(tab)
    if not tab.columns:
        if there is not None:
            yield from _grow(tab, there, len(tab.widths))
        had = there.column_count if there else 0
        yield from (_width(tab, number, width) for number, width in enumerate(tab.widths) if number >= had)
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
        yield from _note_step(tab, column, position, there, is_new=is_new)
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
            " If you renamed a heading, rename it back; if it is new, type it as the heading of an empty column."
        )
    if tab.writer != "dsl" and not missing and [positions.get(at) for at in range(len(tab.columns))] != [*tab.columns]:
        reports.append(f"The columns of “{tab.title}” were moved. The machine needs them in their old order.")
    return reports, positions


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _headings(tab: Tab, columns: Sequence[Column], first: int) -> Json:
    values = []
    for column in columns:
        note = _note(tab, column)
        look = HEADING | {"backgroundColorStyle": {"rgbColor": YELLOW if _is_typed(tab, column) else GREY}}
        cell: Json = {"userEnteredValue": {"stringValue": column.header}, "userEnteredFormat": look}
        values.append(cell | ({"note": note} if note else {}))
    start = {"sheetId": tab.sheet_id, "rowIndex": tab.header_row - 1, "columnIndex": first}
    fields = "userEnteredValue,userEnteredFormat,note"
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": fields}}


def _note(tab: Tab, column: Column) -> str:
    """Return what a heading says when somebody points at it; the first says what its tab is for as well."""
    note = f"{'Needed. ' if column.required else ''}{column.note}".strip()
    return f"{tab.about}\n\n{note}".strip() if column == tab.columns[0] else note


def _note_step(tab: Tab, column: Column, position: int, there: LiveTab | None, *, is_new: bool) -> Iterator[Step]:
    """Yield what a heading that stands should say instead: its words are ours, like those of a form."""
    note = _note(tab, column)
    if there is None or is_new or not note or there.cell(tab.header_row - 1, position).get("note", "") == note:
        return
    start = {"sheetId": tab.sheet_id, "rowIndex": tab.header_row - 1, "columnIndex": position}
    request = {"updateCells": {"start": start, "rows": [{"values": [{"note": note}]}], "fields": "note"}}
    yield Step(f"Say at the heading {tab.title}.{column.header} what it means", request)


def _is_typed(tab: Tab, column: Column) -> bool:
    return tab.writer == "dsl" or column.yours


def _body(tab: Tab) -> Step:
    """Text stands at the top of its row; on a screen that the machine writes whole, it wraps."""
    look: Json = {"verticalAlignment": "TOP"} | ({} if tab.columns else {"wrapStrategy": "WRAP"})
    fields = ",".join(f"userEnteredFormat.{name}" for name in look)
    area = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row if tab.columns else 0}
    request = {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": fields}}
    return Step(f"Lay out “{tab.title}”", request)


def _open_headings(tab: Tab) -> Step:
    """The headings that people will type behind ours look as ours do."""
    look = HEADING | {"backgroundColorStyle": {"rgbColor": YELLOW}}
    area = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row - 1, "endRowIndex": tab.header_row}
    area |= {"startColumnIndex": len(tab.columns)}
    body = {"range": area, "cell": {"userEnteredFormat": look}, "fields": "userEnteredFormat"}
    return Step(f"Lay out the headings of “{tab.title}”", {"repeatCell": body})


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
    kind = "text" if column.kind == "email" else column.kind
    wanted = FORMATS.get(kind) if kind != "text" or tab.writer == "dsl" else None
    # In a tab of its own the machine writes each value with its format, and takes both away together.
    is_ours = is_new or tab.writer == "dsl"
    if wanted and is_ours and first.get("userEnteredFormat", {}).get("numberFormat") != wanted:
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
    rule = _rule(tab, column, live)
    there = live.tabs.get(tab.sheet_id)
    standing = there.cell(tab.header_row, position).get("dataValidation") if there and not is_new else None
    if rule and plain_rule(standing, live) != plain_rule(rule, live):
        below = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row}
        below |= {"startColumnIndex": position, "endColumnIndex": position + 1}
        request = {"setDataValidation": {"range": below, "rule": rule}}
        yield Step(f"Offer choices in {tab.title}.{column.header}", request)


def _rule(tab: Tab, column: Column, live: LiveWorkbook) -> Json | None:
    """Return the choices of a column; a list that we fix is strict, all else only warns."""
    if column.allowed:
        return choices_rule(column.allowed)
    if column.choose_from:
        title, header = column.choose_from.split(".")
        other = next(tab for tab in tabs() if tab.title == title)
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[_where(other, header, live.tabs.get(other.sheet_id))]
        source = f"={live.called(other)}!${letter}${other.header_row + 1}:${letter}"
        condition = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": source}]}
        return {"condition": condition, "showCustomUi": True, "inputMessage": f"A code from {title}"}
    if tab.writer == "dsl" and column.kind in CHECKS:
        kind, message = CHECKS[column.kind]
        return {"condition": {"type": kind}, "inputMessage": message}
    return None


def _where(tab: Tab, header: str, there: LiveTab | None) -> int:
    """Return the column of a heading: where somebody moved it, else where the set-up writes it."""
    found = [text.casefold() for text in there.headers(tab.header_row - 1)] if there else []
    return found.index(header.casefold()) if header.casefold() in found else tab.headers.index(header)


def choices_rule(allowed: Sequence[str]) -> Json:
    """Return a data validation rule that accepts these words and shows them as a list."""
    values = [{"userEnteredValue": word} for word in allowed]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True, "showCustomUi": True}


def plain_rule(rule: Json | None, live: LiveWorkbook | None = None) -> tuple[str, tuple[str, ...]]:
    """Return what a rule demands, without what Google adds or a moved column changes in the address of its list."""
    condition = (rule or {}).get("condition", {})
    kind = condition.get("type", "")
    values = tuple(str(value.get("userEnteredValue", "")) for value in condition.get("values", ()))
    if kind == "ONE_OF_RANGE" and live:
        values = tuple(live.as_first_called(value).split("!")[0] for value in values)
    return kind, values
