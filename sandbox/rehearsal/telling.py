"""Prints a rehearsal: what was tried, how each rule's messages went, what went otherwise, and the alert budget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from textwrap import shorten

from rich.console import Console
from rich.table import Table

from cme.domain.alert_budget import Budget
from cme.domain.clocks import day_and_time, instant
from cme.domain.rulebook import RULES
from cme.policy import load_budget
from sandbox.days.telling import tell_days_over, tell_lines
from sandbox.rehearsal.compare import How, Line, by_rule
from sandbox.rehearsal.history import History
from sandbox.rehearsal.tried import Tried

TITLE = 36
"""So many letters of what a rule is about stand beside its numbers on a line of eighty."""


def tell_known(console: Console, history: History, since: date) -> None:
    """Print from when on people and timetable are known as they were, where that is not so for the whole span."""
    known = history.known
    if known is None:
        return
    if known.began is None:
        console.print("  People and timetable are as they stand today: the tab History holds nothing yet.")
    elif instant(since, time()) < known.began:
        console.print(f"  Before {day_and_time(known.began)} people and timetable are as they stood then, when")
        console.print("  the tab History began: what they were until then nobody can say.")


def tell_tried(console: Console, tried: Tried) -> None:
    """Print what is otherwise in the rehearsal than it was."""
    for change in tried.changes:
        console.print(f"  {change.words}", markup=False, soft_wrap=True)
    for answer in tried.answers:
        console.print(f"  {answer.question}: {answer.words}, as if answered on {answer.on:%d/%m/%Y}", soft_wrap=True)
    if not tried.changes and not tried.answers:
        console.print("  Nothing is changed: it should all go as it did.")
    console.print()


def tell_rules(console: Console, lines: Sequence[Line]) -> None:
    """Print how much went in which way, by rule."""
    table = Table("rule", *(how.value for how in How), "what it is about", box=None, pad_edge=False)
    for column in table.columns[1:-1]:
        column.justify = "right"
    for code, counts in by_rule(lines).items():
        title = RULES[code].title if code in RULES else ""
        table.add_row(
            code, *(str(counts[how] or "·") for how in How), shorten(title.rstrip("."), TITLE, placeholder=" …")
        )
    console.print(table)
    console.print()


def tell_otherwise(console: Console, lines: Sequence[Line]) -> None:
    """Print what went otherwise, by codes and never by a name."""
    for line in lines:
        console.print(_one(line), markup=False, soft_wrap=True)
    if lines:
        console.print()


def tell_the_budget(console: Console, budget: Budget) -> None:
    """Print how often people would have been called on, beside how often they may be."""
    lines = budget.lines(load_budget())
    console.print("The alert budget, as it would have been on these days:\n")
    tell_lines(console, lines)
    tell_days_over(console, lines)


def _one(line: Line) -> str:
    owed = line.owed
    about = " ".join(part for part in (owed.pupil, owed.session) if part) or owed.day.strftime("%d/%m/%Y")
    how = f"{day_and_time(line.at)}  {line.how.value}{_apart(line)}"
    return f"{how}: {owed.rule} {line.notice}, {about} → {owed.organisation}: {owed.reason}"


def _apart(line: Line) -> str:
    if line.really is None or line.rehearsed is None:
        return ""
    minutes, went = abs(round((line.rehearsed - line.really).total_seconds() / 60)), day_and_time(line.really)
    return f" by {minutes} min (it went {went})" if minutes < 24 * 60 else f" ({went})"
