"""The workbook: one read of all that a tick needs, and the commit that consumes the revision token.

read      one values:batchGet; the revision stands first and last in it, and is read again where they differ
commit    one spreadsheets.batchUpdate that deletes the named range rev_N and adds rev_N+1: of two runs that both
          read N, one wins and the other is told that it lost
no answer the same bytes again until Google says yes or no; then the token's cell says whose it is
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from gspread.urls import (
    SPREADSHEET_BATCH_UPDATE_URL,
    SPREADSHEET_URL,
    SPREADSHEET_VALUES_BATCH_URL,
    SPREADSHEET_VALUES_URL,
)

from cme.edges.google import SIGN_IN, SIGNED_OUT, Google
from cme.edges.layout import Layout, layout_of
from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot, owner_of, revision_of, snapshot_of
from cme.errors import CmeError, NoAnswer, Refused, SetupError, Unavailable

__all__ = ["BadBatchError", "Committed", "LostRaceError", "Snapshot", "TokenGoneError", "UnsureError", "Workbook"]

REREADS = 2
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds before the same bytes are sent again: longer each time, or as Google asks."""
RUNS_SHEET = tab("runs").sheet_id
OUTLINE = "sheets(properties(sheetId,title)),namedRanges(name)"
SEEN = "sheets(properties(sheetId,title),data(startRow,rowData(values(effectiveValue))))"
"""What a commit shows of itself: values as they stand, so that a formula in Settings counts by what it gives."""
Json = dict[str, Any]


class LostRaceError(CmeError):
    """Another run committed first: read again and decide again. `doubted`: an earlier try may have been applied."""

    def __init__(self, message: str, *, doubted: bool = False) -> None:
        super().__init__(message)
        self.doubted = doubted


class BadBatchError(CmeError):
    """Google refuses what the batch holds; the token was not consumed."""


class UnsureError(CmeError):
    """Time ran out before it was known whether the batch was applied: leave it to the next run."""


class TokenGoneError(SetupError):
    """Somebody deleted the revision token: nothing can be written safely until the set-up sets it again."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A commit that was applied. `sheets` is what Google returned of the workbook as of the commit."""

    revision: int
    sheets: list[Json]


