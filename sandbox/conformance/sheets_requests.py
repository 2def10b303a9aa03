"""Checks of the Sheets ledger. The requests of a batch."""

from __future__ import annotations

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import ask, cells, consume, mark, refusal, search


@checks("SHEETS-035")
def a_batch_is_all_or_nothing_one(google: Probe) -> None:
    """A batch is all or nothing: one bad request and none of the others is done."""
    book = google.workbook()
    good = {"addSheet": {"properties": {"title": "Never"}}}
    code, message = refusal(lambda: ask(book, good, {"deleteNamedRange": {"namedRangeId": "rev_0"}}))
    assert code == 400
    assert message.startswith("Invalid requests[1].deleteNamedRange: No NamedRange with id:")
    assert [sheet.title for sheet in book.worksheets()] == ["Sheet1"]


@checks("SHEETS-036")
def replies_stand_in_the_order_of_the(google: Probe) -> None:
    """Replies stand in the order of the requests, empty where there is nothing to say."""
    book = google.workbook()
    title = {"updateSpreadsheetProperties": {"properties": {"title": "New"}, "fields": "title"}}
    replies = ask(book, title, {"addSheet": {"properties": {"sheetId": 11, "title": "Two"}}})["replies"]
    assert replies[0] == {}
    assert replies[1]["addSheet"]["properties"] == {
        "sheetId": 11,
        "title": "Two",
        "index": 1,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
    }


@checks("SHEETS-037")
def the_response_can_hold_the_spreadsheet_as(google: Probe) -> None:
    """The response can hold the spreadsheet as of the commit, cut to ranges and to a field mask."""
    book = google.workbook()
    write = {
        "updateCells": {
            "start": {"sheetId": 0},
            "fields": "userEnteredValue",
            "rows": [{"values": [{"userEnteredValue": {"stringValue": "=1+1"}}]}],
        }
    }
    body = {"requests": [write], "includeSpreadsheetInResponse": True, "responseRanges": ["A1:B1"]}
    fields = "updatedSpreadsheet.sheets.data.rowData.values.effectiveValue"
    answer = google.sheets.spreadsheets().batchUpdate(spreadsheetId=book.id, body=body, fields=fields).execute()
    row = {"values": [{"effectiveValue": {"stringValue": "=1+1"}}]}
    assert answer == {"updatedSpreadsheet": {"sheets": [{"data": [{"rowData": [row]}]}]}}


@checks("SHEETS-038")
def a_range_on_sheet_0_comes_back(google: Probe) -> None:
    """A range on sheet 0 comes back without its sheetId in named and protected ranges."""
    book = google.workbook()
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    reply = ask(book, {"addNamedRange": {"namedRange": {"name": "here", "range": area}}})["replies"][0]
    expected = {key: value for key, value in area.items() if key != "sheetId"}
    assert reply["addNamedRange"]["namedRange"]["range"] == expected
    assert book.fetch_sheet_metadata()["sheets"][0]["properties"]["sheetId"] == 0


@checks("SHEETS-039")
def a_named_range_takes_an_id_that(google: Probe) -> None:
    """A named range takes an id that nobody has; a second one under the same id is refused."""
    book = google.workbook()
    named = {"addNamedRange": {"namedRange": {"namedRangeId": "rev_1", "name": "rev_1", "range": {"sheetId": 0}}}}
    ask(book, named)
    code, message = refusal(lambda: ask(book, named))
    assert code == 400
    assert message.startswith("Invalid requests[0].addNamedRange:")


@checks("SHEETS-040")
def deleting_a_named_range_consumes_it_the(google: Probe) -> None:
    """Deleting a named range consumes it."""
    book = google.workbook()
    swap = consume(book, 1)
    ask(book, *swap)
    code, message = refusal(lambda: ask(book, *swap))
    assert code == 400
    assert "No NamedRange with id: rev_1" in message
    assert [named["name"] for named in book.list_named_ranges()] == ["rev_2"]


@checks("SHEETS-041")
def a_protected_range_comes_back_without_editors(google: Probe) -> None:
    """A protected range comes back without editors in the reply."""
    book = google.workbook()
    answer = book.sheet1.add_protected_range("A1:B2", [])
    reply = answer["replies"][0]["addProtectedRange"]["protectedRange"]
    assert (reply["requestingUserCanEdit"], reply["editors"]) == (True, {})
    kept = book.list_protected_ranges(0)[0]
    assert kept["editors"]["users"] == [google.me]
    assert kept["requestingUserCanEdit"] is True


@checks("SHEETS-043")
def a_field_mask_over_cells_writes_only(google: Probe) -> None:
    """A field mask over cells writes only what it names: a format leaves the value, a note leaves both."""
    book = google.workbook()
    book.sheet1.update([["kept"]], "A1")
    book.sheet1.format("A1", {"textFormat": {"bold": True}})
    book.sheet1.insert_note("A1", "a note")
    cell = cells(book, "A1")[0][0]
    assert (cell["formattedValue"], cell["note"]) == ("kept", "a note")
    assert cell["userEnteredFormat"]["textFormat"]["bold"] is True


