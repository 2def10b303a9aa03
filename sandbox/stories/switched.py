"""Plays stories in each way in which Google may turn out to be: as the sandbox is, each switch alone, all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cme.errors import CmeError
from sandbox.app import load_handlers
from sandbox.stories.player import play
from sandbox.stories.story import read_story
from sandbox.switches import ALL, SWITCHES, chosen, turned, usual

AS_IT_IS = "as it is"
"""The way in which no switch is turned."""


@dataclass(frozen=True)
class Way:
    """One way in which Google may be, and what does not hold then, by the story's file."""

    name: str
    stories: int
    wrong: Mapping[str, Sequence[str]]

    @property
    def held(self) -> int:
        """How many stories hold."""
        return self.stories - len(self.wrong)


def ways() -> list[str]:
    """Return the ways: as it is, all switches together, each alone."""
    load_handlers()
    return [AS_IT_IS, ALL, *sorted(SWITCHES)]


def meaning(way: str) -> str:
    """Return what is otherwise in a way."""
    load_handlers()
    told = {AS_IT_IS: "what the sandbox takes Google to be", ALL: "all that follows, together"}
    return told[way] if way in told else SWITCHES[way].meaning


def play_in(way: str, files: Sequence[Path]) -> Way:
    """Play stories with the switches of one way."""
    load_handlers()
    with turned(usual() | ({} if way == AS_IT_IS else chosen([way]))):
        found = {file.stem: wrong for file in files if (wrong := _wrong(file))}
    return Way(way, len(files), found)


def _wrong(file: Path) -> list[str]:
    try:
        return play(read_story(file)).wrong()
    except CmeError as broken:
        return [f"It could not be played to its end: {broken}"]
