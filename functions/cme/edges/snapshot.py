"""The workbook as one read found it, out of the ranges that Google gave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cme.domain.clocks import from_serial
from cme.domain.model import Problem, Severity
from cme.edges.layout import LEDGER, NOTED, Layout, check_headings, renamed
from cme.edges.version_stamp import read_stamp, version_problem

Json = Mapping[str, Any]
LARGEST = 1_000_000_000


@dataclass(slots=True)
class Snapshot:
    """The workbook as one read found it. Rows are as Google gave them; instants are still serial numbers.

    `unfit` names the machine's tabs that are missing, or whose columns moved: nothing in them is used or written.
    `held` is the digest of the DSL's tabs as the tab History has them. `version` says that the workbook is of another
    version than this program; where it must not be worked with, all of the machine's tabs are unfit.
    """

    revision: int
    run: str = ""
    heartbeat: datetime | None = None
    heartbeat_due: datetime | None = None
    live_from: datetime | None = None
    paused_from: datetime | None = None
    looked: str = ""
    digest: str = ""
    form_problems: str = ""
    clock_off: timedelta = timedelta(0)
    held: str = ""
    night: datetime | None = None
    strays: int = 0
    program: str = ""
    version: Problem | None = None
    values: dict[str, list[list[Any]]] = field(default_factory=dict)
    first_row: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    unfit: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def foreign(self) -> Problem | None:
        """Return why nothing may be written here: the workbook is of a version with which this program cannot work."""
        return self.version if self.version and self.version.severity is Severity.ERROR else None


def snapshot_of(answer: Sequence[Json], layout: Layout) -> Snapshot:
    """Return what the ranges of a layout gave, in their order: the head, headings, rows, and the token again."""
    head = answer[0].get("values", [])
    found = Snapshot(
        revision=revision_of(answer[0]),
        run=owner_of(answer[0]),
        heartbeat=_instant(_cell(head, 1, 0)),
        heartbeat_due=_instant(_cell(head, 1, 1)),
        live_from=_instant(_cell(head, 2, 0)),
        paused_from=_instant(_cell(head, 2, 1)),
        looked=str(_cell(head, 3, 2)),
        digest=str(_cell(head, 3, 0)),
        form_problems=str(_cell(head, 3, 1)),
        night=_instant(_cell(head, 1, 2)),
        strays=_whole(_cell(head, 1, 3)),
        clock_off=timedelta(seconds=_whole(_cell(head, 2, 3))),
        held=str(_cell(head, 3, 3)),
        program=str(_cell(head, 3, 4)),
        version=version_problem(read_stamp(_cell(head, 1, 4), _cell(head, 1, 5))),
        unfit=layout.missing & {*LEDGER, *NOTED},
        problems=list(layout.problems),
    )
    rows = 1 + len(layout.headings)
    for slug, values in zip(layout.ranges, answer[rows:-1], strict=True):
        title, _, cells = values["range"].rpartition("!")
        found.titles[slug] = title.strip("'").replace("''", "'")
        row = re.match(r"[A-Z]+(\d+)", cells)
        found.first_row[slug] = int(row[1]) if row else 1
        found.values[slug] = values.get("values", [])
    headed = [(slug, found.values[slug]) for slug in NOTED if slug in found.values]
    headed += [(slug, got.get("values", [])) for slug, got in zip(layout.headings, answer[1:rows], strict=True)]
    for slug, lines in headed:
        wrong = check_headings(slug, lines[0] if lines else [])
        if wrong is not None:
            found.problems.append(wrong)
        if wrong is not None and wrong.severity is Severity.ERROR:
            found.unfit.add(slug)
            found.values[slug] = []
    found.problems += renamed(found.titles)
    found.problems += [found.version] if found.version else []
    if found.foreign is not None:
        found.unfit |= {*LEDGER, *NOTED}
        found.values |= {slug: [] for slug in found.unfit}
    return found


def _cell(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _instant(value: Any) -> datetime | None:
    """A cell that was changed by hand holds no instant that can be used."""
    try:
        return from_serial(value) if isinstance(value, int | float) and value else None
    except (ValueError, OverflowError):
        return None


def _whole(value: Any) -> int:
    """A cell that was changed by hand holds no number that can be used."""
    return int(value) if isinstance(value, int | float) and abs(value) < LARGEST else 0


def revision_of(answer: Json) -> int:
    """Return the revision that the token's cells hold, 0 where they hold none."""
    return _whole(_cell(answer.get("values", []), 0, 0))


def owner_of(answer: Json) -> str:
    """Return the run that wrote the revision."""
    return str(_cell(answer.get("values", []), 0, 1))
