"""The page of a workbook: its tabs, a hundred rows at a time, and one cell to type in as a person would."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from sandbox.pages import looks, views
from sandbox.pages.sketches import sketches
from sandbox.sheets import a1, access, writing
from sandbox.sheets.a1 import Box
from sandbox.sheets.formulas import local
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.reading import Rendering
from sandbox.wire import Call, GoogleError, page

ROWS = 100
SPARE_ROWS, SPARE_COLUMNS = 3, 1
"""How many empty rows and columns are shown after the last full one, so that there is somewhere to type."""

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=False
)


@page("GET POST", "/spreadsheets/d/<spreadsheetId>/edit")
def workbook(call: Call) -> Any:
    """Show one sheet of a workbook, and take what is typed into a cell, as one of the people whom the file lets in."""
    people = _people(call)
    call.user = _person(call, people)
    book = access.open_book(call, "writer" if call.verb == "POST" else "reader")
    sheet = _chosen(call, book)
    number = max(int(_asked(call, "page") or 1), 1)
    if call.verb == "POST":
        try:
            type_in(call, book, sheet, call.form.get("cell", ""), call.form.get("value", ""))
        except GoogleError as refused:
            return _shown(call, book, sheet, number, cell=call.form.get("cell", ""), refused=refused.message)
        return redirect(f"?gid={sheet.id}&page={number}&as={quote(call.user)}", 303)
    return _shown(call, book, sheet, number, cell=_asked(call, "cell"), refused="")


def _people(call: Call) -> list[str]:
    """Return whom the file lets in by name: those who may write before the owner, whom no protection stops."""
    found = call.db.execute(
        "SELECT address FROM permissions WHERE file = ? AND type = 'user' AND view = '' "
        "ORDER BY CASE role WHEN 'writer' THEN 0 WHEN 'owner' THEN 1 ELSE 2 END, rowid",
        (call.params["spreadsheetId"],),
    )
    return [str(row["address"]) for row in found]


def _person(call: Call, people: list[str]) -> str:
    """Return who is at the page: whom the address names, else the caller, else the first whom the file lets in.

    The sandbox is lenient here, so that a person with a browser can be anyone of them; Google would ask who they are.
    """
    wanted = _asked(call, "as").lower()
    if wanted in people:
        return wanted
    return call.user if call.user.lower() in people or not people else people[0]


def type_in(call: Call, base: Book, sheet: Sheet, cell: str, text: str) -> None:
    """Enter a text into a cell as if a person had typed it there; refuse a protected cell and one off the grid."""
    row, column = _place(sheet, cell)
    book = base.fork()
    own = book.sheet(sheet.id)
    if own is None:
        return
    if not access.is_owner(call.db, book.id, call.user) and access.blocked(
        book, call.user, own, Box(row, row + 1, column, column + 1)
    ):
        raise GoogleError(400, access.PROTECTED)
    today = local(book, call.now).date()
    writing.put_row(book, own, row, column, [text.replace("\r\n", "\n")], option="USER_ENTERED", today=today)
    access.keep(call, book, base)


def _chosen(call: Call, book: Book) -> Sheet:
    wanted = _asked(call, "gid")
    found = book.sheet(int(wanted)) if wanted.isdigit() else None
    return found or next((sheet for sheet in book.sheets if not sheet.properties.get("hidden")), book.sheets[0])


def _asked(call: Call, name: str) -> str:
    return call.arg(name) or ""


def _shown(call: Call, book: Book, sheet: Sheet, number: int, *, cell: str, refused: str) -> Response:
    rendering = Rendering(book, access.reckoning(call, book), "FORMATTED_VALUE", None)
    used = max(sheet.last_row(values_only=False), sheet.grid.get("frozenRowCount", 0))
    last = min(sheet.last_row() + SPARE_ROWS, sheet.row_count)
    count = max((last + ROWS - 1) // ROWS, 1)
    number = min(number, count)
    width = _width(sheet)
    first = (number - 1) * ROWS
    frozen = list(range(sheet.grid.get("frozenRowCount", 0))) if first else []
    rows = [*frozen, *range(first, min(first + ROWS, last))]
    rows = [row for row in rows if row < max(used, last)]
    view = views.chosen(sheet, _asked(call, "fvid"))
    if view is not None:
        rows, number, count = views.rows(book, sheet, call.now, view), 1, 1
    coloured = looks.conditional(book, sheet, call.now, rows, width)
    tabs = [_tab(each) for each in book.sheets]
    text = _PAGES.get_template("workbook.html").render(
        title=book.title,
        sheet={"id": sheet.id, "title": sheet.title},
        tabs=[tab for tab in tabs if not tab["hidden"]],
        hidden=[tab for tab in tabs if tab["hidden"]],
        views=sheet.part("filterViews"),
        view=view or {"filterViewId": 0},
        columns=[a1.letters(column) for column in range(width)],
        widths=looks.widths(sheet, width),
        rows=[_row(book, sheet, rendering, row, width, coloured) for row in rows],
        sketches=sketches(call, book, sheet),
        editing=_editing(book, sheet, call, cell) if cell else None,
        refused=refused,
        me=call.user,
        people=[person for person in _people(call) if person != call.user],
        number=number,
        count=count,
    )
    return Response(text, 400 if refused else 200, content_type="text/html; charset=UTF-8")


def _width(sheet: Sheet) -> int:
    used = max((len(row) for row in sheet.rows if any(cell.value is not None for cell in row)), default=0)
    return min(max(used + SPARE_COLUMNS, 5), sheet.column_count)


def _tab(sheet: Sheet) -> Json:
    colour = sheet.properties.get("tabColor") or {}
    css = _css_colour(colour) if colour else "#ffffff"
    return {
        "id": sheet.id,
        "title": sheet.title,
        "colour": css,
        "hidden": bool(sheet.properties.get("hidden")),
    }


def _row(book: Book, sheet: Sheet, rendering: Rendering, row: int, width: int, coloured: looks.Looks) -> Json:
    spilled = rendering.spilled(sheet)
    cells = []
    for column in range(width):
        cell = sheet.cell(row, column)
        text = rendering.cell(sheet, row, column, cell)
        if cell.value is None and (row, column) in spilled:
            text = rendering.value(spilled[row, column], cell.style)
        number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        own = book.style(cell.style).get("format", {})
        wraps = own.get("wrapStrategy") == "WRAP"
        runs_on = not wraps and not number and sheet.cell(row, column + 1).value is None
        marks = (("note", cell.note), ("number", number), ("wraps", wraps), ("runs-on", runs_on))
        kinds = [kind for kind, is_so in marks if is_so]
        cells.append(
            {
                "name": f"{a1.letters(column)}{row + 1}",
                "text": text,
                "note": cell.note,
                "kind": " ".join(kinds),
                "link": _link(own),
                "style": _css({**own, **coloured.get((row, column), {})}),
            }
        )
    return {"number": row + 1, "cells": cells, "frozen": row < sheet.grid.get("frozenRowCount", 0)}


def _link(own: Json) -> str:
    """Return where a cell leads as a whole; only to a page, whatever a program wrote there."""
    address = str(own.get("textFormat", {}).get("link", {}).get("uri", ""))
    return address if address.startswith(("http://", "https://")) else ""


def _editing(book: Book, sheet: Sheet, call: Call, name: str) -> Json:
    row, column = _place(sheet, name)
    cell = sheet.cell(row, column)
    values = "FORMATTED_VALUE" if isinstance(cell.value, int | float) else "FORMULA"
    text = Rendering(book, access.reckoning(call, book), values, None).cell(sheet, row, column, cell)
    return {"name": name.upper(), "text": text, "note": cell.note}


def _place(sheet: Sheet, name: str) -> tuple[int, int]:
    span = a1.parse_cells(name)
    if span is None or span.top is None or span.left is None:
        raise GoogleError(400, f"Unable to parse range: {name}")
    if span.top >= sheet.row_count or span.left >= sheet.column_count:
        raise GoogleError(400, f"{name} is outside the sheet.")
    return span.top, span.left


def _css(own: Json) -> str:
    text = own.get("textFormat", {})
    rules = []
    if own.get("backgroundColor") is not None:
        rules.append(f"background: {_css_colour(own['backgroundColor'])}")
    if text.get("foregroundColor"):
        rules.append(f"color: {_css_colour(text['foregroundColor'])}")
    if text.get("bold"):
        rules.append("font-weight: bold")
    return "; ".join(rules)


def _css_colour(colour: Json) -> str:
    red, green, blue = (round(255 * colour.get(part, 0)) for part in ("red", "green", "blue"))
    return f"rgb({red}, {green}, {blue})"
