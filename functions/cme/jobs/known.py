"""Which people, timetable and settings were known at an instant: by the tab History, as far back as it reaches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cme.domain.history import Difference
from cme.domain.model import Facts
from cme.edges.changes import read_changes
from cme.edges.google import Google
from cme.edges.history import as_known, read_history
from cme.edges.layout import check_headings
from cme.edges.sheets import Snapshot
from cme.edges.whole_tabs import tab_with_headings
from cme.errors import Refused, SetupError
from cme.jobs.gather import gather

GROWING = frozenset({"entries", "observations", "obligations", "messages", "chronology", "patterns"})
"""What is as old as its rows say, and need not be read again for each instant."""


class Known:
    """What a workbook's History says; before it began, all is as it was first seen, and without any as it is today."""

    def __init__(self, snapshot: Snapshot, workbook_id: str, history: Sequence[Difference], today: Facts) -> None:
        self.history = [found for found in history if found.seen_at is not None]
        self._snapshot = replace(snapshot, values={k: v for k, v in snapshot.values.items() if k not in GROWING})
        self._workbook_id, self._today = workbook_id, today
        seen = {found.seen_at for found in self.history if found.seen_at}
        confirmed = read_changes(snapshot.values.get("changes", ())[1:], [], snapshot.revision)
        self._moments = sorted(seen | {c.seen_at for c in confirmed if c.seen_at and seen and c.seen_at > min(seen)})
        self._made: dict[datetime, Facts] = {}

    @property
    def began(self) -> datetime | None:
        """When History saw the tabs for the first time; None where it holds nothing."""
        return self._moments[0] if self._moments else None

    def at(self, at: datetime) -> Facts:
        """Return the people, the timetable and the settings as they were known at an instant."""
        if not self._moments:
            return self._today
        moment = self._moments[max(0, bisect_right(self._moments, at) - 1)]
        if moment not in self._made:
            self._made[moment] = gather(as_known(self._snapshot, self.history, moment), self._workbook_id).facts
        return self._made[moment]

    def next_after(self, at: datetime) -> datetime | None:
        """Return when something else came to be known next."""
        place = bisect_right(self._moments, at)
        return self._moments[place] if place < len(self._moments) else None

    def changed_after(self, at: datetime) -> list[Difference]:
        """Return what came to differ since an instant, in that order; what stood there at first is no change."""
        since = max(at, self.began) if self.began else at
        later = [(found.seen_at, found) for found in self.history if found.seen_at and found.seen_at > since]
        return [found for _, found in sorted(later, key=lambda pair: pair[0])]


def known_of(google: Google, workbook_id: str, snapshot: Snapshot, today: Facts) -> Known:
    """Return what the tab History of a workbook says; a workbook that has no such tab yet says nothing."""
    try:
        headings, *rows = tab_with_headings(google, workbook_id, "history") or [[]]
    except Refused as wrong:
        if wrong.status != 400:
            raise
        return Known(snapshot, workbook_id, (), today)
    if check_headings("history", headings) is not None:
        what = "The tab History is not as it must be, so nobody can say what was known."
        raise SetupError(what, where="workbook", mend="Run scripts/apply_schema, which says more.")
    return Known(snapshot, workbook_id, read_history(rows, []), today)
