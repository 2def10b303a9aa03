"""Rows and columns that come, go and move, against a plain list of lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from sandbox.app import App, create_app

SIZE = 6
place = st.integers(min_value=0, max_value=SIZE - 1)
acts = st.lists(st.tuples(st.sampled_from(["insert", "delete", "move"]), st.booleans(), place, place), max_size=5)


def request_and_model(act: tuple[str, bool, int, int], grid: list[list[str]]) -> tuple[dict[str, Any], list[list[str]]]:
    """Return the request of one act, and the grid after it; columns are rows of the grid laid on its side."""
    kind, rows, start, other = act
    dimension = "ROWS" if rows else "COLUMNS"
    lines = grid if rows else [list(column) for column in zip(*grid, strict=True)]
    start = min(start, len(lines) - 1)
    span = {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": start + 1}
    if kind == "insert":
        request = {"insertDimension": {"range": span}}
        after = [*lines[:start], [""] * len(lines[0]), *lines[start:]]
    elif kind == "delete" and len(lines) > 1:
        request = {"deleteDimension": {"range": span}}
        after = [*lines[:start], *lines[start + 1 :]]
    else:
        to = min(other, len(lines))
        request = {"moveDimension": {"source": span, "destinationIndex": to}}
        rest = [*lines[:start], *lines[start + 1 :]]
        at = to if to <= start else to - 1
        after = [*rest[:at], lines[start], *rest[at:]]
    return request, after if rows else [list(column) for column in zip(*after, strict=True)]


def shared(folder: Path, known: dict[str, App] = {}) -> Client:  # noqa: B006 - one sandbox for all examples
    """Return a client of one sandbox, made once."""
    if "app" not in known:
        known["app"] = create_app(folder / "moving.sqlite")
    return Client(known["app"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_cells_and_a_named_cell_are_where_a_list_of_lists_has_them(tmp_path: Path, script: list[Any]) -> None:
    client = shared(tmp_path)
    grid = [[f"{row}.{column}" for column in range(SIZE)] for row in range(SIZE)]
    size = {"rowCount": SIZE, "columnCount": SIZE}
    sheet = {"properties": {"sheetId": 0, "title": "T", "gridProperties": size}}
    made = client.post("/v4/spreadsheets", json={"sheets": [sheet]}).get_json()
    where = f"/v4/spreadsheets/{made['spreadsheetId']}"
    client.put(f"{where}/values/A1?valueInputOption=RAW", json={"values": grid})
    cell = {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 3, "startColumnIndex": 3, "endColumnIndex": 4}
    named = {"namedRangeId": "n", "name": "followed", "range": cell}
    client.post(f"{where}:batchUpdate", json={"requests": [{"addNamedRange": {"namedRange": named}}]})
    for act in script:
        request, grid = request_and_model(act, grid)
        answer = client.post(f"{where}:batchUpdate", json={"requests": [request]})
        assert answer.status_code == 200, answer.text
    found = client.get(f"{where}/values/T").get_json().get("values", [])
    padded = [row + [""] * (len(grid[0]) - len(row)) for row in found]
    padded += [[""] * len(grid[0])] * (len(grid) - len(padded))
    assert padded == grid
    here = client.get(f"{where}/values/followed")
    alive = any("2.3" in row for row in grid)
    assert (here.status_code == 200 and here.get_json().get("values") == [["2.3"]]) is alive
