"""What of each child its time follows from: birth, the last day of which one knows, and what still runs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from cme.domain.breaches import breaches
from cme.domain.cases import open_cases
from cme.domain.clocks import day_of
from cme.domain.concerns import open_concerns
from cme.domain.history import HEADINGS, ROWS, Difference
from cme.domain.model import Facts
from cme.domain.retention import Child


def children_kept(
    facts: Facts, history: Iterable[Difference], tabs: frozenset[str], births: Mapping[str, date], today: date
) -> Iterator[Child]:
    """Yield every child whom the workbook or its History knows; `tabs` are those whose rows are children's."""
    last = _last_days(facts, [found for found in history if found.spot.tab in tabs], today)
    runs = dict(_running(facts, today))
    born = {**births, **{code: pupil.born for code, pupil in facts.pupils.items() if pupil.born}}
    for code in sorted({*facts.pupils, *born, *last}):
        yield Child(code, born.get(code), last.get(code), runs.get(code, ""))


def code_of(found: Difference) -> str:
    """Return the code in the name of a row of History, which has a number where two rows had one code."""
    return "" if found.spot.row in (HEADINGS, ROWS) else found.spot.row.partition(" (")[0]


def _last_days(facts: Facts, history: Iterable[Difference], today: date) -> dict[str, date]:
    found: dict[str, date] = {}
    for code, day in _days(facts, history):
        if code and day <= today:
            found[code] = max(day, found.get(code, day))
    return found


def _days(facts: Facts, history: Iterable[Difference]) -> Iterator[tuple[str, date]]:
    yield from ((said.pupil, said.day) for said in facts.observations)
    yield from ((row.pupil, row.day) for row in facts.ledger.values())
    yield from ((event.pupil, day_of(event.recorded_at)) for event in facts.events)
    yield from ((place.pupil, place.until) for place in facts.places if place.until)
    # Also where its place was deleted: whoever changed a row of a child knew of it then.
    yield from ((code_of(found), day_of(found.seen_at)) for found in history if found.seen_at)


def _running(facts: Facts, today: date) -> Iterator[tuple[str, str]]:
    """Yield each child about whom something is not over, and what."""
    yield from ((place.pupil, "a place") for place in facts.places if place.until is None or place.until >= today)
    yield from ((said.pupil, "a concern") for said in open_concerns(facts))
    yield from ((case.pupil, "a case") for case in open_cases(facts))
    for breach in breaches(facts):
        if breach.is_open:
            yield from (
                (code, "a message that went to the wrong people") for word in breach.words for code in word.pupils
            )
