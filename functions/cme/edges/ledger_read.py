"""Reads the machine's own tabs into values: observations, obligations, and how each message stands.

Rows are only ever added, and an instance that is called every minute reads the same ones every minute: so it keeps what
it made of a row for as long as the row reads the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeGuard, TypeVar

from cme.domain.clocks import day_from_serial, from_serial
from cme.domain.ledger import key_of
from cme.domain.model import Message, Observation, Owing, Problem, Saw, Severity, State
from cme.edges.schema import tab

LAST_DAY = 1_000_000
"""A serial number far in the future; Python counts to the year 9999 only."""
KEPT = 20_000
"""So many rows of each tab an instance keeps typed: several times what four weeks of a large provider hold."""

Row = tuple[Any, ...]
Value = TypeVar("Value")
_OBSERVATIONS: dict[Row, Observation] = {}
_OWINGS: dict[Row, Owing] = {}
_MESSAGES: dict[Row, Message] = {}


def _with_room(kept: dict[Row, Value]) -> dict[Row, Value]:
    """Return what an instance keeps typed, emptied where it has grown too large; never while rows are being read."""
    if len(kept) > KEPT:
        kept.clear()
    return kept


def is_date(value: Any) -> TypeGuard[float]:
    """Return whether a cell holds a date: a number that no calendar reaches is as little one as a word is."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LAST_DAY


class Columns:
    """One row of a machine's tab by position, with what is missing as empty."""

    def __init__(self, row: Sequence[Any]) -> None:
        self._row = row

    def text(self, index: int) -> str:
        """Return a cell as text."""
        value = self._row[index] if index < len(self._row) else ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    def instant(self, index: int) -> datetime | None:
        """Return a cell as an instant, None where it holds none."""
        value = self._row[index] if index < len(self._row) else ""
        return from_serial(value) if is_date(value) and value else None

    def need(self, index: int) -> datetime:
        """Return a cell as an instant, or raise ValueError."""
        found = self.instant(index)
        if found is None:
            raise ValueError(index)
        return found

    def day(self, index: int) -> date:
        """Return a cell as a day, or raise ValueError."""
        value = self._row[index] if index < len(self._row) else ""
        if not is_date(value):
            raise ValueError(index)
        return day_from_serial(value)

    def number(self, index: int) -> int:
        """Return a cell as a whole number, 0 where it holds none."""
        value = self._row[index] if index < len(self._row) else 0
        return int(value) if isinstance(value, int | float) else 0


def _filled(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield the rows that hold anything: one that somebody put in between says nothing."""
    return (row for row in rows if (row and row[0]) or any(cell not in ("", None) for cell in row))


def read_observations(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Observation, ...]:
    """Return the observations; a row that does not fit is a problem, never a guess."""
    found: dict[int, Observation] = {}
    typed = _with_room(_OBSERVATIONS)
    for row in _filled(rows):
        # Without the revision: what was written down twice was said once, and is one and the same when it is typed.
        said = tuple(row[:12])
        try:
            one = typed.get(said) or typed.setdefault(said, _observation(said))
        except ValueError:
            misfit(problems, "observations", row)
        else:
            found[id(one)] = one
    return tuple(found.values())


def _observation(row: tuple[Any, ...]) -> Observation:
    c = Columns(row)
    return Observation(
        entry=c.text(0),
        day=c.day(1),
        session=c.text(2),
        pupil=c.text(3),
        saw=Saw(c.text(4)),
        at=c.need(5),
        recorded_at=c.need(6),
        by=c.text(7),
        reason=c.text(8),
        said_by=c.text(9),
        due=c.instant(10),
        instead=c.text(11),
    )


def read_ledger(
    rows: Iterable[Sequence[Any]], problems: list[Problem], messages: Mapping[str, Message] | None = None
) -> dict[str, Owing]:
    """Return the ledger: of two rows with one key, the later, because it is a new attempt, unless it was withdrawn."""
    withdrawn = {m.id for m in (messages or {}).values() if m.state is State.WITHDRAWN}
    found: dict[str, Owing] = {}
    typed = _with_room(_OWINGS)
    for row in _filled(rows):
        cells = tuple(row)
        try:
            owing = typed.get(cells) or typed.setdefault(cells, _owing(cells))
        except ValueError:
            misfit(problems, "obligations", row)
            continue
        before = found.get(owing.key)
        if before is None or _rank(owing, withdrawn) >= _rank(before, withdrawn):
            found[owing.key] = owing
    return found


def _owing(row: tuple[Any, ...]) -> Owing:
    c = Columns(row)
    owing = Owing(
        key=c.text(0),
        rule=c.text(1),
        clause=c.text(2),
        day=c.day(3),
        session=c.text(4),
        pupil=c.text(5),
        organisation=c.text(6),
        step=c.text(7),
        due=c.need(8),
        reason=c.text(9),
        basis=c.text(10),
        message=c.text(11),
        decided_at=c.need(12),
        revision=c.number(13),
    )
    if owing.key != key_of(owing):
        # Somebody changed one of its cells: what it says is not what was decided.
        raise ValueError(owing.key)
    return owing


def _rank(owing: Owing, withdrawn: set[str]) -> tuple[bool, int]:
    return owing.message not in withdrawn, owing.revision


def read_messages(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> dict[str, Message]:
    """Return each message as its latest event leaves it."""
    found: dict[str, Message] = {}
    for message in _each_message(rows, problems):
        before = found.get(message.id)
        if before is None or (message.revision >= before.revision and not _is_old_news(message, before)):
            found[message.id] = message
    return found


def message_events(rows: Iterable[Sequence[Any]]) -> dict[str, tuple[Message, ...]]:
    """Return all that happened to each message, in order; what does not fit was said when they were read."""
    found: dict[str, list[Message]] = {}
    for message in _each_message(rows, []):
        found.setdefault(message.id, []).append(message)
    return {name: tuple(sorted(events, key=lambda m: (m.revision, m.at))) for name, events in found.items()}


def _each_message(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> Iterator[Message]:
    typed = _with_room(_MESSAGES)
    for row in _filled(rows):
        cells = tuple(row)
        try:
            message = typed.get(cells) or typed.setdefault(cells, _message(cells))
        except ValueError:
            misfit(problems, "messages", row)
        else:
            yield message


def _is_old_news(message: Message, before: Message) -> bool:
    """A run that stood still says late that a message went; what came of it since is known already."""
    return message.state is State.SENT and before.state in (State.ANSWERED, State.BOUNCED)


def _message(row: tuple[Any, ...]) -> Message:
    c = Columns(row)
    return Message(
        id=c.text(0),
        state=State(c.text(1)),
        at=c.need(2),
        notice=c.text(3),
        organisation=c.text(4),
        to=c.text(5),
        day=c.day(6),
        subject=c.text(7),
        run=c.text(9),
        lease_until=c.instant(10),
        draft=c.text(11),
        thread=c.text(12),
        gmail_id=c.text(13),
        detail=c.text(14),
        revision=c.number(15),
    )


def misfit(problems: list[Problem], slug: str, row: Sequence[Any]) -> None:
    """Name a row of a machine's tab that does not fit its columns; of many, the first few."""
    title = tab(slug).title
    first = str(row[0])[:40] if row else ""
    what = f"A row of “{title}” does not fit its columns (it begins “{first}”), and is not counted."
    mend = "Only the machine writes there. Undo what was changed by hand with File, Version history."
    problem = Problem("SHEET-4", Severity.ERROR, title, what, mend)
    if problem not in problems and sum(p.code == "SHEET-4" for p in problems) < 5:
        problems.append(problem)
