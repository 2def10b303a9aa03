"""Files of rows held against the workbook: what is new, what is wrong with it, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cme.edges.schema import Column, tab
from cme.edges.sheets import Snapshot
from cme.errors import SetupError
from scripts._setup.cells import Value, WrongCell, shown, typed_value
from scripts._setup.csv_in import Line, read_csv
from scripts._setup.misread import misread
from scripts._setup.rows_in import Part, requests_of

KEYS: Mapping[str, tuple[str, ...]] = {
    "staff": ("Code",),
    "schools": ("Code",),
    "authorities": ("Code",),
    "sessions": ("Code",),
    "pupils": ("Code",),
    "safeguarding": ("Pupil",),
    "places": ("Pupil", "Commissioner", "From"),
    "calendar": ("Calendar", "Kind", "From"),
}
"""The tabs that may come from a file of the same name, in this order, and by what a row is the same row."""


@dataclass(slots=True)
class Import:
    """All files of a folder: nothing is written where anything is wrong."""

    parts: list[Part] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests of one batch, that is done whole or not at all."""
        return [request for part in self.parts for request in requests_of(part)]


def plan_import(folder: Path, snapshot: Snapshot, workbook_id: str) -> Import:
    """Return what a folder's files would add, checked together with what stands in the workbook."""
    found = Import()
    for slug in KEYS:
        file = folder / f"{slug}.csv"
        if file.is_file() and snapshot.values.get(slug):
            found.parts.append(_part(found, slug, file, snapshot.values[slug]))
    # What is wrong with a cell is said once, and not again by whoever reads it as empty.
    said = {line.partition(": ")[0] for line in found.wrong}
    found.wrong += [line for line in misread(found.parts, snapshot, workbook_id) if line.partition(": ")[0] not in said]
    return found


def files_in(folder: Path) -> list[str]:
    """Return the files that are taken; raise SetupError where there is no such folder, or none of them in it."""
    known = [f"{slug}.csv" for slug in (*KEYS, "settings")]
    there = [name for name in known if (folder / name).is_file()]
    if not there:
        mend = f"It must hold one or more of {', '.join(known)}; docs/setup.md has examples."
        raise SetupError(f"{folder} holds no file that is known.", mend=mend)
    return there


def _part(found: Import, slug: str, file: Path, values: Sequence[Sequence[Any]]) -> Part:
    schema = tab(slug)
    columns = {column.header.casefold(): column for column in schema.columns}
    typed = [str(cell).strip() for cell in values[0]]
    header = [columns[name.casefold()].header if name.casefold() in columns else name for name in typed]
    headings, lines = read_csv(file, schema.headers)
    part = Part(file.name, schema, header)
    part.more = [name for name in headings if name and name not in header and name.casefold() not in columns]
    if part.more and not schema.open_columns:
        known = ", ".join(schema.headers)
        found.wrong.append(f"{file.name} line 1: the tab has no column “{part.more[0]}”. It has: {known}.")
    there = {_key(slug, columns, row): row for row in (dict(zip(header, row, strict=False)) for row in values[1:])}
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        row = _row(found, file.name, columns, line)
        key = _key(slug, columns, row)
        if key in seen:
            found.wrong.append(f"{file.name} line {line.number}: {_named(key)} stands in line {seen[key]} as well.")
        elif key in there:
            found.differs += _different(f"{file.name} line {line.number}", columns, there[key], row)
        else:
            part.rows.append(row)
            part.lines.append(line.number)
        seen.setdefault(key, line.number)
    return part


def _row(found: Import, file: str, columns: Mapping[str, Column], line: Line) -> dict[str, Value]:
    """Return a line as the sheet will hold it, by the tab's own headings; what cannot be is said and left out."""
    row: dict[str, Value] = {}
    for name, typed in line.cells.items():
        column = columns.get(name.casefold())
        try:
            row[column.header if column else name] = typed_value(column, typed)
        except WrongCell as wrong:
            found.wrong.append(f"{file} line {line.number}, {name}: {wrong}")
    given = {name.casefold() for name, typed in line.cells.items() if typed}
    for name, column in columns.items():
        if column.required and name not in given:
            found.wrong.append(f"{file} line {line.number}, {column.header}: it is empty, and must not be.")
    return row


def _key(slug: str, columns: Mapping[str, Column], row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(shown(columns[name.casefold()], row.get(name, "")) for name in KEYS[slug])


def _named(key: tuple[str, ...]) -> str:
    return "“" + " ".join(part for part in key if part) + "”"


def _different(
    where: str, columns: Mapping[str, Column], there: Mapping[str, Any], row: Mapping[str, Value]
) -> Iterator[str]:
    """Yield each cell in which a file says otherwise than what people typed, which stays."""
    for name, value in row.items():
        column = columns.get(name.casefold())
        stands, says = shown(column, there.get(name, "")), shown(column, value)
        if says and says != stands:
            yield f"{where}, {name}: “{says}” in the file, “{stands}” on the tab, which stays"
