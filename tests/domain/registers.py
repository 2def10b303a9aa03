"""Random registers for property tests: schools, staff, timetables, what people said and what was sent, sense or none.

Days are mostly ordinary and sometimes the ones that trip software up: both clock changes, a leap day, a year's end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from cme.domain.changed import OF_SESSIONS
from cme.domain.clocks import instant
from cme.domain.decide import decide
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
    Term,
    Tier,
)
from cme.policy import load_figures
from tests import builders as build

DAYS = (
    date(2026, 11, 23),
    date(2026, 11, 27),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2028, 2, 29),
    date(2026, 12, 31),
)
SCHOOLS, AUTHORITIES = ("HILL", "MILL"), ("COUNTY", "SHIRE")
HOMES = (*AUTHORITIES, *AUTHORITIES, "HILL", "GONE", "")
STAFF, PUPILS, SESSIONS = ("TESS", "CORA", "DEE", "DAN"), ("P1", "P2", "P3"), ("BIKE", "COOK")
NAMES = ("Zaphod", "Ford", "Tricia"), ("Quux", "Waldo", "Plugh")
"""First names and surnames that no sentence of ours holds by chance."""
STARTS = (time(9), time(9, 10), time(9, 20))
ENDS = (time(9, 25), time(9, 50), time(12))
NOBODY = ("", "GONE")
WORDS = ("parent or carer", "school", "the child", "somebody else said", "")
CORRECTIONS = (Saw.WAS_HERE, Saw.WAS_NOT_HERE)

days = st.sampled_from(DAYS)
maybe = st.booleans()


def minutes_of(day: date, since: time = time(8, 50), count: int = 75) -> st.SearchStrategy[datetime]:
    """An instant on a whole minute of a morning."""
    start = instant(day, since)
    return st.integers(0, count).map(lambda n: start + timedelta(minutes=n))


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, Organisation]:
    """Schools and authorities, some missing, some of whose contacts have no address or one that nobody confirmed."""
    found = {}
    for code in (*SCHOOLS, *AUTHORITIES):
        if draw(st.integers(0, 9)) == 0:
            continue
        kind = "school" if code in SCHOOLS else draw(st.sampled_from(("authority", "authority", "agency")))
        roles = (
            (Role.ATTENDANCE, Role.DSL, Role.HEAD)
            if kind == "school"
            else (Role.COMMISSIONING, Role.DSL, Role.CME, Role.PLACING)
        )
        contacts = tuple(
            Contact(
                role,
                "",
                draw(st.sampled_from((f"{role.name.lower()}@{code.lower()}.example", ""))),
                confirmed=draw(st.sampled_from((True, True, False))),
            )
            for role in roles
        )
        found[code] = Organisation(code, f"{code.title()} of somewhere", kind, contacts)
    return found


@st.composite
def staff(draw: st.DrawFn, day: date) -> dict[str, Staff]:
    """Some of four people with some roles, some away, some without an address."""
    found = {}
    for number, code in enumerate(STAFF):
        roles = tuple(draw(st.sets(st.sampled_from((Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL)))))
        away = ((day, day),) if draw(st.integers(0, 4)) == 0 else ()
        email = f"{code.lower()}@innov8.example" if draw(st.integers(0, 5)) else ""
        found[code] = Staff(code, code.title(), email, "", roles, number, away, draw(st.integers(0, 5)) > 0)
    return found


@st.composite
def timetable(draw: st.DrawFn, day: date) -> tuple[dict[str, Session], tuple[Place, ...]]:
    """Sessions, most of them today, and places, also twice, at odd times, over or still to come, for nobody known."""
    sessions = {}
    for code in SESSIONS:
        weekday = day.weekday() if draw(st.integers(0, 5)) else (day.weekday() + 1) % 7
        lead = draw(st.sampled_from((*STAFF, "", "GONE")))
        start, end = draw(st.sampled_from(STARTS)), draw(st.sampled_from(ENDS))
        sessions[code] = Session(code, code.title(), "Barn", weekday, start, end, lead=lead)
    since = st.sampled_from((None, None, None, day, day - timedelta(days=1), day + timedelta(days=1)))
    places = st.builds(
        Place,
        st.sampled_from((*PUPILS, *PUPILS, "P9")),
        st.sampled_from((*SESSIONS, *SESSIONS, "NOPE")),
        st.sampled_from((*SCHOOLS, *AUTHORITIES, *NOBODY)),
        st.sampled_from(STARTS),
        st.sampled_from(ENDS),
        since,
        since,
    )
    return sessions, tuple(draw(st.lists(places, max_size=6)))


@st.composite
def observations(draw: st.DrawFn, day: date, *, corrections: bool = True) -> tuple[Observation, ...]:
    """What people said of a morning: registers, single changes, corrections, of children and sessions also unknown."""
    said = [saw for saw in Saw if corrections or saw not in CORRECTIONS]
    found = []
    for number in range(draw(st.integers(0, 8))):
        at = draw(minutes_of(day))
        saw = draw(st.sampled_from((*said, Saw.REGISTER, Saw.NOT_HERE, Saw.SEEN)))
        delay = draw(st.sampled_from((0, 0, 0, 1, 7, 30)))
        found.append(
            Observation(
                entry=f"e{number}",
                day=day if draw(st.integers(0, 9)) else day - timedelta(days=1),
                session=draw(st.sampled_from((*SESSIONS, *SESSIONS, *SESSIONS, "", "NOPE"))),
                pupil=""
                if saw is Saw.REGISTER or saw in OF_SESSIONS
                else draw(st.sampled_from((*PUPILS, *PUPILS, *PUPILS, "P9", ""))),
                saw=saw,
                at=at,
                recorded_at=at + timedelta(minutes=delay),
                said_by=draw(st.sampled_from(WORDS)),
                reason=draw(st.sampled_from(("ill", "", "ß😀"))),
                due=draw(st.sampled_from((None, at + timedelta(minutes=40)))),
                instead=draw(st.sampled_from(("", "CORA", "Village hall"))),
            )
        )
    return tuple(found)


@st.composite
def registers(draw: st.DrawFn, *, corrections: bool = True, plain: bool = False) -> tuple[date, Facts]:
    """A day and all that is known of it, before anything was sent. `plain`: live, open, never paused."""
    day = draw(days)
    sessions, places = draw(timetable(day))
    calendar = () if plain or draw(st.integers(0, 7)) else (Closure("innov8", day, day),)
    terms = draw(st.sampled_from(((), (Term("innov8", day, day + timedelta(days=40)),))))
    return day, Facts(
        settings=Settings(mode=Mode.LIVE, live_from=build.LONG_AGO) if plain else draw(settings(day)),
        organisations=draw(organisations()),
        staff=draw(staff(day)),
        pupils={
            code: Pupil(
                code,
                *names,
                school=draw(st.sampled_from((*SCHOOLS, *NOBODY))),
                household=draw(st.sampled_from(("", "", "H1"))),
                tier=draw(st.sampled_from(tuple(Tier))),
                lives_in=draw(st.sampled_from(HOMES)),
                placed_by=draw(st.sampled_from(("", *HOMES))),
            )
            for code, names in zip(PUPILS, zip(*NAMES, strict=True), strict=True)
        },
        sessions=sessions,
        places=places,
        closures=calendar,
        terms=terms,
        observations=draw(observations(day, corrections=corrections)),
        findings=draw(findings(day)),
        events=draw(st.one_of(st.just(()), events(day))),
    )


@st.composite
def events(draw: st.DrawFn, day: date) -> tuple[Event, ...]:
    """What was said of cases today and in the days before, sense or none."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        at = draw(minutes_of(day - timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 3, 9))))))
        did, pupil = draw(st.sampled_from(tuple(Did))), draw(st.sampled_from(PUPILS))
        found.append(Event(pupil, did, at, at, "w", "r", draw(st.sampled_from(("", "e"))), "DEE", source=f"c{number}"))
    return tuple(found)


