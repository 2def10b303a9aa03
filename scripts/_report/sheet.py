"""A report as a PDF file that a screen reader can read: tagged, with each chart's words, and set by Typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from cme.domain.pack import stamp
from cme.domain.paper import Table
from cme.reports.parts import Part, Report
from scripts._report.letters import FOLDER, drawable

TEMPLATE = Path(__file__).with_name("report.typ")
STANDARD: Final = "ua-1"
"""PDF/UA: who makes it is held to what a screen reader needs."""


def sheet_of(report: Report, drawings: Sequence[str]) -> bytes:
    """Return a report as PDF, with a drawing for each of its parts; the same bytes for the same report."""
    with TemporaryDirectory(prefix="innov8-report-") as name:
        folder = Path(name)
        (folder / TEMPLATE.name).write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        files = [f"{number}.svg" if drawing else "" for number, drawing in enumerate(drawings)]
        for file, drawing in zip(files, drawings, strict=True):
            if file:
                (folder / file).write_text(drawing, "utf-8")
        (folder / "report.json").write_text(_data(report, files), "utf-8")
        made: bytes = typst.compile(
            folder / TEMPLATE.name,
            root=folder,
            font_paths=[FOLDER],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=report.made,
        )
    return made


def _data(report: Report, files: Sequence[str]) -> str:
    data = {
        "title": report.title,
        "organisation": report.organisation,
        "made": stamp(report.made),
        "caution": report.caution,
        "about": {"title": report.about.title, **_table(report.about, plain=True)},
        "parts": [_part(part, file) for part, file in zip(report.parts, files, strict=True)],
    }
    # The standard refuses what has a letter that cannot be shown.
    return drawable(json.dumps(data, ensure_ascii=False))


def _part(part: Part, file: str) -> dict[str, Any]:
    said = {"title": part.title, "message": part.message, "notes": part.notes, "drawing": file}
    return said | _table(part.table, plain=False)


def _table(table: Table, *, plain: bool) -> dict[str, Any]:
    return {"headings": table.headings, "rows": table.rows, "widths": table.widths, "plain": plain}
