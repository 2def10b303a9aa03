"""Prints a story that was played: its timeline, its counts, and each expectation that does not hold."""

from __future__ import annotations

import textwrap
from collections import Counter

from rich.console import Console
from rich.markup import escape

from cme.domain.clocks import day_of, hhmm
from cme.edges.templates import one_line
from sandbox.stories.letters import letters
from sandbox.stories.player import Played
from sandbox.stories.timeline import Line, timeline

COLOURS = {"event": "magenta", "entry": "cyan", "finding": "yellow", "message": "green", "case": "yellow"}
INDENT = 17
LONGEST = 4_000


def tell(console: Console, played: Played) -> None:
    """Print the title, the timeline and the counts."""
    console.print(f"[bold]{escape(one_line(played.story.title))}[/bold]", soft_wrap=True)
    day = None
    lines = timeline(played)
    for line in lines:
        if day_of(line.at) != day:
            day = day_of(line.at)
            console.print(f"\n{day:%A} {day.day} {day:%B %Y}\n")
        _line(console, line)
    console.print(f"\n{_counts(played, lines)}", soft_wrap=True)


def _line(console: Console, line: Line) -> None:
    colour = "red" if line.is_bad else COLOURS[line.kind]
    console.print(f"{hhmm(line.at)}  [{colour}]{line.kind:<8}[/]  ", end="")
    # What somebody typed into a form must not steer the terminal that shows it.
    words = one_line(line.words, LONGEST)
    if console.is_terminal:
        width = max(40, console.width - INDENT)
        words = f"\n{' ' * INDENT}".join(textwrap.wrap(words, width) or [""])
    console.print(words, markup=False, highlight=False, soft_wrap=True)


def _counts(played: Played, lines: list[Line]) -> str:
    mine = letters(played.outcome, played.mail, played.story.starts, played.story.until)
    notices = Counter(letter.message.notice for letter in mine)
    listed = ", ".join(f"{count} {notice}" for notice, count in sorted(notices.items()))
    of_kind = Counter(line.kind for line in lines)
    return (
        f"{_many(of_kind['entry'], 'entry', 'entries')}, {_many(of_kind['finding'], 'finding', 'findings')}, "
        f"{_many(len(mine), 'message', 'messages')}{f' ({listed})' if listed else ''}, "
        f"{sum(letter.has_left for letter in mine)} sent, {len(played.mail)} in the mailbox, "
        f"{_many(len(played.outcome.problems), 'problem', 'problems')} listed."
    )


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def tell_verdict(console: Console, wrong: list[str], holds: str, fails: str) -> None:
    """Print each sentence that says what does not hold, and whether all does."""
    for sentence in wrong:
        console.print("[red]✗[/red] ", end="")
        console.print(one_line(sentence, LONGEST), markup=False, highlight=False, soft_wrap=True)
    console.print(f"[green]✓ {holds}[/green]" if not wrong else f"[red]✗ {fails}[/red]")