@st.composite
def settings(draw: st.DrawFn, day: date) -> Settings:
    """Any mode; sometimes paused, sometimes live only since a minute ago, sometimes with codes on hold."""
    mode = draw(st.sampled_from(tuple(Mode)))
    pause = st.one_of(st.none(), st.none(), minutes_of(day))
    live_from = draw(st.sampled_from((build.LONG_AGO, instant(day, time(9, 12))))) if mode is Mode.LIVE else None
    morning = st.sampled_from((None, time(9, 30), time(10)))
    hold = draw(st.sampled_from(((), (), ("P1",), ("hill", "P2"), ("NOBODY",))))
    return Settings(
        mode=mode,
        live_from=live_from,
        paused_from=draw(pause),
        paused_until=draw(pause),
        hold=hold,
        morning_list=draw(morning),
        duty_asked=draw(st.sampled_from((None, time(8, 30), time(9, 5)))),
        weekly_digest=draw(st.sampled_from((None, time(8), time(9, 5)))),
    )


@st.composite
def findings(draw: st.DrawFn, day: date) -> tuple[Finding, ...]:
    """Patterns of absence as a night left them, also of a child whom nobody knows."""
    at = instant(day, time(3))
    pairs = draw(
        st.lists(st.tuples(st.sampled_from((*PUPILS, "P9")), st.sampled_from(PATTERNS)), max_size=3, unique=True)
    )
    return tuple(Finding(pupil, rule, draw(st.integers(1, 3)), day, at, "was away", at) for pupil, rule in pairs)


def known_by(facts: Facts, now: datetime) -> Facts:
    """The facts without what nobody had told us by then."""
    said = tuple(event for event in facts.events if event.recorded_at <= now)
    return replace(facts, observations=tuple(o for o in facts.observations if o.recorded_at <= now), events=said)


@st.composite
def mornings(draw: st.DrawFn, *, plain: bool = False) -> tuple[Facts, datetime]:
    """Facts at an instant, with a ledger that an earlier run left behind in any state, and nonsense in it."""
    day, facts = draw(registers(plain=plain))
    now = draw(minutes_of(day)) + timedelta(seconds=draw(st.sampled_from((0, 0, 1, 59))))
    if draw(maybe):
        before = now - timedelta(minutes=draw(st.integers(0, 20)))
        then = decide(known_by(facts, before), before, load_figures())
        gone = [owed for owed, _ in then.overtaken]
        facts = build.recorded(facts, then.owed, gone, before, draw(st.sampled_from(tuple(State))))
        if draw(maybe) and facts.ledger:
            key = draw(st.sampled_from(sorted(facts.ledger)))
            facts = replace(facts, ledger={**facts.ledger, key: replace(facts.ledger[key], message="lost")})
        facts = replace(facts, messages={**facts.messages, "odd": build.a_message("odd", State.BOUNCED, before)})
    return known_by(facts, now), now
