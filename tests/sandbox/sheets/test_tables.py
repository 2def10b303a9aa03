"""Where an append goes."""

from __future__ import annotations

import pytest

from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY, Cell
from sandbox.sheets.grid import Sheet
from sandbox.sheets.tables import last_table


def sheet_of(*lines: str) -> Sheet:
    """Return a sheet drawn with letters and dots."""
    grid = {"rowCount": 20, "columnCount": 10}
    rows = [tuple(EMPTY if mark == "." else Cell(mark) for mark in line) for line in lines]
    return Sheet({"sheetId": 0, "title": "T", "gridProperties": grid}, rows)


@pytest.mark.parametrize(
    ("drawn", "within", "found"),
    [
        (["ab", "cd"], Box(0, 20, 0, 10), Box(0, 2, 0, 2)),
        (["a.c"], Box(0, 20, 0, 10), Box(0, 1, 2, 3)),
        (["a.c"], Box(0, 1, 0, 1), Box(0, 1, 0, 1)),
        (["ab..", "cd..", "....", ".efg", ".hij"], Box(0, 20, 0, 10), Box(3, 5, 1, 4)),
        (["ab..", "cd..", "....", ".efg", ".hij"], Box(0, 2, 0, 2), Box(0, 2, 0, 2)),
        (["a.", ".b"], Box(0, 20, 0, 10), Box(0, 2, 0, 2)),
        (["a..", "a.b", "abb"], Box(0, 1, 0, 1), Box(0, 3, 0, 3)),
    ],
)
def test_the_last_block_of_neighbouring_values_is_the_table(drawn: list[str], within: Box, found: Box) -> None:
    assert last_table(sheet_of(*drawn), within) == found


def test_a_range_without_values_has_no_table() -> None:
    assert last_table(sheet_of("a"), Box(5, 6, 0, 10)) is None
