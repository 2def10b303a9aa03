"""The file that people read: nothing in it is worked out, and of a tab that grows it shows the month alone."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime

from cme.domain.archive_cells import Cell, WholeTab
from cme.domain.clocks import serial
from cme.edges.archive_xlsx import LONGEST, of_month, readable
from cme.edges.schema import tab

AT = datetime(2026, 12, 1, 3, tzinfo=UTC)
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        return {name: box.read(name).decode() for name in box.namelist()}


def runs(*days: datetime | str) -> WholeTab:
    """The tab Runs, whose table begins under four rows of the machine's own."""
    head = ((Cell("revision"),),) * 4
    headings = tuple(map(Cell, tab("runs").headers))
    rows = ((Cell(f"r{n}"), Cell(serial(d) if isinstance(d, datetime) else d)) for n, d in enumerate(days))
    return WholeTab(144, "Runs", "runs", (*head, headings, *rows, ()))


def test_what_looks_like_a_formula_or_a_link_is_text_and_of_a_formula_stands_what_people_saw() -> None:
    typed = (
        Cell("=1+1"),
        Cell("https://evil.example"),
        Cell("=NOW()", is_formula=True, shown="Running"),
        Cell(46000.5),
    )
    found = parts(readable(["About"], AT, [WholeTab(1, "Notes", "", ((Cell("a"),), typed))], NOVEMBER))
    sheet, strings = found["xl/worksheets/sheet2.xml"], found["xl/sharedStrings.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert {"=1+1", "https://evil.example", "Running"} <= set(re.findall(r"<t[^>]*>([^<]*)</t>", strings))
    assert "46000.5" in sheet


def test_of_a_tab_that_grows_the_months_rows_are_shown_and_those_without_a_date() -> None:
    first, last = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    before, after = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    shown = of_month(runs(before, first, "yesterday", last, after), NOVEMBER)
    assert [row[0].value for row in shown[5:]] == ["r1", "r2", "r3"]
    assert len(of_month(WholeTab(124, "Staff", "staff", runs(before).rows), NOVEMBER)) == 7


def test_the_same_rows_make_the_same_bytes_and_a_long_cell_says_that_it_is_cut() -> None:
    tabs = [
        WholeTab(1, "Notes: all/of [them]", "", ((Cell("x" * (LONGEST + 1)),),)),
        WholeTab(2, "notes- all-of -them-", "", ()),
    ]
    made = readable(["About"], AT, tabs, NOVEMBER)
    assert made == readable(["About"], AT, tabs, NOVEMBER)
    assert "2026-12-01T03:00:00Z" in parts(made)["docProps/core.xml"]
    assert "the file that restores has the whole" in parts(made)["xl/sharedStrings.xml"]
