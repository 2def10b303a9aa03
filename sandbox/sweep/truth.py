"""What must hold whatever went wrong: all owed is in the mailbox once, all entries are kept, the ledger is true."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cme.domain.clocks import serial
from cme.domain.decide import REPEAT
from cme.domain.model import Message, Owing, State
from cme.domain.sent_on import SENT_ON
from cme.edges.ledger_read import read_ledger, read_messages
from cme.edges.schema import tab
from sandbox.sheets import storage
from sandbox.sheets.grid import Row
from sandbox.stage import Stage
from sandbox.sweep.day import lasting

GONE = frozenset({State.SENT, State.ANSWERED, State.BOUNCED})
NEVER_WENT = frozenset({State.WITHDRAWN, State.FAILED, State.REHEARSED})

PAGES = ("REG-4", "REG-9", "OPS-1")
"""The rules that page whatever the step: of a page that may be lost a repeat that says so is right."""
SAID, DECIDED, RECORDED = 2, 12, 6
"""The column that says when: of a message's events, of an obligation, of an observation."""


class _Tabs:
    """The machine's own tabs as they are stored: asking the API for all of them costs more than a run."""

    def __init__(self, db: sqlite3.Connection, workbook_id: str) -> None:
        book = storage.load(db, workbook_id)
        if book is None:
            raise ValueError("the workbook is gone")
        self._sheets = {sheet.id: sheet for sheet in book.sheets}

    def rows(self, slug: str) -> list[list[Any]]:
        """Return a tab's rows that hold anything, below its headings."""
        return [_plain(row) for row in self._below(slug) if any(cell.value is not None for cell in row)]

    def since(self, slug: str, column: int, floor: float) -> list[list[Any]]:
        """Return the rows whose instant in a column is not before another."""
        return [
            _plain(row)
            for row in self._below(slug)
            if len(row) > column and isinstance(said := row[column].value, float | int) and said >= floor
        ]

    def _below(self, slug: str) -> list[Row]:
        sheet = tab(slug)
        return self._sheets[sheet.sheet_id].rows[sheet.header_row :]


def _plain(row: Row) -> list[Any]:
    return [cell.value if cell.value is not None else "" for cell in row]


@dataclass(frozen=True)
class Standing:
    """What stands at a moment: in the workbook, in the mailbox, and in the forms."""

    messages: Mapping[str, Message]
    rows: tuple[Owing, ...]
    mailed: Counter[str]
    addresses: frozenset[str]
    entries: Counter[str]
    submitted: frozenset[str]
    observations: Counter[tuple[object, ...]]
    late: int

    @classmethod
    def of(cls, stage: Stage, since: datetime) -> Standing:
        """Read it; of the ledger only what was written since an instant, because older mail is in no mailbox here."""
        floor = serial(since)
        with stage.app.store.transaction() as db:
            tabs = _Tabs(db, stage.workbook_id)
            forms = [row[0] for row in db.execute("SELECT id FROM form_responses")]
            late = int(db.execute("SELECT count(*) FROM late").fetchone()[0])
        rows = tabs.since("obligations", DECIDED, floor)
        sent = stage.sent()
        return cls(
            read_messages(tabs.since("messages", SAID, floor), []),
            tuple(row for raw in rows for row in read_ledger([raw], []).values()),
            Counter(message.key for message in sent),
            frozenset(message.to for message in sent),
            Counter(str(row[0]).partition("@")[0] for row in tabs.rows("entries")),
            frozenset(forms),
            Counter(tuple(row[:-1]) for row in tabs.since("observations", RECORDED, floor)),
            late,
        )

    @property
    def claimed(self) -> list[str]:
        """The messages of which the ledger does not say yet how they stand."""
        return [key for key, message in self.messages.items() if message.state is State.CLAIMED]

    @property
    def sent(self) -> Counter[str]:
        """How often each obligation is in the mailbox."""
        found: Counter[str] = Counter()
        for key, message in {(lasting(row), row.message) for row in self.rows if row.message}:
            found[key] += self.mailed[message]
        return found

    @property
    def overtaken(self) -> frozenset[str]:
        """What is noted as never sent, because it would have helped nobody."""
        return frozenset(row.key for row in self.rows if not row.message)

    def repeats(self, key: str) -> int:
        """Return how many messages that carry an obligation say that they may be a repeat."""
        carried = {row.message for row in self.rows if lasting(row) == key}
        return sum(self.messages[m].detail.startswith(REPEAT) for m in carried if m in self.messages)

    def needs_time(self, owed: frozenset[str], overtaken: frozenset[str]) -> bool:
        """Return whether something is still on its way."""
        return bool(self.claimed or self.late or owed - set(+self.sent) or overtaken - self.overtaken)


def wrong(end: Standing, owed: frozenset[str], overtaken: frozenset[str], allowed: frozenset[str]) -> Iterator[str]:
    """Yield a sentence for each thing that must not be so when all has settled."""
    yield from _obligations(end, owed, allowed)
    yield from _ledger(end)
    yield from _entries(end)
    yield from (f"{key} should be noted as overtaken, and is not" for key in sorted(overtaken - end.overtaken))
    yield from (f"{key} is still claimed" for key in end.claimed)
    if end.late:
        yield "something is still to be applied late"


def _obligations(end: Standing, owed: frozenset[str], allowed: frozenset[str]) -> Iterator[str]:
    sent = end.sent
    yield from (f"{key} was owed and is in no mailbox" for key in sorted(owed) if not sent[key])
    for key, times in sorted(sent.items()):
        is_page = key.removeprefix(f"{SENT_ON} of ").startswith(PAGES) or key.rpartition("/")[2].startswith("page")
        if times > 1 and not (is_page and times == 2 and end.repeats(key) == 1):
            yield f"{key} is in the mailbox {times} times"
        if times and key not in allowed:
            yield f"{key} was sent, and the undisturbed day did not owe it"


def _ledger(end: Standing) -> Iterator[str]:
    for key in sorted(set(end.mailed) - set(end.messages)):
        yield f"the message {key} is in the mailbox, and the ledger does not know it"
    for key, message in sorted(end.messages.items()):
        times = end.mailed[key]
        if message.state in GONE and times != 1:
            yield f"the ledger says that {key} is {message.state}, and it is in the mailbox {times} times"
        if message.state in NEVER_WENT and times:
            yield f"the ledger says that {key} is {message.state}, and it was sent"


def _entries(end: Standing) -> Iterator[str]:
    for key in sorted(end.submitted):
        if end.entries[key] != 1:
            yield f"the entry {key} is in the workbook {end.entries[key]} times"
    for seen, times in end.observations.items():
        if times > 1:
            yield f"an observation of the entry {seen[0]} is in the workbook {times} times"
