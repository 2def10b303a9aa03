"""From a range's name to the sheet and the rectangle that it means, refused in Google's words."""

from __future__ import annotations

from typing import NamedTuple

from sandbox.sheets import a1
from sandbox.sheets.a1 import Box, Span
from sandbox.sheets.grid import Book, Json, Sheet, span_of
from sandbox.wire import GoogleError


class Place(NamedTuple):
    """A range on a sheet; `open_end` is whether it had no last row or column of its own."""

    sheet: Sheet
    box: Box
    span: Span

    @property
    def name(self) -> str:
        """The range as Google echoes it."""
        return a1.name(self.sheet.title, self.box)


def find(book: Book, text: str) -> Place:
    """Return the place that `Sheet1!A1:B2`, `Sheet1`, `A1`, a named range or `Sheet1!name` means."""
    title, cells = a1.split(text)
    if title is not None or cells is None:
        sheet = book.titled(title or "")
        if sheet is None:
            raise unparsable(text)
        if cells is None:
            return Place(sheet, sheet.whole, Span(None, None, None, None))
        span = a1.parse_cells(cells)
        return _within(sheet, span, text) if span else _named(book, cells, text)
    span = a1.parse_cells(cells)
    if span and _fits(span):
        return _within(book.sheets[0], span, text)
    if any(named["name"].casefold() == cells.casefold() for named in book.named):
        return _named(book, cells, text)
    sheet = book.titled(cells)
    if sheet is None:
        raise unparsable(text)
    return Place(sheet, sheet.whole, Span(None, None, None, None))


def of_grid_range(book: Book, grid_range: Json) -> Place:
    """Return the place of a GridRange of the API."""
    sheet = book.sheet(int(grid_range.get("sheetId") or 0))
    if sheet is None:
        raise GoogleError(400, f"No grid with id: {grid_range.get('sheetId', 0)}")
    span = span_of(grid_range)
    return Place(sheet, sheet.box(span), span)


def unparsable(text: str) -> GoogleError:
    """Return the refusal of a range that names nothing."""
    return GoogleError(400, f"Unable to parse range: {text}")


def beyond(sheet: Sheet, name: str) -> GoogleError:
    """Return the refusal of a range outside the grid."""
    return GoogleError(
        400,
        f"Range ({name}) exceeds grid limits. Max rows: {sheet.row_count}, max columns: {sheet.column_count}",
    )


def _fits(span: Span) -> bool:
    return (span.left or 0) < 18_278 and (span.top or 0) < 10_000_000


def _within(sheet: Sheet, span: Span, text: str) -> Place:
    if (span.top or 0) >= sheet.row_count or (span.left or 0) >= sheet.column_count:
        cells = text.rsplit("!", 1)[-1].upper()
        raise beyond(sheet, f"{a1.quoted(sheet.title)}!{cells}")
    return Place(sheet, sheet.box(span), span)


def _named(book: Book, name: str, text: str) -> Place:
    for named in book.named:
        if named["name"].casefold() == name.casefold():
            place = of_grid_range(book, named["range"])
            if place.box.height <= 0 or place.box.width <= 0:
                raise beyond(place.sheet, place.name)
            return place
    raise unparsable(text)
