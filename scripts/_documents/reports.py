"""Writes docs/reports.md: who reads what in a report, and what each of its numbers means."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.evidence_counts import Went
from cme.domain.letter_rows import sentence
from cme.domain.notices import IN_TIME
from cme.domain.oversight_pages import MINUTE
from cme.policy import load_budget, load_figures, load_report_figures
from cme.reports import cases
from cme.reports.attendance import ABOUT_SESSIONS
from cme.reports.budget import EVERY_DAY
from cme.reports.readers import BUDGET_OUTSIDE, NO_PAGES, dsl, trustees
from cme.reports.waits import HEARD, OWNED, TOLD, Clock
from scripts._documents.markdown import made_from, table

INTRODUCTION = """\
`scripts/report 2026-11 --for dsl --out FOLDER` writes a month as a page and as a PDF file; `2026-27` is the school year
from September to August. Each part says its message in a sentence, shows it in a chart, and has a table with the same
numbers; what is compared is the month, or the year, before. The tab Dashboard (in Sheets: View, Hidden sheets) shows
the school year so far in charts, written anew each night from what trustees may read. Why it is so:
[decision 0058](decisions/0058-reports.md).

{picture}
"""
PICTURE = "Bars of invented pages by the minutes until somebody took them; over the limit they have another pattern"
HOW = {
    Went.IN_TIME: "the child was there, be it in another group, and is not known to have been late; also if it left",
    Went.LATE: "the child came, and an arrival after its own start is known",
    Went.EXPLAINED: "the child did not come, and somebody whose word counts said why, before or after",
    Went.MISSED: "the child did not come, and nobody whose word counts said why",
    Went.SILENT: "the session is over, and no register names the child",
}
"""How each way in which a session may go is known."""


def reports_page() -> str:
    """Return the whole page."""
    parts = [
        "# Reports, and what their numbers mean\n",
        made_from("functions/cme/reports/", "functions/cme/policy/budget.toml", "functions/cme/policy/reports.toml"),
        INTRODUCTION.format(picture=f"![{PICTURE}](pictures/report.svg)"),
        "## Who reads what\n\n" + table(("`--for`", "who reads it", "left out"), _readers()),
        f"## Attendance\n\n{ABOUT_SESSIONS}\n\n" + table(("a session is", "when"), _sessions()),
        "## How long things took\n\n" + table(("part", "what is timed", "allowed"), map(_clock, (TOLD, OWNED, HEARD))),
        f"## Cases\n\n{cases.ABOUT}\n\n" + table(("at the end, or in these days",), _cases()),
        f"## The alert budget\n\n{EVERY_DAY}\n\n" + table(("line", "allowed", "a commissioner reads it"), _budget()),
    ]
    return "\n".join(parts)


def _readers() -> Iterator[tuple[str, str, str]]:
    smallest = load_report_figures().by_name["smallest_group"].values[-1]
    for reader in (dsl(), trustees(int(smallest.value))):
        yield f"`{reader.code}`", reader.title, sentence(reader.left_out)
    everybody_else = f"Every other child; {NO_PAGES}; cases of which it was told nothing; what anybody else was told."
    yield "a commissioner's code", "that school or authority, of its own children by name", everybody_else
    yield "`commissioners`", "each of them, a report each", ""


def _sessions() -> Iterator[tuple[str, str]]:
    return ((went.value, HOW[went]) for went in Went)


def _clock(clock: Clock) -> tuple[str, str, str]:
    figures = load_figures().by_name
    allowed = {
        TOLD.title: f"{IN_TIME // MINUTE} minutes",
        OWNED.title: figures["page_deputy"].shown(figures["page_deputy"].values[-1].value),
        HEARD.title: f"{figures['visit_hours'].shown(figures['visit_hours'].values[-1].value)}, or the close of the"
        f" third school day where that is earlier",
    }
    return clock.title, " ".join(clock.notes), allowed[clock.title]


def _cases() -> Iterator[tuple[str]]:
    yield from ((label,) for label in (*cases.STEPS.values(), *cases.OUTCOMES))


def _budget() -> Iterator[tuple[str, str, str]]:
    for name, figure in load_budget().by_name.items():
        yield figure.label, figure.shown(figure.values[-1].value), "yes" if name in BUDGET_OUTSIDE else "no"
