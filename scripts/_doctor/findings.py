"""What a check is, and what it finds: how dangerous, what is wrong and where, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum


class Danger(IntEnum):
    """How soon somebody must act; what comes first is said first."""

    NOW = 1
    WRONG = 2
    LOOK = 3
    UNSEEN = 4
    BY_HAND = 5


HEADINGS = {
    Danger.NOW: "Act now: nobody is told of a missing child, or children's data stands open",
    Danger.WRONG: "Wrong: it does not work as it should",
    Danger.LOOK: "To be looked at, on the next working day",
    Danger.UNSEEN: "Could not be seen, and may be wrong",
    Danger.BY_HAND: "No program can see this: look yourself",
}
"""Each degree as a person reads it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what and where, in one sentence, what to do about it, and the check that found it."""

    danger: Danger
    what: str
    mend: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Why something could not be looked at; `danger` is WRONG where somebody must act for it to be seen again."""

    why: str
    danger: Danger = Danger.UNSEEN


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at: `needs` are the looks that `find` is given, in its order."""

    name: str
    about: str
    needs: tuple[str, ...]
    find: Callable[..., Iterable[Finding]]


def now(what: str, mend: str) -> Finding:
    """Return what cannot wait."""
    return Finding(Danger.NOW, what, mend)


def wrong(what: str, mend: str) -> Finding:
    """Return what does not work as it should."""
    return Finding(Danger.WRONG, what, mend)


def look(what: str, mend: str) -> Finding:
    """Return what somebody should look at."""
    return Finding(Danger.LOOK, what, mend)


def by_hand(what: str, mend: str) -> Finding:
    """Return what a person must look at every time, because no program may see it."""
    return Finding(Danger.BY_HAND, what, mend)
