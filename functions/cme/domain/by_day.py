"""Facts told apart by day, and rows by their message: every rule asks for one day of many weeks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from operator import is_
from typing import Generic, TypeVar

from cme.domain.model import Facts, Message, Observation, Owing

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)
DAYS_KEPT = 40
"""More days than the rules look back over the longest holiday."""


def said_on(facts: Facts, day: date) -> tuple[Observation, ...]:
    """Return what was said of a day, in the order in which it stands."""
    return _said(facts).get(day, ())


def rows_on(facts: Facts, day: date) -> tuple[Owing, ...]:
    """Return the ledger's rows of a day, in the order in which they stand."""
    return _rows(facts).get(day, ())


def rows_of(facts: Facts, message: str) -> tuple[Owing, ...]:
    """Return the ledger's rows that a message carries, in the order in which they stand."""
    return _carried(facts).get(message, ())


def messages_on(facts: Facts, day: date) -> tuple[Message, ...]:
    """Return the messages of a day, in the order in which they stand."""
    return _messages(facts).get(day, ())


class Kept(Generic[Item]):
    """What was worked out from what was said of a day, for as long as that, people, timetable and settings stay."""

    def __init__(self) -> None:
        self._found: dict[date, tuple[tuple[object, ...], tuple[Observation, ...], Item]] = {}

    def of(self, facts: Facts, day: date, work: Callable[[Facts, date], Item]) -> Item:
        """Return what work makes of a day; what it made before where nothing that it may look at is another."""
        stands_on = (facts.settings, facts.pupils, facts.sessions, facts.places, facts.terms, facts.closures)
        said, known = said_on(facts, day), self._found.get(day)
        if known is not None and all(map(is_, known[0], stands_on)) and known[1] == said:
            return known[2]
        if len(self._found) > DAYS_KEPT:
            self._found.clear()
        found = work(facts, day)
        self._found[day] = (stands_on, said, found)
        return found


# Rules look at the facts as they are and as a day has changed them, so that a few are asked in turn.


@lru_cache(maxsize=16)
def _said(facts: Facts) -> Mapping[date, tuple[Observation, ...]]:
    return _apart(facts.observations, lambda said: said.day)


@lru_cache(maxsize=16)
def _rows(facts: Facts) -> Mapping[date, tuple[Owing, ...]]:
    return _apart(facts.ledger.values(), lambda row: row.day)


@lru_cache(maxsize=16)
def _carried(facts: Facts) -> Mapping[str, tuple[Owing, ...]]:
    return _apart(facts.ledger.values(), lambda row: row.message)


@lru_cache(maxsize=16)
def _messages(facts: Facts) -> Mapping[date, tuple[Message, ...]]:
    return _apart(facts.messages.values(), lambda message: message.day)


def _apart(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, tuple[Item, ...]]:
    found: dict[Key, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {name: tuple(theirs) for name, theirs in found.items()}
