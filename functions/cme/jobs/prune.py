"""Takes old rows out of the workbook once a year, when a person asks for it, and writes down what went.

1. Each sealed month's archive is downloaded and checked anew.
2. The workbook is read while no run writes; what may go is worked out (`domain.pruning`). What the runs read stays.
3. One commit takes the rows out of every tab, and adds to the tab Archive which month's rows went. It consumes the
   revision token: where a run wrote in between, all of it is worked out again.
4. The tabs are read back: what is left must be what was to be left.

What breaks off before the commit has changed nothing; after it there is nothing more to do than to look.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cme.domain.answers import in_force
from cme.domain.archive import sealed_months
from cme.domain.archive_cells import WholeTab
from cme.domain.archive_steps import Happened, Step
from cme.domain.cases import cases
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.model import Facts, Observation
from cme.domain.patterns import find
from cme.domain.pruning import STAY, Archives, Going, Growing, Typed, Wanted, going, may_go_before, typed
from cme.edges import ledger
from cme.edges.archive import archive_row
from cme.edges.google import Google
from cme.edges.hot_ranges import DATED
from cme.edges.ledger_read import read_observations
from cme.edges.schema import tab
from cme.edges.sheets import LostRaceError, Workbook
from cme.edges.whole_tabs import check_tabs
from cme.edges.whole_workbook import read_whole_workbook
from cme.errors import EdgeError, SetupError, Unavailable
from cme.jobs.archive_content import read_at_rest
from cme.jobs.archived import verified_tabs
from cme.jobs.attempt import name_of_run
from cme.jobs.gather import Gathered, gather
from cme.jobs.move_on import wants
from cme.policy import load_figures

TABS = {slug: DATED[slug] for slug in ("entries", "observations", "obligations", "messages")} | {"runs": "At"}
"""The tabs that grow with every day, and by which column a row is of a month. What grows with each child stays."""
NEEDED = (*TABS, "chronology", "archive", "breaches")
TRIES = 5
DEADLINE = 60.0
"""Seconds after which the commit is not tried again."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What may go: before which day, what of each tab, which archives cannot be trusted; as of a revision."""

    before: date
    tabs: tuple[Going, ...]
    wrong: tuple[str, ...]
    revision: int

    @property
    def count(self) -> int:
        """How many rows may go."""
        return sum(len(one.rows) for one in self.tabs)


