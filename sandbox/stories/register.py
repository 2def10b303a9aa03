"""Reads a story's register: the example's, or one of its own, with whatever it leaves out invented."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta

from cme.edges.schema import tab
from cme.policy import load_figures, load_questions
from sandbox.example.cast import Row, tables
from sandbox.example.load import SETTINGS
from sandbox.stories.parts import (
    AUTHORITY,
    PERSON,
    SCHOOL,
    SESSION,
    Cast,
    a_person,
    a_school,
    a_session,
    an_authority,
    code_for,
    read_row,
    words,
)
from sandbox.stories.pupils import read_pupils
from sandbox.stories.said import Said, did_you_mean
from sandbox.stories.times import clock, day, moment, weekday

EXAMPLE, ALL = "example", "all"
STAFF = (("TESS", "lead", ""), ("CORA", "coordinator", ""), ("DEE", "innov8 dsl", 1), ("DEB", "deputy", 2))
CLOSED = ("holiday", "closure", "inset", "bank holiday")


def read_register(said: Said | None, on: date) -> Cast:
    """Return everybody whom the story is about; `on` is its first day."""
    if said is None or said.value is None:
        return _invented(Cast(on))
    if isinstance(said.value, str):
        said.one_of([EXAMPLE], "register")
        return _example(on)
    given = said.known([*PARTS, "from"], "A register")
    cast = _example(on) if "from" in given and given["from"].one_of([EXAMPLE], "register") else _invented(Cast(on))
    if "sessions" in given and not cast.is_example:
        cast.rows["sessions"] = []
    for part, read in PARTS.items():
        if part in given:
            cast.is_changed = True
            read(given[part], cast)
    if not cast.is_example and "pupils" not in given:
        _places_of_p1(cast)
    return cast


def _example(on: date) -> Cast:
    return Cast(on, deepcopy(tables()), {"mode": "live"}, is_example=True)


def _invented(cast: Cast) -> Cast:
    """Two schools, an authority, staff who hold every role, one session: whatever a story does not speak of."""
    for code in ("HILL", "MILL"):
        cast.put("schools", code, {}, a_school(code))
    cast.put("authorities", "COUNTY", {}, an_authority("COUNTY"))
    for code, roles, order in STAFF:
        cast.put("staff", code, {"Roles": roles, "Duty order": order}, a_person(code))
    cast.put("sessions", "BIKE", {}, a_session("BIKE", cast.day, "TESS"))
    around = timedelta(days=200)
    cast.rows["calendar"] = [_row_of("innov8", "term", cast.day - around, cast.day + around, "Term")]
    cast.rows["places"] = []
    cast.settings = {
        **SETTINGS,
        "dsl name": "Dee Worker",
        "dsl phone": "07700 900100",
        "morning list": "",
        "duty asked at": "",
        "weekly digest": "",
    }
    _places_of_p1(cast)
    return cast


def _places_of_p1(cast: Cast) -> None:
    cast.rows["pupils"], cast.rows["places"] = [], []
    read_pupils(Said("P1", "", 0), cast)


def _row_of(calendar: str, kind: str, since: date, until: date, label: str) -> Row:
    return {"Calendar": calendar, "Kind": kind, "From": since, "To": until, "Label": label}


def _each(said: Said, cast: Cast, slug: str, read: Callable[[str, Said], None]) -> None:
    """Read a list of codes, or codes with what is said of each; “none” takes one away that would be there."""
    if isinstance(said.value, dict):
        for code, value in said.value.items():
            if isinstance(value.value, str) and value.is_empty:
                cast.drop(slug, code)
            else:
                read(code_for(code, value), value)
    else:
        for item in said.each():
            read(code_for(item.text(), item), Said(None, item.file, item.line, item.path))


def _schools(said: Said, cast: Cast) -> None:
    def read(code: str, value: Said) -> None:
        cast.put("schools", code, read_row(value, "schools", SCHOOL, "A school"), a_school(code))

    _each(said, cast, "schools", read)


def _authorities(said: Said, cast: Cast) -> None:
    def read(code: str, value: Said) -> None:
        row = read_row(value, "authorities", AUTHORITY, "An authority")
        cast.put("authorities", code, row, an_authority(code))

    _each(said, cast, "authorities", read)


def _staff(said: Said, cast: Cast) -> None:
    def read(code: str, value: Said) -> None:
        spoken = Said({"roles": value}, value.file, value.line, value.path) if _is_short(value) else value
        cast.put("staff", code, read_row(spoken, "staff", PERSON, "A member of staff"), a_person(code))

    _each(said, cast, "staff", read)


def _is_short(said: Said) -> bool:
    return isinstance(said.value, str | list)


def _sessions(said: Said, cast: Cast) -> None:
    def read(code: str, value: Said) -> None:
        row = _times(value) if _is_short(value) else read_row(value, "sessions", SESSION, "A session")
        if row.get("Lead"):
            row["Lead"] = cast.code(value.pairs()["lead"], "member of staff", "staff")
        leads = [str(p["Code"]) for p in cast.rows["staff"] if "lead" in str(p["Roles"])]
        cast.put("sessions", code, row, a_session(code, cast.day, leads[0] if leads else ""))

    _each(said, cast, "sessions", read)


def _times(said: Said) -> Row:
    """Read a session's short form: 09:00-12:00, or Tue 09:00-12:00."""
    before, _, span = said.text().strip().rpartition(" ")
    start, dash, end = span.replace("–", "-").partition("-")
    if not dash:
        raise said.wrong(f"“{said.text()}” is not a session's time.", "Write it as 09:00-12:00, or Tue 09:00-12:00.")
    row: Row = {"Start": f"{clock(_part(said, start)):%H:%M}", "End": f"{clock(_part(said, end)):%H:%M}"}
    return row | ({"Weekday": weekday(_part(said, before))} if before else {})


