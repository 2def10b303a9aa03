"""Checks of the Sheets ledger. What follows when rows and columns come, go and move."""

from __future__ import annotations

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import ask, cells, mark, search, sheet_part


@checks("SHEETS-064")
def inserted_rows_push_down_what_is_below(google: Probe) -> None:
    """Inserted rows push down what is below; the grid grows; formulas follow."""
    book = google.workbook()
    book.sheet1.update([[1, "=A1*2"], [2, "=A2*2"]], "A1", raw=False)
    book.sheet1.insert_row(["new"], 2)
    read = book.values_get("Sheet1", {"valueRenderOption": "FORMULA"})
    assert read["values"] == [[1, "=A1*2"], ["new"], [2, "=A3*2"]]
    assert book.worksheet("Sheet1").row_count == 1001


@checks("SHEETS-065")
def deleted_columns_close_up(google: Probe) -> None:
    """Deleted columns close up."""
    book = google.workbook()
    book.sheet1.update([["a", "b", "c", "d"]], "A1")
    book.sheet1.delete_columns(2, 3)
    assert book.values_get("Sheet1")["values"] == [["a", "d"]]
    assert book.worksheet("Sheet1").col_count == 24


@checks("SHEETS-066")
def named_and_protected_ranges_merges_and_filters(google: Probe) -> None:
    """Named and protected ranges, merges and filters move with their rows and columns."""
    book = google.workbook()
    book.sheet1.define_named_range("B2:C3", "moving")
    book.sheet1.add_protected_range("B2:C3", [])
    book.sheet1.merge_cells("B2:C3")
    book.sheet1.insert_rows([[], []], 1)
    book.sheet1.insert_cols([[]], 1)
    moved = {"startRowIndex": 3, "endRowIndex": 5, "startColumnIndex": 2, "endColumnIndex": 4}
    assert book.list_named_ranges()[0]["range"] == moved
    assert book.list_protected_ranges(0)[0]["range"] == moved
    assert sheet_part(book, "merges") == [moved]


@checks("SHEETS-067")
def a_range_whose_cells_are_all_deleted(google: Probe) -> None:
    """A range whose cells are all deleted goes with them; one that loses some shrinks."""
    book = google.workbook()
    book.sheet1.define_named_range("A2:A3", "gone")
    book.sheet1.define_named_range("A1:A4", "smaller")
    book.sheet1.delete_rows(2, 3)
    assert [(named["name"], named["range"]["endRowIndex"]) for named in book.list_named_ranges()] == [("smaller", 2)]


@checks("SHEETS-068")
def moved_rows_take_their_cells_along_the(google: Probe) -> None:
    """Moved rows take their cells along; the destination is counted before they are taken out."""
    book = google.workbook()
    book.sheet1.update([["a"], ["b"], ["c"], ["d"]], "A1")
    source = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    ask(book, {"moveDimension": {"source": source, "destinationIndex": 3}})
    assert book.values_get("Sheet1")["values"] == [["b"], ["c"], ["a"], ["d"]]


@checks("SHEETS-069")
def a_renamed_sheet_keeps_its_formulas_sense(google: Probe) -> None:
    """A renamed sheet keeps its formulas' sense: they name it anew."""
    book = google.workbook()
    book.add_worksheet("Runs", 5, 5).update([[41]], "A1")
    book.sheet1.update([["=Runs!A1+1"]], "A1", raw=False)
    book.worksheet("Runs").update_title("All runs")
    assert book.values_get("Sheet1!A1")["values"] == [["42"]]
    assert book.values_get("Sheet1!A1", {"valueRenderOption": "FORMULA"})["values"] == [["='All runs'!A1+1"]]


@checks("SHEETS-070")
def a_new_row_looks_like_the_one(google: Probe) -> None:
    """A new row looks like the one before it where that is asked for."""
    book = google.workbook()
    book.sheet1.update([["a"]], "A1")
    book.sheet1.format("A1", {"textFormat": {"bold": True}})
    book.sheet1.insert_row(["b"], 2, inherit_from_before=True)
    assert cells(book, "A2", "userEnteredFormat")[0][0]["userEnteredFormat"]["textFormat"]["bold"] is True


@checks("SHEETS-071")
def row_metadata_goes_with_its_row_when(google: Probe) -> None:
    """Row metadata goes with its row when whole rows are sorted."""
    book = google.workbook()
    book.sheet1.update([["b"], ["a"]], "A1")
    ask(book, mark(9, "b", sheetId=0, dimension="ROWS", startIndex=0, endIndex=1))
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2}
    ask(book, {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}})
    assert search(google, book, {"metadataId": 9})[0]["location"]["dimensionRange"]["startIndex"] == 1
