"""Terms and bank holidays: terms are asked for and never guessed; a day that is there already is left as it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

import holidays
import typer

from cme.domain.clocks import serial_of_day
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Term
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook, see_today
from cme.edges.sheets import Workbook
from cme.edges.tables import day_of_text
from cme.jobs.apply_schema import read_timetable
from scripts._setup.cells import Value
from scripts._setup.rows_in import Rows, appended
from scripts._setup.steps import Found, World, task

OURS = "innov8"
AHEAD = timedelta(days=2 * 365)
TERMS = "terms"


def look(world: World) -> Found:
    """Look at innov8's terms, and at the bank holidays of every calendar for two years."""
    facts, today = read_timetable(world.google, world.workbook), see_today(world.google, world.workbook)
    free = bank_holidays(today, today + AHEAD)
    todo, people = [], []
    for name in _calendars(facts):
        if missing := [day for day in free if not _is_closed(facts, name, day)]:
            rows = [_row(name, "bank holiday", day, day, free[day]) for day in missing]
            days = count(len(rows), "bank holiday", "bank holidays")
            line = f"Add {days} of England to “{name}”, to {max(missing):%d/%m/%Y}"
            todo.append(task(line, partial(_add, world, rows)))
    ours = [term for term in facts.terms if term.calendar == OURS and term.until >= today]
    if not ours and world.asks and TERMS not in world.left_empty:
        todo.append(task("Ask for innov8's terms", lambda: _ask(world, facts.terms)))
    elif not ours:
        people.append("Type innov8's terms on the tab Calendar: a day that no term covers counts as open")
    there = tuple(f"{term.label or 'term'}, {term.since:%d/%m/%Y} to {term.until:%d/%m/%Y}" for term in ours)
    return Found(there, tuple(todo), tuple(people))


def bank_holidays(since: date, until: date) -> dict[date, str]:
    """Return England's bank holidays between two days, by their names."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(since.year, until.year + 1))
    return {day: name for day, name in sorted(found.items()) if since <= day <= until}


def _calendars(facts: Facts) -> list[str]:
    """Return innov8's own calendar and those that schools keep."""
    theirs = (organisation.calendar for organisation in facts.organisations.values() if organisation.calendar)
    return list(dict.fromkeys((OURS, *theirs)))


def _is_closed(facts: Facts, calendar: str, day: date) -> bool:
    return any(one.calendar == calendar and one.since <= day <= one.until for one in facts.closures)


def _row(calendar: str, kind: str, since: date, until: date, label: str) -> dict[str, Value]:
    days = {"From": float(serial_of_day(since)), "To": float(serial_of_day(until))}
    return {"Calendar": calendar, "Kind": kind, **days, "Label": label}


def _add(world: World, rows: Rows) -> None:
    schema = tab("calendar")
    header = Workbook(world.google, world.workbook).read().values["calendar"][0]
    change_workbook(world.google, world.workbook, [appended(schema, [str(cell).strip() for cell in header], rows)])


def _ask(world: World, there: Iterable[Term]) -> None:
    """Ask for one term after the other, until nobody knows a further one."""
    typer.echo("  As the charity has set them; school websites are not enough. Enter alone: no further one.")
    known = list(there)
    while since := _day("  First day of a term, as 07/09/2026"):
        until = _day("  Its last day")
        if until is None or until < since or any(since <= one.until and one.since <= until for one in known):
            typer.echo("  The last day must come after the first, and no two terms may meet: once more.")
            continue
        known.append(Term(OURS, since, until, typer.prompt("  What it is called", default="Term")))
        # At once, so that whoever is called away types it once only.
        _add(world, [_row(OURS, "term", since, until, known[-1].label)])
    world.left_empty.add(TERMS)


def _day(question: str) -> date | None:
    while typed := typer.prompt(question, default="", show_default=False).strip():
        if day := day_of_text(typed):
            return day
        typer.echo(f"  “{typed[:40]}” is not a date. Type it as 07/09/2026, the day first.")
    return None
