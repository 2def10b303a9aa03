"""One tab as rows by heading, wherever its columns were moved; and each cell typed, or a sentence that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from cme.domain.clocks import day_from_serial, time_from_serial
from cme.domain.model import Problem, Severity
from cme.edges.schema import tab

ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
"""Plain ASCII only: a look-alike letter, a space or a line break makes an address that is not one."""
LONGEST = 1_000
"""Characters of one cell that a person fills: more is a mistake of pasting, and would fill every screen and email."""
LONGEST_ADDRESS = 254
"""No mailbox has a longer one; what was cut must never become one."""
DAYS = (r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)", r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})")
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(slots=True)
class Table:
    """The rows of one tab that people write, and what was found wrong while reading them."""

    slug: str
    title: str
    columns: dict[str, int]
    rows: Sequence[Sequence[Any]]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, slug: str, values: Sequence[Sequence[Any]], title: str = "") -> Table:
        """Find the headings in the first row; each that is missing or doubled is a problem."""
        schema = tab(slug)
        name = title or schema.title
        headers = [str(cell).strip() for cell in values[0]] if values else []
        table = cls(slug, name, {}, values[1:])
        for column in schema.columns:
            found = [index for index, header in enumerate(headers) if header.casefold() == column.header.casefold()]
            if not found:
                table.say(
                    f"{name}, row 1",
                    f"The tab {name} has no column “{column.header}”.",
                    f"Give its column the heading “{column.header}” again; until then it counts as empty.",
                )
            elif len(found) > 1:
                table.say(
                    f"{name}, row 1",
                    f"The tab {name} has {len(found)} columns “{column.header}”; none of them is used.",
                    "Rename or delete all but one.",
                )
            else:
                table.columns[column.header] = found[0]
        return table

    def say(self, where: str, what: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        """Note a problem with this tab."""
        self.problems.append(Problem("SHEET-1", severity, where, what, mend))

    def __iter__(self) -> Iterator[Row]:
        for number, cells in enumerate(self.rows, start=2):
            if any(cell not in ("", None) for cell in cells):
                yield Row(self, number, cells)


@dataclass(slots=True)
class Row:
    """One row of a table; a cell is read by its heading and its type."""

    table: Table
    number: int
    cells: Sequence[Any]

    def where(self, header: str) -> str:
        """Return where a cell is, as a person finds it."""
        return f"{self.table.title} row {self.number}, {header}"

    def wrong(self, header: str, what: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        """Note a problem with one cell."""
        self.table.say(self.where(header), what, mend, severity)

    def raw(self, header: str) -> Any:
        """Return a cell as Google gave it, or an empty text."""
        index = self.table.columns.get(header)
        return self.cells[index] if index is not None and index < len(self.cells) else ""

    def text(self, header: str) -> str:
        """Return a cell as text, not endless; a number loses the point that a sheet adds to it."""
        value = self.raw(header)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        typed = "" if value is None else str(value).strip()
        if len(typed) <= LONGEST:
            return typed
        what = f"The cell holds {len(typed):,} characters; only the first {LONGEST:,} are used."
        self.wrong(header, what, "Shorten it.", Severity.QUERY)
        return typed[:LONGEST]

    def address(self, header: str) -> str:
        """Return an email address, or an empty text and a problem where it is not one."""
        typed = self.text(header)
        if typed and (len(typed) > LONGEST_ADDRESS or not ADDRESS.fullmatch(typed)):
            self.wrong(header, f"“{typed[:60]}” is not an email address.", "Type it again, one address, nothing else.")
            return ""
        return typed

    def day(self, header: str) -> date | None:
        """Return a date; text that is not one is a problem, and counts as empty."""
        value = self.raw(header)
        if value in ("", None):
            return None
        found = day_of_cell(value)
        if found is not None:
            return found
        self.wrong(header, f"“{str(value)[:40]}” is not a date.", "Type it as 23/11/2026.")
        return None

    def clock(self, header: str) -> time | None:
        """Return a time of day; text that is not one is a problem, and counts as empty."""
        value = self.raw(header)
        if value in ("", None):
            return None
        found = clock_of(value)
        if found is None:
            self.wrong(header, f"“{str(value)[:40]}” is not a time.", "Type it as 09:30.")
        return found


def day_of_cell(value: Any) -> date | None:
    """Return the day that a cell holds, as a sheet's date or as text, else None."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 < value < 100_000:
        return day_from_serial(value)
    return day_of_text(str(value).strip())


def day_of_text(typed: str) -> date | None:
    """Return the day of a text such as 23/11/2026 or 2026-11-23, else None."""
    for pattern in DAYS:
        found = re.fullmatch(pattern, typed)
        if found:
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def clock_of(value: Any) -> time | None:
    """Return the time that a cell holds, as a sheet's time or as text such as 09:30, else None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return time_from_serial(value) if 0 <= value < 1 else None
    found = CLOCK.fullmatch(str(value).strip())
    return time(int(found[1]), int(found[2])) if found else None
