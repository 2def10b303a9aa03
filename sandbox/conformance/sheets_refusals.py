"""Checks of the Sheets ledger. What is refused, in Google's words."""

from __future__ import annotations

from functools import partial

from sandbox.conformance import Probe, checks
from sandbox.conformance.sheets_asked import ask, refusal


@checks("SHEETS-072")
def a_spreadsheet_that_does_not_exist_is(google: Probe) -> None:
    """A spreadsheet that does not exist is 404 NOT_FOUND."""
    code, message = refusal(lambda: google.gspread.http_client.fetch_sheet_metadata("no-such-spreadsheet"))
    assert (code, message) == (404, "Requested entity was not found.")


@checks("SHEETS-073")
def a_range_that_names_nothing_unable_to(google: Probe) -> None:
    """A range that names nothing: Unable to parse range."""
    book = google.workbook()
    assert refusal(lambda: book.values_get("'Data Tab'!A1:C10")) == (400, "Unable to parse range: 'Data Tab'!A1:C10")
    data = [{"range": "Nowhere!A1", "values": [["x"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    assert refusal(lambda: book.values_batch_update(body)) == (
        400,
        "Invalid data[0]: Unable to parse range: Nowhere!A1",
    )


@checks("SHEETS-074")
def a_range_that_starts_outside_the_grid(google: Probe) -> None:
    """A range that starts outside the grid exceeds grid limits."""
    book = google.workbook()
    limits = "exceeds grid limits. Max rows: 1000, max columns: 26"
    assert refusal(lambda: book.values_get("Sheet1!A100000")) == (400, f"Range (Sheet1!A100000) {limits}")


@checks("SHEETS-075")
def a_read_that_starts_inside_the_grid(google: Probe) -> None:
    """A read that starts inside the grid and ends outside is cut to the grid; a write is refused."""
    book = google.workbook()
    assert book.values_get("Sheet1!A1:B2000")["range"] == "Sheet1!A1:B1000"
    code, message = refusal(lambda: book.sheet1.update([["a"], ["b"]], "A1000"))
    assert code == 400
    assert "exceeds grid limits" in message


@checks("SHEETS-076")
def values_wider_than_their_range_are_refused(google: Probe) -> None:
    """Values wider than their range are refused by the first column outside."""
    book = google.workbook()
    write = lambda: book.sheet1.update([["a", "b", "c"]], "A1:B1")  # noqa: E731
    expected = "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]"
    assert refusal(write) == (400, expected)


@checks("SHEETS-077")
def more_than_50_000_characters_do_not(google: Probe) -> None:
    """More than 50,000 characters do not fit in a cell; the words name neither cell nor request."""
    book = google.workbook()
    words = "Your input contains more than the maximum of 50000 characters in a single cell."
    assert refusal(lambda: book.sheet1.update([["x" * 50_001]], "A1")) == (400, words)
    long = {"values": [{"userEnteredValue": {"stringValue": "x" * 50_001}}]}
    cells_ = {"appendCells": {"sheetId": 0, "rows": [long], "fields": "userEnteredValue"}}
    assert refusal(lambda: ask(book, cells_)) == (400, words)
    book.sheet1.update([["x" * 50_000]], "A1")


@checks("SHEETS-078")
def a_batch_without_requests_is_refused(google: Probe) -> None:
    """A batch without requests is refused."""
    book = google.workbook()
    assert refusal(lambda: ask(book)) == (400, "Must specify at least one request.")


@checks("SHEETS-079")
def a_name_that_the_schema_does_not(google: Probe) -> None:
    """A name that the schema does not know is refused with its place."""
    book = google.workbook()
    expected = "Invalid JSON payload received. Unknown name \"x\" at 'requests[0]': Cannot find field."
    assert refusal(lambda: ask(book, {"x": {}})) == (400, expected)


@checks("SHEETS-080")
def a_change_that_lists_no_fields_is(google: Probe) -> None:
    """A change that lists no fields is refused."""
    book = google.workbook()
    repeat = {"repeatCell": {"range": {"sheetId": 0}, "cell": {}}}
    expected = (
        "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. "
        "(Use '*' to indicate all fields.)"
    )
    assert refusal(lambda: ask(book, repeat)) == (400, expected)


@checks("SHEETS-081")
def a_second_sheet_of_the_same_name(google: Probe) -> None:
    """A second sheet of the same name is refused."""
    book = google.workbook()
    expected = 'A sheet with the name "Sheet1" already exists. Please enter another name.'
    add = {"addSheet": {"properties": {"title": "Sheet1"}}}
    assert refusal(lambda: ask(book, add)) == (400, f"Invalid requests[0].addSheet: {expected}")


@checks("SHEETS-082")
def a_second_sheet_of_the_same_id(google: Probe) -> None:
    """A second sheet of the same id is refused."""
    book = google.workbook()
    code, message = refusal(lambda: ask(book, {"addSheet": {"properties": {"sheetId": 0, "title": "Two"}}}))
    assert code == 400
    assert message.startswith("Invalid requests[0].addSheet:")


@checks("SHEETS-083")
def the_last_visible_sheet_cannot_be_hidden(google: Probe) -> None:
    """The last visible sheet cannot be hidden."""
    book = google.workbook()
    expected = "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document."
    assert refusal(book.sheet1.hide) == (400, expected)


@checks("SHEETS-084")
def the_last_visible_sheet_cannot_be_deleted(google: Probe) -> None:
    """The last visible sheet cannot be deleted, nor one that is not there."""
    book = google.workbook()
    assert refusal(lambda: ask(book, {"deleteSheet": {"sheetId": 0}}))[0] == 400
    expected = "Invalid requests[0].deleteSheet: No sheet with id: 5"
    assert refusal(lambda: ask(book, {"deleteSheet": {"sheetId": 5}})) == (400, expected)


@checks("SHEETS-085")
def a_range_on_a_sheet_that_is(google: Probe) -> None:
    """A range on a sheet that is not there: No grid with id."""
    book = google.workbook()
    write = {"updateCells": {"range": {"sheetId": 5}, "fields": "note", "rows": []}}
    assert refusal(lambda: ask(book, write)) == (400, "Invalid requests[0].updateCells: No grid with id: 5")


@checks("SHEETS-086")
def not_all_rows_can_be_deleted_nor(google: Probe) -> None:
    """Not all rows can be deleted, nor all that are not frozen."""
    book = google.workbook()
    expected = "Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet."
    assert refusal(lambda: book.sheet1.delete_rows(1, 1000)) == (400, expected)
    book.sheet1.freeze(rows=1)
    expected = "Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen rows."
    assert refusal(lambda: book.sheet1.delete_rows(2, 1000)) == (400, expected)


@checks("SHEETS-087")
def a_range_that_only_warns_takes_no(google: Probe) -> None:
    """A range that only warns takes no editors."""
    book = google.workbook()
    given = {"range": {"sheetId": 0}, "warningOnly": True, "editors": {"users": ["a@school.example"]}}
    expected = "ProtectedRange is warningOnly. Editors cannot be set on it."
    assert refusal(lambda: ask(book, {"addProtectedRange": {"protectedRange": given}})) == (
        400,
        f"Invalid requests[0].addProtectedRange: {expected}",
    )


@checks("SHEETS-088")
def values_that_are_no_list_of_lists(google: Probe) -> None:
    """Values that are no list of lists are refused with the field."""
    book = google.workbook()
    body = {"values": "X"}
    expected = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    write = lambda: book.values_update("Sheet1!A1", {"valueInputOption": "RAW"}, body)  # noqa: E731
    assert refusal(write) == (400, expected)


@checks("SHEETS-089")
def a_write_must_say_how_its_input(google: Probe) -> None:
    """A write must say how its input is to be taken."""
    book = google.workbook()
    code, message = refusal(lambda: book.values_update("A1", {}, {"values": [["x"]]}))
    assert (code, message) == (400, "'valueInputOption' is required but not specified")


@checks("SHEETS-090")
def a_field_mask_that_names_what_is(google: Probe) -> None:
    """A field mask that names what is not there is refused."""
    book = google.workbook()
    update = {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "x"}, "fields": "titel"}}
    code, message = refusal(lambda: ask(book, update))
    assert code == 400
    assert "titel" in message


@checks("SHEETS-099")
def the_limit_of_a_cell_counts_as(google: Probe) -> None:
    """The limit of a cell counts as JavaScript does: an emoji is two characters."""
    book = google.workbook()
    assert refusal(lambda: book.sheet1.update([["🎈" * 25_001]], "A1"))[0] == 400
    book.sheet1.update([["🎈" * 25_000]], "A1")


@checks("SHEETS-100")
def a_sheet_takes_one_protection_of_the(google: Probe) -> None:
    """A sheet takes one protection of the whole sheet."""
    book = google.workbook()
    whole = {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}}
    ask(book, whole)
    expected = 'Invalid requests[0].addProtectedRange: Sheet "Sheet1" already has sheet protection.'
    assert refusal(lambda: ask(book, whole)) == (400, expected)


@checks("SHEETS-101")
def a_named_range_is_named_by_letters(google: Probe) -> None:
    """A named range is named by letters."""
    book = google.workbook()

    def add(name: str) -> None:
        ask(book, {"addNamedRange": {"namedRange": {"name": name, "range": {"sheetId": 0}}}})

    add("rev_1")
    for name in ("rev-1", "two words", "A1", "1st", "R1C1", "", "REV_1"):
        assert refusal(partial(add, name))[0] == 400
