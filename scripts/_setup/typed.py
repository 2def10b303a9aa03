"""Settings that nobody can guess: taken from a file, or asked for; what somebody typed before is never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import typer

from cme.edges.people import read_settings
from cme.edges.tables import Table
from cme.jobs.apply_schema import apply_settings
from scripts._setup.steps import Found, Task, World

ASKED = {
    "reply to": "To which address do schools reply? A mailbox that somebody reads each morning",
    "domain": "Whose signed-in accounts may fill in the staff forms? The part after the @",
    "dsl name": "The Designated Safeguarding Lead, as schools know them",
    "dsl phone": "The number that schools ring",
    "chair phone": "The chair of trustees' number, for concerns about staff or the DSL",
}
"""What is asked for, in which words."""
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
PHONE = re.compile(r"(\+|0)[\d ]{8,18}")


def look(world: World) -> Found:
    """Look at the settings that only people know, and at whose mailbox this is."""
    typed, given = world.settings(), world.given
    sender = typed.get("sender", "").strip()
    people = [
        f"Settings says “{typed[name]}” for “{name}”, the file “{value}”: mend whichever is wrong"
        for name, value in given.items()
        if typed.get(name, "").strip() not in ("", value)
    ]
    if sender and sender.casefold() != world.mailbox:
        people.append(
            f"Settings says that {sender} sends, and this is {world.mailbox}: mend “sender”, or sign in again"
        )
    todo = [] if sender else [_write(world, "sender", world.mailbox)]
    for name in (name for name in {**ASKED, **given} if not typed.get(name, "").strip() and name != "sender"):
        if name in given:
            todo.append(_write(world, name, given[name]))
        elif world.asks and name not in world.left_empty:
            todo.append(Task(f"Ask for “{name}”", partial(_ask, world, name)))
        else:
            people.append(f"Type “{name}” on the tab Settings: {ASKED[name]}")
    there = tuple(f"“{name}”: {typed[name]}" for name in ("sender", *ASKED) if typed.get(name, "").strip())
    return Found(there, tuple(todo), tuple(people))


def _write(world: World, name: str, value: str) -> Task:
    line = f"Write “{name}”: {value}"
    return Task(line, lambda: apply_settings(world.google, world.workbook, {name: value}))


def _ask(world: World, name: str) -> None:
    usual = world.mailbox.rpartition("@")[2] if name == "domain" else ""
    while value := typer.prompt(f"  {ASKED[name]} (Enter: later)", default=usual, show_default=bool(usual)).strip():
        wrong = list(what_is_wrong(name, value))
        if not wrong:
            apply_settings(world.google, world.workbook, {name: value})
            return
        typer.echo(f"  {' '.join(wrong)}")
    world.left_empty.add(name)


def what_is_wrong(name: str, value: str) -> Iterator[str]:
    """Yield why a value cannot stand for a setting, in the words of whoever reads the tab later."""
    table = Table.of("settings", [["Setting", "Value", "What it means"], [name, value, ""]])
    read_settings(table, None)
    yield from (f"{problem.what} {problem.mend}" for problem in table.problems)
    if name == "domain" and not DOMAIN.fullmatch(value):
        yield f"“{value[:40]}” is not a domain. Type it as charity.example, without an @."
    if name.endswith("phone") and not PHONE.fullmatch(value):
        yield f"“{value[:40]}” is not a telephone number. Type all of it, with the 0 at its beginning."
