"""Checks of the Sheets ledger. Values: read, written, appended, cleared."""

from __future__ import annotations

from functools import partial

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import append, ask, mark


@checks("SHEETS-001")
def a_new_spreadsheet_is_en_us_and(google: Probe) -> None:
    """A new spreadsheet is en_US and Etc/GMT."""
    book = google.workbook()
    found = book.fetch_sheet_metadata()
    assert (found["properties"]["locale"], found["properties"]["timeZone"]) == ("en_US", "Etc/GMT")
    assert found["properties"]["defaultFormat"]["textFormat"]["fontFamily"] == "arial,sans,sans-serif"
    grid = {"rowCount": 1000, "columnCount": 26}
    sheet = {"sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID", "gridProperties": grid}
    assert found["sheets"] == [{"properties": sheet}]
    assert found["spreadsheetUrl"] == f"https://docs.google.com/spreadsheets/d/{book.id}/edit"


@checks("SHEETS-002")
def an_empty_range_is_answered_with_its(google: Probe) -> None:
    """An empty range is answered with its range and dimension and without `values`."""
    answer = google.workbook().values_get("Sheet1!A1:B2")
    assert answer == {"range": "Sheet1!A1:B2", "majorDimension": "ROWS"}


@checks("SHEETS-003")
def empty_cells_at_the_end_of_a(google: Probe) -> None:
    """Empty cells at the end of a row."""
    book = google.workbook()
    book.sheet1.update(
        [["A1", "B1", "", "D1"], ["", "b2", "", ""], ["", "", "", ""], ["A4", "", "", ""], ["", ""]], "A1"
    )
    assert book.values_get("Sheet1")["values"] == [["A1", "B1", "", "D1"], ["", "b2"], [], ["A4"]]


@checks("SHEETS-004")
def a_whole_sheets_range_is_echoed_as(google: Probe) -> None:
    """A whole sheet's range is echoed as A1 to its last cell; a title that looks like a cell is quoted."""
    book = google.workbook()
    assert book.values_get("'Sheet1'")["range"] == "Sheet1!A1:Z1000"
    book.sheet1.update_title("D3")
    assert book.values_get("'D3'!A1:D1")["range"] == "'D3'!A1:D1"


@checks("SHEETS-005")
def open_and_reversed_ranges_are_closed_and(google: Probe) -> None:
    """Open and reversed ranges are closed and put in order: A1:C is A1:C1000, D4:A1 is A1:D4."""
    book = google.workbook()
    assert book.values_get("'Sheet1'!A1:C")["range"] == "Sheet1!A1:C1000"
    assert book.values_get("'Sheet1'!A2:2")["range"] == "Sheet1!A2:Z2"
    assert book.values_get("'Sheet1'!D4:A1")["range"] == "Sheet1!A1:D4"


@checks("SHEETS-006")
def a_number_a_day_and_a_formula(google: Probe) -> None:
    """A number."""
    book = google.workbook()
    book.sheet1.update([["=4/2", "2020-01-01", "string", 53]], "A1", raw=False)
    read = partial(book.values_get, "Sheet1!A1:D1")
    bare = "UNFORMATTED_VALUE"
    serial = read({"valueRenderOption": bare, "dateTimeRenderOption": "SERIAL_NUMBER"})
    assert serial["values"] == [[2, 43831, "string", 53]]
    text = read({"valueRenderOption": bare, "dateTimeRenderOption": "FORMATTED_STRING"})
    assert text["values"] == [[2, "2020-01-01", "string", 53]]
    assert read({"dateTimeRenderOption": "SERIAL_NUMBER"})["values"] == [["2", "2020-01-01", "string", "53"]]
    assert read({"valueRenderOption": "FORMULA"})["values"] == [["=4/2", 43831, "string", 53]]


@checks("SHEETS-007")
def raw_keeps_a_text_as_it_is(google: Probe) -> None:
    """RAW keeps a text as it is, whatever it looks like."""
    book = google.workbook()
    texts = ["=1+1", "+441632960123", "03/04/2026", "007", "TRUE", "'x"]
    book.sheet1.update([texts], "A1", raw=True)
    assert book.values_get("Sheet1!A1:F1", {"valueRenderOption": "UNFORMATTED_VALUE"})["values"] == [texts]


