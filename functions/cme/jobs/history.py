"""Writes down what the DSL's tabs hold whenever it is not what History says of them: one call more, then and only then.

A digest of the tabs stands in the head of Runs, which each run reads. Rows and digest are in one commit, so that the
digest is of what History holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cme.domain.history import Difference, fold
from cme.domain.model import Problem, Severity
from cme.edges import ledger
from cme.edges.google import Google
from cme.edges.history import digest_of, history_rows, news, read_history, sheets_of
from cme.edges.layout import check_headings
from cme.edges.sheets import Snapshot
from cme.edges.whole_tabs import tab_with_headings
from cme.errors import EdgeError, Refused
from cme.jobs import pulse

CELLS_AT_ONCE = 400_000
"""Characters: a first sight of more than this is written down in several runs, so that no commit grows too large."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is to be written into History; `digest` is None where there is nothing, or where more is to follow."""

    found: tuple[Difference, ...] = field(default=(), repr=False)
    digest: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.found) or self.digest is not None


def notice(google: Google, workbook_id: str, snapshot: Snapshot) -> Noticed:
    """Return what differs from what History says; where it cannot be read now, the next run looks."""
    sheets = sheets_of(snapshot)
    digest = digest_of(sheets)
    if digest == snapshot.held:
        return Noticed()
    try:
        headings, *rows = tab_with_headings(google, workbook_id, "history") or [[]]
    except (EdgeError, ValueError) as wrong:
        return Noticed(problems=(_unread(),) if isinstance(wrong, Refused) and wrong.status == 400 else ())
    wrong_headings = check_headings("history", headings)
    if wrong_headings is not None and wrong_headings.severity is Severity.ERROR:
        return Noticed(problems=(wrong_headings,))
    problems: list[Problem] = []
    found = list(news(fold(read_history(rows, problems)), sheets))
    some = list(_as_many_as_fit(found))
    return Noticed(tuple(some), digest if len(some) == len(found) else None, tuple(problems))


def _as_many_as_fit(found: list[Difference]) -> Iterator[Difference]:
    left = CELLS_AT_ONCE
    for one in found:
        if left < 0:
            return
        left -= len(json.dumps([one.before, one.now]))
        yield one


def _unread() -> Problem:
    what = "The tab History cannot be read, so that nobody will be able to say what was known today."
    return Problem("SHEET-2", Severity.QUERY, "History", what, "Run scripts/apply_schema: it makes it anew.")


def history_requests(noticed: Noticed, at: datetime, revision: int) -> list[dict[str, Any]]:
    """Return the requests that add to History what differs, and keep the digest of what it holds then."""
    rows = [row for found in noticed.found for row in history_rows(found, at, revision)]
    return [*ledger.append("history", rows), *([pulse.held(noticed.digest)] if noticed.digest is not None else [])]
