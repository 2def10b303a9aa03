"""Reads `sheets_schema/`: what the workbook's tabs and the forms should be, as data, into typed values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cme.domain.archive_steps import CLASSES
from cme.domain.form_items import FormWording, Wording
from cme.domain.schema_version import Version
from cme.errors import SetupError

FOLDER = Path(__file__).resolve().parents[3] / "sheets_schema"
ARCHIVED = frozenset({"", *CLASSES})
KINDS = frozenset({"text", "any", "number", "date", "time", "instant", "email"})
CHARTS = frozenset({"LINE", "COLUMN", "BAR"})
WRITERS = frozenset({"machine", "dsl", "both"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab, known by its header; `yours` marks a person's columns on a tab that the machine writes."""

    header: str
    kind: str = "text"
    width: int = 130
    note: str = ""
    required: bool = False
    wrap: bool = False
    yours: bool = False
    allowed: tuple[str, ...] = ()
    choose_from: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell outside the table: a label, a number or a formula; `once` is set when empty and then left alone."""

    at: str
    text: str = ""
    number: float | None = None
    formula: str = ""
    format: str = ""
    bold: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class Highlight:
    """A colour that shows where a formula holds: in a table's `column`, row by row, in an `area`, or else on A1."""

    when: str
    colour: str
    column: str = ""
    area: str = "A1"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter that people choose by name: the rows of a table for which a formula holds, the newest first."""

    title: str
    column: str
    when: str
    newest: str = ""


@dataclass(frozen=True, slots=True)
class TabChart:
    """A chart over a tab: one column of its `area` a series, headings in the first row, in this order of `colours`.

    `about` is the part of a report whose figures stand in the area. `id` never changes; `at` is where it first stands.
    """

    id: int
    title: str
    about: str
    kind: str
    area: str
    at: str
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the workbook. `slug` names its file and its named ranges; `sheet_id` never changes.

    `archive` is the class with which it is archived: attendance or safeguarding; the Duty board is not archived.
    """

    slug: str
    title: str
    sheet_id: int
    order: int
    writer: str
    group: str
    about: str
    archive: str = ""
    layout: str = "table"
    header_row: int = 1
    frozen_columns: int = 0
    hidden: bool = False
    read: bool = False
    hot: bool = False
    open_columns: bool = False
    columns: tuple[Column, ...] = ()
    cells: tuple[Cell, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    views: tuple[FilterView, ...] = ()
    charts: tuple[TabChart, ...] = ()
    widths: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    choices: Mapping[str, tuple[str, ...]] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings, in the order in which the set-up writes them."""
        return tuple(column.header for column in self.columns)


def _columns(document: Mapping[str, Any]) -> tuple[Column, ...]:
    return tuple(Column(**{**raw, "allowed": tuple(raw.get("allowed", ()))}) for raw in document.get("columns", ()))


def _tab(path: Path) -> Tab:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    made = {
        "columns": _columns(document),
        "cells": tuple(Cell(**raw) for raw in document.pop("cell", ())),
        "highlights": tuple(Highlight(**raw) for raw in document.pop("highlight", ())),
        "views": tuple(FilterView(**raw) for raw in document.pop("view", ())),
        "charts": tuple(TabChart(**{**raw, "colours": tuple(raw["colours"])}) for raw in document.pop("chart", ())),
        "choices": {raw["setting"]: tuple(raw["allowed"]) for raw in document.pop("choice", ())},
        "widths": tuple(document.get("widths", ())),
        "rows": tuple(tuple(row) for row in document.get("rows", ())),
    }
    tab = Tab(slug=path.stem, **{**document, **made})
    if tab.writer not in WRITERS or any(column.kind not in KINDS for column in tab.columns):
        raise ValueError("the writer of the tab or the kind of a column is not one that we know")
    if any(chart.kind not in CHARTS for chart in tab.charts):
        raise ValueError("the kind of a chart is not one that we know")
    if tab.archive not in ARCHIVED:
        raise ValueError("the class with which it is archived is not one that we know")
    return tab


@cache
def tabs(folder: Path = FOLDER) -> tuple[Tab, ...]:
    """Return every tab in the order of the workbook, or raise SetupError naming the file that is wrong."""
    found = []
    for path in sorted((folder / "tabs").glob("*.toml")):
        try:
            found.append(_tab(path))
        except (TypeError, ValueError, KeyError) as wrong:
            raise SetupError(f"{path.name} does not describe a tab: {wrong}.", where=path.name) from wrong
    return tuple(sorted(found, key=lambda tab: tab.order))


@cache
def versions(folder: Path = FOLDER) -> tuple[Version, ...]:
    """Return every version of the tabs, the last of which is this program's, or raise SetupError."""
    path = folder / "versions.toml"
    try:
        found = tuple(Version(**raw) for raw in tomllib.loads(path.read_text(encoding="utf-8"))["version"])
        if [version.number for version in found] != list(range(1, len(found) + 1)):
            raise ValueError("the numbers do not count from 1")
    except (OSError, TypeError, ValueError, KeyError) as wrong:
        raise SetupError(f"{path.name} does not list the versions: {wrong}.", where=path.name) from wrong
    return found


def duty_tabs() -> tuple[Tab, ...]:
    """Return every tab of the Duty board, the second file."""
    return tabs(FOLDER / "duty_board")


def tab(slug: str, folder: Path = FOLDER) -> Tab:
    """Return one tab by its slug."""
    return next(found for found in tabs(folder) if found.slug == slug)


@cache
def form_wording(slug: str, folder: Path = FOLDER) -> FormWording:
    """Return the words of one form, or raise SetupError naming the file."""
    path = folder / "forms" / f"{slug}.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        fields = {
            name: Wording(raw["title"], raw.get("description", ""), tuple(raw.get("choices", ())))
            for name, raw in document.get("field", {}).items()
        }
        return FormWording(slug, document["title"], document["description"], document["document_title"], fields)
    except (OSError, TypeError, ValueError, KeyError) as wrong:
        raise SetupError(f"{path.name} does not describe a form: {wrong}.", where=path.name) from wrong
