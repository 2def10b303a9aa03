"""Settings that nobody can guess: taken from a file, or asked for; what somebody typed before is never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import typer

from cme.edges.people import read_settings
from cme.edges.schema import tab
from cme.edges.tables import Table
from cme.errors import SetupError
from cme.jobs.apply_schema import apply_settings
from scripts._setup.cells import WrongCell, check_phone, is_phone
from scripts._setup.csv_in import read_csv
from scripts._setup.steps import Found, Task, World, task

ASKED = {
    "reply to": "To which address do schools reply? A mailbox that somebody reads each morning",
    "domain": "Whose signed-in accounts may fill in the staff forms? The part after the @",
    "dsl name": "The Designated Safeguarding Lead, as schools know them",
    "dsl phone": "The number that schools ring",
    "chair phone": "The chair of trustees' number, for concerns about staff or the DSL",
}
"""What is asked for, in which words."""
MODE = "mode"
"""What no file may change: whether the system sends is for the DSL to say, on the sheet."""
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


def look(world: World) -> Found:
    """Look at the settings that only people know, and at whose mailbox this is."""
    stored = world.settings()
    typed = _by_people(stored)
    given = {name: value for name, value in world.given.items() if stored.get(name, "").strip() != value}
    sender = typed.get("sender", "").strip()
    people = [
        f"Settings says “{typed[name]}” for “{name}”, the file “{value}”: mend whichever is wrong"
        for name, value in given.items()
        if typed.get(name, "").strip()
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
            todo.append(task(f"Ask for “{name}”", partial(_ask, world, name)))
        else:
            people.append(f"Type “{name}” on the tab Settings: {ASKED[name]}")
    there = tuple(f"“{name}”: {typed[name]}" for name in ("sender", *ASKED) if typed.get(name, "").strip())
    return Found(there, tuple(todo), tuple(people))


def _by_people(stored: dict[str, str]) -> dict[str, str]:
    """Return the settings that somebody changed; what the set-up wrote itself at first is nobody's word."""
    usual = {row[0]: row[1] for row in tab("settings").rows}
    return {name: value for name, value in stored.items() if value.strip() != usual.get(name, "")}


def given_in(folder: Path) -> dict[str, str]:
    """Return the settings of a folder's settings.csv; raise SetupError where one of them cannot stand."""
    file = folder / "settings.csv"
    if not file.is_file():
        return {}
    known = {row[0] for row in tab("settings").rows} - {MODE}
    found = {line.cells.get("Setting", "").casefold(): line for line in read_csv(file, ("Setting", "Value"))[1]}
    wrong = [
        f"line {line.number}: there is no setting “{name[:40]}”." for name, line in found.items() if name not in known
    ]
    values = {name: line.cells.get("Value", "") for name, line in found.items() if name in known}
    for name, value in values.items():
        wrong += [f"line {found[name].number}: {said}" for said in what_is_wrong(name, value)] if value else []
    if wrong:
        raise SetupError(f"{file.name} {' '.join(wrong)}", mend="Mend the file, and run this again.")
    return {name: value for name, value in values.items() if value}


def _write(world: World, name: str, value: str) -> Task:
    line = f"Write “{name}”: {value}"
    return task(line, lambda: apply_settings(world.google, world.workbook, {name: value}))


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
    if is_phone(name):
        try:
            check_phone(value)
        except WrongCell as wrong:
            yield str(wrong)
