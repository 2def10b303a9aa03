"""A day as people can read it: what was entered, what was found and why, what was sent to whom, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from cme.domain.clocks import day_of, from_serial, hhmm
from cme.domain.model import Facts
from sandbox.stage import Outcome


def timeline(outcome: Outcome, day: date) -> list[tuple[datetime, str, str]]:
    """Return the lines of one day in order: when, what kind of line, and its words."""
    lines = [*_entries(outcome, day), *_findings(outcome, day), *_messages(outcome, day)]
    order = {"entry": 0, "finding": 1, "message": 2}
    return sorted(lines, key=lambda line: (line[0], order[line[1]]))


def _entries(outcome: Outcome, day: date) -> Iterator[tuple[datetime, str, str]]:
    said: dict[str, list[str]] = {}
    for seen in outcome.observations:
        said.setdefault(seen.entry, []).append(f"{seen.pupil} {seen.saw.value}".strip())
    for row in outcome.entries:
        if len(row) < 9 or not isinstance(row[2], int | float):
            continue
        at = from_serial(row[2])
        if day_of(at) == day:
            words = ", ".join(said.get(str(row[0]), [])) or "nothing that counts"
            wrong = f" [{row[8]}: {str(row[9])[:120]}]" if len(row) > 9 and row[9] else ""
            yield at, "entry", f"{row[1]} {row[5]}: {words}{wrong}"


def _findings(outcome: Outcome, day: date) -> Iterator[tuple[datetime, str, str]]:
    for row in outcome.owing:
        if row.day == day:
            about = f" {row.pupil}" if row.pupil else ""
            where = f" {row.session}" if row.session else ""
            told = f" → {row.organisation}" if row.message else " → nobody any more"
            yield row.decided_at, "finding", f"{row.rule}{about}{where}{told}: {row.reason}"


def _messages(outcome: Outcome, day: date) -> Iterator[tuple[datetime, str, str]]:
    for message in outcome.messages:
        if message.day == day:
            to = f"{_name(outcome.facts, message.organisation)} <{message.to}>"
            yield message.at, "message", f"{message.notice} to {to}: {message.state.value}"


def _name(facts: Facts, code: str) -> str:
    organisation = facts.organisations.get(code)
    return organisation.name if organisation else code


def clock(at: datetime) -> str:
    """Return the time as the timeline shows it."""
    return hhmm(at)