@checks("SHEETS-044")
def a_stringvalue_is_text_as_it_stands(google: Probe) -> None:
    """A stringValue is text as it stands, also where it begins with an equals sign."""
    book = google.workbook()
    row = [{"userEnteredValue": {"stringValue": "=IMPORTXML(1)"}}, {"userEnteredValue": {"numberValue": 46350.5}}]
    ask(book, {"appendCells": {"sheetId": 0, "fields": "userEnteredValue", "rows": [{"values": row}]}})
    read = book.values_get("A1:B1", {"valueRenderOption": "UNFORMATTED_VALUE"})
    assert read["values"] == [["=IMPORTXML(1)", 46350.5]]


@checks("SHEETS-045")
def appendcells_writes_after_the_last_row_that(google: Probe) -> None:
    """AppendCells writes after the last row that holds data."""
    book = google.workbook()
    book.add_worksheet("Small", rows=2, cols=3)
    small = book.worksheet("Small")
    small.update([["", "", "x"]], "A1")
    rows = [{"values": [{"userEnteredValue": {"stringValue": letter}}]} for letter in "abc"]
    ask(book, {"appendCells": {"sheetId": small.id, "fields": "userEnteredValue", "rows": rows}})
    assert book.values_get("Small")["values"] == [["", "", "x"], ["a"], ["b"], ["c"]]
    assert book.worksheet("Small").row_count == 4


@checks("SHEETS-048")
def sorting_by_several_columns_keeps_equal_rows(google: Probe) -> None:
    """Sorting by several columns keeps equal rows in order."""
    book = google.workbook()
    book.sheet1.update([["Head", ""], ["b", 2], ["a", 2], ["", 9], ["c", 1]], "A1")
    book.sheet1.sort((2, "asc"), (1, "des"), range="A2:B5")
    assert book.values_get("Sheet1")["values"] == [["Head"], ["c", "1"], ["b", "2"], ["a", "2"], ["", "9"]]


@checks("SHEETS-049")
def a_copied_range_keeps_its_source_a(google: Probe) -> None:
    """A copied range keeps its source, a cut one empties it."""
    book = google.workbook()
    book.sheet1.update([["A1"], ["A2"]], "A1")
    book.sheet1.copy_range("A1:A2", "B1:B2")
    book.sheet1.cut_range("A1:A2", "C1")
    assert book.values_get("Sheet1")["values"] == [["", "A1", "A1"], ["", "A2", "A2"]]


@checks("SHEETS-055")
def a_duplicated_sheet_has_the_cells_formats(google: Probe) -> None:
    """A duplicated sheet has the cells."""
    book = google.workbook()
    book.sheet1.update([["a", "b"]], "A1")
    book.sheet1.merge_cells("A3:B3")
    copy = book.duplicate_sheet(0, insert_sheet_index=1, new_sheet_name="Copy")
    assert copy.get_all_values()[0] == ["a", "b"]
    merged = book.fetch_sheet_metadata()["sheets"][1]["merges"]
    assert merged[0]["sheetId"] == copy.id


@checks("SHEETS-056")
def a_sheet_is_copied_to_another_spreadsheet(google: Probe) -> None:
    """A sheet is copied to another spreadsheet as “Copy of …”."""
    book, other = google.workbook(), google.workbook()
    book.sheet1.update([["a"]], "A1")
    assert book.sheet1.copy_to(other.id)["title"] == "Copy of Sheet1"
    assert other.worksheet("Copy of Sheet1").acell("A1").value == "a"


@checks("SHEETS-058")
def metadata_under_an_id_that_is_taken(google: Probe) -> None:
    """Metadata under an id that is taken is refused: the documented way to claim something once."""
    book = google.workbook()
    ask(book, mark(5, "run", spreadsheet=True))
    code, message = refusal(lambda: ask(book, mark(5, "run", spreadsheet=True)))
    assert code == 400
    assert message.startswith("Invalid requests[0].createDeveloperMetadata:")


@checks("SHEETS-059")
def metadata_is_found_by_id_key_and(google: Probe) -> None:
    """Metadata is found by id, key and place, and stays with its row."""
    book = google.workbook()
    ask(book, mark(5, "row", sheetId=0, dimension="ROWS", startIndex=3, endIndex=4))
    book.sheet1.insert_row(["new"], 1)
    found = search(google, book, {"metadataKey": "row"})
    assert found[0]["location"]["dimensionRange"] == {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}
    book.sheet1.delete_rows(5)
    assert search(google, book, {"metadataKey": "row"}) == []


@checks("SHEETS-062")
def find_and_replace_counts_what_it_changed(google: Probe) -> None:
    """Find and replace counts what it changed."""
    book = google.workbook()
    book.sheet1.update([["cat", "Cat"], ["dog", "concat"]], "A1")
    found = {"find": "cat", "replacement": "cow", "sheetId": 0, "matchCase": True}
    reply = ask(book, {"findReplace": found})["replies"][0]["findReplace"]
    assert reply == {"valuesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 2}
    assert book.values_get("Sheet1")["values"] == [["cow", "Cat"], ["dog", "concow"]]