@checks("SHEETS-008")
def null_leaves_a_cell_as_it_is(google: Probe) -> None:
    """Null leaves a cell as it is and is not counted; an empty text empties it and is."""
    book = google.workbook()
    book.sheet1.update([["a", "b"], ["c", "d"]], "A1")
    answer = book.values_update("Sheet1!A1:B2", {"valueInputOption": "RAW"}, {"values": [[None, ""], ["C", None]]})
    assert (answer["updatedRows"], answer["updatedColumns"], answer["updatedCells"]) == (2, 2, 2)
    assert book.values_get("Sheet1")["values"] == [["a"], ["C", "d"]]


@checks("SHEETS-009")
def a_single_cell_stands_for_where_a(google: Probe) -> None:
    """A single cell stands for where a block begins; the updated range is what the block covers."""
    answer = google.workbook().sheet1.update([["a", "b"], ["c", "d"]], "B2")
    assert answer["updatedRange"] == "Sheet1!B2:C3"


@checks("SHEETS-010")
def values_by_columns_are_written_and_read(google: Probe) -> None:
    """Values by columns are written and read by columns."""
    book = google.workbook()
    columns = {"majorDimension": "COLUMNS", "values": [["a", "b", "c"], ["d"]]}
    book.values_update("Sheet1!A1", {"valueInputOption": "RAW"}, columns)
    assert book.values_get("Sheet1")["values"] == [["a", "d"], ["b"], ["c"]]
    assert book.values_get("Sheet1", {"majorDimension": "COLUMNS"})["values"] == [["a", "b", "c"], ["d"]]


@checks("SHEETS-011")
def a_batch_of_reads_is_answered_in(google: Probe) -> None:
    """A batch of reads is answered in its order, each range as a read of its own."""
    book = google.workbook()
    book.sheet1.update([["A1", "B1"], ["A2", "B2"]], "A1")
    answer = book.values_batch_get(["Sheet1!B1:B2", "Sheet1!A1", "Sheet1!D9"])["valueRanges"]
    assert [found.get("values") for found in answer] == [[["B1"], ["B2"]], [["A1"]], None]


@checks("SHEETS-012")
def a_batch_of_writes_counts_in_all(google: Probe) -> None:
    """A batch of writes counts in all and for each range."""
    book = google.workbook()
    data = [{"range": "A1:D1", "values": [["A", "B", "", "D"]]}, {"range": "A4:D4", "values": [["A", "B", "", "D"]]}]
    answer = book.values_batch_update({"valueInputOption": "RAW", "data": data})
    totals = {key: number for key, number in answer.items() if key.startswith("total")}
    assert totals == {"totalUpdatedRows": 2, "totalUpdatedColumns": 4, "totalUpdatedCells": 8, "totalUpdatedSheets": 1}
    assert [each["updatedRange"] for each in answer["responses"]] == ["Sheet1!A1:D1", "Sheet1!A4:D4"]


@checks("SHEETS-013")
def clearing_takes_the_values_and_leaves_formats(google: Probe) -> None:
    """Clearing takes the values and leaves formats and notes; the range is echoed closed."""
    book = google.workbook()
    book.sheet1.update([["a"]], "A1")
    book.sheet1.insert_note("A1", "kept")
    assert book.values_clear("'Sheet1'")["clearedRange"] == "Sheet1!A1:Z1000"
    assert "values" not in book.values_get("Sheet1")
    assert book.sheet1.get_note("A1") == "kept"


@checks("SHEETS-014")
def several_ranges_are_cleared_at_once(google: Probe) -> None:
    """Several ranges are cleared at once."""
    book = google.workbook()
    book.sheet1.update([["a", "b", "c"]], "A1")
    book.sheet1.batch_clear(["A1", "C1"])
    assert book.values_get("Sheet1")["values"] == [["", "b"]]


@checks("SHEETS-015")
def an_append_finds_the_last_table_of(google: Probe) -> None:
    """An append finds the last table of the range."""
    book = google.workbook()
    row = ["one", "", "three"]
    assert "tableRange" not in book.sheet1.append_row(row)
    answer = book.sheet1.append_row(row)
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!C1", "Sheet1!C2:E2")


@checks("SHEETS-016")
def an_append_with_a_cell_of_the(google: Probe) -> None:
    """An append with a cell of the first column as its range starts in that column."""
    book = google.workbook()
    row = ["one", "", "three"]
    book.sheet1.append_row(row)
    answer = book.sheet1.append_row(row, table_range="A1")
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2:C2")


