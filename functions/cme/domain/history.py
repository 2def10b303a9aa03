"""What the DSL's tabs held at any moment: their rows, what came to differ and when, and the tabs then. Pure.

A tab is held by the names of its rows: the code in them, wherever they stand. Two rows are not of the tab itself: one
says which headings there were, the other which rows, in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import NamedTuple

Value = str | float | bool
Cells = Mapping[str, Value]
"""What a row holds, by heading; an empty cell is not there."""
HEADINGS, ROWS = "(headings)", "(rows)"
"""The rows that say which headings and which rows a tab had: by their place, counted from 1."""
NO_CODE = "(no code)"


class Spot(NamedTuple):
    """A row by the title of its tab and its name there."""

    tab: str
    row: str


Held = Mapping[Spot, Cells]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab as people see it: the headings that are read, and the rows that hold anything, in their order."""

    headings: tuple[str, ...] = ()
    rows: tuple[Cells, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of History: what the cells that came to differ held before, and what they hold since it was seen."""

    spot: Spot
    before: Cells = field(repr=False)
    now: Cells = field(repr=False)
    seen_at: datetime | None = None
    revision: int = 0


def fold(differences: Iterable[Difference]) -> dict[Spot, dict[str, Value]]:
    """Return what each row holds after its differences, in the order of their revisions, wherever they stand."""
    held: dict[Spot, dict[str, Value]] = {}
    for found in sorted(differences, key=lambda found: found.revision):
        cells = held.setdefault(found.spot, {})
        for heading in found.before:
            cells.pop(heading, None)
        cells.update(found.now)
    return {spot: cells for spot, cells in held.items() if cells}


def differences(held: Held, now: Held) -> Iterator[Difference]:
    """Yield each row that holds something else than it did, with the cells that differ and no others."""
    for spot in dict.fromkeys((*now, *held)):
        old, new = held.get(spot, {}), now.get(spot, {})
        differ = [name for name in dict.fromkeys((*new, *old)) if not _is_same(old.get(name), new.get(name))]
        if differ:
            before, after = ({name: cells[name] for name in differ if name in cells} for cells in (old, new))
            yield Difference(spot, before, after)


def _is_same(one: Value | None, other: Value | None) -> bool:
    """A tick box is no number: in a place, no and 0 are two things."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def sheet_of(tab: str, held: Held) -> Sheet:
    """Return a tab as it was held."""
    headings = _listed(held.get(Spot(tab, HEADINGS), {}))
    rows = (held.get(Spot(tab, name), {}) for name in _listed(held.get(Spot(tab, ROWS), {})))
    shown = ({heading: cells[heading] for heading in headings if heading in cells} for cells in rows)
    return Sheet(headings, tuple(cells for cells in shown if cells))


def held_of(tab: str, sheet: Sheet, key: str, held: Held) -> dict[Spot, Cells]:
    """Return how a tab is held from now on, each row under the name that it had in `held` where it was there.

    What stood under a heading that is gone stays as it was: nobody deleted it, and it is not there to be looked at.
    """
    mine = {spot.row: cells for spot, cells in held.items() if spot.tab == tab}
    made = {HEADINGS: _numbered(sheet.headings)}
    if key not in sheet.headings:
        return {Spot(tab, name): cells for name, cells in (mine | made).items() if cells}
    names = _names(sheet, key, {name: cells for name, cells in mine.items() if name not in (HEADINGS, ROWS)})
    made[ROWS] = _numbered(names)
    for name, cells in zip(names, sheet.rows, strict=True):
        unseen = {heading: value for heading, value in mine.get(name, {}).items() if heading not in sheet.headings}
        made[name] = {**cells, **unseen}
    return {Spot(tab, name): cells for name, cells in made.items() if cells}


def _names(sheet: Sheet, key: str, known: Mapping[str, Cells]) -> list[str]:
    """Return the name of each row: its code, numbered where several have the same, and the one that it had if it can.

    Of several rows with one code those that read as before keep their names, so that a row put between them is one
    difference; what is left over keeps the names that are left over.
    """
    same: dict[object, list[str]] = defaultdict(list)
    of_code: dict[object, list[str]] = defaultdict(list)
    for name, cells in known.items():
        code = text_of(cells.get(key, ""))
        same[code, _read_as(cells, sheet.headings)].append(name)
        of_code[code].append(name)
    codes = [text_of(cells.get(key, "")) for cells in sheet.rows]
    alike = [(code, _read_as(cells, sheet.headings)) for code, cells in zip(codes, sheet.rows, strict=True)]
    found, taken = [""] * len(codes), {HEADINGS, ROWS}
    fresh = {code: _numbers(code) for code in codes}
    for names, wanted in ((same, alike), (of_code, codes), (fresh, codes)):
        free = {look: iter(of_it) for look, of_it in names.items()}
        for number, look in enumerate(wanted):
            if not found[number]:
                found[number] = next((name for name in free.get(look, ()) if name not in taken), "")
                taken.add(found[number])
    return found


def _read_as(cells: Cells, headings: Sequence[str]) -> frozenset[tuple[str, Value]]:
    return frozenset((heading, value) for heading, value in cells.items() if heading in headings)


def _numbers(code: str) -> Iterator[str]:
    # What cannot be printed does not come back from a cell as it went in.
    name = code if code.isprintable() else code.encode("unicode_escape").decode()
    yield name or NO_CODE
    yield from (f"{name or NO_CODE} ({number})" for number in count(2))


def text_of(value: Value) -> str:
    """Return a code as text; a number loses the point that a sheet adds to it."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _numbered(names: Iterable[str]) -> dict[str, Value]:
    return {str(number): name for number, name in enumerate(names, start=1)}


def _listed(cells: Cells) -> tuple[str, ...]:
    return tuple(str(cells[number]) for number in sorted(filter(str.isdecimal, cells), key=int))
