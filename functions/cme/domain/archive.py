"""The monthly archive: which months are owed, how far each has come, and what is to be said of it. Pure.

A month is owed once it is over, and stays owed until each of its files is sealed, however many nights that takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from cme.domain.archive_steps import FILES, Happened, Step
from cme.domain.clocks import day_of, time_and_date
from cme.domain.model import Facts, Problem, Severity

CODE, CLAUSE = "OPS-11", "5.2"
PATIENCE = timedelta(hours=12)
"""So long into a new month the archive of the last one may take before anybody is asked to look: a night and more."""
NO_FOLDER = "Settings name no “archive folder”"


@dataclass(frozen=True, slots=True)
class Month:
    """How far the archive of a month has come, by what happened to its files since their ids were given last."""

    name: str
    given: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, Happened] = field(default_factory=dict)
    sealed: Mapping[str, Happened] = field(default_factory=dict)
    last: Happened | None = None
    erased: frozenset[str] = frozenset()
    """The files whose time was over: their digests still stand in the manifest, which holds nothing of anybody."""

    @property
    def has_ids(self) -> bool:
        """Whether every file has an id under which it may be made."""
        return all(file in self.given for file in FILES)

    @property
    def is_stored(self) -> bool:
        """Whether every file is in the folder, as far as anybody knows."""
        return all(file in self.stored for file in FILES)

    @property
    def is_sealed(self) -> bool:
        """Whether every file was read back as it was stored, and is read-only: there is nothing left to do."""
        return all(file in self.sealed for file in FILES)


def month_of(rows: Iterable[Happened], name: str) -> Month:
    """Return how far a month has come; an id that is given anew takes back what was done under the one before."""
    given: dict[str, str] = {}
    stored: dict[str, Happened] = {}
    sealed: dict[str, Happened] = {}
    erased: set[str] = set()
    last = None
    for row in rows:
        if row.month != name:
            continue
        last = row
        if row.step is Step.GIVEN:
            given[row.file] = row.drive_id
            stored.pop(row.file, None)
            sealed.pop(row.file, None)
        elif row.step is Step.STORED and row.drive_id == given.get(row.file):
            stored[row.file] = row
        elif row.step is Step.SEALED and row.drive_id == given.get(row.file):
            sealed[row.file] = row
        elif row.step is Step.DIFFERS and row.drive_id == given.get(row.file):
            # What cannot be trusted is left lying where it is, under its own id, and all five are made anew.
            given, stored, sealed = {}, {}, {}
        elif row.step is Step.ERASED and row.drive_id == given.get(row.file):
            erased.add(row.file)
    return Month(name, given, stored, sealed, last, frozenset(erased))


@lru_cache(maxsize=8)
def sealed_months(facts: Facts) -> tuple[Month, ...]:
    """Return every month whose archive is done, the earliest first."""
    names = sorted({row.month for row in facts.archived})
    return tuple(month for name in names if (month := month_of(facts.archived, name)).is_sealed)


def months_owed(facts: Facts, now: datetime) -> tuple[Month, ...]:
    """Return the months that are to be archived and are not, the earliest first.

    The last month, if the system was live in it, and whichever was begun before and never came to its end.
    """
    last = day_of(now).replace(day=1) - timedelta(days=1)
    names = {row.month for row in facts.archived}
    if facts.settings.live_from is not None and day_of(facts.settings.live_from) <= last:
        names.add(month_name(last))
    months = (month_of(facts.archived, name) for name in sorted(names))
    return tuple(month for month in months if not month.is_sealed)


def month_name(day: date) -> str:
    """Return how the month of a day is named in the archive: 2026-10."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """Return the first day of a month by its name; a name that is none raises ValueError."""
    return date.fromisoformat(f"{month}-01")


def spoken(month: str) -> str:
    """Return a month as people say it: October 2026."""
    return f"{first_day(month):%B %Y}"


def days_of(month: str) -> tuple[date, date]:
    """Return the first day of a month, and the first of the next."""
    first = first_day(month)
    return first, (first + timedelta(days=31)).replace(day=1)


def file_name(month: str, file: str) -> str:
    """Return what a file is called in the folder; no name and no code of a child is in it."""
    return f"{month} {file}"


def archive_problems(facts: Facts, now: datetime) -> Iterator[Problem]:
    """Yield, for each month that should be archived by now and is not, what keeps it and what to do."""
    for month in months_owed(facts, now):
        end = days_of(month.name)[1]
        if day_of(now - PATIENCE) < end:
            continue
        what = f"The archive of {spoken(month.name)} is not complete{_why(month, facts)}."
        mend = "Each night goes on where the last one ended. If this stays for two nights, report it."
        if not facts.settings.archive_folder:
            mend = "Make a folder in Drive that the DSL team alone may open, and type its id beside “archive folder”."
        yield Problem("ARCH-1", Severity.QUERY, f"Archive, {month.name}", what, mend)


def _why(month: Month, facts: Facts) -> str:
    if not facts.settings.archive_folder:
        return f": {NO_FOLDER}"
    if month.last is not None and month.last.step in (Step.FAILED, Step.DIFFERS):
        return f": {month.last.note} ({time_and_date(month.last.at)})"
    return ""