@checks("SHEETS-017")
def of_two_tables_the_last_is_found(google: Probe) -> None:
    """Of two tables the last is found; a cell outside any table is where the rows go."""
    book = google.workbook()
    book.sheet1.update([["x", "y", "z"], ["x", "y", "z"]], "A1")
    book.sheet1.update([["x", "y"], ["y", "z"]], "B4:C5")
    assert append(book, "Sheet1", [["n"]])["tableRange"] == "Sheet1!B4:C5"
    assert append(book, "Sheet1!A1", [["n"]])["tableRange"] == "Sheet1!A1:C2"
    answer = append(book, "Sheet1!E9", [["n"]])
    assert "tableRange" not in answer
    assert answer["updates"]["updatedRange"] == "Sheet1!E9"


@checks("SHEETS-018")
def insert_rows_makes_room_overwrite_writes_over(google: Probe) -> None:
    """INSERT_ROWS makes room; OVERWRITE writes over what stands below the table."""
    book = google.workbook()
    book.sheet1.update([["a", "b"], ["", ""], ["below", ""]], "A1")
    append(book, "Sheet1!A1", [["c", "d"]], insertDataOption="INSERT_ROWS")
    assert book.values_get("Sheet1")["values"] == [["a", "b"], ["c", "d"], [], ["below"]]
    append(book, "Sheet1!A1", [["e", "f"], ["g", "h"]])
    assert book.values_get("Sheet1")["values"] == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]


@checks("SHEETS-019")
def appending_past_the_last_row_adds_rows(google: Probe) -> None:
    """Appending past the last row adds rows to the grid."""
    book = google.workbook()
    sheet = book.add_worksheet("Small", rows=2, cols=2)
    sheet.append_rows([["a", "b"], ["c", "d"], ["e", "f"]])
    assert book.worksheet("Small").row_count == 3
    assert book.values_get("Small")["values"] == [["a", "b"], ["c", "d"], ["e", "f"]]


@checks("SHEETS-020")
def the_written_values_are_answered_on_request(google: Probe) -> None:
    """The written values are answered on request, as they now read."""
    book = google.workbook()
    answer = book.values_update(
        "Sheet1!A1:B1",
        {"valueInputOption": "USER_ENTERED", "includeValuesInResponse": "true"},
        {"values": [["=1+1", "2"]]},
    )
    assert answer["updatedData"]["values"] == [["2", "2"]]


@checks("SHEETS-021")
def a_named_range_is_read_by_its(google: Probe) -> None:
    """A named range is read by its name, alone or after a sheet's."""
    book = google.workbook()
    book.sheet1.update([["a", "b"], ["c", "d"]], "A1")
    book.sheet1.define_named_range("B1:B2", "letters_b")
    assert book.values_get("letters_b")["values"] == [["b"], ["d"]]
    assert book.values_get("'Sheet1'!letters_b")["range"] == "Sheet1!B1:B2"


@checks("SHEETS-022")
def a_named_range_that_gives_only_a(google: Probe) -> None:
    """A named range that gives only a sheet covers the sheet whole, under whatever title it has later."""
    book = google.workbook()
    ask(book, {"addNamedRange": {"namedRange": {"name": "whole", "range": {"sheetId": 0}}}})
    book.sheet1.update_title("Renamed")
    assert book.values_get("whole")["range"] == "Renamed!A1:Z1000"


@checks("SHEETS-023")
def ranges_are_read_by_data_filter_an(google: Probe) -> None:
    """Ranges are read by data filter: an A1 range, a grid range, or the row that metadata is on."""
    book = google.workbook()
    book.sheet1.update([["a", "b"], ["c", "d"]], "A1")
    ask(book, mark(7, "row", sheetId=0, dimension="ROWS", startIndex=1, endIndex=2))
    filters = [{"a1Range": "A1"}, {"gridRange": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}}]
    filters.append({"developerMetadataLookup": {"metadataId": 7}})
    body = {"dataFilters": filters}
    answer = google.sheets.spreadsheets().values().batchGetByDataFilter(spreadsheetId=book.id, body=body).execute()
    assert [each["valueRange"]["values"] for each in answer["valueRanges"]] == [[["a"]], [["c", "d"]], [["c", "d"]]]
