"""The register of a number: schools, staff, children, a timetable, what people said and what was sent, sense or none.

The same number is always the same register, so that one in a million can be looked at again. It is made without
hypothesis, which looks for the smallest example and takes its time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from cme.domain.clocks import instant
from cme.domain.findings import PATTERNS
from cme.domain.model import (
    Closure,
    Contact,
    Did,
    Event,
    Facts,
    Finding,
    Mode,
    Observation,
    Organisation,
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

DAYS = (
    date(2026, 11, 23),
    date(2026, 11, 25),
    date(2026, 11, 27),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2028, 2, 29),
    date(2026, 12, 31),
)
"""Ordinary days, and those that trip software up: both clock changes, a leap day, a year's end."""
KINDS = {"HILL": "school", "MILL": "school", "DALE": "school", "COUNTY": "authority", "SHIRE": "authority"}
ROLES = {
    "school": (Role.ATTENDANCE, Role.DSL, Role.HEAD),
    "authority": (Role.COMMISSIONING, Role.DSL, Role.ATTENDANCE),
    "agency": (Role.ATTENDANCE, Role.DSL, Role.COMMISSIONING),
}
SEARCHED = (*(Did.SUSPECTED, Did.OFF_ROLL) * 3, *(Did.REFERRED, Did.TRIED, Did.LOCATED) * 2)
"""What makes authorities hear of a child, said more often than the rest."""
NOBODY = ("", "GONE")
STAFF = ("TESS", "LEE", "CORA", "DEE", "DAN")
OUR_ROLES = (Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL)
CHILDREN = {
    "P1": ("Zaphod", "Quux"),
    "P2": ("Trillian", "Plugh"),
    "P3": ("Marvin", "Xyzzy"),
    "P4": ("Fenchurch", "Waldo"),
}
"""First names and surnames that no sentence of ours holds by chance."""
HOUSEHOLDS, TIERS = ("", "", "", "H1"), tuple(Tier)
SESSIONS = {"BIKE": "Velocipedes", "COOK": "Gastronomy", "WOOD": "Joinery"}
STARTS = (time(9), time(9, 10), time(9, 30), time(13))
LENGTHS = (timedelta(minutes=25), timedelta(hours=1), timedelta(hours=3))
SAID_BY = ("parent or carer", "school", "the child", "somebody else said", "")
OF_SESSIONS = (Saw.CANCELLED, Saw.GOES_AHEAD, Saw.MOVED, Saw.ENDS, Saw.LED_BY, Saw.TRIP, Saw.REACHED_AT)
OF_CHILDREN = tuple(saw for saw in Saw if saw not in {Saw.REGISTER, *OF_SESSIONS})
INSTEAD = ("CORA", "LEE", "Hall", "07700 900002", "", "?")
STATES = (*(State.SENT,) * 8, *State)
"""How a message of an earlier minute stands: mostly it was sent."""
BEGINS, MINUTES = time(8, 50), 420


@dataclass(frozen=True)
class Register:
    """All that will be known of a day, the instants at which the system is asked, and the dice for what follows."""

    facts: Facts
    day: date
    instants: tuple[datetime, ...]
    dice: Random


def register(seed: int, number: int) -> Register:
    """Return the register of a number; each seed has its own."""
    dice = Random(seed * 1_000_000_007 + number)
    day = dice.choice(DAYS)
    sessions = _sessions(dice, day)
    places = _places(dice, day)
    facts = Facts(
        settings=_settings(dice, day),
        organisations=_organisations(dice),
        staff=_staff(dice, day),
        pupils=_in_families(_pupils(dice), Random(f"{seed} {number}")),
        sessions=sessions,
        places=places,
        closures=(Closure("innov8", day, day),) if dice.random() < 0.03 else (),
        observations=_observations(dice, day, places),
    )
    facts = _with_patterns(facts, day, Random(f"patterns {seed} {number}"))
    facts = _with_cases(facts, day, Random(f"cases {seed} {number}"))
    instants = {*_instants(dice, facts, day), *_of_cases(facts, day)}
    return Register(facts, day, tuple(sorted(instants)), dice)


def _of_cases(facts: Facts, day: date) -> set[datetime]:
    """The minutes after what was said of a case that day: what it asks then, and who hears that it is over."""
    begins = instant(day, BEGINS)
    return {event.recorded_at + timedelta(minutes=1) for event in facts.events if event.recorded_at >= begins}


