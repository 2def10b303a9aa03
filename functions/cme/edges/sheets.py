"""The workbook: one read of all that a tick needs, and the commit that consumes the revision token.

read      one values:batchGet; the revision stands first and last in it, and is read again where they differ
commit    one spreadsheets.batchUpdate that deletes the named range rev_N and adds rev_N+1: of two runs that both
          read N, one wins and the other is told that it lost
no answer the same bytes again until Google says yes or no; then the token's cell says whose it is
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from gspread.urls import (
    SPREADSHEET_BATCH_UPDATE_URL,
    SPREADSHEET_URL,
    SPREADSHEET_VALUES_BATCH_URL,
    SPREADSHEET_VALUES_URL,
)

from cme.domain.clocks import from_serial
from cme.domain.model import Problem, Severity
from cme.edges.google import Google
from cme.edges.schema import tab
from cme.errors import CmeError, NoAnswer, Refused, Unavailable

PEOPLE = ("settings", "pupils", "places", "schools", "authorities", "staff", "sessions", "calendar", "form_ids")
LEDGER = ("entries", "observations", "obligations", "messages")
TOKEN = "Runs!B1:C1"  # noqa: S105 - the cells of the revision, no secret
HEAD = "Runs!B1:C4"
REREADS = 2
RUNS_SHEET = tab("runs").sheet_id
Json = dict[str, Any]


class LostRaceError(CmeError):
    """Another run committed first: read again and decide again."""


class BadBatchError(CmeError):
    """Google refuses what the batch holds; the token was not consumed."""


class UnsureError(CmeError):
    """Time ran out before it was known whether the batch was applied: leave it to the next run."""


@dataclass(slots=True)
class Snapshot:
    """The workbook as one read found it. Rows are as Google gave them; instants are still serial numbers."""

    revision: int
    run: str = ""
    heartbeat: datetime | None = None
    heartbeat_due: datetime | None = None
    live_from: datetime | None = None
    digest: str = ""
    form_problems: str = ""
    values: dict[str, list[list[Any]]] = field(default_factory=dict)
    first_row: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Committed:
    """A commit that was applied. `sheets` is what Google returned of the workbook, None if that was lost."""

    revision: int
    sheets: list[Json] | None


class Workbook:
    """One spreadsheet, by its id."""

    def __init__(self, google: Google, workbook_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.google = google
        self.id = workbook_id
        self._clock = clock

    def read(self) -> Snapshot:
        """Return the workbook; a tab that is missing is a problem and counts as empty."""
        ranges = {slug: f"read_{slug}" for slug in PEOPLE} | {slug: f"hot_{slug}" for slug in LEDGER}
        problems: list[Problem] = []
        try:
            found = self._read(ranges)
        except Refused as refused:
            if refused.status != 400:
                raise
            ranges = self._what_is_there(ranges, problems)
            found = self._read(ranges)
        found.problems = problems + _renamed(found)
        return found

    def _read(self, ranges: Mapping[str, str]) -> Snapshot:
        params: list[tuple[str, str]] = [("ranges", HEAD)]
        params += [("ranges", name) for name in ranges.values()]
        params += [("ranges", TOKEN), ("valueRenderOption", "UNFORMATTED_VALUE")]
        params += [("dateTimeRenderOption", "SERIAL_NUMBER"), ("prettyPrint", "false")]
        url = SPREADSHEET_VALUES_BATCH_URL % self.id
        for _ in range(REREADS + 1):
            answer = json.loads(self.google.http.request("get", url, params=params).content)["valueRanges"]
            found = _snapshot(answer, list(ranges))
            if _revision_of(answer[-1]) == found.revision:
                break
        return found

    def _what_is_there(self, ranges: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
        """Ask once what there is, and name each tab that is not; return what can be read."""
        params = {"fields": "sheets(properties(sheetId,title)),namedRanges(name)"}
        outline = self.google.http.request("get", SPREADSHEET_URL % self.id, params=params).json()
        names = {named["name"] for named in outline.get("namedRanges", ())}
        by_id = {s["properties"].get("sheetId", 0): s["properties"]["title"] for s in outline["sheets"]}
        there: dict[str, str] = {}
        for slug, name in ranges.items():
            schema = tab(slug)
            title = by_id.get(schema.sheet_id) or (schema.title if schema.title in by_id.values() else "")
            if name in names:
                there[slug] = name
            elif title:
                first = schema.header_row + 1 if slug in LEDGER else 1
                there[slug] = f"'{title.replace(chr(39), chr(39) * 2)}'!A{first}:ZZ"
            else:
                what = f"The tab “{schema.title}” is gone. What stood in it counts as empty."
                mend = "Bring it back with File, Version history; or run scripts/apply_schema to make it anew, empty."
                problems.append(Problem("SHEET-2", Severity.ERROR, schema.title, what, mend))
        if RUNS_SHEET in by_id and by_id[RUNS_SHEET] != tab("runs").title:
            what = f"The tab “Runs” is now called “{by_id[RUNS_SHEET]}”."
            problems.append(Problem("SHEET-2", Severity.ERROR, "Runs", what, "Name it Runs again."))
        return there

    def commit(
        self,
        snapshot_revision: int,
        run: str,
        requests: Sequence[Json],
        *,
        deadline: float,
        response_ranges: Sequence[str] = (),
    ) -> Committed:
        """Apply requests together with the next revision, or raise LostRace, BadBatch or Unsure."""
        body = json.dumps(
            _batch(snapshot_revision, run, requests, response_ranges), ensure_ascii=True, separators=(",", ":")
        ).encode()
        url = SPREADSHEET_BATCH_UPDATE_URL % self.id
        if response_ranges:
            url += "?fields=" + quote(
                "updatedSpreadsheet(sheets(properties(sheetId,title),data(startRow,rowData(values(userEnteredValue)))))"
            )
        doubted = False
        while True:
            try:
                answer = self.google.http.request(
                    "post", url, data=body, headers={"Content-Type": "application/json"}
                ).json()
            except Refused as refused:
                if refused.status != 400:
                    raise
                return self._whose(snapshot_revision, run, refused, doubted=doubted)
            except (NoAnswer, Unavailable) as wrong:
                # 429 was not applied; of anything else nobody knows. Either way the same bytes may be sent again.
                doubted = doubted or getattr(wrong, "status", 0) != 429
                if self._clock() + 1.0 > deadline:
                    raise UnsureError(f"The commit was not answered in time: {wrong}") from wrong
                self.google.http.wait(min(getattr(wrong, "retry_after", None) or 0.5, 5.0))
            else:
                sheets = answer.get("updatedSpreadsheet", {}).get("sheets", [])
                return Committed(snapshot_revision + 1, sheets if response_ranges else [])

    def revision(self) -> int:
        """Return the revision as it stands now."""
        url = SPREADSHEET_VALUES_URL % (self.id, quote(TOKEN))
        answer = self.google.http.request("get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"}).json()
        return _revision_of(answer)

    def _whose(self, revision: int, run: str, refused: Refused, *, doubted: bool) -> Committed:
        """After a no: the token's cell says whether it was our own earlier try, another run, or a bad batch."""
        url = SPREADSHEET_VALUES_URL % (self.id, quote(TOKEN))
        answer = self.google.http.request("get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"}).json()
        now, owner = _revision_of(answer), _owner_of(answer)
        if doubted and now == revision + 1 and owner == run:
            return Committed(now, None)
        if now == revision:
            raise BadBatchError(str(refused)) from refused
        raise LostRaceError(f"Revision {revision} was taken by the run {owner}.") from refused


