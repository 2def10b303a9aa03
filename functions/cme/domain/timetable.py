"""When and where children are expected: sessions, places on them, and the days on which there is school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Session:
    """A weekly slot of the timetable: `weekday` counts from Monday as 0.

    As it is on a day on which it changed, `planned` is what the timetable says, and `phone` reaches whoever leads it.
    `pm_start` is when the second register of a whole day is due, if not as usual; such a second half (`domain.halves`)
    has in `morning` the code of the first. `address` and `lone_worker` are for whoever must find a tutor who is alone.
    """

    code: str
    name: str
    site: str
    weekday: int
    start: time
    end: time
    kind: str = "group"
    lead: str = ""
    since: date | None = None
    until: date | None = None
    phone: str = ""
    planned: Session | None = None
    pm_start: time | None = None
    morning: str = ""
    address: str = ""
    lone_worker: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One pupil's place on one session, arranged by one commissioner, with the child's own times."""

    pupil: str
    session: str
    commissioner: str
    start: time
    end: time
    since: date | None = None
    until: date | None = None
    transport: str = ""
    escort: str = ""
    paused_from: date | None = None
    paused_to: date | None = None
    agreed_with: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which a calendar has no school, from and until inclusive."""

    calendar: str
    since: date
    until: date
    label: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Days between which a calendar has school, from and until inclusive."""

    calendar: str
    since: date
    until: date
    label: str = ""