def _with_cases(facts: Facts, day: date, dice: Random) -> Facts:
    """What was said of children's cases, sense or none, in this order or another, today and in the days before."""
    happened = []
    for number in range(dice.choice((0, 0, 2, 4, 8))):
        minutes = timedelta(minutes=dice.randrange(MINUTES), days=-dice.choice((0, 0, 0, 1, 3, 9)))
        at, did = instant(day, BEGINS) + minutes, dice.choice((*Did, *SEARCHED))
        by, child = dice.choice(STAFF), dice.choice((*CHILDREN, "P9"))
        happened.append(Event(child, did, at, at, "w", "r", dice.choice(("", "e")), by, source=f"c{number}"))
    homes = ("", "HILL", *(code for code, kind in KINDS.items() if kind == "authority"), "COUNTY")
    pupils = {
        code: replace(
            pupil, care_at_once=dice.random() < 0.3, lives_in=dice.choice(homes), placed_by=dice.choice(homes)
        )
        for code, pupil in facts.pupils.items()
    }
    organisations = {code: _with_teams(found, dice) for code, found in facts.organisations.items()}
    return replace(facts, events=tuple(happened), pupils=pupils, organisations=organisations)


def _with_teams(found: Organisation, dice: Random) -> Organisation:
    """An organisation with addresses of the teams that hear of cases, also where it is no authority."""
    teams = tuple(
        Contact(role, "", f"{role.name.lower()}@{found.code}.example", confirmed=dice.random() < 0.85)
        for role in (Role.CME, Role.PLACING)
        if dice.random() < 0.75
    )
    return replace(found, contacts=(*found.contacts, *teams))


def _with_patterns(facts: Facts, day: date, dice: Random) -> Facts:
    """Patterns of absence as nights left them, also of a child whom nobody knows; and now and then a digest."""
    found = tuple(
        Finding(child, rule, dice.choice((1, 2, 3)), day, at, f"was away, said {dice.choice(tuple(KINDS))}", at)
        for child in (*CHILDREN, "P9")
        for rule in PATTERNS
        if dice.random() < 0.1
        for at in [instant(day, time(3)) - timedelta(days=dice.choice((0, 1, 6, 30)))]
    )
    settings = replace(facts.settings, weekly_digest=dice.choice((None, time(8), time(9, 30))))
    return replace(facts, findings=found, settings=settings)


def _instants(dice: Random, facts: Facts, day: date) -> tuple[datetime, ...]:
    """Any minutes of the day, and as often those just after somebody said something."""
    said = [o.recorded_at for o in facts.observations] or [instant(day, BEGINS)]
    found = set()
    for _ in range(dice.choice((1, 2, 3))):
        any_minute = instant(day, BEGINS) + timedelta(minutes=dice.randrange(MINUTES))
        found.add(dice.choice((any_minute, dice.choice(said) + timedelta(minutes=dice.randrange(8)))))
    return tuple(sorted(found))


def _organisations(dice: Random) -> dict[str, Organisation]:
    """Some are missing; of some a part has no address, or one that nobody confirmed."""
    found = {}
    for code, usual in KINDS.items():
        if dice.random() < 0.08:
            continue
        kind = usual if dice.random() < 0.95 else "agency"
        roles = dice.sample(ROLES[kind], len(ROLES[kind]))
        contacts = tuple(
            Contact(
                role,
                "",
                f"{role.value}-{n}@{code}.example" if dice.random() < 0.75 else "",
                confirmed=dice.random() < 0.85,
            )
            for n, role in enumerate(roles)
        )
        found[code] = Organisation(code, f"{code} Establishment", kind, contacts, telephone="01632 960000")
    return found


def _staff(dice: Random, day: date) -> dict[str, Staff]:
    found = {}
    for number, code in enumerate(STAFF):
        roles = tuple(role for role in OUR_ROLES if dice.random() < 0.4)
        away = ((day, day),) if dice.random() < 0.15 else ()
        email = f"{code}@innov8.example" if dice.random() < 0.85 else ""
        found[code] = Staff(code, code.title(), email, "07700 900001", roles, number, away, dice.random() < 0.9)
    return found


def _pupils(dice: Random) -> dict[str, Pupil]:
    schools = ("HILL", "MILL", "DALE", *NOBODY)
    return {
        code: Pupil(
            code,
            *names,
            year="9",
            school=dice.choice(schools),
            admission_number=f"ADM-{code}",
        )
        for code, names in CHILDREN.items()
        if dice.random() < 0.9
    }


def _in_families(pupils: dict[str, Pupil], dice: Random) -> dict[str, Pupil]:
    """Dice of their own, so that the register of a number is otherwise as it was before there were tiers."""
    return {
        code: replace(pupil, household=dice.choice(HOUSEHOLDS), tier=dice.choice(TIERS))
        for code, pupil in pupils.items()
    }


