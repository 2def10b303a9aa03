"""What becomes of a text that is typed into a cell, and how numbers are shown."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.sheets.cells import Formula
from sandbox.sheets.entered import entered
from sandbox.sheets.formats import general, shown

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "locale", "value", "seen"),
    [
        ("03/04/2026", "en_GB", 46115, "03/04/2026"),
        ("03/04/2026", "en_US", 46085, "03/04/2026"),
        ("3/4/26", "en_GB", 46115, "3/4/2026"),
        ("3/4", "en_GB", 46115, "3/4/2026"),
        ("24 Nov 2026", "en_GB", 46350, "24 Nov 2026"),
        ("24 November 2026", "en_GB", 46350, "24 November 2026"),
        ("Nov 24, 2026", "en_US", 46350, "Nov 24, 2026"),
        ("2026-11-24T09:45:00", "en_GB", 46350.40625, "2026-11-24 09:45:00"),
        ("24/11/2026 09:45", "en_GB", 46350.40625, "24/11/2026 09:45"),
        ("9:45", "en_GB", 0.40625, "9:45"),
        ("12:05 am", "en_US", 5 / 1440, "12:05 AM"),
        ("25:30", "en_GB", 25.5 / 24, "01:30"),
        ("12.5%", "en_GB", 0.125, "12.50%"),
        ("£1,234.50", "en_GB", 1234.5, "£1,234.50"),
        ("-£3", "en_GB", -3, "-£3"),
        ("$3", "en_US", 3, "$3"),
        ("1e5", "en_GB", 100000, "1.00E+05"),
        ("007", "en_GB", 7, "7"),
        (".5", "en_GB", 0.5, "0.5"),
    ],
)
def test_typed_text_becomes_a_number_that_is_shown_as_it_was_typed(
    text: str, locale: str, value: float, seen: str
) -> None:
    became, brought = entered(text, locale, TODAY)
    assert became == pytest.approx(value)
    assert shown(became, brought, locale) == seen


@pytest.mark.parametrize(
    "text", ["31/02/2026", "9.5.6.7", "12:75", "13:00 pm", "$3", "1,00", "P0012", "-", "=", "Mayor 4", "1e999"]
)
def test_what_is_no_number_or_date_stays_the_text_it_is(text: str) -> None:
    assert entered(text, "en_GB", TODAY) == (text, None)


def test_a_formula_is_told_from_a_text_that_looks_like_one() -> None:
    formula, _ = entered("=A1", "en_GB", TODAY)
    text, _ = entered("'=A1", "en_GB", TODAY)
    assert isinstance(formula, Formula)
    assert text == "=A1"
    assert not isinstance(text, Formula)


def test_a_cell_of_plain_text_takes_everything_as_text() -> None:
    assert entered("03/04/2026", "en_GB", TODAY, as_text=True) == ("03/04/2026", None)


@pytest.mark.parametrize(
    ("number", "pattern", "seen"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (-3, "0;(0)", "(3)"),
        (3.14159, "0.0#", "3.14"),
        (12, "000", "012"),
        (0.5, "0%", "50%"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (46350.40625, "ddd d mmm yyyy h:mm am/pm", "Tue 24 Nov 2026 9:45 AM"),
        (1.5, "[h]:mm", "36:00"),
        (0.4270833333333333, "mm:ss", "15:00"),
        (7, '"P"0000', "P0007"),
    ],
)
def test_a_pattern_shows_a_number(number: float, pattern: str, seen: str) -> None:
    assert (
        shown(number, {"type": "" if "h" in pattern or "m" in pattern else "NUMBER", "pattern": pattern}, "en_GB")
        == seen
    )


@pytest.mark.parametrize(
    ("number", "seen"), [(1 / 3, "0.3333333333"), (2.0, "2"), (0.0009765625, "0.0009765625"), (1e20, "1E+20")]
)
def test_a_number_without_a_format_is_shown_short(number: float, seen: str) -> None:
    assert general(number) == seen
