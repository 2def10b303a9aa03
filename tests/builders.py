"""Small facts for tests: each builder gives something ordinary, and a test says only what matters to it.

Two schools (HILL, MILL), one authority (COUNTY), and staff who hold every role, are always there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from cme.domain.archive_steps import Happened, Step
from cme.domain.clocks import instant
from cme.domain.model import (
    Contact,
    Facts,
    Message,
    Mode,
    Obligation,
    Observation,
    Organisation,
    Owing,
    Place,
    Pupil,
    Role,
    Saw,
    Session,
    Settings,
    Staff,
    State,
    Tier,
)
from sandbox.example.archive_scenes import archived

TRIED = Happened("2026-10", "", Step.RESTORED, datetime(2026, 11, 2, tzinfo=UTC))
"""Somebody has made a workbook of the archive this school year."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY = date(2026, 11, 23)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def day(text: str) -> date:
    """Return the day of “Mon 2026-11-23”; a weekday that is not the date's is a mistake in the test."""
    weekday, _, typed = text.partition(" ")
    found = date.fromisoformat(typed)
    if WEEKDAYS[found.weekday()] != weekday:
        raise ValueError(f"{typed} is a {WEEKDAYS[found.weekday()]}, not a {weekday}.")
    return found


def clock(text: str) -> time:
    """Return the time of day of “09:15”, with seconds if there are any."""
    return time.fromisoformat(text)


def at(text: str) -> datetime:
    """Return the instant of “Mon 2026-11-23 09:15” by the London clock."""
    typed, _, hour = text.rpartition(" ")
    return instant(day(typed), clock(hour))


def a_school(code: str = "HILL", **more: Any) -> Organisation:
    """A school with an attendance officer, a DSL and a head."""
    domain = f"{code.lower()}.example"
    contacts = (
        Contact(Role.ATTENDANCE, "Ann Register", f"attendance@{domain}", "01632 960001"),
        Contact(Role.DSL, "Dot Safe", f"dsl@{domain}", "01632 960002"),
        Contact(Role.HEAD, "Hal Head", f"head@{domain}", "01632 960003"),
    )
    return Organisation(
        code, f"{code.title()} School", "school", **{"contacts": contacts, "telephone": "01632 960000"} | more
    )


def an_authority(code: str = "COUNTY", **more: Any) -> Organisation:
    """An authority that arranges places."""
    domain = f"{code.lower()}.example"
    contacts = (
        Contact(Role.COMMISSIONING, "Cam Place", f"places@{domain}", "01632 960010"),
        Contact(Role.CME, "", f"cme@{domain}"),
        Contact(Role.PLACING, "", f"looked-after@{domain}"),
    )
    return Organisation(code, f"{code.title()} Council", "authority", **{"contacts": contacts} | more)


def a_person(code: str, *roles: Role, **more: Any) -> Staff:
    """Somebody who works here."""
    usual = {"phone": "07700 900001", "roles": roles}
    return Staff(code, f"{code.title()} Worker", f"{code.lower()}@innov8.example", **usual | more)


def a_pupil(code: str = "P1", **more: Any) -> Pupil:
    """A child on the roll of Hill School, of whom the DSL says that minutes do not matter more than of others."""
    usual: dict[str, Any] = {"first_name": "Sam", "surname": "Sample", "year": "9", "school": "HILL", "tier": Tier.B}
    return Pupil(code, **usual | more)


def a_session(code: str = "BIKE", **more: Any) -> Session:
    """A Monday morning in the bike workshop, 09:00 to 12:00."""
    usual = {
        "name": f"{code.title()} workshop",
        "site": "Barn",
        "weekday": 0,
        "start": time(9),
        "end": time(12),
        "lead": "TESS",
    }
    return Session(code, **usual | more)  # type: ignore[arg-type]


def a_place(pupil: str = "P1", session: str = "BIKE", **more: Any) -> Place:
    """A place at the session's own times, arranged by Hill School."""
    usual: dict[str, Any] = {"commissioner": "HILL", "start": time(9), "end": time(12)}
    return Place(pupil, session, **usual | more)


def seen(pupil: str, saw: Saw, when: datetime, *, session: str = "BIKE", **more: Any) -> Observation:
    """What somebody said at an instant, known at once."""
    usual: dict[str, Any] = {"entry": f"e-{pupil}-{saw.name}-{when:%H%M%S}", "recorded_at": when}
    return Observation(day=when.date(), session=session, pupil=pupil, saw=saw, at=when, **usual | more)


def a_register(
    places: Iterable[Place], when: datetime, here: Iterable[str] = (), *, session: str = "BIKE", **more: Any
) -> tuple[Observation, ...]:
    """A register as the form would give it: who is ticked was seen, who is not was missed, if it was their time."""
    ticked = set(here)
    more = {"entry": f"e-{session}-{more.get('recorded_at', when):%H%M%S}-{when:%H%M%S}"} | more
    found = [seen("", Saw.REGISTER, when, session=session, **more)]
    found += [seen(pupil, Saw.SEEN, when, session=session, **more) for pupil in sorted(ticked)]
    found += [
        seen(place.pupil, Saw.NOT_HERE, when, session=session, **more)
        for place in places
        if place.session == session and place.pupil not in ticked and instant(when.date(), place.start) <= when
    ]
    return tuple(found)


def facts(**more: Any) -> Facts:
    """Facts of a live system: one session, one child, nothing heard yet."""
    staff = (
        a_person("TESS", Role.LEAD),
        a_person("CORA", Role.COORDINATOR),
        a_person("DEE", Role.INNOV8_DSL, duty_order=1),
    )
    usual: dict[str, Any] = {
        "settings": Settings(mode=Mode.LIVE, live_from=LONG_AGO),
        "organisations": {o.code: o for o in (a_school(), a_school("MILL"), an_authority())},
        "staff": {person.code: person for person in staff},
        "pupils": {"P1": a_pupil()},
        "sessions": {"BIKE": a_session()},
        "places": (a_place(),),
        "archived": (*archived("2026-10", date(2026, 11, 1), time(3)), TRIED),
    }
    return Facts(**usual | more)


def a_message(name: str, state: State, when: datetime, **more: Any) -> Message:
    """A message in a state."""
    usual: dict[str, Any] = {"notice": "absence", "organisation": "HILL", "to": "attendance@hill.example"}
    return Message(name, state, when, day=when.date(), **usual | more)


def recorded(
    before: Facts, owed: Iterable[Obligation], overtaken: Iterable[Obligation], when: datetime, state: State
) -> Facts:
    """Return the facts after a run wrote down what it owed, in messages of a state, and what was overtaken."""
    from dataclasses import replace

    ledger: dict[str, Owing] = dict(before.ledger)
    messages: Mapping[str, Message] = before.messages
    for number, obligation in enumerate(owed):
        name = f"m-{when:%d%H%M%S}-{number}"
        ledger[obligation.key] = Owing.of(obligation, name, when)
        more = {"notice": obligation.notice, "organisation": obligation.organisation}
        messages = {**messages, name: replace(a_message(name, state, when, **more), day=obligation.day)}
    for obligation in overtaken:
        ledger[obligation.key] = Owing.of(obligation, "", when)
    return replace(before, ledger=ledger, messages=messages)
