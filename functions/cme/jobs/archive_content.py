"""What a month's archive holds: the five files, all made from one reading of the workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cme.domain.answers import in_force
from cme.domain.archive import days_of, file_name, spoken
from cme.domain.archive_cells import SAFEGUARDING, WholeTab, apart, filled
from cme.domain.archive_document import class_document, digest, in_force_on, manifest
from cme.domain.archive_steps import CLASSES, MANIFEST
from cme.domain.clocks import time_and_date
from cme.domain.figures import Figures
from cme.edges.archive_xlsx import MIME, readable
from cme.edges.google import Google
from cme.edges.program import program
from cme.edges.schema import tabs
from cme.edges.sheets import Workbook
from cme.edges.whole_workbook import read_whole_workbook
from cme.errors import Unavailable
from cme.jobs.gather import Gathered
from cme.policy import load_figures

TRIES = 3
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Content:
    """One file before it is stored: its bytes, what they are, and what is said of them."""

    content: bytes
    mime: str
    note: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All tabs, as they stood at one revision."""

    tabs: Sequence[WholeTab]
    revision: int
    at: datetime


def read_at_rest(google: Google, workbook: Workbook, now: datetime, only: Collection[str] = ()) -> Reading:
    """Return every tab, or those of some slugs, read while no run wrote; where one always did, Unavailable."""
    for _ in range(TRIES):
        before = workbook.revision()
        found = read_whole_workbook(google, workbook.id, only)
        if workbook.revision() == before:
            return Reading(found, before, now)
    raise Unavailable("A run wrote whenever the workbook was read.", call="GET whole workbook")


def contents(month: str, ids: Mapping[str, str], reading: Reading, gathered: Gathered, run: str) -> dict[str, Content]:
    """Return the files of a month by their names, the manifest last."""
    parts = {kind: split(reading.tabs, kind) for kind in CLASSES}
    found: dict[str, Content] = {}
    for kind, theirs in parts.items():
        said = f"{len(theirs)} tabs, {sum(map(filled, theirs))} rows"
        whole = class_document(kind, month, reading.at, reading.revision, theirs)
        found[f"{kind}.json"] = Content(whole, JSON, said)
        shown = readable(_about(kind, month, reading), reading.at, theirs, days_of(month))
        found[f"{kind}.xlsx"] = Content(shown, MIME, f"for people, of {spoken(month)}")
    files = {name: _described(one, ids[name], file_name(month, name)) for name, one in found.items()}
    head = {
        "month": month,
        "workbook": gathered.facts.settings.workbook_id,
        "read_at": reading.at.isoformat(),
        "revision": reading.revision,
        "run": run,
        "program": program(),
    }
    whole = manifest(head, files, parts, _in_force(month, gathered, load_figures()))
    found[MANIFEST] = Content(whole, JSON, f"{len(files)} files")
    return found


def _described(one: Content, id_: str, name: str) -> dict[str, Any]:
    return {"name": name, "id": id_, "sha256": digest(one.content), "bytes": len(one.content)}


def split(every: Sequence[WholeTab], kind: str) -> list[WholeTab]:
    """Return the tabs of one class; of a tab that is of both, what is of this one."""
    declared = {tab.slug: tab.archive for tab in tabs()}
    found = []
    for tab in every:
        own = declared.get(tab.slug) or SAFEGUARDING
        part = apart(tab, own, kind)
        if part.rows or own == kind:
            found.append(part)
    return found


def _in_force(month: str, gathered: Gathered, figures: Figures) -> dict[str, Any]:
    last = days_of(month)[1] - timedelta(days=1)
    return in_force_on(last, in_force(figures, gathered.recorded.values), gathered.recorded)


def _about(kind: str, month: str, reading: Reading) -> list[str]:
    """Return what the first sheet of the file for people says."""
    other = next(one for one in CLASSES if one != kind)
    return [
        f"Archive of {spoken(month)}, class {kind}: for reading. The workbook was read at {time_and_date(reading.at)}.",
        f"Tabs that grow show the rows of {spoken(month)}; the others are as they were when it was read.",
        f"The file “{file_name(month, f'{kind}.json')}” holds every row, and restores the workbook: scripts/restore.",
        f"What is of the class {other} is empty here, and stands in that class's own files. Keep the two apart.",
        "The manifest holds the digest of this file; its own digest was mailed to the DSL and to a trustee.",
    ]
