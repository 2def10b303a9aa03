"""Reads a CSV file as people save it: from Excel or by hand, with commas or semicolons, in whichever letters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cme.errors import SetupError

MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""How Excel marks the letters of a file at its beginning."""
BETWEEN = ",;\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the headings: where it stands in the file, and what under each heading."""

    number: int
    cells: dict[str, str]


def letters(raw: bytes) -> str:
    """Return a file's text: by its mark, else as UTF-8, else as Windows writes in Britain."""
    for mark, code in MARKED.items():
        if raw.startswith(mark):
            return raw.decode(code, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read_csv(path: Path, known: Iterable[str]) -> tuple[list[str], list[Line]]:
    """Return the headings and the lines of a file; `known` headings tell by what its cells are parted."""
    try:
        text = letters(path.read_bytes())
    except OSError as wrong:
        raise SetupError(f"{path} cannot be read.", mend="Close it in Excel, and mind where it lies.") from wrong
    rows = list(_numbered(text, _parted(text, {name.casefold() for name in known})))
    if not rows:
        return [], []
    headings = [cell.strip() for cell in rows[0][1]]
    lines = [
        Line(number, {name: cell.strip() for name, cell in zip(headings, cells, strict=False) if name})
        for number, cells in rows[1:]
    ]
    return headings, [line for line in lines if any(line.cells.values())]


def _parted(text: str, known: set[str]) -> str:
    """Return what parts the cells: whatever finds the most headings that we know in the first line."""
    first = text.lstrip().partition("\n")[0]
    found = {mark: sum(cell.strip(' "\r').casefold() in known for cell in first.split(mark)) for mark in BETWEEN}
    return max(BETWEEN, key=lambda mark: found[mark])


def _numbered(text: str, mark: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    before = 0
    for cells in reader:
        # A cell may run over several lines: a row is where it begins.
        if any(cell.strip() for cell in cells):
            yield before + 1, cells
        before = reader.line_num
