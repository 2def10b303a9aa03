"""What whoever reads the tabs will find wrong with rows that are still in files: found before they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cme.domain.model import Problem, Severity
from cme.edges.sheets import Snapshot
from cme.jobs.gather import gather
from scripts._setup.rows_in import Part

ROW = re.compile(r"(.+) row (\d+), (.+)")


def misread(parts: Iterable[Part], snapshot: Snapshot, workbook_id: str) -> Iterator[str]:
    """Yield what whoever reads the tabs finds wrong with the new rows, by the line of the file."""
    values = {part.tab.slug: _with(part, snapshot.values[part.tab.slug]) for part in parts}
    merged = replace(snapshot, values={**snapshot.values, **values}, problems=[])
    titles = {snapshot.titles.get(part.tab.slug, part.tab.title): part for part in parts}
    for problem in gather(merged, workbook_id).facts.problems:
        yield from _headed(problem, titles)
        found = ROW.fullmatch(problem.where)
        part = titles.get(found[1]) if found else None
        if found is None or part is None or problem.severity is not Severity.ERROR:
            continue
        number = int(found[2]) - 1 - len(snapshot.values[part.tab.slug])
        if number >= 0:
            yield f"{part.file} line {part.lines[number]}, {found[3]}: {problem.what} {problem.mend}"


def _headed(problem: Problem, titles: Mapping[str, Part]) -> Iterator[str]:
    """Yield what is wrong with a heading that a file brings along: on Places, the code of no session."""
    title, _, rest = problem.where.partition(", ")
    part = titles.get(title)
    if part and rest == "row 1" and any(f"“{name[:40]}”" in problem.what for name in part.more):
        yield f"{part.file} line 1: {problem.what} {problem.mend}"


def _with(part: Part, values: Sequence[Sequence[Any]]) -> list[list[Any]]:
    header = [*part.header, *part.more]
    new = [[row.get(name, "") for name in header] for row in part.rows]
    return [header, *(list(row) for row in values[1:]), *new]
