"""Archives the months that are over, one step after the other; each is written down before the next is begun.

1. Ids of five files are given out by Drive, and written down before any of them is made.
2. The workbook is read once, the files are made of it and stored, the manifest last; their digests are written down.
   What breaks off here is done again from one new reading, under the same ids: what is there is written over.
3. Each file is sealed and read back. One that is not what was stored is said to differ, and the month is begun again,
   with other ids; what lies under the old ones is left for whoever looks into it.

Then a tick mails the manifest's digest (OPS-11). Nothing is deleted here, neither a row nor a file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cme.domain.archive import NO_FOLDER, Month, file_name, month_of, months_owed, spoken
from cme.domain.archive_document import digest
from cme.domain.archive_steps import FILES, Happened, Step
from cme.edges import ledger
from cme.edges.archive import archive_row
from cme.edges.drive import give_ids, put_file, read_file, seal, see_file
from cme.edges.google import Google
from cme.edges.sheets import LostRaceError, Snapshot, Workbook
from cme.errors import CmeError
from cme.jobs.archive_content import contents, read_at_rest
from cme.jobs.attempt import name_of_run
from cme.jobs.gather import Gathered, gather

DEADLINE = 200.0
"""Seconds after which nothing is written any more: a night has five minutes in all."""
TRIES = 5


@dataclass(slots=True)
class Report:
    """What became of the archive: months by name, and sentences that name nobody."""

    run: str
    outcome: str = "idle"
    sealed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    calls: int = 0


def archive_months(
    google: Google,
    workbook_id: str,
    now: datetime,
    *,
    monotonic: Callable[[], float] = time.monotonic,
    name: str = "",
) -> Report:
    """Archive every month that is owed, as far as it can be done now, and return what was done; it may be repeated."""
    report = Report(name or f"{name_of_run(now)}-archive")
    this = _Archive(google, Workbook(google, workbook_id, monotonic), now, report, monotonic() + DEADLINE)
    if gathered := this.gathered():
        for month in months_owed(gathered.facts, now):
            this.archive(month, gathered)
    report.calls = google.calls
    return report


class _GivesWayError(CmeError):
    """Another run wrote of the same month, or somebody changed a file: what is written down says what comes next."""


@dataclass(slots=True)
class _Archive:
    """One run of the job."""

    google: Google
    workbook: Workbook
    now: datetime
    report: Report
    until: float

    def gathered(self) -> Gathered | None:
        """Return the facts; None where the workbook is a copy, or where nobody could write down what is done."""
        snapshot = self.workbook.read()
        found = gather(snapshot, self.workbook.id)
        if found.ours and "archive" not in snapshot.unfit:
            return found
        self.report.outcome = "left alone"
        self.report.notes.append("The workbook is a copy, or its tab Archive cannot be read: nothing was archived.")
        return None

    def archive(self, month: Month, gathered: Gathered) -> None:
        """Take one month as far as it goes; what keeps it from going on is written down, so that the DSL is told."""
        if not gathered.facts.settings.archive_folder:
            # No night is odd because of it: the tab Problems says it until somebody names one.
            self.report.outcome = "no folder"
            self._keep(month, NO_FOLDER)
            return
        try:
            if not month.has_ids:
                month = self._give_ids(month)
            if not month.is_stored:
                month = self._store(month, gathered)
            self._seal(month)
        except _GivesWayError as wrong:
            self._stopped(month, str(wrong))
        except CmeError as wrong:
            self._stopped(month, said := str(getattr(wrong, "brief", "") or wrong))
            self._keep(month, said)
        except Exception as wrong:
            # Whatever cannot be put into a file must not keep the rest of the night from being done.
            self._stopped(month, said := f"{type(wrong).__name__}: report this")
            self._keep(month, said)
        else:
            self.report.outcome = "done"
            self.report.sealed.append(month.name)

    def _give_ids(self, month: Month) -> Month:
        ids = zip(FILES, give_ids(self.google, len(FILES)), strict=True)
        return self._written(month, [Happened(month.name, file, Step.GIVEN, self.now, id_) for file, id_ in ids])

    def _store(self, month: Month, gathered: Gathered) -> Month:
        """Store all files of one reading; where some were stored before, those too: they are of one revision."""
        reading = read_at_rest(self.google, self.workbook, self.now)
        rows = []
        for file, one in contents(month.name, month.given, reading, gathered, self.report.run).items():
            id_, name = month.given[file], file_name(month.name, file)
            put_file(self.google, id_, name, gathered.facts.settings.archive_folder, one.mime, one.content)
            said = (digest(one.content), len(one.content), one.note)
            rows.append(Happened(month.name, file, Step.STORED, self.now, id_, *said))
        return self._written(month, rows)

    def _seal(self, month: Month) -> None:
        """Seal each file, and only then read it back: what is equal now cannot be written over any more."""
        reason = f"The archive of {spoken(month.name)} is complete, and its digest is mailed."
        for file, stored in month.stored.items():
            seen = see_file(self.google, stored.drive_id)
            if seen is not None and not seen.is_sealed:
                seal(self.google, stored.drive_id, reason)
            if seen is None or digest(read_file(self.google, stored.drive_id)) != stored.digest:
                said = f"{file} is not what was stored; look in Drive who changed or deleted {stored.drive_id}"
                self._written(month, [replace(stored, step=Step.DIFFERS, at=self.now, note=said)])
                raise _GivesWayError(said)
        self._written(month, [replace(row, step=Step.SEALED, at=self.now) for row in month.stored.values()])

    def _written(self, month: Month, rows: Sequence[Happened]) -> Month:
        """Write rows down and return the month as it then stands; where another run wrote of it first, give way."""
        for _ in range(TRIES):
            snapshot, stands = self._standing(month.name)
            if stands != month:
                raise _GivesWayError("another run archives this month")
            try:
                self._commit(snapshot.revision, rows)
            except LostRaceError:
                continue
            return self._standing(month.name)[1]
        raise _GivesWayError("other runs were always quicker")

    def _standing(self, name: str) -> tuple[Snapshot, Month]:
        snapshot = self.workbook.read()
        return snapshot, month_of(gather(snapshot, self.workbook.id).facts.archived, name)

    def _commit(self, revision: int, rows: Sequence[Happened]) -> None:
        written = ledger.append("archive", [archive_row(row, revision + 1) for row in rows])
        self.workbook.commit(revision, self.report.run, written, deadline=self.until)

    def _keep(self, month: Month, said: str) -> None:
        """Write down what kept the month from going on, where the last night did not say the same."""
        try:
            snapshot, stands = self._standing(month.name)
            last = stands.last
            if last is None or last.step is not Step.FAILED or last.note != said:
                self._commit(snapshot.revision, [Happened(month.name, "", Step.FAILED, self.now, note=said)])
        except CmeError as wrong:
            self.report.notes.append(f"That could not be written down ({getattr(wrong, 'brief', '') or wrong}).")

    def _stopped(self, month: Month, said: str) -> None:
        self.report.outcome = "failed"
        self.report.notes.append(f"The archive of {spoken(month.name)} is not complete: {said}.")
