"""A report as a PDF file: tagged, in English, with words for each chart, and the same numbers as the page."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from cme.reports.parts import Report
from cme.reports.readers import dsl
from cme.reports.report import report
from scripts._report.letters import UNKNOWN
from scripts._report.plots import draw
from scripts._report.sheet import sheet_of
from tests.reports.made import held, period

REPORT = report(held(), period(), dsl())


def drawings(found: Report) -> list[str]:
    return [draw(part.chart) if part.chart else "" for part in found.parts]


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return sheet_of(REPORT, drawings(REPORT))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def tags(element: Any, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each tag of a document with its alternative text, in reading order."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if not isinstance(element, dict):
        return found
    if "/S" in element:
        found.append((str(element["/S"]), str(element.get("/Alt", ""))))
    children = element.get("/K", ())
    for child in children if isinstance(children, list) else [children]:
        tags(child, found)
    return found


def test_it_is_tagged_and_says_its_language_and_its_title(sheet: bytes) -> None:
    root = PdfReader(io.BytesIO(sheet)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_a_screen_reader_meets_headings_in_order_and_hears_what_each_chart_shows(sheet: bytes) -> None:
    found = tags(PdfReader(io.BytesIO(sheet)).trailer["/Root"]["/StructTreeRoot"], [])
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 1 + len(REPORT.parts)
    spoken = [words for kind, words in found if kind == "/Figure"]
    assert spoken == [part.message for part in REPORT.parts if part.chart is not None]
    tables = 1 + sum(bool(part.table.rows) for part in REPORT.parts)
    assert (kinds.count("/Table"), kinds.count("/THead")) == (tables, tables)


def test_each_cell_of_each_table_stands_in_it(sheet: bytes) -> None:
    text = text_of(sheet).replace(" ", "")
    for part in REPORT.parts:
        for cell in (cell for row in part.table.rows for cell in row):
            assert cell.replace(" ", "") in text, cell


def test_the_same_report_is_the_same_bytes_whenever_it_is_made(sheet: bytes) -> None:
    assert sheet_of(REPORT, drawings(REPORT)) == sheet
    later = replace(REPORT, made=REPORT.made.replace(day=2))
    assert sheet_of(later, drawings(REPORT)) != sheet


def test_what_looks_like_markup_is_text_and_a_letter_that_cannot_be_shown_is_a_sign() -> None:
    odd = replace(REPORT, organisation='#panic() *b* $x$ "q" \\u 学', title="Tïtle <b>")
    text = text_of(sheet_of(odd, [""] * len(REPORT.parts)))
    assert f'#panic() *b* $x$ "q" \\u {UNKNOWN}. Made' in text
    assert "Tïtle <b>" in text
