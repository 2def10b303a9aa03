"""`scripts/rehearse FILE…`: plays stories. 0: all hold; 1: one does not; 2: a file cannot be read.

`scripts/rehearse --budget` plays the example's half term, and says how often people were called on.
`scripts/rehearse --from DATE --to DATE` plays days again, with other figures, and says what would go otherwise.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cme.errors import CmeError
from sandbox.app import load_handlers
from sandbox.days.example import play_half_term
from sandbox.days.rhythm import rhythm
from sandbox.days.telling import tell_budget
from sandbox.garbage import collect_rarely
from sandbox.rehearsal.command import Asked, rehearse
from sandbox.stories.player import play
from sandbox.stories.said import StoryError
from sandbox.stories.story import Story, read_story
from sandbox.stories.telling import tell, tell_verdict
from sandbox.switches import chosen, turned

console = Console(highlight=False)
wrong_console = Console(stderr=True, highlight=False)


def main(
    files: Annotated[list[Path] | None, typer.Argument(help="Stories, or folders of them.")] = None,
    *,
    budget: Annotated[
        bool, typer.Option("--budget", help="Play the example's half term, and measure the alert budget over it.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line a story, and what does not hold.")] = False,
    every_minute: Annotated[bool, typer.Option("--every-minute", help="Call the run for every single minute.")] = False,
    switch: Annotated[
        list[str] | None, typer.Option("--switch", help="Turn a doubtful fact about Google: NAME, NAME=VALUE or all.")
    ] = None,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Play days again: from this one …")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="… to this one, both like 2026-11-23.")] = "",
    figures: Annotated[Path | None, typer.Option(help="TOML: the figures to try on them.")] = None,
    answers: Annotated[Path | None, typer.Option(help="TOML: answers to the policy's questions to try.")] = None,
    workbook: Annotated[
        str, typer.Option(metavar="ID", help="Whose days: a workbook's id or address; else the example's.")
    ] = "",
    endpoint: Annotated[
        str, typer.Option(metavar="ADDRESS", envvar="CME_GOOGLE_ENDPOINT", help="The sandbox's address; else Google.")
    ] = "",
) -> None:
    """Play stories through the real jobs against the sandbox, and say where one does not hold."""
    days = bool(since or until or figures or answers or workbook)
    if [budget, bool(files), days].count(True) != 1:
        wrong_console.print("✗ Name the stories to play, or ask for the --budget, or for days --from and --to: one.")
        raise typer.Exit(2)
    collect_rarely()
    if days:
        asked = Asked(since, until, figures, answers, workbook, endpoint)
        raise typer.Exit(rehearse(console, wrong_console, asked, quiet=quiet))
    if budget:
        raise typer.Exit(0 if tell_budget(console, play_half_term(rhythm())) else 1)
    load_handlers()
    try:
        values = chosen(switch or [])
    except ValueError as unknown:
        wrong_console.print(f"✗ {unknown}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    with turned(values):
        raise typer.Exit(_all(files or [], quiet=quiet, every_minute=every_minute))


def _all(files: list[Path], *, quiet: bool, every_minute: bool) -> int:
    unread, broken, held = 0, 0, 0
    for path in _files(files):
        story = _read(path)
        if story is None:
            unread += 1
        elif _play(story, quiet=quiet, every_minute=every_minute):
            held += 1
        else:
            broken += 1
    if held + broken + unread > 1:
        words = [f"{held} hold", *([f"{broken} do not"] if broken else [])]
        words += [f"{unread} cannot be read"] if unread else []
        console.print(f"{held + broken + unread} stories: {', '.join(words)}.")
    return 2 if unread else 1 if broken else 0


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")]) if path.is_dir() else [path]
        found += inside or [path]
    return found


def _read(path: Path) -> Story | None:
    try:
        return read_story(path)
    except StoryError as wrong:
        wrong_console.print(f"✗ {wrong}", markup=False, soft_wrap=True)
        return None


def _play(story: Story, *, quiet: bool, every_minute: bool) -> bool:
    started = time.monotonic()
    try:
        played = play(story, every_minute=every_minute)
    except CmeError as broken:
        wrong_console.print(
            f"✗ {story.file}: it could not be played to its end: {broken}", markup=False, soft_wrap=True
        )
        return False
    wrong = played.wrong()
    took = f"{time.monotonic() - started:.1f} s"
    if quiet:
        console.print(f"{'✗' if wrong else '✓'} {story.file}: {story.title} ({took})", markup=False, soft_wrap=True)
        for sentence in wrong:
            console.print(f"  {sentence}", markup=False, soft_wrap=True)
        return not wrong
    tell(console, played)
    minutes = f"{played.minutes} minutes played in {took}"
    tell_verdict(console, wrong, f"The story holds. ({minutes})", f"The story does not hold. ({minutes})")
    console.print()
    return not wrong


if __name__ == "__main__":
    typer.run(main)
