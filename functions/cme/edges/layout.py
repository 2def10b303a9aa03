"""Where a tick looks in the workbook: named ranges, which follow a tab through a rename, and what to do without them.

The headings of the machine's own tabs are read with their rows. Where only a word changed, the columns are still those
that we know; where they moved, nothing that stands there can be trusted, and nothing is written there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gspread.utils import absolute_range_name

from cme.domain.model import Problem, Severity
from cme.edges.schema import Tab, tab, tabs
from cme.errors import SetupError

PEOPLE = (
    *("settings", "pupils", "safeguarding", "places", "schools", "authorities", "staff", "sessions", "calendar"),
    "form_ids",
)
LEDGER = ("entries", "observations", "obligations", "messages", "chronology")
NOTED = ("changes", "desk", "patterns", "breaches", "archive")
"""The machine's tabs that are read whole, headings and all: what was confirmed or found long ago still counts."""
RETITLED = 2
"""So many headings may read otherwise before a tab counts as another."""
HISTORY = "Undo it with File, Version history; or run scripts/apply_schema to see what is wrong."


@dataclass(slots=True)
class Layout:
    """The ranges of one read by the slug of their tab; which tabs are missing, and what is to be said of it."""

    ranges: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    runs: str = "Runs"
    missing: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def usual(cls) -> Layout:
        """Return where everything is as long as nobody changed the tabs."""
        ranges = {slug: f"read_{slug}" for slug in (*PEOPLE, *NOTED)} | {slug: f"hot_{slug}" for slug in LEDGER}
        return cls(ranges, {slug: _heading(tab(slug), tab(slug).title) for slug in LEDGER})

    @property
    def head(self) -> str:
        """The cells above the runs: the revision, the heartbeat, and what else the machine keeps for itself."""
        return absolute_range_name(self.runs, "B1:G4")

    @property
    def token(self) -> str:
        """The cells of the revision and of the run that wrote it."""
        return absolute_range_name(self.runs, "B1:C1")


def layout_of(outline: Mapping[str, Any]) -> Layout:
    """Return where things are in a workbook whose tabs were changed, with each tab that is missing named."""
    titles = titles_of(outline)
    names = {named["name"] for named in outline.get("namedRanges", ())}
    found = Layout()
    for slug, name in Layout.usual().ranges.items():
        schema = tab(slug)
        title = _title(schema, titles)
        if not title:
            found.missing.add(slug)
            found.problems.append(_gone(schema))
            continue
        first = schema.header_row + 1 if slug in LEDGER else 1
        found.ranges[slug] = name if name in names else absolute_range_name(title, f"A{first}:ZZ")
        if slug in LEDGER:
            found.headings[slug] = _heading(schema, title)
    found.runs = _title(tab("runs"), titles)
    if not found.runs:
        what = "The tab “Runs” is gone, so nothing can be written safely, and nobody is told anything."
        raise SetupError(what, where="Runs", mend="Bring it back with File, Version history. Until then ring round.")
    found.problems += renamed({"runs": found.runs})
    return found


def titles_of(outline: Mapping[str, Any]) -> dict[int, str]:
    """Return the titles of a workbook's tabs by their number."""
    return {s["properties"].get("sheetId", 0): s["properties"]["title"] for s in outline.get("sheets", ())}


def tab_problems(titles: Mapping[int, str], slugs: Sequence[str] = ()) -> list[Problem]:
    """Return what is wrong with the tabs as they are: gone, or standing there twice."""
    found = [_gone(schema) for schema in tabs() if not _title(schema, titles)]
    ours = {schema.title: schema.sheet_id for schema in tabs()}
    for number, title in titles.items():
        base = title.removeprefix("Copy of ").rstrip(" 0123456789")
        if title not in ours and base in ours and number != ours[base]:
            what = f"There is a second tab like “{base}”, called “{title}”. What is typed there is never read."
            found.append(Problem("SHEET-6", Severity.QUERY, title, what, f"Move what is new to “{base}”; delete it."))
    return found


def renamed(titles: Mapping[str, str]) -> list[Problem]:
    """Return a query for each tab that was read under another title than the handbook's."""
    return [
        Problem(
            "SHEET-3",
            Severity.QUERY,
            title,
            f"The tab “{tab(slug).title}” is now called “{title}”. It is still read.",
            f"Name it “{tab(slug).title}” again, so that the handbook and the next person find it.",
        )
        for slug, title in titles.items()
        if title and title != tab(slug).title
    ]


def check_headings(slug: str, row: Sequence[Any]) -> Problem | None:
    """Return what is wrong with the headings of a machine's tab; an ERROR says that its columns moved."""
    schema = tab(slug)
    wanted = [header.casefold() for header in schema.headers]
    there = [str(cell).strip().casefold() for cell in row] + [""] * len(wanted)
    wrong = [index for index, header in enumerate(wanted) if there[index] != header]
    if not wrong:
        return None
    if slug in NOTED and len(row) <= wrong[0] > 0:
        what = f"“{schema.title}” has no column “{schema.headers[wrong[0]]}” yet. What stands there is not used."
        return Problem("SHEET-5", Severity.ERROR, f"{schema.title}, headings", what, "Run scripts/apply_schema.")
    moved = any(there[index] in wanted for index in wrong) or any(wanted[i] in there for i in wrong)
    first = f"where “{schema.headers[wrong[0]]}” should stand, “{str(there[wrong[0]])[:30]}” stands"
    if moved or len(wrong) > RETITLED:
        what = f"The columns of “{schema.title}” were changed: {first}. What stands there is not used."
        return Problem("SHEET-5", Severity.ERROR, f"{schema.title}, headings", what, HISTORY)
    what = f"A heading of “{schema.title}” was changed: {first}. Its column is still used."
    return Problem("SHEET-5", Severity.QUERY, f"{schema.title}, headings", what, "Type the heading again.")


def _gone(schema: Tab) -> Problem:
    what = f"The tab “{schema.title}” is gone. What stood in it counts as empty."
    mend = "Bring it back with File, Version history; or run scripts/apply_schema to make it anew, empty."
    return Problem("SHEET-2", Severity.ERROR, schema.title, what, mend)


def _title(schema: Tab, titles: Mapping[int, str]) -> str:
    """What a machine writes goes by the tab's number; what a person wrote is read from a tab made anew as well."""
    stands_in = schema.title if schema.writer == "dsl" and schema.title in titles.values() else ""
    return titles.get(schema.sheet_id) or stands_in


def _heading(schema: Tab, title: str) -> str:
    return absolute_range_name(title, f"A{schema.header_row}:Z{schema.header_row}")