@dataclass(slots=True)
class Pruning:
    """One run of the command: the archives are checked once, and what may go is worked out as often as it must be."""

    google: Google
    workbook_id: str
    now: datetime
    tell: Tell
    monotonic: Callable[[], float] = time.monotonic
    archives: Archives = field(default_factory=Archives)
    wrong: list[str] = field(default_factory=list)

    def check_archives(self) -> None:
        """Download every sealed month, and note what stands in it; one that is not as it was is of no use."""
        months: set[str] = set()
        rows = {slug: Counter[Typed]() for slug in TABS}
        for month in (one for one in sealed_months(self._gathered().facts) if not one.erased):
            self.tell(f"Checking the archive of {month.name}.")
            try:
                there = verified_tabs(self.google, month)
            except SetupError as wrong:
                self.wrong.append(str(wrong))
                continue
            except EdgeError as wrong:
                self.wrong.append(f"The archive of {month.name} could not be read ({wrong.brief}): run this again.")
                continue
            months.add(month.name)
            for one in there:
                if one.slug in rows:
                    rows[one.slug] |= Counter(map(typed, one.rows))
        self.archives = Archives(frozenset(months), rows)

    def plan(self) -> Plan:
        """Return what may go, all of it read at one revision."""
        for _ in range(TRIES):
            reading = read_at_rest(self.google, self._workbook(), self.now, TABS)
            read = self._workbook().read()
            gathered = self._gathered()
            if read.revision == reading.revision == self._workbook().revision():
                before = may_go_before(day_of(self.now), self._weeks(gathered))
                found = self._going(reading.tabs, read.first_row, gathered, before)
                return Plan(before, found, tuple(self.wrong), reading.revision)
        raise Unavailable("A run wrote whenever the workbook was read.", call="GET whole workbook")

    def apply(self, plan: Plan) -> Plan:
        """Take out what may go, and return what went; where a run wrote since, it is worked out anew."""
        run = f"{name_of_run(self.now)}-prune"
        for _ in range(TRIES):
            rows = [archive_row(row, plan.revision + 1) for row in self._happened(plan)]
            requests = [request for one in plan.tabs for request in ledger.without(one.tab.slug, one.rows)]
            try:
                self._workbook().commit(
                    plan.revision,
                    run,
                    [*requests, *ledger.append("archive", rows)],
                    deadline=self.monotonic() + DEADLINE,
                )
            except LostRaceError:
                plan = self.plan()
                continue
            return plan
        raise Unavailable("Other runs were always quicker: try again in the evening.", call="POST :batchUpdate")

    def differences(self, plan: Plan) -> list[str]:
        """Return the titles of tabs that do not hold what was to be left: somebody moved rows in that very second."""
        there = {one.slug: one for one in read_whole_workbook(self.google, self.workbook_id, TABS)}
        return [one.tab.title for one in plan.tabs if not _is_left(one, there.get(one.tab.slug))]

    def _workbook(self) -> Workbook:
        return Workbook(self.google, self.workbook_id, self.monotonic)

    def _gathered(self) -> Gathered:
        snapshot = self._workbook().read_whole()
        check_tabs(snapshot, (slug for slug in NEEDED if slug != "runs"), "what stays")
        found = gather(snapshot, self.workbook_id)
        if not found.ours:
            raise SetupError("This workbook is a copy: only the one in use is pruned.", where="Settings")
        return found

    def _weeks(self, gathered: Gathered) -> float:
        return in_force(load_figures(), gathered.recorded.values).value(STAY, day_of(self.now))

    def _going(
        self, tabs: Sequence[WholeTab], first_row: dict[str, int], gathered: Gathered, before: date
    ) -> tuple[Going, ...]:
        """Return what may go; whoever's patterns would then be others keeps all rows."""
        every = [_growing(one, first_row) for one in tabs]
        facts, known = gathered.facts, in_force(load_figures(), gathered.recorded.values)
        wanted = still_wanted(facts)
        found = going(every, before, self.archives, wanted)
        stays = next((one.left for one in found if one.tab.slug == "observations"), ())
        values = [[cell.value if cell else "" for cell in row] for row in stays[tab("observations").header_row :]]
        changed = otherwise_found(facts, read_observations(values, []), self.now, known)
        return going(every, before, self.archives, replace(wanted, pupils=wanted.pupils | changed))

    def _happened(self, plan: Plan) -> Iterator[Happened]:
        for one in plan.tabs:
            for month, count in sorted(one.months.items()):
                yield Happened(month, one.tab.slug, Step.PRUNED, self.now, note=f"{count} rows")


def _growing(one: WholeTab, first_row: dict[str, int]) -> Growing:
    """Return a tab with the row from which on runs read it; of Runs, which none reads so, the last row stays."""
    first = tab(one.slug).header_row
    read_from = first_row[one.slug] - 1 if one.slug in first_row else max(first, len(one.rows) - 1)
    return Growing(one, first, read_from, TABS[one.slug])


def otherwise_found(facts: Facts, left: tuple[Observation, ...], at: datetime, figures: Figures) -> frozenset[str]:
    """Return the children of whom the night would find other patterns by the observations that are left."""
    findings = set(find(facts, at, figures)) ^ set(find(replace(facts, observations=left), at, figures))
    return frozenset(finding.pupil for finding in findings)


def still_wanted(facts: Facts) -> Wanted:
    """Return whom a case is open about, with what it stands on, and the messages that went wrong."""
    wanted = [case for case in cases(facts) if wants(case, facts)]
    return Wanted(
        frozenset(case.pupil for case in wanted),
        frozenset(word.message for word in facts.breach_words if word.message),
        frozenset(event.source for case in wanted for event in case.events if event.source),
    )


def _is_left(one: Going, there: WholeTab | None) -> bool:
    """Return whether a tab begins with what was to be left; what a run added since comes behind it."""
    head = tab(one.tab.slug).header_row
    wanted = list(map(typed, one.left[head:]))
    found = list(map(typed, there.rows[head:])) if there else []
    return found[: len(wanted)] == wanted