class Workbook:
    """One spreadsheet, by its id."""

    def __init__(self, google: Google, workbook_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.google = google
        self.id = workbook_id
        self._clock = clock
        self._layout = Layout.usual()

    def read(self) -> Snapshot:
        """Return the workbook; a tab that is missing is a problem and counts as empty."""
        try:
            return self._read()
        except Refused as refused:
            if refused.status != 400:
                raise _closed(refused) from refused
        self._layout = layout_of(self.outline())
        try:
            return self._read()
        except Refused as refused:
            raise _closed(refused) from refused

    def read_whole(self) -> Snapshot:
        """Return the workbook with every row of its growing tabs, however old: for whoever looks back, and no run."""
        outline = self.outline()
        named = [one for one in outline.get("namedRanges", ()) if not one["name"].startswith("hot_")]
        self._layout = layout_of({**outline, "namedRanges": named})
        return self.read()

    def _read(self) -> Snapshot:
        layout = self._layout
        params: list[tuple[str, str]] = [("ranges", layout.head)]
        params += [("ranges", where) for where in (*layout.headings.values(), *layout.ranges.values(), layout.token)]
        params += [("valueRenderOption", "UNFORMATTED_VALUE")]
        params += [("dateTimeRenderOption", "SERIAL_NUMBER"), ("prettyPrint", "false")]
        url = SPREADSHEET_VALUES_BATCH_URL % self.id
        for _ in range(REREADS + 1):
            answer = json.loads(self.google.http.request("get", url, params=params).content)["valueRanges"]
            found = snapshot_of(answer, layout)
            if revision_of(answer[-1]) == found.revision:
                break
        return found

    def outline(self) -> Json:
        """Return which tabs and named ranges there are."""
        params = {"fields": OUTLINE}
        found: Json = self.google.http.request("get", SPREADSHEET_URL % self.id, params=params).json()
        return found

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
        batch = _batch(snapshot_revision, run, requests, response_ranges)
        body = json.dumps(batch, ensure_ascii=True, separators=(",", ":")).encode()
        url = SPREADSHEET_BATCH_UPDATE_URL % self.id
        url += f"?fields={quote(f'updatedSpreadsheet({SEEN})')}" if response_ranges else "?fields=spreadsheetId"
        doubted, pause = False, SHORTEST_PAUSE / 2
        while True:
            try:
                answer = self._post(url, body)
            except Refused as refused:
                if refused.status == 400:
                    return self._whose(snapshot_revision, run, refused, response_ranges, doubted=doubted)
                if doubted:
                    raise UnsureError(f"The commit may have been applied ({refused.brief}).") from refused
                raise
            except (NoAnswer, Unavailable) as wrong:
                # 429 was not applied; of anything else nobody knows. Either way the same bytes may be sent again.
                doubted = doubted or wrong.status != 429
                pause = min(getattr(wrong, "retry_after", None) or pause * 2, LONGEST_PAUSE)
                if self._clock() + pause + 1.0 > deadline:
                    said = "was not answered in time" if doubted else "was refused too often: Google takes no more now"
                    raise UnsureError(f"The commit {said} ({wrong.brief}).") from wrong
                self.google.http.wait(pause)
            else:
                return Committed(snapshot_revision + 1, answer.get("updatedSpreadsheet", {}).get("sheets", []))

    def _post(self, url: str, body: bytes) -> Json:
        answer = self.google.http.request("post", url, data=body, headers={"Content-Type": "application/json"})
        try:
            found: Json = answer.json()
        except ValueError as cut:
            raise NoAnswer("The answer to a commit was cut short.", call="POST :batchUpdate") from cut
        return found

    def revision(self) -> int:
        """Return the revision as it stands now."""
        return revision_of(self._token())

    def _token(self) -> Json:
        url = SPREADSHEET_VALUES_URL % (self.id, quote(self._layout.token))
        found: Json = self.google.http.request("get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"}).json()
        return found

    def _look(self, ranges: Sequence[str]) -> list[Json]:
        """Return what the commit would have shown of itself, had its answer not been lost."""
        params = {"ranges": list(ranges), "fields": SEEN}
        answer: Json = self.google.http.request("get", SPREADSHEET_URL % self.id, params=params).json()
        return list(answer.get("sheets", ()))

    def _whose(self, revision: int, run: str, refused: Refused, ranges: Sequence[str], *, doubted: bool) -> Committed:
        """After a no: the token's cell says whether it was our own earlier try, another run, or a bad batch."""
        try:
            now, owner = self._who_holds(revision)
            if doubted and now == revision + 1 and owner == run:
                return Committed(now, self._look(ranges) if ranges else [])
        except (NoAnswer, Unavailable) as wrong:
            raise UnsureError(f"Whose revision it is could not be read ({wrong.brief}).") from wrong
        if now != revision:
            raise LostRaceError(f"Revision {revision} was taken by the run {owner}.", doubted=doubted) from refused
        if "requests[0]" in str(refused):
            what = f"The revision token rev_{revision} was deleted, so nothing can be written, and nobody is told."
            mend = "Run scripts/apply_schema: it sets the token again. Until then ring everybody who is due."
            raise TokenGoneError(what, where="Runs!B1", mend=mend) from refused
        raise BadBatchError(f"Google refuses the batch at revision {revision}.") from refused

    def _who_holds(self, revision: int) -> tuple[int, str]:
        """Return the revision and its run; one that did not move is read again, because a read may be behind."""
        answer = self._token()
        if revision_of(answer) == revision:
            answer = self._token()
        return revision_of(answer), owner_of(answer)


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


def _closed(refused: Refused) -> SetupError:
    """Say what a person must do when the workbook itself cannot be read."""
    if refused.status == 404:
        what, mend = "The workbook is gone.", "Take it out of Drive's bin, or correct CME_WORKBOOK_ID."
    elif refused.status == 401:
        what, mend = SIGNED_OUT, SIGN_IN
    elif refused.status == 403:
        what = "The mailbox that does the work may not open the workbook any more."
        mend = "Share the workbook with it again, as an editor."
    else:
        what = f"The workbook cannot be read as it stands ({refused.brief})."
        mend = "Undo the last changes to its tabs with File, Version history; then run scripts/apply_schema."
    return SetupError(what, where="workbook", mend=f"{mend} Until then use paper, and ring everybody who is due.")
