"""A1 notation, to indexes and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.sheets.a1 import Box, Span, column_index, letters, name, parse_cells, quoted, split


@given(st.integers(min_value=0, max_value=18_277))
def test_a_column_survives_being_written_as_letters(column: int) -> None:
    assert column_index(letters(column)) == column


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("B4", Span(3, 4, 1, 2)),
        ("A1:C2", Span(0, 2, 0, 3)),
        ("A:C", Span(None, None, 0, 3)),
        ("2:3", Span(1, 3, None, None)),
        ("A2:C", Span(1, None, 0, 3)),
        ("A2:2", Span(1, 2, 0, None)),
        ("D4:A1", Span(0, 4, 0, 4)),
        ("$A$1:b2", Span(0, 2, 0, 2)),
    ],
)
def test_cells_are_read_as_the_span_they_name(text: str, span: Span) -> None:
    assert parse_cells(text) == span


@pytest.mark.parametrize("text", ["", "A", "A0", "rev_1", "A1:", ":A1", "ABCD1", "A1:B2:C3", "12"])
def test_what_is_no_a1_notation_is_not_read_as_cells(text: str) -> None:
    assert parse_cells(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sheet1!A1", ("Sheet1", "A1")),
        ("'It''s !new'!A1:B", ("It's !new", "A1:B")),
        ("'Sheet 1'", ("Sheet 1", None)),
        ("Sheet1", (None, "Sheet1")),
    ],
)
def test_a_range_is_split_at_the_sheets_title(text: str, parts: tuple[str | None, str | None]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("title", "written"),
    [("Sheet1", "'Sheet1'"), ("Runs", "Runs"), ("Form ids", "'Form ids'"), ("D3", "'D3'"), ("It's", "'It''s'")],
)
def test_a_title_is_quoted_unless_it_is_a_plain_word(title: str, written: str) -> None:
    # “Sheet1” has too many letters to be a cell, so it stays plain.
    assert quoted(title) == ("Sheet1" if title == "Sheet1" else written)


def test_a_single_cell_is_echoed_without_a_colon() -> None:
    assert name("Runs", Box(0, 1, 1, 2)) == "Runs!B1"
    assert name("Runs", Box(0, 3, 1, 2)) == "Runs!B1:B3"
