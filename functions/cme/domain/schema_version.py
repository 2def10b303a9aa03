"""Which version the tabs of a workbook are of, and whether a program of another one may work with them. Pure.

A program knows nothing of versions after its own, so that a workbook says of itself which programs may work with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cme.domain.model import Problem, Severity

CODE = "SHEET-9"
WHERE = "workbook, version"
ON_PAPER = "Until then use paper, and ring everybody who is due."


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the tabs: since when, what changed, and who gets on with it.

    `older_runs`: a program of the version before may go on in a workbook of this one. `runs_on_older`: a program of
    this version may go on in a workbook of the one before, until somebody brings that forward.
    """

    number: int
    day: date
    changed: str
    older_runs: bool
    runs_on_older: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook says of itself: its version, and the oldest version of a program that may work with it."""

    version: int
    needs: int


def stamp_of(versions: Sequence[Version], number: int) -> Stamp:
    """Return what a workbook of a version says of itself."""
    needs = number
    for version in reversed(versions[:number]):
        if not version.older_runs or needs == 1:
            break
        needs -= 1
    return Stamp(number, needs)


def oldest_workbook(versions: Sequence[Version]) -> int:
    """Return the oldest version of a workbook in which the newest program may go on."""
    oldest = len(versions)
    for version in reversed(versions):
        if not version.runs_on_older or oldest == 1:
            break
        oldest -= 1
    return oldest


def judge(stamp: Stamp, versions: Sequence[Version]) -> Problem | None:
    """Return that a workbook is of another version than this program: an ERROR where it must not write there."""
    ours = len(versions)
    if stamp.version > ours:
        return _newer(stamp, ours)
    if stamp.version < ours:
        return _older(stamp, ours, may_go_on=stamp.version >= oldest_workbook(versions))
    return None


def _newer(stamp: Stamp, ours: int) -> Problem:
    which = f"The workbook is of version {stamp.version}, and this program of version {ours}"
    if stamp.needs > ours:
        mend = f"Deploy the newer program, or go back to the copy that was kept (docs/deploy.md). {ON_PAPER}"
        return Problem(CODE, Severity.ERROR, WHERE, f"{which}: it writes nothing, and nobody is told.", mend)
    what = f"{which}: it goes on, and leaves alone what it does not know."
    return Problem(CODE, Severity.QUERY, WHERE, what, "Deploy the newer program (scripts/deploy) when you can.")


def _older(stamp: Stamp, ours: int, *, may_go_on: bool) -> Problem:
    which = f"The workbook is of version {stamp.version}, and this program of version {ours}"
    mend = "Run scripts/apply_schema after the last session: it keeps a copy, and brings the workbook forward."
    if not may_go_on:
        what = f"{which}, which cannot work with it: it writes nothing, and nobody is told."
        return Problem(CODE, Severity.ERROR, WHERE, what, f"{mend} {ON_PAPER}")
    return Problem(CODE, Severity.QUERY, WHERE, f"{which}: it goes on all the same.", mend)
