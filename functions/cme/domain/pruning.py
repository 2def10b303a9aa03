"""Which rows may leave the workbook: old ones, that no rule needs, and that stand in a verified archive as here. Pure.

A row goes only if its own month's archive was verified and a verified archive holds it, cell by cell. So what is left
and the archives together are all that there ever was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cme.domain.archive import month_name
from cme.domain.archive_cells import Row, WholeTab
from cme.domain.clocks import day_from_serial
from cme.domain.report_period import school_year

STAY = "pruned_after"
FIGURES = (STAY,)
"""The figure that says for how long the rows of a school year stay in the workbook once it is over."""
READ, WANTED, NO_ARCHIVE, DIFFERS = (
    "each run still reads them",
    "they are of a child with an open case, of a pattern that stands, or of a message that went wrong",
    "their month has no verified archive",
    "they stand in no archive as they stand here",
)
"""Why rows stay that are old enough to go."""
Typed = tuple[tuple[Any, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Growing:
    """A tab to which each day adds rows: where they begin, from where on the runs read, and what says how old one is.

    Rows are counted from 0, as in the tab.
    """

    tab: WholeTab
    first: int
    read_from: int
    dated: str

    def column(self, heading: str) -> int:
        """Return in which column a heading stands; one that stands nowhere is a ValueError."""
        head = self.tab.rows[self.first - 1] if 0 < self.first <= len(self.tab.rows) else ()
        return [cell.value if cell else None for cell in head].index(heading)


@dataclass(frozen=True, slots=True)
class Archives:
    """The months whose archive was verified, and every row that stands in any of them, by tab."""

    months: frozenset[str] = frozenset()
    rows: Mapping[str, Counter[Typed]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody still needs the whole of: children by code, messages and entries by their keys."""

    pupils: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Going:
    """What leaves one tab: the numbers of its rows, how many of each month; and why old ones stay."""

    tab: WholeTab
    rows: tuple[int, ...]
    months: Mapping[str, int]
    stays: Mapping[str, int]

    @property
    def left(self) -> tuple[Row, ...]:
        """The rows of the tab that stay, in their order."""
        gone = set(self.rows)
        return tuple(row for number, row in enumerate(self.tab.rows) if number not in gone)


def may_go_before(day: date, weeks: float) -> date:
    """Return the first day whose rows stay: a school year goes whole, once it has been over for so many weeks."""
    return school_year(day - timedelta(weeks=weeks)).since


def typed(row: Row) -> Typed:
    """Return a row as it was typed, without what is worked out anew and without empty cells at its end."""
    cells = [cell.typed if cell else None for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def going(tabs: Iterable[Growing], before: date, archives: Archives, wanted: Wanted) -> tuple[Going, ...]:
    """Return what leaves each tab."""
    every = tuple(tabs)
    wanted = _with_theirs(every, wanted)
    return tuple(_of_tab(one, before, archives, wanted) for one in every)


def _of_tab(one: Growing, before: date, archives: Archives, wanted: Wanted) -> Going:
    rows, months, stays = [], Counter[str](), Counter[str]()
    stands = Counter(archives.rows.get(one.tab.slug, {}))
    for number, row, month in _old(one, before):
        key = typed(row)
        why = _why_it_stays(one, number, row, wanted) or _why_not_archived(month, key, archives.months, stands)
        if why:
            stays[why] += 1
            continue
        stands[key] -= 1
        rows.append(number)
        months[month] += 1
    return Going(one.tab, tuple(rows), months, stays)


def _old(one: Growing, before: date) -> Iterator[tuple[int, Row, str]]:
    """Yield each row from before a day, with its month; one that does not say how old it is is of no day."""
    column = one.column(one.dated)
    for number, row in enumerate(one.tab.rows[one.first :], one.first):
        value = row[column].value if column < len(row) and row[column] else None  # type: ignore[union-attr]
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 1:
            continue
        day = day_from_serial(value)
        if day < before:
            yield number, row, month_name(day)


def _why_it_stays(one: Growing, number: int, row: Row, wanted: Wanted) -> str:
    if number >= one.read_from:
        return READ
    return WANTED if _is_wanted(one, row, wanted) else ""


def _why_not_archived(month: str, key: Typed, months: frozenset[str], stands: Mapping[Typed, int]) -> str:
    if month not in months:
        return NO_ARCHIVE
    return "" if stands.get(key, 0) > 0 else DIFFERS


def _is_wanted(one: Growing, row: Row, wanted: Wanted) -> bool:
    """Return whether a row belongs to a child, a message or an entry that is still wanted."""
    slug = one.tab.slug
    if slug == "observations":
        pupil = _text(one, row, "Pupil")
        return pupil in wanted.pupils or (not pupil and _text(one, row, "Entry") in wanted.entries)
    if slug == "obligations":
        return _text(one, row, "Pupil") in wanted.pupils or _text(one, row, "Message") in wanted.messages
    if slug == "messages":
        return _text(one, row, "Message") in wanted.messages
    return slug == "entries" and _text(one, row, "Entry") in wanted.entries


def _with_theirs(tabs: Sequence[Growing], wanted: Wanted) -> Wanted:
    """Return what is wanted with the messages about these children, and the entries that named them."""
    found: dict[str, set[str]] = {"observations": set(wanted.entries), "obligations": set(wanted.messages)}
    for one in tabs:
        key = {"observations": "Entry", "obligations": "Message"}.get(one.tab.slug)
        if key:
            theirs = (row for row in one.tab.rows[one.first :] if _text(one, row, "Pupil") in wanted.pupils)
            found[one.tab.slug].update(text for row in theirs if (text := _text(one, row, key)))
    return Wanted(wanted.pupils, frozenset(found["obligations"]), frozenset(found["observations"]))


def _text(one: Growing, row: Row, heading: str) -> str:
    column = one.column(heading)
    cell = row[column] if column < len(row) else None
    return str(cell.value) if cell else ""
