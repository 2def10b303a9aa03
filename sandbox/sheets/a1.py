"""A1 notation: letters and numbers to indexes and back, and the name of a range as Google echoes it."""

from __future__ import annotations

import re
from typing import NamedTuple

_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]*)?")
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOOKS_LIKE_A_CELL = re.compile(r"(?:[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*)")


class Box(NamedTuple):
    """A rectangle of cells, counted from nought, ends not included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left

    def meets(self, other: Box) -> bool:
        """Whether the two share a cell."""
        return (
            self.top < other.bottom and other.top < self.bottom and self.left < other.right and other.left < self.right
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.top <= other.top
            and other.bottom <= self.bottom
            and self.left <= other.left
            and other.right <= self.right
        )


class Span(NamedTuple):
    """A parsed range before it meets a grid: an end that is None is open."""

    top: int | None
    bottom: int | None
    left: int | None
    right: int | None


def letters(column: int) -> str:
    """Return the letters of a column counted from nought: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_index(text: str) -> int:
    """Return the index of a column's letters, counted from nought."""
    index = 0
    for letter in text.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quoted(title: str) -> str:
    """Return a sheet's title as Google writes it before `!`: quoted unless it is a plain word."""
    if _PLAIN_TITLE.fullmatch(title) and not _LOOKS_LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split(text: str) -> tuple[str | None, str | None]:
    """Split `'My sheet'!A1:B2` into title and cells; a text without `!` is only cells, a quoted one only a title."""
    text = text.strip()
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        if not match:
            return text, None
        return match[1].replace("''", "'"), match[2]
    if "!" in text:
        title, cells = text.rsplit("!", 1)
        return title, cells
    return None, text


def parse_cells(text: str) -> Span | None:
    """Return the span that `A1:B2`, `A:C`, `2:3`, `A2:C` or `B4` names, or None where it is not A1 notation."""
    first, colon, last = text.partition(":")
    begin = _CELL.fullmatch(first.strip())
    if not begin or not first.strip():
        return None
    left, top = _index(begin)
    if not colon:
        return Span(top, top + 1, left, left + 1) if left is not None and top is not None else None
    end = _CELL.fullmatch(last.strip())
    if not end or not last.strip():
        return None
    right, bottom = _index(end)
    return _ordered(top, bottom, left, right)


def name(title: str, box: Box) -> str:
    """Return the range as Google echoes it: `Sheet1!A1:Z1000`, and `Sheet1!A1` for a single cell."""
    start = f"{letters(box.left)}{box.top + 1}"
    end = f"{letters(box.right - 1)}{box.bottom}"
    return f"{quoted(title)}!{start}" + ("" if start == end else f":{end}")


def _index(match: re.Match[str]) -> tuple[int | None, int | None]:
    return (column_index(match[1]) if match[1] else None, int(match[2]) - 1 if match[2] else None)


def _ordered(top: int | None, bottom: int | None, left: int | None, right: int | None) -> Span | None:
    """Put the corners in order; an open corner stays open."""
    if left is None and right is not None:
        left, right = right, None
    if top is None and bottom is not None:
        top, bottom = bottom, None
    if left is not None and right is not None and right < left:
        left, right = right, left
    if top is not None and bottom is not None and bottom < top:
        top, bottom = bottom, top
    return Span(top, None if bottom is None else bottom + 1, left, None if right is None else right + 1)
