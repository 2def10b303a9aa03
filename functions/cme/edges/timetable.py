"""Reads the timetable: sessions, the matrix of places that the DSL types into, and the calendars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from cme.domain.clocks import NOON
from cme.domain.halves import AFTERNOON, afternoon_from, in_halves
from cme.domain.model import Closure, Organisation, Place, Pupil, Session, Staff, Term
from cme.edges.people import coded
from cme.edges.tables import Row, Table, clock_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TICKS = frozenset({"x", "y", "yes", "✓", "✔", "true", "1"})
NO_TICKS = frozenset({"", "no", "n", "false", "-", "0"})


def read_sessions(table: Table, staff: Mapping[str, Staff]) -> dict[str, Session]:
    """Return the sessions by code; one without a day or times cannot run, one without a lead is a problem."""
    found = {}
    for code, row in coded(table):
        weekday = row.text("Weekday").casefold()
        start, end = row.clock("Start"), row.clock("End")
        if weekday not in WEEKDAYS or start is None or end is None or end <= start:
            what = f"{code} needs a weekday, a start and a later end; it is not used until it has them."
            row.wrong("Weekday", what, "Type Monday … Friday, and times such as 09:30.")
            continue
        lead = row.text("Lead")
        if lead not in staff:
            what = f"{code} has no lead" + (f": there is nobody “{lead[:40]}” on the Staff tab." if lead else ".")
            row.wrong("Lead", what, "Choose one; until then the coordinator is asked for its register.")
            lead = ""
        found[code] = Session(
            code,
            row.text("Name") or code,
            row.text("Site"),
            WEEKDAYS.index(weekday),
            start,
            end,
            row.text("Kind") or "group",
            lead,
            row.day("From"),
            row.day("To"),
            pm_start=_pm_start(row, start, end),
            address=row.text("Address"),
            lone_worker=row.text("Lone-worker contact"),
        )
    return found


def _pm_start(row: Row, start: time, end: time) -> time | None:
    """Return when a session's second register is due, where its row says so: in the afternoon, and before the end."""
    typed = row.clock("PM start")
    if typed is None or (start < NOON <= typed < end):
        return typed
    what = f"{typed:%H:%M} is not in the afternoon of a session from {start:%H:%M} to {end:%H:%M}."
    row.wrong("PM start", what, "Mend it, or leave it empty: then the usual time of the Settings tab counts.")
    return None


def read_halves(
    table: Table, sessions: dict[str, Session], places: tuple[Place, ...], usual: time
) -> tuple[dict[str, Session], tuple[Place, ...]]:
    """Return sessions and places in halves, where they span midday; one that another's code is in the way of is not."""
    for code, session in sessions.items():
        if afternoon_from(session, usual) is not None and f"{code}{AFTERNOON}" in sessions:
            what = f"{code} spans midday and needs a second register, but {code}{AFTERNOON} is another session's code."
            table.say(f"{table.title}, {code}", what, f"Give {code}{AFTERNOON} another code, here and on Places.")
    return in_halves(sessions, places, usual)


def read_places(
    table: Table,
    header: Sequence[Any],
    sessions: Mapping[str, Session],
    pupils: Mapping[str, Pupil],
    organisations: Mapping[str, Organisation],
) -> tuple[Place, ...]:
    """Return the places of the matrix: a row a pupil and commissioner, a column a session, a cell a tick or a time."""
    own = {name.casefold() for name in table.columns}
    columns: dict[int, str] = {}
    for index, cell in enumerate(header):
        code = str(cell).strip()
        if not code or code.casefold() in own:
            continue
        if code not in sessions:
            mend = "Rename it to a session's code, or add the session."
            table.say(f"{table.title}, row 1", f"“{code[:40]}” heads a column, but no session has that code.", mend)
        elif code in columns.values():
            what = f"Two columns are headed “{code}”; only the first is used."
            table.say(f"{table.title}, row 1", what, "Rename or delete one.")
        else:
            columns[index] = code
    found: list[Place] = []
    for row in table:
        found += _row(row, columns, sessions, pupils, organisations)
    for code in set(columns.values()) - {place.session for place in found}:
        table.say(f"{table.title}, {code}", f"Nobody has a place in {code}.", "Tick its children, or end the session.")
    for code in set(sessions) - set(columns.values()):
        mend = f"Add a column headed {code} and tick its children, or end the session."
        table.say(f"{table.title}, row 1", f"There is no column for the session {code}, so nobody is expected.", mend)
    return tuple(found)


