"""A report as a page: nothing from outside, charts with words, on a telephone, at a desk and in print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cme.domain.model import Did
from cme.reports.readers import commissioner, dsl
from cme.reports.report import report
from scripts._report.page import page_of
from scripts._report.plots import draw
from tests.axe import examined
from tests.reports.made import case, held, period

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TELEPHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
REPORT = report(held(events=case((Did.MISSING, 2))), period(), dsl())


@pytest.fixture(scope="module")
def page_text() -> str:
    return page_of(REPORT, [draw(part.chart) if part.chart else "" for part in REPORT.parts])


def test_nothing_is_loaded_from_outside_and_no_script_runs(page_text: str) -> None:
    assert "<script" not in page_text
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page_text)
    assert "default-src 'none'" in page_text


def test_each_chart_says_in_words_what_it_shows_and_stands_beside_its_table(page_text: str) -> None:
    pictures = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)">', page_text)
    assert pictures == [part.message for part in REPORT.parts if part.chart is not None]
    assert page_text.count("<table>") == sum(bool(part.table.rows) for part in REPORT.parts)


def test_what_people_typed_is_text(page_text: str) -> None:
    facts = held().facts
    hill = commissioner(facts.organisations["HILL"])
    made = report(held(), period(), hill)
    shown = page_of(made, [""] * len(made.parts))
    assert "P1 Sam S" in shown
    named = page_of(REPORT, [""] * len(REPORT.parts))
    assert "Training of Zaphod" in named
    assert "<b>" not in named


@pytest.mark.browser
@pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=lambda size: str(size["width"]))
def test_it_fits_a_telephone_and_a_desk_and_stands_in_no_reader_s_way(
    browser: Browser, size: dict[str, int], page_text: str
) -> None:
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.set_content(page_text)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    found = examined(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()
