"""The kinds of things that happen in a story: each is one function, which reads what is said and gives back the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from cme.domain.clocks import day_of
from sandbox.stories.parts import Cast
from sandbox.stories.said import Said, absent, did_you_mean
from sandbox.stories.times import moment

if TYPE_CHECKING:
    from sandbox.stories.scene import Scene

Act = Callable[["Scene"], str]
"""Does what happened, and returns the sentence for the timeline; an empty one where other lines say it already."""
ALWAYS = ("at", "note")
"""Keys that every event may have."""


@dataclass(frozen=True)
class Spoken:
    """One event as it is read: when, what is said of it, and who is on the register."""

    at: datetime
    said: Mapping[str, Said]
    whole: Said
    cast: Cast

    @property
    def day(self) -> date:
        """The event's day."""
        return day_of(self.at)

    def need(self, key: str) -> Said:
        """Return what stands under a key, or refuse the event that lacks it."""
        if key not in self.said:
            raise absent(self.whole, key)
        return self.said[key]


@dataclass(frozen=True)
class Happening:
    """A kind of event: the key that names it, the keys that go with it, and the function that reads it."""

    name: str
    keys: tuple[str, ...]
    read: Callable[[Spoken], Act]


@dataclass(frozen=True)
class Event:
    """Something that happens at an instant."""

    at: datetime
    act: Act
    where: str = ""


HAPPENINGS: dict[str, Happening] = {}


def happening(name: str, *keys: str) -> Callable[[Callable[[Spoken], Act]], Callable[[Spoken], Act]]:
    """Register a kind of event under the key that names it; it is documented in docs/stories.md under that name."""

    def register(read: Callable[[Spoken], Act]) -> Callable[[Spoken], Act]:
        HAPPENINGS[name] = Happening(name, keys, read)
        return read

    return register


def load() -> None:
    """Import every module of happenings and expectations, so that all kinds are known."""
    for name in ("forms", "cases", "breaches", "schools", "sheet", "mail", "faults", "runs", "history", "past"):
        import_module(f"sandbox.stories.happenings.{name}")
    for name in ("messages", "standing", "screens", "chat"):
        import_module(f"sandbox.stories.expectations.{name}")


def read_event(said: Said, today: date, cast: Cast) -> Event:
    """Return one event, or refuse it: it needs a time, and exactly one kind."""
    pairs = said.pairs()
    named = [key for key in pairs if key in HAPPENINGS]
    every = sorted({*HAPPENINGS, *ALWAYS, *(key for kind in HAPPENINGS.values() for key in kind.keys)})
    if not named:
        stranger = next((key for key in pairs if key not in every), "")
        mend = did_you_mean(stranger, HAPPENINGS) if stranger else f"Say one of: {', '.join(HAPPENINGS)}."
        raise said.wrong(f"It does not say what happened{f'; nobody knows “{stranger}”' if stranger else ''}.", mend)
    kind = HAPPENINGS[_kind(said, named)]
    said.known([*ALWAYS, kind.name, *kind.keys], f"The event “{kind.name}”")
    if "at" not in pairs:
        raise said.wrong("“at” is missing.", "Say when it happened, such as at: 09:04.")
    at = moment(pairs["at"], today)
    return Event(at, kind.read(Spoken(at, pairs, said, cast)), said.where)


def _kind(said: Said, named: list[str]) -> str:
    """Of two kinds in one event, one may be a key of the other; else it is two events."""
    for name in named:
        others = [other for other in named if other != name]
        if all(other in HAPPENINGS[name].keys for other in others):
            return name
    mend = "Make two events of it, with the same time."
    raise said.wrong(f"“{named[0]}” and “{named[1]}” cannot be one event.", mend)
