"""The file that restores, as JSON: every tab of a class, each cell as it was typed; and the manifest. Pure.

A cell is null, a text, a number or a truth; a formula is {"formula": …}; where a number is written in a way of its own,
such as a date, the cell is [value, n], and `formats` holds the n-th way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cme.domain.answers import Recorded
from cme.domain.archive_cells import Cell, Row, WholeTab, filled
from cme.domain.figures import Figures

Json = dict[str, Any]
VERSION = 1
"""Of the two documents: a later one is not read by an older program."""


def class_document(kind: str, month: str, read_at: datetime, revision: int, tabs: Iterable[WholeTab]) -> bytes:
    """Return the file of a class."""
    formats: dict[tuple[str, str], int] = {}
    written = [
        {
            "sheet_id": tab.sheet_id,
            "title": tab.title,
            "slug": tab.slug,
            "rows": [[_plain(cell, formats) for cell in row] for row in tab.rows],
        }
        for tab in tabs
    ]
    head = {"version": VERSION, "class": kind, "month": month, "read_at": read_at.isoformat(), "revision": revision}
    return as_bytes({**head, "formats": list(formats), "tabs": written})


def _plain(cell: Cell | None, formats: dict[tuple[str, str], int]) -> Any:
    if cell is None:
        return None
    value = {"formula": cell.value} if cell.is_formula else cell.value
    if not (cell.kind or cell.pattern):
        return value
    return [value, formats.setdefault((cell.kind, cell.pattern), len(formats))]


def tabs_of(document: Mapping[str, Any]) -> list[WholeTab]:
    """Return the tabs that a file of a class holds; one of another version raises ValueError."""
    if document.get("version") != VERSION:
        raise ValueError(document.get("version"))
    formats = [(str(kind), str(pattern)) for kind, pattern in document["formats"]]
    return [
        WholeTab(tab["sheet_id"], tab["title"], tab["slug"], tuple(_row(row, formats) for row in tab["rows"]))
        for tab in document["tabs"]
    ]


def _row(row: Sequence[Any], formats: Sequence[tuple[str, str]]) -> Row:
    return tuple(None if plain is None else _read(plain, formats) for plain in row)


def _read(plain: Any, formats: Sequence[tuple[str, str]]) -> Cell:
    value, number = plain if isinstance(plain, list) else (plain, None)
    kind, pattern = ("", "") if number is None else formats[number]
    if isinstance(value, dict):
        return Cell(value["formula"], is_formula=True, kind=kind, pattern=pattern)
    return Cell(value, kind=kind, pattern=pattern)


def manifest(
    head: Mapping[str, Any],
    files: Mapping[str, Mapping[str, Any]],
    tabs: Mapping[str, Sequence[WholeTab]],
    in_force: Mapping[str, Any],
) -> bytes:
    """Return the manifest: every file with its digest, every tab with its rows, and what was in force."""
    counts = {kind: {tab.title: filled(tab) for tab in found} for kind, found in tabs.items()}
    return as_bytes({"version": VERSION, **head, "files": files, "rows": counts, **in_force})


def in_force_on(day: date, figures: Figures, recorded: Recorded) -> Json:
    """Return the figures that were in force on a day, each with its source, and the answers that stood."""
    values = {name: figure.on(day) for name, figure in figures.by_name.items()}
    shown = {
        name: {"value": figures.by_name[name].shown(dated.value), "since": str(dated.since), "source": dated.source}
        for name, dated in values.items()
    }
    answers = {a.question: {"by": a.by, "on": str(a.on), "words": a.words} for a in recorded.answers.values()}
    return {"figures": shown, "answers": answers}


def as_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as the bytes that are stored: the same for the same document."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, as hexadecimal figures."""
    return hashlib.sha256(content).hexdigest()
