"""How a half term goes on, as `half_term.toml` has it, and the dice that fall the same way on every machine."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cme.domain.clocks import LONDON
from cme.domain.model import Observation, Saw
from sandbox.example.cast import address

OF_A_REGISTER = (Saw.REGISTER, Saw.SEEN, Saw.NOT_HERE)
"""What one entry says of everybody in a session."""
DATA = Path(__file__).parent / "half_term.toml"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A half term: its days, how often what happens, and what was said on the days that were not like others.

    Each number is thrown for by itself: the name of what it is for is the only thing that it hangs on, so that a
    change to one of them moves no other. `salt` is part of every name: another one is another half term.
    """

    since: date
    until: date
    numbers: Mapping[str, Mapping[str, Any]]
    said: tuple[Observation, ...] = ()
    away: tuple[Mapping[str, Any], ...] = ()
    silent: frozenset[tuple[date, str]] = frozenset()
    emergencies: Mapping[date, str] = field(default_factory=dict)
    salt: str = ""

    def number(self, name: str) -> Any:
        """Return the number, or the numbers, of “child.late”."""
        part, _, key = name.partition(".")
        return self.numbers[part][key]

    def happens(self, name: str, *about: object) -> bool:
        """Return whether what happens so often happens to this child, in this session, on this day."""
        return self.share(name, *about) < float(self.number(name))

    def minutes(self, name: str, *about: object) -> timedelta:
        """Return how many minutes it is this time, between the least and the most."""
        least, most = self.number(name)
        return timedelta(minutes=least + int(self.share(name, *about) * (most - least + 1)))

    def misses(self, day: date, home: str, turn: int) -> bool:
        """Return whether the children of a household miss a day: some do far more often than others."""
        habits: Sequence[float] = self.number("child.misses")
        return self.share("child.misses", day, home) < habits[turn % len(habits)]

    def share(self, name: str, *about: object) -> float:
        """Return a number from 0 to 1, 1 itself left out."""
        text = "/".join((self.salt, name, *map(str, about)))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


@cache
def rhythm() -> Rhythm:
    """Return the example's half term."""
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))
    numbers = {name: raw[name] for name in ("child", "register", "duty", "page", "school")}
    said = tuple(_said(one) for one in raw["said"])
    emergencies = {one["day"]: one["why"] for one in raw["emergency"]}
    silent = frozenset((one["day"], address(one["who"])) for one in raw["silent"])
    return Rhythm(raw["since"], raw["until"], numbers, said, tuple(raw["away"]), silent, emergencies)


def say(day: date, session: str, pupil: str, saw: Saw, at: datetime, by: str) -> Observation:
    """Return what somebody says at an instant, known at once."""
    entry = f"{day:%m%d}-{session}-{at:%H%M}" + ("" if saw in OF_A_REGISTER else f"-{pupil}-{saw.name}")
    return Observation(entry, day, session, pupil, saw, at, at, by)


def _said(raw: Mapping[str, Any]) -> Observation:
    at = raw["at"].replace(tzinfo=LONDON).astimezone(UTC)
    said = say(raw["at"].date(), raw.get("session", ""), raw.get("pupil", ""), Saw(raw["saw"]), at, address(raw["by"]))
    return replace(said, reason=raw.get("reason", ""), instead=raw.get("instead", ""))