def _row(
    row: Row,
    columns: Mapping[int, str],
    sessions: Mapping[str, Session],
    pupils: Mapping[str, Pupil],
    organisations: Mapping[str, Organisation],
) -> list[Place]:
    pupil, commissioner = row.text("Pupil"), row.text("Commissioner")
    if pupil not in pupils:
        row.wrong("Pupil", f"There is no pupil “{pupil[:40]}”.", "Use a code from the Pupils tab.")
        return []
    if commissioner not in organisations:
        what = f"There is no school or authority “{commissioner[:40]}”, so nobody can be told about {pupil} here."
        row.wrong("Commissioner", what, "Use a code from Schools or Authorities.")
        # The school on roll, if there is one, is still told.
    since, until = row.day("From"), row.day("To")
    usual = Place(
        pupil,
        "",
        commissioner,
        time(),
        time(),
        since,
        until,
        row.text("Transport"),
        row.text("Escort"),
        row.day("Paused from"),
        row.day("Paused to"),
        row.text("Pause agreed with"),
    )
    if usual.paused_from is None and (usual.paused_to or usual.agreed_with):
        row.wrong("Paused from", f"The pause of {pupil} has no first day, so it does not count.", "Type it.")
    found = []
    for index, code in columns.items():
        typed = row.cells[index] if index < len(row.cells) else ""
        times = place_times(typed, sessions[code])
        if times is None:
            row.wrong(code, f"“{str(typed)[:40]}” is neither a tick nor a time.", "Type x, or 09:30, or 09:30-12:00.")
            # Somebody meant a place: better to expect the child than to miss it.
            times = (sessions[code].start, sessions[code].end)
        if times:
            found.append(replace(usual, session=code, start=times[0], end=times[1]))
    return found


def place_times(typed: Any, session: Session) -> tuple[time, time] | tuple[()] | None:
    """Return the start and end that a cell means, an empty pair where it means no place, None where it is unclear."""
    if typed is None or typed is False:
        return ()
    if typed is True:
        return session.start, session.end
    word = str(typed).strip().casefold()
    if word in NO_TICKS and not isinstance(typed, int | float):
        return ()
    if word in TICKS:
        return session.start, session.end
    parts = re.split(r"\s*[-–]\s*", str(typed).strip()) if isinstance(typed, str) else [typed]
    clocks = [clock_of(part) for part in parts]
    # A bare 0 is the sheet's midnight, but whoever typed it meant no place, or some place: nobody starts at midnight.
    if len(clocks) == 1 and clocks[0] and typed != 0:
        return clocks[0], max(session.end, clocks[0])
    if len(clocks) == 2 and clocks[0] and clocks[1] and clocks[0] < clocks[1]:
        return clocks[0], clocks[1]
    return None


def read_calendar(table: Table) -> tuple[tuple[Term, ...], tuple[Closure, ...]]:
    """Return the terms, and the days that are closed."""
    terms, closures = [], []
    for row in table:
        calendar, kind = row.text("Calendar"), row.text("Kind").casefold()
        since = row.day("From")
        until = row.day("To") or since
        if not calendar or since is None or until is None or until < since:
            row.wrong(
                "From", "The row needs a calendar, a first day and a last day in order.", "It is not used as it is."
            )
        elif kind == "term":
            terms.append(Term(calendar, since, until, row.text("Label")))
        else:
            closures.append(Closure(calendar, since, until, row.text("Label") or kind))
    return tuple(terms), tuple(closures)
