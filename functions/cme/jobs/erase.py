"""Erases what two people let go: a child's rows, or an archive's files of a class; only when a person asks for it.

A child's rows leave the workbook in one commit that adds what went to the tab Erased and consumes the revision token;
each of them must stand in the last archive as it stands here. Of an archive's files it is written down first that they
went, in the same way; then they are put into Drive's bin. One that was written down and lies in the folder still, for
a run broke off or somebody took it out of the bin, goes there the next time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cme.domain.archive import Month, sealed_months
from cme.domain.archive_cells import WholeTab
from cme.domain.archive_steps import CLASSES, FORMS, Happened, Step
from cme.domain.model import Facts
from cme.domain.pruning import Typed, typed
from cme.domain.retention import Item, Said
from cme.edges import ledger
from cme.edges.archive import archive_row
from cme.edges.drive import put_into_bin, see_file
from cme.edges.google import Google
from cme.edges.retention import ABOUT, erased_row, read_said, rows_about
from cme.edges.sheets import LostRaceError, Workbook
from cme.errors import SetupError, Unavailable
from cme.jobs.archive_content import read_at_rest
from cme.jobs.archived import verified_tabs
from cme.jobs.attempt import name_of_run
from cme.jobs.gather import gather

TRIES, DEADLINE = 5, 60.0
Rows = list[tuple[WholeTab, tuple[int, ...]]]


@dataclass(slots=True)
class Erasing:
    """One run of the command, once a person has said yes."""

    google: Google
    workbook_id: str
    now: datetime
    monotonic: Callable[[], float] = time.monotonic

    def erase(self, item: Item) -> str:
        """Erase one thing, and return in words what went; or raise SetupError and change nothing."""
        kind = next((kind for kind in CLASSES if item.what.endswith(f" {kind}")), "")
        return self._erase_files(item, kind) if kind else self._erase_child(item)

    def _erase_files(self, item: Item, kind: str) -> str:
        """Write down that the files of a class of a month went, and put them into the bin."""
        name = item.what.removesuffix(f" {kind}")
        month = next(one for one in sealed_months(self._facts()) if one.name == name)
        files = in_folder(self.google, month, kind)
        held = ", ".join(file.file for file in files)
        if f"{kind}.json" not in month.erased:
            rows = [replace(file, step=Step.ERASED, at=self.now, note=item.rule) for file in files]
            self._commit(item, ("retention",), lambda _: held, rows)
        for file in files:
            put_into_bin(self.google, file.drive_id)
        return held

    def _erase_child(self, item: Item) -> str:
        """Take a child's rows out of the workbook, if the last archive holds each of them."""
        sealed = sealed_months(self._facts())
        if not sealed:
            raise SetupError("There is no archive yet, so nothing is erased.", where="Archive")
        there = {one.slug: Counter(map(typed, one.rows)) for one in verified_tabs(self.google, sealed[-1])}

        def held(rows: Rows) -> str:
            new = [one.title for one, numbers in rows if one.slug != "retention" and not _stands(one, numbers, there)]
            if new:
                what = f"{item.what}: {', '.join(new)} hold rows that the archive of {sealed[-1].name} does not."
                raise SetupError(what, where="Archive", mend="Run this again after the next archive.")
            return "; ".join(f"{one.title} {len(numbers)}" for one, numbers in rows)

        return self._commit(item, tuple(ABOUT), held)

    def _commit(
        self, item: Item, only: Sequence[str], held: Callable[[Rows], str], archived: Sequence[Happened] = ()
    ) -> str:
        """Take out the rows about a thing and write down that it went, in one commit; where a run was quicker, anew."""
        workbook = Workbook(self.google, self.workbook_id, self.monotonic)
        for _ in range(TRIES):
            reading = read_at_rest(self.google, workbook, self.now, only)
            _check_still_agreed(item, reading.tabs)
            rows = [(one, numbers) for one in reading.tabs if (numbers := rows_about(one, item.what))]
            what, revision = held(rows), reading.revision + 1
            requests = [request for one, numbers in rows for request in ledger.without(one.slug, numbers)]
            requests += ledger.append("archive", [archive_row(row, revision) for row in archived])
            requests += ledger.append("erased", [erased_row(item, what, self.now, revision)])
            try:
                run = f"{name_of_run(self.now)}-erase"
                workbook.commit(reading.revision, run, requests, deadline=self.monotonic() + DEADLINE)
            except LostRaceError:
                continue
            return what
        raise Unavailable("Other runs were always quicker: try again in the evening.", call="POST :batchUpdate")

    def _facts(self) -> Facts:
        return gather(Workbook(self.google, self.workbook_id).read(), self.workbook_id).facts


def _check_still_agreed(item: Item, tabs: Sequence[WholeTab]) -> None:
    """Raise where the tab Retention says otherwise than when it was planned: somebody may have typed a hold since."""
    (one,) = (tab for tab in tabs if tab.slug == "retention")
    values = [[cell.value if cell else "" for cell in row] for row in one.rows]
    said = read_said(values, one.title).get(item.what.casefold(), Said(item.what))
    if said.hold or (said.approved_by, said.agreed_by) != (item.approved_by, item.agreed_by):
        what = f"{item.what} is let go no more, or by somebody else than when this was begun."
        raise SetupError(what, where=one.title, mend="Nothing of it was erased: run this again.")


def in_folder(google: Google, month: Month, kind: str) -> list[Happened]:
    """Return the files of a class of a month that are there, and in no bin."""
    files = (month.sealed[f"{kind}.{form}"] for form in FORMS)
    return [file for file in files if see_file(google, file.drive_id) is not None]


def _stands(one: WholeTab, numbers: Sequence[int], there: Mapping[str, Counter[Typed]]) -> bool:
    """Return whether the archive holds each of some rows of a tab as it stands here."""
    held = there.get(one.slug, Counter[Typed]())
    return all(held[typed(one.rows[number])] for number in numbers)
