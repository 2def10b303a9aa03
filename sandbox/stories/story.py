"""A story as a value: who is on the register, what happens when, and what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cme.domain.clocks import day_of, instant
from sandbox.app import load_handlers
from sandbox.stories import kinds
from sandbox.stories.kinds import Event, read_event
from sandbox.stories.parts import Cast
from sandbox.stories.register import read_register
from sandbox.stories.said import Said, StoryError, absent, read_yaml
from sandbox.stories.times import day, moment
from sandbox.switches import SWITCHES, standing

if TYPE_CHECKING:
    from sandbox.stories.player import Played

KEYS = ("story", "note", "day", "from", "until", "register", "happens", "expect", "with")
Check = Callable[["Played"], Iterator[str]]
"""Yields a sentence for each way in which an expectation does not hold."""


@dataclass(frozen=True)
class Told:
    """What reading an expectation may need: who is on the register, and the story's first day."""

    cast: Cast
    day: date
    until: datetime


@dataclass(frozen=True)
class Expectation:
    """A kind of expectation: the key that names it, keys within it, and the function that reads it."""

    name: str
    keys: tuple[str, ...]
    read: Callable[[Said, Told], Check]


EXPECTATIONS: dict[str, Expectation] = {}
Moments = Callable[[Said, Told], list[datetime]]
LOOKED_AT: dict[str, Moments] = {}
"""For a kind that looks at the screens during the day: when."""


def expectation(
    name: str, *keys: str, moments: Moments | None = None
) -> Callable[[Callable[[Said, Told], Check]], Callable[[Said, Told], Check]]:
    """Register a kind of expectation under its key; it is documented in docs/stories.md under that name."""

    def register(read: Callable[[Said, Told], Check]) -> Callable[[Said, Told], Check]:
        EXPECTATIONS[name] = Expectation(name, keys, read)
        if moments is not None:
            LOOKED_AT[name] = moments
        return read

    return register


@dataclass(frozen=True)
class Story:
    """One story, read and found to make sense."""

    file: str
    title: str
    cast: Cast
    starts: datetime
    until: datetime
    events: tuple[Event, ...]
    checks: tuple[Check, ...]
    looks: tuple[datetime, ...] = ()
    expected: frozenset[str] = frozenset()
    """Which kinds of expectation the story has."""

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the story."""
        return day_of(self.starts), day_of(self.until)


def read_story(path: Path) -> Story:
    """Return the story in a file, or raise StoryError: where, what is wrong, what would be right."""
    return story_of(read_yaml(path))


def story_of(said: Said) -> Story:
    """Return a story from what its file says."""
    kinds.load()
    given = said.known(KEYS, "A story")
    for key in ("story", "day", "expect"):
        if key not in given:
            raise absent(said, key)
    first = day(given["day"])
    cast = read_register(given.get("register"), first)
    happens = given["happens"].each() if "happens" in given else []
    events = sorted((read_event(item, first, cast) for item in happens), key=lambda event: event.at)
    starts = moment(given["from"], first) if "from" in given else instant(first, time())
    until = moment(given["until"], first) if "until" in given else _midnight(first, events)
    _check_span(given, starts, until, events)
    told = Told(cast, first, until)
    wanted = given["expect"].known(EXPECTATIONS, "What a story expects")
    if "sent" not in wanted:
        raise absent(given["expect"], "sent")
    wanted |= _otherwise(given["with"]) if "with" in given else {}
    checks = tuple(EXPECTATIONS[name].read(value, told) for name, value in wanted.items())
    looks = {at for name, value in wanted.items() if name in LOOKED_AT for at in LOOKED_AT[name](value, told)}
    title = given["story"].text().strip()
    return Story(said.file, title, cast, starts, until, tuple(events), checks, tuple(sorted(looks)), frozenset(wanted))


def _otherwise(said: Said) -> dict[str, Said]:
    """Return what is expected instead with the switches as they stand; what is expected with others must make sense."""
    load_handlers()
    found: dict[str, Said] = {}
    for name, instead in said.known(SWITCHES, "Google").items():
        known = instead.known(EXPECTATIONS, "What a story expects")
        found |= known if name in dict(standing()) else {}
    return found


def _midnight(first: date, events: list[Event]) -> datetime:
    """Return the last minute of the last day on which something happens."""
    last = max([first, *(day_of(event.at) for event in events)])
    return instant(last, time(23, 59))


def _check_span(given: dict[str, Said], starts: datetime, until: datetime, events: list[Event]) -> None:
    if until <= starts:
        raise given.get("until", given["day"]).wrong("The story ends before it begins.")
    if until - starts > timedelta(days=60):
        raise given.get("until", given["day"]).wrong("The story is longer than 60 days.")
    for event in events:
        if not starts <= event.at <= until:
            raise StoryError(
                event.where, "This happens before the story begins or after it ends.", "See “from” and “until”."
            )
