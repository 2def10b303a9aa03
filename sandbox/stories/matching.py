"""Holds a list that must be complete against what was found, and says each difference as one clear sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """One part of an expected line: how it was said, and whether what was found fits it."""

    words: str
    fits: Callable[[object], bool]
    but: Callable[[object], str] | None = None
    """How a misfit is said, where “name found, not wanted” would not do."""


@dataclass(frozen=True)
class Wanted:
    """One expected line: its parts by name. What it leaves out is not looked at."""

    wishes: Mapping[str, Wish]
    where: str

    def __str__(self) -> str:
        return ", ".join(f"{name} {wish.words}" for name, wish in self.wishes.items()) or "anything"


@dataclass(frozen=True)
class Found:
    """One line that was found: its parts by name, each with how it is said."""

    parts: Mapping[str, object]
    words: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(f"{name} {said}" for name, said in self.words.items() if said).rstrip(".")


def misfits(wanted: Wanted, found: Found) -> list[str]:
    """Return the names of the parts in which a found line does not fit an expected one."""
    return [name for name, wish in wanted.wishes.items() if not wish.fits(found.parts.get(name))]


def differences(wanted: Sequence[Wanted], found: Sequence[Found], verb: str) -> Iterator[str]:
    """Yield a sentence for each line too many, too few, or different. `verb` says what the lines are: “sent”."""
    pairs = _paired(wanted, found)
    left = [line for n, line in enumerate(wanted) if n not in pairs]
    spare = [line for n, line in enumerate(found) if n not in pairs.values()]
    for line in left:
        near = min(spare, key=lambda other: len(misfits(line, other)), default=None)
        if near is not None and 2 * len(misfits(line, near)) <= len(line.wishes):
            spare.remove(near)
            but = "; ".join(_but(line, near, name) for name in misfits(line, near))
            yield f"Not {verb} as expected: {line} ({line.where}). Found is {near}. The difference: {but}."
        else:
            yield f"Expected and not {verb}: {line} ({line.where})."
    for other in spare:
        yield f"{verb.capitalize()} and not expected: {other}."


def _but(line: Wanted, other: Found, name: str) -> str:
    wish = line.wishes[name]
    if wish.but is not None:
        return wish.but(other.parts.get(name))
    return f"{name} {other.words.get(name) or 'nothing'}, not {wish.words}"


def _paired(wanted: Sequence[Wanted], found: Sequence[Found]) -> dict[int, int]:
    """Give as many expected lines as possible a found line each: a vague one never robs a clear one."""
    fits = [[m for m, other in enumerate(found) if not misfits(line, other)] for line in wanted]
    taken: dict[int, int] = {}

    def place(n: int, tried: set[int]) -> bool:
        for m in fits[n]:
            if m in tried:
                continue
            tried.add(m)
            if m not in taken or place(taken[m], tried):
                taken[m] = n
                return True
        return False

    for n in range(len(wanted)):
        place(n, set())
    return {n: m for m, n in taken.items()}
