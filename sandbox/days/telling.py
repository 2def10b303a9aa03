"""Prints the alert budget: what was found, beside what is allowed, and what made the days that were over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.table import Table

from cme.domain.alert_budget import Day, Line, Told
from cme.domain.clocks import hhmm, short_day
from cme.policy import load_budget
from sandbox.days.example import Played


def tell_budget(console: Console, played: Played) -> bool:
    """Print the budget of days that were played; return whether all of it was kept."""
    budget = played.budget()
    lines = budget.lines(load_budget())
    console.print("The alert budget of the example's half term (invented children, invented schools)\n")
    console.print(f"{_days(played)}\n", soft_wrap=True)
    tell_lines(console, lines)
    console.print(f"\nOf {budget.alarms} alarms {budget.mistakes} were our mistake.", soft_wrap=True)
    console.print(f"To one telephone at most {_to_one(budget.ordinary)} pages a day.")
    for day in budget.emergencies:
        why = played.of.emergencies[day.day]
        console.print(f"Left out, an emergency: {_long(day.day)}, {len(day.pages)} pages: {why}.", soft_wrap=True)
    tell_days_over(console, lines)
    is_kept = all(line.is_within for line in lines)
    console.print("\n[green]✓ The budget is kept.[/green]" if is_kept else "\n[red]✗ The budget is not kept.[/red]")
    return is_kept


def _days(played: Played) -> str:
    days, children = played.days, [child for room in played.term.rooms.values() for child in room.children]
    missed = sum(child.comes is None for child in children)
    return (
        f"{_long(days[0])} to {_long(days[-1])} {days[-1]:%Y}, {len(days)} school days. A child was expected "
        f"{len(children)} times and missed {missed} of them, {missed / len(children):.0%}."
    )


def tell_lines(console: Console, lines: Iterable[Line]) -> None:
    """Print each line of the budget: what was found, beside what is allowed."""
    table = Table("what", "allowed", "found", "worst day", "", box=None, pad_edge=False)
    for line in lines:
        figure = load_budget().by_name[line.name]
        is_share = figure.unit == "per cent"
        allowed = f"below {line.allowed:g} %" if is_share else f"{line.allowed:g}"
        found = f"{line.found:.1f} %" if is_share else f"{line.found:g}"
        worst = short_day(line.worst.day) if line.worst and line.found else ""
        table.add_row(figure.label, allowed, found, worst, "✓" if line.is_within else "✗ over")
    console.print(table)


def tell_days_over(console: Console, lines: Iterable[Line]) -> None:
    """Print the days on which a line was over, and what made them so."""
    for line in lines:
        for day in line.over:
            console.print(f"\n{_long(day.day)}, {load_budget().by_name[line.name].label}:", soft_wrap=True)
            told = {"pages_worst": day.pages, "other_mails": day.others, "case_mails": day.of_cases}.get(line.name)
            for words in day.threads if told is None else map(_one, told):
                console.print(f"  {words}", markup=False, soft_wrap=True)


def _one(told: Told) -> str:
    return f"{hhmm(told.at)} {told.what}"


def _to_one(days: Iterable[Day]) -> int:
    return max((n for day in days for n in Counter(one.to for one in day.pages).values()), default=0)


def _long(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
