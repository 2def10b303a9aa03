"""Compares the workbook with what `sheets_schema/tabs` asks for, and plans the requests that are missing.

A plan for a workbook that is as it should be is empty, so that applying twice, or again after a half-finished attempt,
is safe. What a person did (a tab renamed, a column moved, a heading changed) is reported and never written over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cme.domain.schema_version import stamp_of
from cme.edges.cell_plan import cell_steps, settings_steps
from cme.edges.chart_plan import chart_steps
from cme.edges.live_workbook import Json, LiveTab, LiveWorkbook
from cme.edges.overlay_plan import highlight_steps, view_steps
from cme.edges.schema import Tab, versions
from cme.edges.tab_plan import Step, column_steps
from cme.edges.version_stamp import stamp_in, stamp_request

WANTED = {"locale": "en_GB", "timeZone": "Europe/London", "autoRecalc": "MINUTE"}
COLOURS = {
    "now": {"red": 0.8, "green": 0.2, "blue": 0.2},
    "children": {"red": 0.2, "green": 0.45, "blue": 0.75},
    "people": {"red": 0.3, "green": 0.6, "blue": 0.4},
    "timetable": {"red": 0.9, "green": 0.65, "blue": 0.2},
    "record": {"red": 0.5, "green": 0.4, "blue": 0.65},
    "ledger": {"red": 0.5, "green": 0.5, "blue": 0.5},
}
ROWS = {"machine": 1000, "both": 300, "dsl": 300}
TOKEN = re.compile(r"rev_\d+")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, in order, and what a person must look at because the set-up leaves it alone.

    `first` is what must be done in batches of its own before anything else can be planned.
    """

    steps: tuple[Step, ...] = ()
    reports: tuple[str, ...] = ()
    first: tuple[str, ...] = ()

    @property
    def requests(self) -> list[Json]:
        """The requests of one `spreadsheets.batchUpdate`."""
        return [step.request for step in self.steps]

    @property
    def lines(self) -> tuple[str, ...]:
        """What to do as a person reads it: tabs that are new in one line, everything else step by step."""
        new = list(dict.fromkeys(step.part_of for step in self.steps if step.part_of))
        made = f"Make {len(new)} tab{'s' if len(new) > 1 else ''}: {', '.join(new)}"
        return (*self.first, *([made] if new else []), *(step.what for step in self.steps if not step.part_of))


def plan_workbook(tabs: Sequence[Tab], live: LiveWorkbook) -> Plan:
    """Return what is missing between the workbook as it should be and as it stands."""
    steps: list[Step] = list(_property_steps(live))
    reports: list[str] = []
    titles = {tab.title: tab.sheet_id for tab in live.tabs.values()}
    kept = []
    for tab in tabs:
        if tab.sheet_id not in live.tabs and tab.title in titles:
            reports.append(
                f"A tab “{tab.title}” is there that this set-up did not make. Rename it or delete it, then apply again."
            )
            continue
        kept.append(tab)
        steps += _new_tab(tab) if tab.sheet_id not in live.tabs else ()
    for tab in kept:
        part_of = "" if tab.sheet_id in live.tabs else tab.title
        for part in (*_tab_steps(tab, live), *_named_steps(tab, live)):
            if isinstance(part, str):
                reports.append(part)
            else:
                steps.append(replace(part, part_of=part_of))
    steps += [
        step for tab in tabs if tab.slug == "runs" for step in (*token_step(tab, live), *_version_step(tab, live))
    ]
    steps += _leftover_step(live, {tab.sheet_id for tab in tabs})
    return Plan(tuple(steps), tuple(reports))


def _property_steps(live: LiveWorkbook) -> Iterator[Step]:
    missing = {name: value for name, value in WANTED.items() if live.properties.get(name) != value}
    if missing:
        said = ", ".join(f"{name} {value}" for name, value in missing.items())
        request = {"updateSpreadsheetProperties": {"properties": missing, "fields": ",".join(missing)}}
        yield Step(f"Set {said}", request)


def _new_tab(tab: Tab) -> Iterator[Step]:
    columns = max(len(tab.columns), len(tab.widths)) + (16 if tab.open_columns else 0)
    grid: Json = {"rowCount": ROWS[tab.writer], "columnCount": columns, "frozenRowCount": tab.header_row}
    if tab.frozen_columns:
        grid["frozenColumnCount"] = tab.frozen_columns
    properties = {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "hidden": tab.hidden,
        "tabColorStyle": {"rgbColor": COLOURS[tab.group]},
        "gridProperties": grid,
    }
    yield Step(f"Add the tab “{tab.title}”", {"addSheet": {"properties": properties}}, tab.title)


