"""The workbook's page, as a person on a phone meets it."""

from __future__ import annotations

import re

import pytest
import requests

from sandbox.conformance import Probe
from sandbox.conformance.sheets_asked import ask


def page_of(google: Probe, book_id: str, **asked: object) -> str:
    """Return the page's text."""
    answer = requests.get(f"{google.base}/spreadsheets/d/{book_id}/edit", params=dict(asked), timeout=10)
    assert answer.status_code == 200
    return answer.text


def test_tabs_stand_in_order_and_hidden_ones_apart(google: Probe) -> None:
    book = google.workbook()
    book.add_worksheet("Machine", 5, 5).hide()
    book.add_worksheet("Pupils", 5, 5)
    seen, apart = page_of(google, book.id).split("Hidden sheets (1)")
    assert re.findall(r">(Sheet1|Pupils|Machine)</a>", seen) == ["Sheet1", "Pupils"]
    assert "Machine" in apart


def test_what_is_typed_is_taken_as_google_takes_it(google: Probe) -> None:
    book = google.workbook()
    ask(book, {"updateSpreadsheetProperties": {"properties": {"locale": "en_GB"}, "fields": "locale"}})
    where = f"{google.base}/spreadsheets/d/{book.id}/edit?gid=0"
    for cell, text in (("A1", "09:30"), ("B1", "3/4/2026"), ("C1", "=A1*24"), ("A2", "two\r\nlines")):
        assert requests.post(where, data={"cell": cell, "value": text}, timeout=10).status_code == 200
    read = book.values_get("A1:C2", {"valueRenderOption": "UNFORMATTED_VALUE"})
    assert read["values"] == [[pytest.approx(0.3958333), 46115, pytest.approx(9.5)], ["two\nlines"]]


def test_a_cell_is_opened_with_what_was_typed_in_it(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.update([["=1+1"]], "A1", raw=False)
    assert ">=1+1</textarea>" in page_of(google, book.id, gid=0, cell="A1")


def test_text_is_escaped_and_a_note_is_the_cells_title(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.update([["<script>alert(1)</script>"]], "A1")
    book.sheet1.insert_note("A1", 'a "note"')
    text = page_of(google, book.id)
    assert "<script>alert" not in text
    assert 'title="a &#34;note&#34;"' in text


def test_a_hundred_rows_are_shown_at_a_time_and_the_header_stays(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.update([["Head"], *[[f"row {number}"] for number in range(2, 251)]], "A1")
    book.sheet1.freeze(rows=1)
    second = page_of(google, book.id, gid=0, page=2)
    assert ">Head<" in second
    assert ">row 101<" in second
    assert ">row 100<" not in second
    assert "Page 2 of 3" in second


def test_who_is_at_the_page_is_somebody_who_may_write_or_whom_the_address_names(google: Probe) -> None:
    book = google.workbook()
    assert f"You are {google.me}." in page_of(google, book.id)
    book.share("dsl@innov8.example", perm_type="user", role="writer", notify=False)
    assert "You are dsl@innov8.example." in page_of(google, book.id)
    assert f"You are {google.me}." in page_of(google, book.id, **{"as": google.me})


def test_a_protected_cell_says_why_it_was_not_changed(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.add_protected_range("A1", [])
    book.share("dsl@innov8.example", perm_type="user", role="writer", notify=False)
    where = f"{google.base}/spreadsheets/d/{book.id}/edit?gid=0"
    answer = requests.post(where, data={"cell": "A1", "value": "x"}, timeout=10)
    assert answer.status_code == 400
    assert "You are trying to edit a protected cell" in answer.text
    assert book.values_get("A1").get("values") is None
    assert requests.post(where + f"&as={google.me}", data={"cell": "A1", "value": "x"}, timeout=10).status_code == 200


def test_columns_are_as_wide_as_they_were_made(google: Probe) -> None:
    book = google.workbook()
    area = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    change = {"range": area, "properties": {"pixelSize": 333}, "fields": "pixelSize"}
    ask(book, {"updateDimensionProperties": change})
    assert re.findall(r'<col style="width: (\d+)px">', page_of(google, book.id))[1:3] == ["100", "333"]


def test_a_conditional_format_colours_the_cells_whose_formula_holds_and_the_first_rule_prevails(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.update([["Count"], [5], [50], [500]], "A1")
    for index, (formula, colour) in enumerate((("=$A2>100", {"red": 1}), ("=$A2>10", {"green": 1}))):
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
        rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": {"backgroundColor": colour}}}
        ask(book, {"addConditionalFormatRule": {"rule": rule, "index": index}})
    cells = re.findall(r'style="([^"]*)"><a href="[^"]*cell=A([1-4])"', page_of(google, book.id))
    assert [(int(row), look) for look, row in cells] == [
        (3, "background: rgb(0, 255, 0)"),
        (4, "background: rgb(255, 0, 0)"),
    ]


def test_a_chart_is_sketched_with_its_words_and_the_numbers_of_its_cells(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.update([["", "came", "missed"], ["Monday", 7, 3], ["Tuesday", 5, ""]], "A1")
    at = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 9}

    def column(number: int) -> dict[str, object]:
        area = {**at, "startColumnIndex": number, "endColumnIndex": number + 1}
        return {"sourceRange": {"sources": [area]}}

    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 10, "columnIndex": 0}}}
    for number, kind in enumerate(("COLUMN", "LINE"), 1):
        basic = {"chartType": kind, "headerCount": 1, "domains": [{"domain": column(0)}]}
        basic |= {"series": [{"series": column(1)}, {"series": column(2)}]}
        spec = {"title": f"The {kind}", "altText": f"In words & more {number}", "basicChart": basic}
        ask(book, {"addChart": {"chart": {"chartId": number, "spec": spec, "position": anchor}}})
    text = page_of(google, book.id)
    bars, lines = re.findall(r"<figure>(.*?)</figure>", text, re.S)
    assert 'role="img" aria-label="In words &amp; more 1"' in bars
    assert "a sketch: Google draws the chart itself" in bars
    assert re.findall(r'class="number">(\d+)</text>', bars) == ["7", "5", "3"]
    assert ">Tuesday</text>" in bars
    rects = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', bars)
    first, _, second = (tuple(map(float, found)) for found in rects)
    assert second[0] == pytest.approx(sum(first)), "the next series begins where the one before ends"
    assert [len(points.split()) for points in re.findall(r'points="([^"]+)"', lines)] == [2, 1]
