"""What a step is: it looks, says what stands and what is missing, asks, does it, and looks again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import typer

from cme.edges.google import Google
from cme.errors import SetupError
from cme.jobs.apply_schema import stored_settings
from scripts._deploy.gcloud import Gcloud

LATER = "Wait a minute or two, and run this again: it goes on from here."
TO_DO, YOURS = "to do", "yours"
NOTHING, SIGNED_IN, TABS = "", "signed in", "tabs"


@dataclass(frozen=True, slots=True)
class Task:
    """What is done at once: a line for a person or several, and what does all of it."""

    lines: tuple[str, ...]
    do: Callable[[], object]


def task(line: str, do: Callable[[], object]) -> Task:
    """Return a task of one line."""
    return Task((line,), do)


def together(lines: Iterable[str], do: Callable[[], object]) -> tuple[Task, ...]:
    """Return what is done at once as one task; none where there is nothing to do."""
    every = tuple(lines)
    return (Task(every, do),) if every else ()


@dataclass(frozen=True, slots=True)
class Found:
    """How a step stands: what is there, what is to be done, and what only a person can do or decide."""

    there: tuple[str, ...] = ()
    todo: tuple[Task, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class World:
    """What a run was told and what it found out; nothing of it is kept when the run ends."""

    connection: Google | None = None
    cloud: Gcloud | None = None
    endpoint: str = ""
    workbook: str = ""
    mailbox: str = ""
    files: Path | None = None
    token_file: Path | None = None
    client: Path | None = None
    alert_to: tuple[str, ...] = ()
    own_drive: bool = False
    yes: bool = False
    look_only: bool = False
    given: dict[str, str] = field(default_factory=dict)
    """Settings from a file."""
    left_empty: set[str] = field(default_factory=set)
    """What was asked for in this run and not answered: it is not asked for twice."""

    @property
    def google(self) -> Google:
        """The way to Google as the mailbox, once that is signed in."""
        if self.connection is None:
            raise SetupError("Nobody has signed the mailbox in yet.", mend="Run this again, and begin with that step.")
        return self.connection

    @property
    def asks(self) -> bool:
        """Whether somebody is there to be asked."""
        return not (self.yes or self.look_only)

    def settings(self) -> dict[str, str]:
        """Return what stands on the tab Settings now; nothing while there is no such tab."""
        return stored_settings(self.google, self.workbook) if self.workbook and self.connection else {}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, what to know before it begins, and how to look at it."""

    title: str
    about: str
    look: Callable[[World], Found]
    needs: str = TABS
    """What must be there before: a signed-in mailbox, a workbook with its tabs, or nothing."""


def take(world: World, number: int, step: Step) -> int:
    """Take a step as far as it goes, and return how much of it is left, for this command or for a person."""
    typer.echo(f"\n{number}. {step.title}")
    if step.needs and world.connection is None:
        typer.echo("  later: it comes when the mailbox is signed in")
        return 1
    if step.needs == TABS and not world.settings():
        typer.echo("  later: it comes when the workbook has its tabs")
        return 1
    found = step.look(world)
    _say("there", found.there)
    _say(TO_DO, lines_of(found.todo))
    if found.todo and not world.look_only:
        typer.echo(f"  {step.about}")
        _agree(world)
        for each in found.todo:
            each.do()
        found = _seen_again(world, step)
    _say(YOURS, found.people)
    return len(lines_of(found.todo)) + len(found.people)


def lines_of(tasks: Iterable[Task]) -> list[str]:
    """Return the lines of some tasks."""
    return [line for each in tasks for line in each.lines]


def _say(word: str, lines: list[str] | tuple[str, ...]) -> None:
    for line in lines:
        typer.echo(f"  {word}: {line}")


def _agree(world: World) -> None:
    """Ask before anything is changed; whoever says no, or nobody, ends the run with all that was done before."""
    try:
        agreed = world.yes or typer.confirm("  Do this?", default=True)
    except typer.Abort as nobody:
        typer.echo("\nNobody answered, so this step was not begun. --yes goes on without asking.", err=True)
        raise typer.Exit(1) from nobody
    if not agreed:
        typer.echo("This step was not begun; what was done before stays. Run this again to go on.")
        raise typer.Exit(1)


def _seen_again(world: World, step: Step) -> Found:
    """Return how the step stands now; what was done and does not show is said, and nothing is built on it."""
    again = step.look(world)
    if again.todo:
        raise SetupError(f"{step.title}: this was done and does not show yet: {again.todo[0].lines[0]}.", mend=LATER)
    typer.echo("  done, and looked at again")
    return again