def _tab_steps(tab: Tab, live: LiveWorkbook) -> Iterator[Step | str]:
    there = live.tabs.get(tab.sheet_id)
    if there is not None and there.title != tab.title:
        yield (
            f"The tab “{there.title}” was called “{tab.title}”. It still works; rename it back so that people find it."
        )
    yield from column_steps(tab, live)
    yield from cell_steps(tab, live)
    if tab.rows:
        yield from settings_steps(tab, there)
    yield from _protection(tab, there)
    yield from highlight_steps(tab, there)
    yield from view_steps(tab, there)
    yield from chart_steps(tab, there)


def _protection(tab: Tab, there: LiveTab | None) -> Iterator[Step]:
    """Lock machine tabs to the mailbox that owns the file; on tabs of people only warn before a heading is changed."""
    description = {
        "machine": f"{tab.title} is written by the machine",
        "both": f"{tab.title}: only Decision, Note and Done are typed in",
        "dsl": f"The headings of {tab.title}",
    }[tab.writer]
    if there is not None and any(found.get("description") == description for found in there.protections):
        return
    body: Json = {"description": description, "range": {"sheetId": tab.sheet_id}}
    if tab.writer == "dsl":
        body["range"] |= {"startRowIndex": 0, "endRowIndex": tab.header_row}
        body["warningOnly"] = True
    yours = [number for number, column in enumerate(tab.columns) if column.yours]
    if yours:
        body["unprotectedRanges"] = [
            {
                "sheetId": tab.sheet_id,
                "startRowIndex": tab.header_row,
                "startColumnIndex": yours[0],
                "endColumnIndex": yours[-1] + 1,
            }
        ]
    yield Step(f"Protect “{tab.title}”", {"addProtectedRange": {"protectedRange": body}})


def _named_steps(tab: Tab, live: LiveWorkbook) -> Iterator[Step]:
    wanted: dict[str, Json] = {}
    if tab.read:
        wanted[f"read_{tab.slug}"] = {"sheetId": tab.sheet_id}
    if tab.hot:
        wanted[f"hot_{tab.slug}"] = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row}
    for name, area in wanted.items():
        there = live.named.get(name)
        if there is not None and there.get("range", {}).get("sheetId", 0) == tab.sheet_id:
            continue
        if there is not None:
            yield Step(f"Drop the lost range {name}", {"deleteNamedRange": {"namedRangeId": there["namedRangeId"]}})
        body = {"namedRangeId": name, "name": name, "range": area}
        yield Step(f"Name the range {name}", {"addNamedRange": {"namedRange": body}})


def token_step(runs: Tab, live: LiveWorkbook) -> Iterator[Step]:
    """Yield the revision token, where there is none by whose id a run could consume it: a copy may give it another."""
    tokens = [named for name, named in live.named.items() if TOKEN.fullmatch(name)]
    if any(named["namedRangeId"] == named["name"] for named in tokens):
        return
    for named in tokens:
        drop = {"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}}
        yield Step(f"Drop {named['name']}, which has another id", drop)
    said = live.tabs[runs.sheet_id].text(0, 1) if runs.sheet_id in live.tabs else ""
    number = re.fullmatch(r"([0-9]+)(\.0)?", said)
    name = f"rev_{number.group(1) if number else 1}"
    area = {"sheetId": runs.sheet_id, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}
    body = {"namedRangeId": name, "name": name, "range": area}
    yield Step(f"Set the revision token {name}", {"addNamedRange": {"namedRange": body}})


def _version_step(runs: Tab, live: LiveWorkbook) -> Iterator[Step]:
    number = len(versions())
    if runs.sheet_id not in live.tabs or stamp_in(live) != stamp_of(versions(), number):
        part_of = "" if runs.sheet_id in live.tabs else runs.title
        yield Step(f"Write down that the workbook is of version {number}", stamp_request(number), part_of)


def _leftover_step(live: LiveWorkbook, ours: set[int]) -> Iterator[Step]:
    """Google makes a new file with one empty tab: take it away once ours are there."""
    for tab in live.tabs.values():
        empty = not any(cell.get("userEnteredValue") for row in tab.cells for cell in row)
        if tab.sheet_id not in ours and tab.title == "Sheet1" and empty:
            yield Step("Delete the empty tab “Sheet1”", {"deleteSheet": {"sheetId": tab.sheet_id}})
