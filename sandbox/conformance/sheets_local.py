"""Checks of the Sheets ledger. What only the sandbox can be asked: other people's access, switches, its own limits."""

from __future__ import annotations

import re
import urllib.request

from gspread.utils import ValidationConditionType

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import append, ask, consume, mark, other, refusal, search


@checks("SHEETS-091")
def who_is_no_editor_of_a_protected(google: Probe) -> None:
    """Who is no editor of a protected range cannot write in it; the owner always can."""
    book = google.workbook()
    book.share("tutor@innov8.example", perm_type="user", role="writer", notify=False)
    book.sheet1.add_protected_range("A1:A5", [])
    tutor = other(google, "tutor@innov8.example").open_by_key(book.id)
    code, message = refusal(lambda: tutor.sheet1.update([["x"]], "A1"))
    assert code == 400
    assert message.startswith("You are trying to edit a protected cell or object.")
    tutor.sheet1.update([["y"]], "B1")
    book.sheet1.update([["x"]], "A1")
    assert book.values_get("A1:B1")["values"] == [["x", "y"]]


@checks("SHEETS-092")
def who_has_no_access_gets_403_permission(google: Probe) -> None:
    """Who has no access gets 403 PERMISSION_DENIED, and a reader may not write."""
    book = google.workbook()
    stranger = other(google, "stranger@elsewhere.example")
    denied = (403, "The caller does not have permission")
    assert refusal(lambda: stranger.http_client.fetch_sheet_metadata(book.id)) == denied
    book.share("reader@innov8.example", perm_type="user", role="reader", notify=False)
    reader = other(google, "reader@innov8.example").open_by_key(book.id)
    assert refusal(lambda: reader.sheet1.update([["x"]], "A1")) == denied


@checks("SHEETS-093")
def with_the_switch_torn_reads_the_first(google: Probe) -> None:
    """With the switch torn_reads."""
    book = google.workbook()
    book.sheet1.update([["old"]], "A1")
    book.sheet1.update([["new"]], "A1")
    google.control("POST", "/sandbox/switches", {"torn_reads": True})
    try:
        torn, whole = (book.values_batch_get(["A1", "A1"])["valueRanges"] for _ in range(2))
    finally:
        google.control("DELETE", "/sandbox/switches")
    assert [found["values"] for found in torn] == [[["old"]], [["new"]]]
    assert [found["values"] for found in whole] == [[["new"]], [["new"]]]


@checks("SHEETS-094")
def what_the_sandbox_does_not_implement_is(google: Probe) -> None:
    """What the sandbox does not implement is 501 and says its name."""
    book = google.workbook()
    table = {"addTable": {"table": {"name": "T", "range": {"sheetId": 0}}}}
    assert refusal(lambda: ask(book, table)) == (501, "The sandbox does not implement addTable.")


@checks("SHEETS-095")
def going_back_in_the_version_history_brings(google: Probe) -> None:
    """Going back in the version history brings back cells, sheets and named ranges as they were."""
    book = google.workbook()
    book.sheet1.update([["then"]], "A1")
    swap = consume(book, 1)
    google.control("POST", f"/sandbox/workbooks/{book.id}/history", {"keep": "then"})
    ask(book, *swap)
    book.sheet1.update([["now"], ["more"]], "A1")
    book.add_worksheet("Later", 5, 5)
    google.control("POST", f"/sandbox/workbooks/{book.id}/history", {"restore": "then"})
    assert book.values_get("Sheet1")["values"] == [["then"]]
    assert [named["name"] for named in book.list_named_ranges()] == ["rev_1"]
    assert [sheet.title for sheet in book.worksheets()] == ["Sheet1"]


@checks("SHEETS-096")
def going_back_in_the_version_history_takes(google: Probe) -> None:
    """Going back in the version history takes developer metadata back too."""
    found = []
    for survives in (False, True):
        book = google.workbook()
        google.control("POST", f"/sandbox/workbooks/{book.id}/history", {"keep": "then"})
        ask(book, mark(5, "run", spreadsheet=True))
        google.control("POST", "/sandbox/switches", {"metadata_survives_restore": survives})
        google.control("POST", f"/sandbox/workbooks/{book.id}/history", {"restore": "then"})
        found.append(len(search(google, book, {"metadataId": 5})))
    google.control("DELETE", "/sandbox/switches")
    assert found == [0, 1]


@checks("SHEETS-097")
def the_workbooks_page_lets_a_browser_be(google: Probe) -> None:
    """The workbook's page lets a browser be anyone whom the file lets in; Google would ask who they are."""
    book = google.workbook()
    book.share("dsl@innov8.example", perm_type="user", role="writer", notify=False)
    page = urllib.request.urlopen(f"{google.base}/spreadsheets/d/{book.id}/edit", timeout=10).read().decode()  # noqa: S310 - the sandbox
    assert "You are dsl@innov8.example." in page
    assert f"Be {google.me}" in page


@checks("SHEETS-098")
def with_the_switch_checkboxes_hold_false_a(google: Probe) -> None:
    """With the switch checkboxes_hold_false."""
    book = google.workbook()
    google.control("POST", "/sandbox/switches", {"checkboxes_hold_false": True})
    book.sheet1.add_validation("B2:B9", ValidationConditionType.boolean, [])
    google.control("DELETE", "/sandbox/switches")
    assert book.values_get("B1:B9")["values"] == [[], *[["FALSE"]] * 8]
    assert append(book, "Sheet1", [["x"]])["updates"]["updatedRange"] == "Sheet1!B10"


@checks("SHEETS-104")
def a_filter_view_shows_what_is_added_below(google: Probe) -> None:
    """A filter view without an end of its rows shows what is added below, in its own order, and moves no row."""
    book = google.workbook()
    book.sheet1.update([["Thing", "Size"], ["a", 1], ["b", 3], ["c", 2]], "A1")
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B2>1"}]}
    area = {"sheetId": 0, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": 2}
    view = {"title": "Large", "range": area, "filterViewId": 7}
    view |= {"filterSpecs": [{"columnIndex": 1, "filterCriteria": {"condition": condition}}]}
    view |= {"sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]}
    ask(book, {"addFilterView": {"filter": view}})
    book.sheet1.update([["d", 4]], "A5")
    with urllib.request.urlopen(f"{google.base}/spreadsheets/d/{book.id}/edit?fvid=7") as page:  # noqa: S310 - loopback
        shown = page.read().decode()
    assert re.findall(r'aria-label="(A\d): (\w+)"', shown) == [
        ("A1", "Thing"), ("A5", "d"), ("A3", "b"), ("A4", "c"),
    ]  # fmt: skip
    assert book.sheet1.col_values(1) == ["Thing", "a", "b", "c", "d"]