def _sessions(dice: Random, day: date) -> dict[str, Session]:
    found = {}
    for code, name in SESSIONS.items():
        weekday = day.weekday() if dice.random() < 0.85 else (day.weekday() + 1) % 7
        start = dice.choice(STARTS)
        found[code] = Session(
            code, name, "Workshop", weekday, start, _later(start, dice), lead=dice.choice((*STAFF, *NOBODY))
        )
    return found


def _later(start: time, dice: Random) -> time:
    return (datetime.combine(date.min, start) + dice.choice(LENGTHS)).time()


def _places(dice: Random, day: date) -> tuple[Place, ...]:
    """Places twice, over or still to come, arranged by two bodies or by nobody, for a child or a session unknown.

    A child's hours in a session are the same in each of them.
    """
    found = []
    codes, sessions = (*CHILDREN, *CHILDREN, *CHILDREN, "P9"), (*SESSIONS, *SESSIONS, *SESSIONS, "NOPE")
    by = (*KINDS, *KINDS, *NOBODY)
    one = timedelta(days=1)
    hours: dict[tuple[str, str], tuple[time, time]] = {}
    for _ in range(dice.randint(1, 6)):
        child, session, start = dice.choice(codes), dice.choice(sessions), dice.choice(STARTS)
        start, end = hours.setdefault((child, session), (start, _later(start, dice)))
        since, until = (dice.choice((None,) * 6 + (day, day - one, day + one)) for _ in range(2))
        found.append(Place(child, session, dice.choice(by), start, end, since, until))
    return tuple(found)


def _settings(dice: Random, day: date) -> Settings:
    mode = Mode.LIVE if dice.random() < 0.85 else dice.choice(tuple(Mode))
    since = dice.choice((time(0), time(0), time(9, 12)))
    paused = dice.random() < 0.15
    begins, ends = (instant(day, BEGINS) + timedelta(minutes=dice.randrange(MINUTES)) for _ in range(2))
    return Settings(
        mode=mode,
        live_from=instant(day, since) if mode is Mode.LIVE else None,
        paused_from=begins if paused and dice.random() < 0.5 else None,
        paused_until=ends if paused else None,
        hold=(dice.choice((*CHILDREN, *KINDS, "NOPE")),) if dice.random() < 0.1 else (),
        dsl_phone="07700 900001",
        workbook_id="book",
        morning_list=time(10),
        duty_asked=dice.choice((None, time(8, 30), time(9, 10))),
    )


def _observations(dice: Random, day: date, places: tuple[Place, ...]) -> tuple[Observation, ...]:
    """Registers of the children who have places there, some of them twice, and single changes, some of them odd."""
    found: list[Observation] = []
    for session in SESSIONS:
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            at = _moment(dice, day)
            entry = f"e{len(found)}"
            found.append(_said(dice, entry, day, session, "", Saw.REGISTER, at))
            for child in dict.fromkeys(p.pupil for p in places if p.session == session):
                saw = Saw.SEEN if dice.random() < 0.5 else Saw.NOT_HERE
                found.append(_said(dice, entry, day, session, child, saw, at))
    for number in range(dice.choice((0, 1, 2, 3, 4))):
        session = dice.choice((*SESSIONS, *SESSIONS, "", "NOPE"))
        child = dice.choice((*CHILDREN, *CHILDREN, "P9", ""))
        found.append(_said(dice, f"c{number}", day, session, child, dice.choice(OF_CHILDREN), _moment(dice, day)))
    for number in range(dice.choice((0, 0, 0, 1, 2))):
        saw, session = dice.choice(OF_SESSIONS), dice.choice((*SESSIONS, "NOPE"))
        said = _said(dice, f"s{number}", day, session, "", saw, _moment(dice, day))
        due = _moment(dice, day) if saw in (Saw.MOVED, Saw.ENDS) else None
        found.append(replace(said, instead=dice.choice(INSTEAD), due=due))
    if dice.random() < 0.3:
        on_duty = _said(dice, "d0", day, "", "", Saw.ON_DUTY, _moment(dice, day))
        found.append(replace(on_duty, said_by=dice.choice(STAFF).title()))
    return tuple(found)


def _moment(dice: Random, day: date) -> datetime:
    return instant(day, BEGINS) + timedelta(minutes=min(dice.randrange(MINUTES), dice.randrange(MINUTES)))


def _said(dice: Random, entry: str, day: date, session: str, pupil: str, saw: Saw, at: datetime) -> Observation:
    known = at + timedelta(minutes=dice.choice((0, 0, 0, 1, 12)))
    due = at + timedelta(minutes=40) if saw is Saw.TAXI_LATE else None
    reason = dice.choice(("ill", ""))
    return Observation(entry, day, session, pupil, saw, at, known, "", reason, dice.choice(SAID_BY), due)