def _batch(revision: int, run: str, requests: Sequence[Json], response_ranges: Sequence[str]) -> Json:
    token = {"sheetId": RUNS_SHEET, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}
    after = f"rev_{revision + 1}"
    start = {"sheetId": RUNS_SHEET, "rowIndex": 0, "columnIndex": 1}
    written = [{"userEnteredValue": {"numberValue": revision + 1}}, {"userEnteredValue": {"stringValue": run}}]
    body: Json = {
        "requests": [
            {"deleteNamedRange": {"namedRangeId": f"rev_{revision}"}},
            {"addNamedRange": {"namedRange": {"namedRangeId": after, "name": after, "range": token}}},
            {"updateCells": {"start": start, "rows": [{"values": written}], "fields": "userEnteredValue"}},
            *requests,
        ]
    }
    if response_ranges:
        body |= {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
        body["responseRanges"] = list(response_ranges)
    return body


def _cell(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _instant(value: Any) -> datetime | None:
    return from_serial(value) if isinstance(value, int | float) and value else None


def _revision_of(answer: Json) -> int:
    value = _cell(answer.get("values", []), 0, 0)
    return int(float(value)) if str(value).replace(".", "", 1).isdigit() else 0


def _owner_of(answer: Json) -> str:
    return str(_cell(answer.get("values", []), 0, 1))


def _snapshot(answer: list[Json], slugs: list[str]) -> Snapshot:
    head = answer[0].get("values", [])
    found = Snapshot(
        revision=_revision_of(answer[0]),
        run=_owner_of(answer[0]),
        heartbeat=_instant(_cell(head, 1, 0)),
        heartbeat_due=_instant(_cell(head, 1, 1)),
        live_from=_instant(_cell(head, 2, 0)),
        digest=str(_cell(head, 3, 0)),
        form_problems=str(_cell(head, 3, 1)),
    )
    for slug, values in zip(slugs, answer[1:-1], strict=True):
        title, _, cells = values["range"].rpartition("!")
        found.titles[slug] = title.strip("'").replace("''", "'")
        row = re.match(r"[A-Z]+(\d+)", cells)
        found.first_row[slug] = int(row[1]) if row else 1
        found.values[slug] = values.get("values", [])
    return found


def _renamed(found: Snapshot) -> list[Problem]:
    return [
        Problem(
            "SHEET-3",
            Severity.QUERY,
            title,
            f"The tab “{tab(slug).title}” is now called “{title}”. It is still read.",
            f"Name it “{tab(slug).title}” again, so that the handbook and the next person find it.",
        )
        for slug, title in found.titles.items()
        if title and title != tab(slug).title
    ]
