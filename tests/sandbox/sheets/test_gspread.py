"""gspread's ordinary calls, as a person who writes a script would use them."""

from __future__ import annotations

from gspread import Cell
from gspread.utils import ValidationConditionType

from sandbox.conformance import Probe


def test_records_are_read_by_their_headers(google: Probe) -> None:
    sheet = google.workbook().sheet1
    sheet.update([["Code", "Phone"], ["P0001", "07700 900123"], ["007", ""]], "A1")
    assert sheet.get_all_records(numericise_ignore=["all"]) == [
        {"Code": "P0001", "Phone": "07700 900123"},
        {"Code": "007", "Phone": ""},
    ]


def test_a_script_of_everyday_calls_comes_through(google: Probe) -> None:
    book = google.workbook()
    sheet = book.add_worksheet("Register", rows=20, cols=6)
    sheet.append_rows([["Name", "Seen"], ["Ann", "yes"], ["Bob", "no"]])
    sheet.insert_rows([["Cy", "yes"]], row=2)
    sheet.sort((1, "asc"), range="A2:B4")
    assert sheet.col_values(1) == ["Name", "Ann", "Bob", "Cy"]
    assert sheet.row_values(2) == ["Ann", "yes"]
    found = sheet.find("no")
    assert found is not None
    assert (found.row, found.col) == (3, 2)
    assert [cell.row for cell in sheet.findall("yes")] == [2, 4]
    sheet.update_cells([Cell(2, 3, "late"), Cell(3, 3, "ill")])
    assert sheet.batch_get(["A2:C2", "C3"]) == [[["Ann", "yes", "late"]], [["ill"]]]
    sheet.batch_update([{"range": "C4", "values": [["taxi"]]}])
    assert sheet.acell("C4").value == "taxi"
    sheet.delete_rows(3)
    assert sheet.get_all_values() == [["Name", "Seen", ""], ["Ann", "yes", "late"], ["Cy", "yes", "taxi"]]


def test_a_sheet_is_dressed_and_undressed(google: Probe) -> None:
    book = google.workbook()
    sheet = book.sheet1
    sheet.update([["Head"], ["x"]], "A1")
    sheet.format("A1:C1", {"textFormat": {"bold": True}, "horizontalAlignment": "CENTER"})
    sheet.freeze(rows=1)
    sheet.merge_cells("A3:B4")
    sheet.add_validation("B2:B9", ValidationConditionType.boolean, [])
    sheet.set_basic_filter("A1:C9")
    sheet.columns_auto_resize(0, 2)
    sheet.hide_columns(3, 4)
    sheet.resize(rows=50, cols=8)
    sheet.update_note("A1", "A help text")
    sheet.update_title("Dressed")
    again = book.worksheet("Dressed")
    assert (again.row_count, again.col_count, again.frozen_row_count) == (50, 8, 1)
    assert again.get_note("A1") == "A help text"
    sheet.unmerge_cells("A3:B4")
    sheet.clear_basic_filter()
    sheet.unhide_columns(3, 4)
    sheet.clear()
    assert sheet.get_all_values() == [[]]


def test_sheets_are_added_copied_hidden_and_deleted(google: Probe) -> None:
    book = google.workbook()
    book.add_worksheet("Two", rows=3, cols=3)
    copy = book.worksheet("Two").duplicate(new_sheet_name="Three")
    copy.hide()
    assert [sheet.title for sheet in book.worksheets(exclude_hidden=True)] == ["Sheet1", "Two"]
    copy.show()
    book.del_worksheet(book.worksheet("Two"))
    assert {sheet.title for sheet in book.worksheets()} == {"Sheet1", "Three"}


def test_a_workbook_is_copied_and_shared_through_drive(google: Probe) -> None:
    book = google.workbook("First")
    book.sheet1.update([["kept"]], "A1")
    copy = google.gspread.copy(book.id, title="Second")
    assert copy.sheet1.acell("A1").value == "kept"
    copy.sheet1.update([["changed"]], "A1")
    assert book.sheet1.acell("A1").value == "kept"
    copy.share("reader@innov8.example", perm_type="user", role="reader", notify=False)
    assert google.as_user("reader@innov8.example").gspread.open_by_key(copy.id).title == "Second"
