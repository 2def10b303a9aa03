"""Reads the children of a story's register, and their places: which sessions, arranged by whom, at which times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sandbox.example.cast import Row
from sandbox.stories.parts import Cast, Keys, code_for, read_row, words
from sandbox.stories.said import Said
from sandbox.stories.times import clock, day

NAMES = (
    *("Sam Sample", "Zoe Mockford", "Kai Testerton", "Ivy Pretend", "Max Proxy", "Noor Madeup", "Finn Notreal"),
    *("Maya Dummy", "Owen Standin", "Ruby Figment", "Eli Invento", "Tara Likeness"),
)
"""Names for children whom a story gives none."""
PUPIL: Keys = {
    "year": ("Year", words),
    "roll": ("Roll status", words),
    "number": ("Admission number", words),
    "household": ("Household", words),
    "tier": ("Tier", words),
}
PLACE = ("commissioner", "start", "end", "from", "to", "transport", "escort", "paused_from", "paused_to", "agreed_with")
SPECIAL = ("name", "school", "places", *PLACE)


@dataclass(frozen=True)
class _Place:
    """What is said of a child's places, or of one of them."""

    commissioners: tuple[str, ...]
    start: str = ""
    end: str = ""
    since: date | None = None
    until: date | None = None
    transport: str = ""
    escort: str = ""
    paused: Row = field(default_factory=dict)

    def cell(self, row: Row) -> str:
        """Return what a person types under a session's heading."""
        if not self.start and not self.end:
            return "x"
        start = self.start or str(row["Start"])
        return f"{start}-{self.end}" if self.end else start


def read_pupils(said: Said, cast: Cast) -> None:
    """Read a list of codes, or codes with what is said of each child."""
    if isinstance(said.value, dict):
        for code, value in said.value.items():
            _child(code_for(code, value), value, cast)
        return
    for item in said.each():
        _child(code_for(item.text(), item), Said(None, item.file, item.line, item.path), cast)


def _child(code: str, said: Said, cast: Cast) -> None:
    if isinstance(said.value, str):
        # A time alone is the child's own start, as it is for a place.
        said = Said(
            {"places": Said(dict.fromkeys(cast.codes("sessions"), said), said.file, said.line)}, said.file, said.line
        )
    row = read_row(said, "pupils", PUPIL, "A pupil", SPECIAL)
    given = said.pairs()
    number = len(cast.rows["pupils"])
    if "name" in given:
        first, _, last = given["name"].text().strip().partition(" ")
        row |= {"First name": first, "Surname": last or "Sample"}
    if "school" in given:
        none = given["school"].is_empty
        row["School on roll"] = "" if none else cast.code(given["school"], "school", "schools")
        row.setdefault("Roll status", "education otherwise than at school" if none else "on roll")
    is_new = cast.row("pupils", code) is None
    first, last = NAMES[number % len(NAMES)].split(" ")
    school = str(row.get("School on roll", cast.codes("schools")[0]))
    invented: Row = {"First name": first, "Surname": last, "Year": "9", "School on roll": school}
    invented |= {"Roll status": "on roll", "Tier": "B"}
    invented |= {"Admission number": f"{school[0]}{4101 + number}"} if school else {}
    cast.put("pupils", code, row, invented)
    if is_new or "places" in given or any(key in given for key in PLACE):
        cast.rows["places"] = [place for place in cast.rows["places"] if place["Pupil"] != code]
        cast.rows["places"] += _places(code, said, cast)


def _places(code: str, said: Said, cast: Cast) -> list[Row]:
    """Return the rows of the matrix: one for each commissioner, and each other span of days or transport."""
    usual = _place(said.pairs(), _arranged_by(code, cast), cast)
    rows: dict[tuple[Any, ...], Row] = {}
    for session, place in _sessions(said, usual, cast):
        timetable = cast.row("sessions", session)
        assert timetable is not None  # noqa: S101 - `code` has just found it
        for commissioner in place.commissioners:
            told: Row = {"Transport": place.transport, "Escort": place.escort, **place.paused}
            told |= {"From": place.since or "", "To": place.until or ""}
            row = rows.setdefault((commissioner, *told.values()), {"Pupil": code, "Commissioner": commissioner, **told})
            row |= {session: place.cell(timetable)}
    return list(rows.values())


def _arranged_by(code: str, cast: Cast) -> _Place:
    """Without a word about it, the school on whose roll the child is arranged the place, or else the authority."""
    school = str((cast.row("pupils", code) or {}).get("School on roll", ""))
    return _Place((school or cast.codes("authorities", "schools")[0],))


def _sessions(said: Said, usual: _Place, cast: Cast) -> Iterator[tuple[str, _Place]]:
    given = said.pairs().get("places")
    if given is None:
        yield from ((code, usual) for code in cast.codes("sessions"))
    elif isinstance(given.value, dict):
        for name, value in given.value.items():
            session = cast.code(Said(name, value.file, value.line, value.path), "session", "sessions")
            yield session, _own(value, usual, cast)
    else:
        yield from ((cast.code(item, "session", "sessions"), usual) for item in given.each())


def _own(said: Said, usual: _Place, cast: Cast) -> _Place:
    """Read one place: x, 09:30, 09:30-11:00, or keys."""
    if isinstance(said.value, dict):
        return _place(said.known(PLACE, "A place"), usual, cast)
    typed = said.text().strip().replace("–", "-")
    if typed.casefold() in ("", "x", "yes", "usual"):
        return usual
    start, _, end = typed.partition("-")
    spoken = {"start": Said(start, said.file, said.line, said.path)}
    spoken |= {"end": Said(end, said.file, said.line, said.path)} if end else {}
    return _place(spoken, usual, cast)


def _place(given: dict[str, Said], usual: _Place, cast: Cast) -> _Place:
    who = tuple(
        cast.code(item, "school or authority", "schools", "authorities")
        for item in (given["commissioner"].each() if "commissioner" in given else ())
    )
    return _Place(
        who or usual.commissioners,
        f"{clock(given['start']):%H:%M}" if "start" in given else usual.start,
        f"{clock(given['end']):%H:%M}" if "end" in given else usual.end,
        day(given["from"], cast.day) if "from" in given else usual.since,
        day(given["to"], cast.day) if "to" in given else usual.until,
        str(words(given["transport"])) if "transport" in given else usual.transport,
        str(words(given["escort"])) if "escort" in given else usual.escort,
        _paused(given, usual.paused, cast),
    )


def _paused(given: dict[str, Said], usual: Row, cast: Cast) -> Row:
    days = {"paused_from": "Paused from", "paused_to": "Paused to"}
    found: Row = {header: day(given[key], cast.day) for key, header in days.items() if key in given}
    found |= {"Pause agreed with": words(given["agreed_with"])} if "agreed_with" in given else {}
    return {**usual, **found}
