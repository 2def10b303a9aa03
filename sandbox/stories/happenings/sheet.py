"""What the DSL does in the workbook, as one who may write there: cells, rows, columns, tabs, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from cme.edges.schema import Tab, tabs
from sandbox.sheets.a1 import letters
from sandbox.stage import DSL, SHEETS
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.parts import Cast, header_of, words
from sandbox.stories.register import setting_name, setting_value
from sandbox.stories.said import Said, did_you_mean
from sandbox.stories.scene import Scene

Step = Callable[["_Paper"], str]
CHANGES = ("set", "add", "delete", "rename_tab", "delete_tab", "rename_column", "delete_column")


@happening("sheet", "row", *CHANGES)
def sheet(spoken: Spoken) -> Act:
    """Somebody changes a tab of the workbook by hand."""
    tab = _tab(spoken.need("sheet"))
    done = [key for key in CHANGES if key in spoken.said]
    if not done:
        raise spoken.whole.wrong("It does not say what was changed.", f"Say one of: {', '.join(CHANGES)}.")
    steps = [_STEPS[key](spoken, tab) for key in done]

    def act(scene: Scene) -> str:
        return "; ".join(step(_Paper(scene, tab)) for step in steps)

    return act


@happening("setting")
def setting(spoken: Spoken) -> Act:
    """The DSL changes a setting: the mode, a pause."""
    tab = next(tab for tab in tabs() if tab.slug == "settings")
    wanted = {}
    for typed, value in spoken.need("setting").pairs().items():
        name = setting_name(typed, value)
        wanted[name] = setting_value(name, value, spoken.day)
    if not wanted:
        raise spoken.whole.wrong("It does not say which setting.", "Write it as setting: {mode: live}.")

    def act(scene: Scene) -> str:
        paper = _Paper(scene, tab)
        for name, value in wanted.items():
            paper.type_into({"Setting": name}, {"Value": value})
        return "; ".join(f"the setting “{name}” is now “{value}”" for name, value in wanted.items())

    return act


def _tab(said: Said) -> Tab:
    typed = said.text().strip().casefold()
    found = next((tab for tab in tabs() if typed in (tab.title.casefold(), tab.slug)), None)
    if found is None:
        raise said.wrong(
            f"The workbook has no tab “{said.text()}”.", did_you_mean(said.text(), [t.title for t in tabs()])
        )
    return found


def _open_header(tab: Tab, typed: str, said: Said, cast: Cast) -> str:
    """Return a heading of the tab; Places has one for each session as well."""
    if tab.open_columns and typed in cast.codes("sessions"):
        return typed
    return header_of(tab.slug, typed, said)


def _cells(said: Said, tab: Tab, cast: Cast) -> dict[str, str]:
    return {_open_header(tab, typed, value, cast): str(words(value)) for typed, value in said.pairs().items()}


def _key(said: Said, tab: Tab, cast: Cast) -> dict[str, str]:
    """Return what tells a row from the others: what stands in its first column, or cells by their headings."""
    if isinstance(said.value, dict):
        return _cells(said, tab, cast)
    return {tab.columns[0].header: said.text().strip()}


def _set(spoken: Spoken, tab: Tab) -> Step:
    row = _key(spoken.need("row"), tab, spoken.cast)
    wanted = _cells(spoken.said["set"], tab, spoken.cast)

    def step(paper: _Paper) -> str:
        paper.type_into(row, wanted)
        typed = ", ".join(f"{header}: “{value}”" for header, value in wanted.items())
        return f"{tab.title}, {' '.join(row.values())}: {typed}"

    return step


def _add(spoken: Spoken, tab: Tab) -> Step:
    rows = [_cells(item, tab, spoken.cast) for item in spoken.said["add"].each() or [spoken.said["add"]]]
    for row in rows:
        if "Code" in row:
            spoken.cast.put(f"{tab.slug}", row["Code"], dict(row), {})

    def step(paper: _Paper) -> str:
        for row in rows:
            paper.add(row)
        return f"{tab.title}: added {', '.join(next(iter(row.values())) for row in rows)}"

    return step


def _delete(spoken: Spoken, tab: Tab) -> Step:
    row = _key(spoken.said["delete"], tab, spoken.cast)

    def step(paper: _Paper) -> str:
        paper.delete_row(row)
        return f"{tab.title}: the row {' '.join(row.values())} was deleted"

    return step


def _rename_tab(spoken: Spoken, tab: Tab) -> Step:
    title = spoken.said["rename_tab"].text()

    def step(paper: _Paper) -> str:
        properties = {"sheetId": tab.sheet_id, "title": title}
        paper.change({"updateSheetProperties": {"properties": properties, "fields": "title"}})
        return f"the tab {tab.title} is now called “{title}”"

    return step


def _delete_tab(spoken: Spoken, tab: Tab) -> Step:
    if not spoken.said["delete_tab"].flag():
        raise spoken.said["delete_tab"].wrong("Only yes makes sense here.")

    def step(paper: _Paper) -> str:
        paper.change({"deleteSheet": {"sheetId": tab.sheet_id}})
        return f"the tab {tab.title} was deleted"

    return step


def _rename_column(spoken: Spoken, tab: Tab) -> Step:
    given = spoken.said["rename_column"].pairs()
    wanted = {_open_header(tab, typed, value, spoken.cast): value.text() for typed, value in given.items()}

    def step(paper: _Paper) -> str:
        for header, title in wanted.items():
            paper.write(0, paper.column(header), title)
        return f"{tab.title}: {', '.join(f'“{old}” is now headed “{new}”' for old, new in wanted.items())}"

    return step


def _delete_column(spoken: Spoken, tab: Tab) -> Step:
    said = spoken.said["delete_column"]
    header = _open_header(tab, said.text(), said, spoken.cast)

    def step(paper: _Paper) -> str:
        paper.delete("COLUMNS", paper.column(header))
        return f"{tab.title}: the column “{header}” was deleted"

    return step


_STEPS = {
    "set": _set,
    "add": _add,
    "delete": _delete,
    "rename_tab": _rename_tab,
    "delete_tab": _delete_tab,
    "rename_column": _rename_column,
    "delete_column": _delete_column,
}


class _Paper:
    """One tab as the person before it sees it now."""

    def __init__(self, scene: Scene, tab: Tab) -> None:
        self._google = scene.stage.google(DSL)
        self._url = f"{SHEETS}/{scene.stage.workbook_id}"
        self._tab = tab
        self._scene = scene

    def _title(self) -> str:
        title = self._scene.stage.title_of(self._tab.slug)
        if not title:
            raise LookupError(f"the tab {self._tab.title} is gone")
        return title

    def _values(self) -> list[list[str]]:
        answer = self._google.http.request("get", f"{self._url}/values/{quote(self._title())}").json()
        return [[str(cell) for cell in row] for row in answer.get("values", [])]

    def change(self, request: Mapping[str, Any]) -> None:
        """Send one request that changes the workbook."""
        self._google.http.request("post", f"{self._url}:batchUpdate", json={"requests": [request]})

    def column(self, header: str) -> int:
        """Return where a heading stands now."""
        return self._values()[0].index(header)

    def write(self, row: int, column: int, text: str) -> None:
        """Type into a cell."""
        cell = f"{self._title()}!{letters(column)}{row + 1}"
        params = {"valueInputOption": "USER_ENTERED"}
        self._google.http.request("put", f"{self._url}/values/{quote(cell)}", params=params, json={"values": [[text]]})

    def _find(self, key: Mapping[str, str]) -> tuple[int, list[str]]:
        values = self._values()
        headers = values[0]
        where = {headers.index(header): text.casefold() for header, text in key.items() if header in headers}
        rows = [n for n, row in enumerate(values) if n and all(_at(row, i).casefold() == t for i, t in where.items())]
        named = " ".join(key.values())
        if len(where) < len(key) or len(rows) != 1:
            found = f"{len(rows)} rows" if rows else "no row"
            raise LookupError(f"{self._tab.title} has {found} “{named}”")
        return rows[0], headers

    def type_into(self, key: Mapping[str, str], cells: Mapping[str, str]) -> None:
        """Type into cells of one row, by their headings."""
        row, headers = self._find(key)
        for header, text in cells.items():
            self.write(row, headers.index(header), text)

    def add(self, cells: Mapping[str, str]) -> None:
        """Type a new row under the last one."""
        values = self._values()
        for header, text in cells.items():
            self.write(len(values), values[0].index(header), text)

    def delete_row(self, key: Mapping[str, str]) -> None:
        """Delete one row."""
        self.delete("ROWS", self._find(key)[0])

    def delete(self, dimension: str, index: int) -> None:
        """Delete one row or column."""
        span = {"sheetId": self._tab.sheet_id, "dimension": dimension, "startIndex": index, "endIndex": index + 1}
        self.change({"deleteDimension": {"range": span}})


def _at(row: Sequence[str], index: int) -> str:
    return row[index] if index < len(row) else ""
