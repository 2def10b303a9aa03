"""All state is in the file, and little of it is written at a time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from werkzeug.test import Client

from sandbox.app import App, create_app
from sandbox.conformance import Probe
from sandbox.sheets import storage


def made(client: Client) -> str:
    """Make a spreadsheet and return its address."""
    answer = client.post("/v4/spreadsheets", json={"properties": {"title": "Kept", "locale": "en_GB"}})
    return f"/v4/spreadsheets/{answer.get_json()['spreadsheetId']}"


def rows(count: int, width: int = 14) -> dict[str, object]:
    """Return the request that appends so many rows."""
    row = {"values": [{"userEnteredValue": {"stringValue": f"cell {column}"}} for column in range(width)]}
    return {"appendCells": {"sheetId": 0, "fields": "userEnteredValue", "rows": [row] * count}}


def test_a_workbook_is_the_same_after_the_sandbox_was_started_anew(tmp_path: Path) -> None:
    first = create_app(tmp_path / "s.sqlite")
    client = Client(first)
    where = made(client)
    client.put(f"{where}/values/A1?valueInputOption=USER_ENTERED", json={"values": [["=1+1", "24/11/2026", True, "x"]]})
    before = client.get(f"{where}?includeGridData=true").get_json()
    first.stop()
    storage._SHELF.clear()
    second = create_app(tmp_path / "s.sqlite")
    assert Client(second).get(f"{where}?includeGridData=true").get_json() == before
    second.stop()


def test_a_copied_file_goes_its_own_way(tmp_path: Path) -> None:
    first = create_app(tmp_path / "s.sqlite")
    where = made(Client(first))
    first.store.copy_to(tmp_path / "copy.sqlite")
    second = create_app(tmp_path / "copy.sqlite")
    for app, text in ((first, "one"), (second, "two")):
        Client(app).put(f"{where}/values/A1?valueInputOption=RAW", json={"values": [[text]]})
    found = [Client(app).get(f"{where}/values/A1").get_json()["values"] for app in (first, second)]
    assert found == [[["one"]], [["two"]]]
    first.stop()
    second.stop()


def test_an_append_writes_one_row_of_the_file(app: App) -> None:
    client = Client(app)
    where = made(client)
    client.post(f"{where}:batchUpdate", json={"requests": [rows(50)]})
    written: list[str] = []
    app.store._db.set_trace_callback(lambda sql: written.append(sql) if "into sheets_rows" in sql else None)
    client.post(f"{where}:batchUpdate", json={"requests": [rows(1)]})
    app.store._db.set_trace_callback(None)
    assert len(written) == 1


def cells(*values: dict[str, object], sheet: int = 0) -> dict[str, object]:
    """Return the request that writes values into the first row of a sheet."""
    row = {"values": [{"userEnteredValue": value} for value in values]}
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0}
    return {"updateCells": {"start": start, "fields": "userEnteredValue", "rows": [row]}}


def test_a_row_that_is_written_as_it_was_is_not_stored_again(app: App) -> None:
    client = Client(app)
    where = made(client)
    same = [cells({"stringValue": "Child"}, {"numberValue": 8}), rows(3)]
    client.post(f"{where}:batchUpdate", json={"requests": same})
    written: list[str] = []
    app.store._db.set_trace_callback(lambda sql: written.append(sql) if "into sheets_rows" in sql else None)
    client.post(f"{where}:batchUpdate", json={"requests": same[:1]})
    app.store._db.set_trace_callback(None)
    assert written == []


def test_true_over_one_and_a_formula_over_its_own_text_are_stored(app: App) -> None:
    client = Client(app)
    where = made(client)
    client.post(f"{where}:batchUpdate", json={"requests": [cells({"numberValue": 1}, {"stringValue": "=1+1"})]})
    client.post(f"{where}:batchUpdate", json={"requests": [cells({"boolValue": True}, {"formulaValue": "=1+1"})]})
    storage._SHELF.clear()
    assert client.get(f"{where}/values/A1:B1").get_json()["values"] == [["TRUE", "2"]]


def test_rows_of_one_look_part_where_one_of_them_is_filled(app: App) -> None:
    client = Client(app)
    where = made(client)
    bold = {"cell": {"userEnteredFormat": {"textFormat": {"bold": True}}}, "fields": "userEnteredFormat"}
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 2}
    client.post(f"{where}:batchUpdate", json={"requests": [{"repeatCell": {"range": area, **bold}}]})
    client.put(f"{where}/values/A5?valueInputOption=RAW", json={"values": [["here"]]})
    for _ in ("from memory", "from the file"):
        assert client.get(f"{where}/values/A1:B9").get_json()["values"] == [[], [], [], [], ["here"]]
        storage._SHELF.clear()


def test_a_formula_is_worked_out_anew_where_a_cell_of_another_tab_changed(app: App) -> None:
    client = Client(app)
    where = made(client)
    other = {"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}}
    asks = cells({"formulaValue": "=Other!A1*10"})
    client.post(f"{where}:batchUpdate", json={"requests": [other, cells({"numberValue": 2}, sheet=7), asks]})
    for number, shown in ((2, "20"), (3, "30"), (2, "20")):
        client.post(f"{where}:batchUpdate", json={"requests": [cells({"numberValue": number}, sheet=7)]})
        assert client.get(f"{where}/values/A1").get_json()["values"] == [[shown]]


def test_a_batch_that_is_refused_leaves_nothing_behind(app: App) -> None:
    client = Client(app)
    where = made(client)
    answer = client.post(f"{where}:batchUpdate", json={"requests": [rows(1), {"deleteSheet": {"sheetId": 9}}]})
    assert answer.status_code == 400
    assert "values" not in client.get(f"{where}/values/Sheet1").get_json()


def test_five_thousand_rows_are_read_in_a_moment(app: App) -> None:
    client = Client(app)
    where = made(client)
    client.post(f"{where}:batchUpdate", json={"requests": [rows(5000)]})
    start = time.thread_time()
    found = client.get(f"{where}/values/Sheet1").get_json()["values"]
    assert len(found) == 5000
    assert time.thread_time() - start < 0.5


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "'", "naïve 🎈 Ünal", "line\nline", '{"f": "=1"}'])
def test_a_literal_text_survives_the_file(app: App, text: str) -> None:
    client = Client(app)
    where = made(client)
    client.put(f"{where}/values/A1?valueInputOption=RAW", json={"values": [[text]]})
    storage._SHELF.clear()
    assert client.get(f"{where}/values/A1").get_json()["values"] == [[text]]


def test_a_new_title_is_the_files_name_too(google: Probe) -> None:
    book = google.workbook("Before")
    book.update_title("After")
    assert google.drive.files().get(fileId=book.id).execute()["name"] == "After"
