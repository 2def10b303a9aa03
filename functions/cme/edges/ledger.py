"""The machine's own tabs as values and back: entries, observations, obligations, and the events of messages.

Rows are only ever added (docs/decisions/0001). What a person typed is written as a literal string, never parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeGuard

from cme.domain.clocks import day_from_serial, from_serial, serial, serial_of_day
from cme.domain.entries import ANSWERS_LIMIT, CELL_LIMIT, RawEntry, Read, units, written
from cme.domain.model import Message, Obligation, Observation, Owing, Problem, Saw, Severity, State
from cme.edges.schema import tab

Json = dict[str, Any]
Cell = str | float | int | datetime | date | None
LAST_DAY = 1_000_000
"""A serial number far in the future; Python counts to the year 9999 only."""
FIELDS = "userEnteredValue,userEnteredFormat.numberFormat"


def cell(value: Cell) -> Json:
    """Return one cell as the API takes it: text stays text, whatever it looks like."""
    if value is None or value == "":
        return {}
    if isinstance(value, datetime):
        number: Json = {"numberFormat": {"type": "DATE_TIME", "pattern": "dd/mm/yyyy hh:mm:ss"}}
        return {"userEnteredValue": {"numberValue": serial(value)}, "userEnteredFormat": number}
    if isinstance(value, date):
        number = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
        return {"userEnteredValue": {"numberValue": serial_of_day(value)}, "userEnteredFormat": number}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": storable(value)}}
    return {"userEnteredValue": {"numberValue": value}}


def storable(text: str) -> str:
    """Return text that a cell takes: no lone surrogates, no control characters, not longer than the limit."""
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    clean = "".join(c if c in "\n\t" or c.isprintable() or ord(c) > 0x9F else "�" for c in clean)
    return clean if units(clean) <= CELL_LIMIT else clean[: CELL_LIMIT // 2]


def append(slug: str, rows: Iterable[Sequence[Cell]]) -> list[Json]:
    """Return the request that adds rows to a machine's tab, or none where there are no rows."""
    values = [{"values": [cell(value) for value in row]} for row in rows]
    return [{"appendCells": {"sheetId": tab(slug).sheet_id, "rows": values, "fields": FIELDS}}] if values else []


def kept_answers(entry: RawEntry) -> str:
    """Return what a cell keeps of an entry's answers: all, or, where that is too long, the beginning."""
    typed = written(entry.answers)
    return typed if units(typed) <= ANSWERS_LIMIT else typed[: ANSWERS_LIMIT // 2]


def entry_row(read: Read, revision: int) -> tuple[Cell, ...]:
    """Return an entry as it is kept: what was typed, and what was found wrong."""
    entry = read.entry
    wrong = " ".join(f"{problem.code}: {problem.what}" for problem in read.problems)
    return (
        entry.key,
        entry.form,
        entry.submitted_at,
        entry.email,
        read.who,
        read.session,
        read.day,
        kept_answers(entry),
        read.outcome,
        wrong,
        revision,
    )


def observation_row(seen: Observation, revision: int) -> tuple[Cell, ...]:
    """Return an observation as a row."""
    return (
        seen.entry,
        seen.day,
        seen.session,
        seen.pupil,
        seen.saw.value,
        seen.at,
        seen.recorded_at,
        seen.by,
        seen.reason,
        seen.said_by,
        seen.due,
        revision,
    )


def obligation_row(
    owed: Obligation | Owing, message: str, at: datetime, revision: int, basis: str = ""
) -> tuple[Cell, ...]:
    """Return an obligation as a row; an overtaken one has no message, and says why in its basis."""
    return (
        owed.key,
        owed.rule,
        owed.clause,
        owed.day,
        owed.session,
        owed.pupil,
        owed.organisation,
        owed.step,
        owed.due,
        owed.reason,
        basis or owed.basis,
        message,
        at,
        revision,
    )


def message_row(message: Message, lawful_basis: str, revision: int) -> tuple[Cell, ...]:
    """Return one event of a message as a row."""
    return (
        message.id,
        message.state.value,
        message.at,
        message.notice,
        message.organisation,
        message.to,
        message.day,
        message.subject,
        lawful_basis,
        message.run,
        message.lease_until,
        message.draft,
        message.thread,
        message.gmail_id,
        message.detail,
        revision,
    )


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


def read_observations(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Observation, ...]:
    """Return the observations; a row that does not fit is a problem, never a guess."""
    found: dict[Observation, None] = {}
    for row in rows:
        c = Columns(row)
        try:
            seen = Observation(
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
            )
        except ValueError:
            _misfit(problems, "observations", row)
            continue
        found[seen] = None
    return tuple(found)


def read_ledger(
    rows: Iterable[Sequence[Any]], problems: list[Problem], messages: Mapping[str, Message] | None = None
) -> dict[str, Owing]:
    """Return the ledger: of two rows with one key, the later, because it is a new attempt, unless it was withdrawn."""
    withdrawn = {m.id for m in (messages or {}).values() if m.state is State.WITHDRAWN}
    found: dict[str, Owing] = {}
    for row in rows:
        c = Columns(row)
        try:
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
        except ValueError:
            _misfit(problems, "obligations", row)
            continue
        before = found.get(owing.key)
        if before is None or _rank(owing, withdrawn) >= _rank(before, withdrawn):
            found[owing.key] = owing
    return found


def _rank(owing: Owing, withdrawn: set[str]) -> tuple[bool, int]:
    return owing.message not in withdrawn, owing.revision


def read_messages(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> dict[str, Message]:
    """Return each message as its latest event leaves it."""
    found: dict[str, Message] = {}
    for row in rows:
        c = Columns(row)
        try:
            message = Message(
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
        except ValueError:
            _misfit(problems, "messages", row)
            continue
        before = found.get(message.id)
        if before is None or message.revision >= before.revision:
            found[message.id] = message
    return found


def _misfit(problems: list[Problem], slug: str, row: Sequence[Any]) -> None:
    title = tab(slug).title
    first = str(row[0])[:40] if row else ""
    what = f"A row of “{title}” does not fit its columns (it begins “{first}”), and is not counted."
    mend = "Only the machine writes there. Undo what was changed by hand with File, Version history."
    problem = Problem("SHEET-4", Severity.ERROR, title, what, mend)
    if problem not in problems and sum(p.code == "SHEET-4" for p in problems) < 5:
        problems.append(problem)
