"""What a report is made of: each part is one message, its chart, and a table with the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pandas as pd

from cme.domain.letter_rows import sentence
from cme.domain.paper import Table

NOT_SHOWN = "not shown"
"""What stands in place of the numbers of a group that is too small."""
NOTHING = "–"
"""What stands where nothing was counted, so that there is no share of it."""


class Kind(StrEnum):
    """How a chart is drawn: lines over weeks, parts of a whole, bars, or bars of lengths of time."""

    LINES = "lines"
    STACK = "stack"
    BARS = "bars"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: a column of numbers a series, a row a place on the other axis; empty where nothing is shown.

    A `limit` is drawn across, called `limit_label`: at its number, or among lengths of time between two of them.
    `over` says of each bar whether it is over it. The `note` says within the chart what does not follow from its bars.
    """

    kind: Kind
    numbers: pd.DataFrame
    axis: str
    unit: str = ""
    limit: float | None = None
    limit_label: str = ""
    over: tuple[bool, ...] = ()
    note: str = ""

    def shown(self, value: float) -> str:
        """Return a number as it stands at its bar or line, and in the table."""
        return NOT_SHOWN if pd.isna(value) else f"{value:.0f}{self.unit}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its title, what it says in one sentence with its numbers, its chart, its table and what to know of it.

    The sentence is the chart's alternative text as well: whoever does not see the chart reads the same.
    """

    title: str
    message: str
    table: Table
    chart: Chart | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: its title, what whoever holds it must know first, what is missing, and its parts."""

    title: str
    made: datetime
    organisation: str
    caution: str
    file_name: str
    about: Table
    parts: tuple[Part, ...]


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], first: float = 4) -> Table:
    """Return a table whose first column is wider than the others."""
    widths = (first, *(2.0 for _ in headings[1:]))
    return Table(title, tuple(headings), tuple(map(tuple, rows)), widths)


def share(part: float, whole: float) -> str:
    """Return a part of a whole in whole per cent."""
    return f"{100 * part / whole:.0f}%" if whole else NOTHING


def sentences(*said: str) -> str:
    """Return what is said as sentences, without those that are empty."""
    return " ".join(sentence(one) for one in said if one)