def _part(said: Said, text: str) -> Said:
    return Said(text, said.file, said.line, said.path)


def _pupils(said: Said, cast: Cast) -> None:
    if not cast.is_example:
        cast.rows["pupils"], cast.rows["places"] = [], []
    read_pupils(said, cast)


def _calendar(said: Said, cast: Cast) -> None:
    """Read terms and closed days; the first term of innov8 that a story gives takes the place of the invented one."""
    rows = [_calendar_row(item, cast.day) for item in said.each()]
    if not cast.is_example and any(row["Calendar"] == "innov8" and row["Kind"] == "term" for row in rows):
        cast.rows["calendar"] = []
    cast.rows["calendar"] += rows


def _calendar_row(said: Said, near: date) -> Row:
    keys = ("calendar", "kind", "from", "to", "label", "closed", "term")
    given = said.known(keys, "A line of the calendar")
    short = next((key for key in ("closed", "term") if key in given), "")
    kind = {"closed": "closure", "term": "term"}.get(short, "")
    if not kind:
        if "kind" not in given or "from" not in given:
            raise said.wrong("A line of the calendar needs “closed”, “term”, or both “kind” and “from”.")
        kind = given["kind"].one_of(("term", *CLOSED), "kind of day")
    days = [day(part, near) for part in (given[short].each() if short else [given["from"]])]
    if short and not 1 <= len(days) <= 2:
        raise given[short].wrong("One day is wanted, or the first and the last.", "Write [2026-10-26, 2026-10-30].")
    until = day(given["to"], near) if "to" in given else days[-1]
    label = str(words(given["label"])) if "label" in given else kind
    return _row_of(str(words(given["calendar"])) if "calendar" in given else "innov8", kind, days[0], until, label)


def _settings(said: Said, cast: Cast) -> None:
    for name, value in said.pairs().items():
        cast.settings[setting_name(name, value)] = setting_value(setting_name(name, value), value, cast.day)


def setting_name(typed: str, said: Said) -> str:
    """Return a setting's name as its row has it, or refuse one that there is not."""
    names = [row[0] for row in tab("settings").rows]
    found = typed.strip().replace("_", " ").casefold()
    if found not in names:
        raise said.wrong(f"There is no setting “{typed}”.", did_you_mean(found, names))
    return found


def setting_value(name: str, said: Said, today: date) -> str:
    """Return what a person types for a setting; an instant may be said as a time, or as a day and a time."""
    if name in ("paused until", "test page") and not said.is_empty:
        from cme.domain.clocks import local

        return f"{local(moment(said, today)):%d/%m/%Y %H:%M}"
    if name == "mode":
        return said.one_of((tab("settings").choices or {})["mode"], "mode")
    return str(words(said))


def _figures(said: Said, cast: Cast) -> None:
    known = load_figures().by_name
    for name, value in said.pairs().items():
        if name not in known:
            raise value.wrong(f"There is no figure “{name}”.", did_you_mean(name, known))
        for change in value.each() if isinstance(value.value, list) else [value]:
            if isinstance(change.value, str):
                cast.figures.append((name, change.number(), date.min))
                continue
            given = change.known(("value", "from"), "A figure")
            if "value" not in given:
                raise change.wrong("“value” is missing.")
            since = day(given["from"], cast.day) if "from" in given else date.min
            cast.figures.append((name, given["value"].number(), since))


def _open_questions(said: Said, cast: Cast) -> None:
    known = list(load_questions())
    cast.left_open += known if said.value == ALL else [item.one_of(known, "question") for item in said.each()]


PARTS: dict[str, Callable[[Said, Cast], None]] = {
    "schools": _schools,
    "authorities": _authorities,
    "staff": _staff,
    "sessions": _sessions,
    "pupils": _pupils,
    "calendar": _calendar,
    "settings": _settings,
    "figures": _figures,
    "open_questions": _open_questions,
}
"""Every part of a register and what reads it: a new part is a function and a line here."""
