"""Checks of the Sheets ledger. What is typed and what is shown: USER_ENTERED, number formats, formulas."""

from __future__ import annotations

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import ask, cells, entered


@checks("SHEETS-024")
def typed_03_04_2026_typed_in_en_gb(google: Probe) -> None:
    """03/04/2026 typed in en_GB is 3 April, in en_US 4 March."""
    british, american = entered(google, ["03/04/2026"], "en_GB"), entered(google, ["03/04/2026"], "en_US")
    assert (british, american) == ([46115], [46085])


@checks("SHEETS-025")
def typed_numbers_lose_their_leading_noughts_and(google: Probe) -> None:
    """Typed numbers lose their leading noughts and signs; thousands are understood."""
    assert entered(google, ["0042", "+441632960123", "1,000", "42.01", "-3"]) == [42, 441632960123, 1000, 42.01, -3]


@checks("SHEETS-026")
def percent_pounds_and_exponents_are_numbers_with(google: Probe) -> None:
    """Percent, pounds and exponents are numbers with a format of their own."""
    assert entered(google, ["12%", "£3.50", "1e5"]) == [0.12, 3.5, 100000]
    assert entered(google, ["12%", "£3.50", "1,000"], option="FORMATTED_VALUE") == ["12%", "£3.50", "1,000"]


@checks("SHEETS-027")
def a_typed_time_is_a_part_of(google: Probe) -> None:
    """A typed time is a part of a day; a day with a time is both."""
    assert entered(google, ["09:30", "6:00 pm", "24/11/2026 12:00"]) == [0.3958333333333333, 0.75, 46350.5]
    assert entered(google, ["09:30"], option="FORMATTED_VALUE") == ["09:30"]


@checks("SHEETS-028")
def a_leading_apostrophe_makes_a_text_of(google: Probe) -> None:
    """A leading apostrophe makes a text of anything and is not kept; TRUE and FALSE are truth values."""
    assert entered(google, ["'=1+1", "'007", "true", "False"]) == ["=1+1", "007", True, False]


@checks("SHEETS-029")
def what_is_no_date_stays_text_31(google: Probe) -> None:
    """What is no date stays text: 31/02/2026, 25:61, a name with a number."""
    texts = ["31/02/2026", "9.30am-ish", "P0012", "Hill 3/4 School"]
    assert entered(google, texts) == texts


@checks("SHEETS-030")
def a_cell_that_is_formatted_as_plain(google: Probe) -> None:
    """A cell that is formatted as plain text keeps what is typed as text."""
    book = google.workbook()
    book.sheet1.format("A1", {"numberFormat": {"type": "TEXT"}})
    book.sheet1.update([["007"]], "A1", raw=False)
    assert book.values_get("A1", {"valueRenderOption": "UNFORMATTED_VALUE"})["values"] == [["007"]]


@checks("SHEETS-031")
def a_number_format_shows_a_serial_number(google: Probe) -> None:
    """A number format shows a serial number as a day or a time in the pattern's words."""
    book = google.workbook()
    book.sheet1.update([[46350.40625, 46350.40625, 0.5]], "A1")
    book.sheet1.format("A1", {"numberFormat": {"type": "DATE", "pattern": "ddd d mmm yyyy"}})
    book.sheet1.format("B1", {"numberFormat": {"type": "DATE_TIME", "pattern": "dd/mm/yyyy hh:mm"}})
    book.sheet1.format("C1", {"numberFormat": {"type": "PERCENT", "pattern": "0.0%"}})
    assert book.values_get("A1:C1")["values"] == [["Tue 24 Nov 2026", "24/11/2026 09:45", "50.0%"]]


@checks("SHEETS-032")
def a_formula_is_worked_out_on_reading(google: Probe) -> None:
    """A formula is worked out on reading, and follows the cells that it names."""
    book = google.workbook()
    book.sheet1.update([[2, 3, "=A1*B1", '=IF(C1>5,"more","less")', '=SUM(A1:B1)&"!"']], "A1", raw=False)
    assert book.values_get("C1:E1")["values"] == [["6", "more", "5!"]]
    book.sheet1.update([[1]], "A1")
    assert book.values_get("C1:E1")["values"] == [["3", "less", "4!"]]


@checks("SHEETS-033")
def a_formula_that_fails_shows_an_error(google: Probe) -> None:
    """A formula that fails shows an error, and an unknown function #NAME?."""
    book = google.workbook()
    book.sheet1.update([["=1/0", "=NOSUCHFUNCTION(1)", '="a"+1', "=Nowhere!A1"]], "A1", raw=False)
    assert book.values_get("A1:D1")["values"] == [["#DIV/0!", "#NAME?", "#VALUE!", "#REF!"]]
    cell = cells(book, "A1")[0][0]
    assert cell["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert cell["userEnteredValue"] == {"formulaValue": "=1/0"}


@checks("SHEETS-034")
def now_is_the_moment_in_the_spreadsheets(google: Probe) -> None:
    """NOW() is the moment in the spreadsheet's own zone."""
    book = google.workbook()
    ask(book, {"updateSpreadsheetProperties": {"properties": {"timeZone": "Asia/Tokyo"}, "fields": "timeZone"}})
    there = book.sheet1
    there.update([["=NOW()"]], "A1", raw=False)
    tokyo = book.values_get("A1", {"valueRenderOption": "UNFORMATTED_VALUE"})["values"][0][0]
    ask(book, {"updateSpreadsheetProperties": {"properties": {"timeZone": "Etc/GMT"}, "fields": "timeZone"}})
    gmt = book.values_get("A1", {"valueRenderOption": "UNFORMATTED_VALUE"})["values"][0][0]
    assert abs(tokyo - gmt - 9 / 24) < 0.01
