"""What the machine writes into its own tabs: rows of entries, observations, obligations, and events of messages.

Rows are only ever added (docs/decisions/0001); `ledger_read.py` reads them. What a person typed is written as a literal
string, never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from cme.domain.clocks import serial, serial_of_day
from cme.domain.entries import ANSWERS_LIMIT, CELL_LIMIT, RawEntry, Read, units, written
from cme.domain.model import Message, Obligation, Observation, Owing
from cme.edges.schema import tab

Json = dict[str, Any]
Cell = str | float | int | datetime | date | None
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
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
    # Almost everything that is typed can be printed, and is taken as it is.
    if not text.isprintable():
        text = CONTROLS.sub("�", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return text if units(text) <= CELL_LIMIT else text[: CELL_LIMIT // 2]


def append(slug: str, rows: Iterable[Sequence[Cell]]) -> list[Json]:
    """Return the request that adds rows to a machine's tab, or none where there are no rows."""
    values = [{"values": [cell(value) for value in row]} for row in rows]
    return [{"appendCells": {"sheetId": tab(slug).sheet_id, "rows": values, "fields": FIELDS}}] if values else []


def without(slug: str, numbers: Iterable[int]) -> list[Json]:
    """Return the requests that take rows out of a tab, by their numbers from 0: the lowest in the tab first."""
    found: list[Json] = []
    for number in sorted(numbers, reverse=True):
        last = found[-1]["deleteDimension"]["range"] if found else {}
        if last.get("startIndex") == number + 1:
            last["startIndex"] = number
            continue
        rows = {"sheetId": tab(slug).sheet_id, "dimension": "ROWS", "startIndex": number, "endIndex": number + 1}
        found.append({"deleteDimension": {"range": rows}})
    return found


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


def concern_row(read: Read, revision: int) -> tuple[Cell, ...]:
    """Return what the concern form said as a row of Concerns; empty where an entry is no concern."""
    entry, said = read.entry, read.concern
    if said is None:
        return ()
    by = f"{read.who}, {entry.email}" if read.who else entry.email
    told, harm, words, where = said.told, said.harm, said.words, said.whereabouts
    return (entry.key, entry.submitted_at, by, said.pupil, told, harm, words, where, read.outcome, revision)


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
        seen.instead,
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
