"""The posters as a printer and a telephone show them: each code is read back, and nothing runs over its page."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import segno
import zxingcpp

from cme.domain.model import Facts
from scripts._wall.page import QUIET, drawing, write_page
from tests.axe import examined
from tests.builders import a_session
from tests.wall.walls import FOR_A_PHONE, LINKS, ON_A_WALL, TODAY, walls

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

A4 = {"width": 794, "height": 1123}
TELEPHONE = {"width": 390, "height": 844}
HOSTILE = "<script>document.title='caught'</script>\"><img src=x onerror=alert(1)> & {{ 7 * 7 }}"
SHADES = """async png => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const seen = pen.getImageData(0, 0, image.width, image.height).data;
  let shades = "";
  for (let at = 1; at < seen.length; at += 4) shades += seen[at] > 127 ? "1" : "0";
  return [image.width, image.height, shades];
}"""


def crowded() -> Facts:
    """The charity with everything typed as long as it can be, in letters that are wide."""
    long, phone = "W" * 900, "07700 900106 " + "8" * 900
    facts = walls(a_session("BIKE", site=long), organisation=long, dsl_name=long, dsl_phone=phone, chair_phone=phone)
    people = {}
    for number, person in enumerate([*facts.staff.values()] * 3):
        ends = f"07700 90010{number} " + "7" * 90
        people[str(number)] = replace(person, code=str(number), name=long, phone=ends)
    return replace(facts, staff=people)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A sheet of paper, as wide as A4, that a telephone's camera looks at."""
    opened = browser.new_page(viewport=A4, device_scale_factor=2)  # type: ignore[arg-type]
    yield opened
    opened.close()


def read_back(page: Page, picture: bytes) -> list[str]:
    """Return what a reader of QR codes finds in a picture, row by row."""
    width, height, shades = page.evaluate(SHADES, base64.b64encode(picture).decode())
    seen = memoryview(bytes(255 if shade == "1" else 0 for shade in shades)).cast("B", (height, width))
    found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)
    half = width // 2
    left = [code for code in found if code.position.top_left.x < half]
    right = [code for code in found if code.position.top_left.x >= half]
    rows = [sorted(side, key=lambda code: code.position.top_left.y) for side in (left, right)]
    return [code.text for row in zip(*rows, strict=True) for code in row]


@pytest.mark.browser
@pytest.mark.parametrize("facts", [walls(), crowded()], ids=["usual", "crowded"])
def test_each_code_is_read_back_as_its_link_from_the_printed_page(page: Page, facts: Facts) -> None:
    page.emulate_media(media="print")
    page.set_content(write_page(facts, TODAY))
    *at_walls, paged = [read_back(page, sheet.screenshot()) for sheet in page.locator("section").all()]
    assert at_walls == [ON_A_WALL] * (len(facts.sessions))
    assert paged == FOR_A_PHONE


@pytest.mark.browser
@pytest.mark.parametrize("facts", [walls(), crowded()], ids=["usual", "crowded"])
def test_each_poster_is_one_page_of_a4_and_nothing_runs_over_it(page: Page, facts: Facts) -> None:
    page.set_content(write_page(facts, TODAY))
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(facts.sessions) + 1
    (size,) = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed))
    assert [round(float(side) / 72 * 25.4) for side in size] == [210, 297]
    page.emulate_media(media="print")
    over = "all => all.filter(one => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth).length"
    assert page.locator("section, section *:not(svg, svg *, span, strong, a)").evaluate_all(over) == 0
    foot = (
        "all => all.filter(one => one.getBoundingClientRect().bottom > one.parentNode.getBoundingClientRect().bottom)"
    )
    assert page.locator("footer").evaluate_all(foot) == []


@pytest.mark.browser
def test_a_printer_that_makes_it_smaller_still_begins_a_page_with_each_poster(page: Page) -> None:
    page.set_content(write_page(walls(), TODAY))
    printed = page.pdf(prefer_css_page_size=True, print_background=True, scale=0.6)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3


@pytest.mark.browser
def test_a_code_is_large_enough_to_be_read_from_a_step_away(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_content(write_page(walls(), TODAY))
    millimetres = [box["width"] / A4["width"] * 210 for a in page.locator("svg").all() if (box := a.bounding_box())]
    assert len(millimetres) == 10
    assert min(millimetres) >= 60


@pytest.mark.browser
def test_on_a_telephone_nothing_is_scrolled_sideways_and_nothing_stands_in_a_readers_way(page: Page) -> None:
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    page.set_content(write_page(crowded(), TODAY))
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    for facts in (walls(), crowded()):
        page.set_content(write_page(facts, TODAY))
        found = examined(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_content(write_page(walls(), TODAY))
    link = page.get_by_role("link", name="Register: open the form").first
    assert link.get_attribute("href") == LINKS["register"]


@pytest.mark.browser
def test_what_was_typed_as_a_sites_name_stays_text(page: Page) -> None:
    page.set_content(write_page(walls(a_session("BIKE", site=HOSTILE), dsl_name="<b>Dee</b>"), TODAY))
    assert page.title() == "innov8 Workshops: for the wall"
    assert page.locator("script, img, b").count() == 0
    assert page.locator("h1").first.inner_text() == f"{HOSTILE[:60]} …"
    assert "Then <b>Dee</b>: 07700 900106" in page.locator(".danger").first.inner_text()


def test_a_code_is_drawn_with_the_white_around_it_and_a_quarter_of_it_may_be_torn() -> None:
    code = segno.make(LINKS["register"], error="m", micro=False)
    assert code.error in {"M", "Q", "H"}
    side = code.symbol_size(border=0)[0]
    assert QUIET >= 4
    assert f'viewBox="0 0 {side + 2 * QUIET} {side + 2 * QUIET}"' in drawing(LINKS["register"])


def test_the_file_needs_nothing_but_itself() -> None:
    assert not re.search(r"<link|<script|<img|<iframe|src=|url\(|@import", write_page(walls(), TODAY))
