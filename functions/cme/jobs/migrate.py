"""Brings a workbook forward to the version of this program: a copy first, then one atomic batch for each version.

Each batch consumes the revision token, as a run's commit does: a run that read the workbook before loses the race,
reads again, and sees the new version. Broken off between two batches, it is gone on with from the version that stands.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from cme.edges.drive import copy_file
from cme.edges.google import Google
from cme.edges.live_workbook import LiveWorkbook
from cme.edges.migrations import MIGRATIONS, Before
from cme.edges.schema import tab, tabs, versions
from cme.edges.setup_calls import change_workbook, see_now, see_workbook
from cme.edges.shared_drive import MARK
from cme.edges.sheets import LostRaceError, Workbook
from cme.edges.tab_plan import Step
from cme.edges.version_stamp import stamp_in, stamp_request
from cme.edges.workbook_plan import token_step
from cme.errors import SetupError

KEPT = "kept"
"""The mark of a copy that was kept before a migration."""
PATIENCE = 60.0
TRIES = 5
KEEP = "Keep a copy of the workbook as it is"


@dataclass(frozen=True, slots=True)
class Migrating:
    """One workbook, and the folder in which its copy is kept: empty for beside it."""

    google: Google
    workbook_id: str
    folder: str = ""

    def plan(self, live: LiveWorkbook) -> tuple[str, ...]:
        """Return what is to be done, in sentences; what comes after the first version can be said in words only."""
        numbers = waiting(live)
        if not numbers:
            return ()
        told = [f"To version {numbers[0]}: {step.what}" for step in self._steps(numbers[0], live)]
        told += [f"To version {number}: {versions()[number - 1].changed}" for number in numbers[1:]]
        return (KEEP, *told)

    def apply(self, live: LiveWorkbook) -> tuple[str, ...]:
        """Do it, version by version, and return what was done."""
        numbers = waiting(live)
        if not numbers:
            return ()
        done = [self._keep_copy(live, numbers[0])]
        if token := [step.request for step in token_step(tab("runs"), live)]:
            change_workbook(self.google, self.workbook_id, token)
        for number in numbers:
            done += self._bring(number)
        return tuple(done)

    def _keep_copy(self, live: LiveWorkbook, number: int) -> str:
        at = see_now(self.google, self.workbook_id)
        name = f"{live.properties.get('title', 'workbook')}, before version {number}, {at:%Y-%m-%d %H:%M} UTC"
        made = copy_file(self.google, self.workbook_id, name, self.folder, {MARK: KEPT})
        return f"Kept a copy, “{name}”, id {made}; how to return to it: docs/deploy.md"

    def _bring(self, number: int) -> list[str]:
        """Bring the workbook to one version; where a run wrote meanwhile, look again."""
        workbook = Workbook(self.google, self.workbook_id)
        for _ in range(TRIES):
            # The revision first: what is written after it was read makes the batch lose, and not the other way round.
            revision = workbook.read().revision
            steps = self._steps(number, see_workbook(self.google, self.workbook_id, tabs()))
            requests = [*(step.request for step in steps), stamp_request(number)]
            try:
                workbook.commit(revision, f"to version {number}", requests, deadline=time.monotonic() + PATIENCE)
            except LostRaceError:
                continue
            return [f"To version {number}: {step.what}" for step in steps]
        what = f"The workbook could not be brought to version {number}: runs were always quicker."
        raise SetupError(what, mend="Run this again after the last session of the day.")

    def _steps(self, number: int, live: LiveWorkbook) -> list[Step]:
        return list(MIGRATIONS[number](Before(self.google, self.workbook_id, live)))


def waiting(live: LiveWorkbook) -> tuple[int, ...]:
    """Return the versions to which a migration must bring a workbook; one that is newer than the program is refused."""
    if not any(one.sheet_id in live.tabs for one in tabs()):
        # An empty file is made as it should be, and comes from nowhere.
        return ()
    stands, ours = stamp_in(live).version, len(versions())
    if stands > ours:
        what = f"The workbook is of version {stands}, and this program of version {ours}: it changes nothing there."
        raise SetupError(what, where="workbook", mend="Take the newer program: git pull.")
    return tuple(number for number in range(stands + 1, ours + 1) if number in MIGRATIONS)
