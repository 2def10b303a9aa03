"""References in formulas when what they name moves."""

from __future__ import annotations

import pytest

from sandbox.sheets.references import moved, offset, renamed, sheets_named
from sandbox.sheets.shifting import deleted, inserted, reordered


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        ("=A1+A3", "=A1+A5"),
        ("=SUM(A1:A9)", "=SUM(A1:A11)"),
        ("=COUNTA(A:A)", "=COUNTA(A:A)"),
        ("=$A$3&Runs!A3", "=$A$5&Runs!A3"),
        ('="A3"&LOG10(A3)', '="A3"&LOG10(A5)'),
        ("=SUM(A3:A)", "=SUM(A5:A)"),
    ],
)
def test_references_follow_two_rows_that_come_in_before_the_third(formula: str, after: str) -> None:
    assert moved(formula, "Sheet1", "Sheet1", rows=True, move=inserted(2, 2)) == after


def test_a_reference_to_a_deleted_row_is_lost() -> None:
    assert moved("=A3+A9", "Sheet1", "Sheet1", rows=True, move=deleted(2, 4)) == "=#REF!+A7"


def test_columns_move_references_by_letter() -> None:
    assert moved("=B2+Z1", "Sheet1", "Sheet1", rows=False, move=inserted(1, 1)) == "=C2+AA1"


def test_only_references_to_the_changed_sheet_move() -> None:
    assert moved("=A3+'Other one'!A3", "Sheet1", "Other one", rows=True, move=inserted(0, 1)) == "=A3+'Other one'!A4"


def test_a_copied_formula_moves_what_is_not_fixed() -> None:
    assert offset("=A1+$B$2+C$3", 2, 1) == "=B3+$B$2+D$3"
    assert offset("=A1", -1, 0) == "=#REF!"


def test_a_renamed_sheet_is_named_anew() -> None:
    assert renamed("=Runs!B2+Other!A1", "Runs", "All runs") == "='All runs'!B2+Other!A1"


def test_the_sheets_that_a_formula_names_are_found() -> None:
    assert sheets_named("=Runs!A1+'All pupils'!B2+\"Not!A1\"") == {"runs", "all pupils"}


def test_a_stretch_that_loses_rows_shrinks_and_one_that_loses_all_is_gone() -> None:
    move = deleted(2, 5)
    assert move(0, 10) == (0, 7)
    assert move(3, 4) is None
    assert move(4, 8) == (2, 5)
    assert move(0, 2) == (0, 2)


def test_moved_rows_are_found_where_they_went() -> None:
    assert reordered(0, 1, 3)(0, 1) == (2, 3)
    assert reordered(3, 5, 1)(1, 2) == (3, 4)
    assert reordered(3, 5, 1)(3, 5) == (1, 3)
