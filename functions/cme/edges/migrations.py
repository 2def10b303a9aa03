"""What brings a workbook forward to a version of its tabs that nobody could reach by adding alone.

A migration is given the workbook as it stands and yields its steps, which become one atomic batch together with the
version's number: all of it is done, or none. It yields nothing for what is so already, because somebody may empty the
cell in which the number stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cme.edges.google import Google
from cme.edges.live_workbook import LiveWorkbook
from cme.edges.tab_plan import Step
from cme.edges.whole_tabs import every_cell


@dataclass(frozen=True, slots=True)
class Before:
    """A workbook before a migration: its first rows as the set-up sees them, and any tab as a whole."""

    google: Google
    workbook_id: str
    live: LiveWorkbook

    def rows(self, sheet_id: int) -> list[list[Any]]:
        """Return every row of a tab by its number, as Google gives the values."""
        return every_cell(self.google, self.workbook_id, self.live.tabs[sheet_id].title)


Migration = Callable[[Before], Iterator[Step]]
MIGRATIONS: Mapping[int, Migration] = {}
"""By the version to which each leads. There is none yet: no workbook of an earlier shape was ever in use."""
