"""The alert budget of a period: how often people were called on, beside how often they may be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import pandas as pd

from cme.domain.alert_budget import Line, Told, budget_of
from cme.domain.clocks import short_day
from cme.domain.figures import Figures
from cme.domain.letter_rows import count
from cme.reports.parts import Chart, Kind, Part, sentences, table

PER_CENT = "per cent"
OF_ALLOWED = "% of what is allowed"
EVERY_DAY = (
    "Every day with sessions is counted, an emergency among them. A mail is counted once, whoever reads it; why these"
    " figures were chosen stands in the decision about the alert budget."
)


def budget_part(told: Sequence[Told], days: Sequence[date], figures: Figures, lines: Collection[str] = ()) -> Part:
    """Return the part about some lines of the budget, or about all of them."""
    found = budget_of(told, days).lines(figures) if days else []
    found = [line for line in found if not lines or line.name in lines]
    labels = {line.name: figures.by_name[line.name].label for line in found}
    used = pd.DataFrame({"used": {labels[line.name]: 100 * line.found / line.allowed for line in found}}, dtype=float)
    over = tuple(not line.is_within for line in found)
    chart = Chart(Kind.BARS, used, OF_ALLOWED, "%", 100, "all that is allowed", over)
    rows = [
        (labels[line.name], *_cells(line, figures), chart.shown(used.loc[labels[line.name], "used"])) for line in found
    ]
    headings = ("What", "Allowed", "Found", "Worst day", "Used")
    return Part("The alert budget", _said(found, labels), table("Alert budget", headings, rows, 6), chart, (EVERY_DAY,))


def _cells(line: Line, figures: Figures) -> tuple[str, str, str]:
    is_share = figures.by_name[line.name].unit == PER_CENT
    allowed = f"below {line.allowed:g}%" if is_share else f"{line.allowed:g}"
    found = f"{line.found:.1f}%" if is_share else f"{line.found:g}"
    return allowed, found, short_day(line.worst.day) if line.worst and line.found else ""


def _said(found: Sequence[Line], labels: dict[str, str]) -> str:
    if not found:
        return "There was no day with sessions, so that nothing is counted."
    over = [line for line in found if not line.is_within]
    if not over:
        return f"All of the budget was kept: {count(len(found), 'line', 'lines')}, none of them over."
    each = (f"{labels[line.name]} ({line.found:.3g}, allowed {line.allowed:g})" for line in over)
    return sentences(f"{len(over)} of {len(found)} lines of the budget were not kept: {'; '.join(each)}")
