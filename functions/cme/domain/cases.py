"""Cases as their events leave them: one child has at most one open case. Pure.

A closed case is not opened again: what happens afterwards begins another. Absent, missing and CME are three fields, and
only the DSL's word sets CME; whether something counts is judged when it is said, not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from cme.domain.case_events import Did, Event
from cme.domain.case_steps import Step, next_step, why_not
from cme.domain.clocks import day_of
from cme.domain.model import Facts

ABSENT, MISSING = {Did.ABSENT: "yes"}, {Did.MISSING: "nobody knows where", Did.LOCATED: "no, seen"}
CME = {
    Did.ABSENT: "no, says the DSL",
    Did.SUSPECTED: "suspected",
    Did.SCHOOL_REFERRED: "referred by the school",
    Did.REFERRED: "referred",
    Did.CONFIRMED: "yes, says the authority",
}
ROLL = {Did.ON_ROLL: "on roll", Did.OFF_ROLL: "on no roll", Did.HOME_EDUCATED: "educated at home"}
NOT_ASSESSED, NOT_CONFIRMED = "not assessed", "not confirmed"
SAID_MISSING = (Did.MISSING, Did.SUSPECTED, Did.REFERRED, Did.SCHOOL_REFERRED, Did.CONFIRMED)
"""What says that nobody knows where the child is, or that its education is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One case, as one look at the facts found it: its events, where it stands, and what is said of the child.

    `absent`, `missing` and `cme` are said apart, empty until they are assessed; `is_sought` follows from the last of
    them that counted. `roll` is the roll status that somebody confirmed, `confirmed` by which event.
    """

    id: str
    pupil: str
    events: tuple[Event, ...]
    step: Step
    absent: str = NOT_ASSESSED
    missing: str = NOT_ASSESSED
    cme: str = NOT_ASSESSED
    is_sought: bool = False
    roll: str = NOT_CONFIRMED
    confirmed: Event | None = None

    @property
    def opened(self) -> Event:
        """What began it."""
        return self.events[0]

    @property
    def began(self) -> datetime:
        """When the concern was first recorded: from then on its clocks run."""
        return self.opened.recorded_at

    @property
    def is_open(self) -> bool:
        """Whether it wants anybody still."""
        return self.step is not Step.CLOSED

    @property
    def is_missing(self) -> bool:
        """Whether nobody knows where the child is, or education is said to be missing, and the child was not seen."""
        return self.is_sought and self.step is not Step.LOCATED and self.is_open

    def last(self, *kinds: Did) -> Event | None:
        """Return the last event of some kinds, or None."""
        return next((event for event in reversed(self.events) if event.did in kinds), None)

    def every(self, *kinds: Did) -> list[Event]:
        """Return the events of some kinds, in order."""
        return [event for event in self.events if event.did in kinds]


@lru_cache(maxsize=8)
def cases(facts: Facts) -> tuple[Case, ...]:
    """Return every case that the events tell of, in the order in which they were opened."""
    return fold(facts.events)


def fold(events: Iterable[Event]) -> tuple[Case, ...]:
    """Return the cases that events make, wherever their rows stand; what cannot follow leaves a case as it is."""
    whole = (event if event.is_whole else replace(event, did=Did.NOTED) for event in events)
    once = {event.key: event for event in sorted(whole, key=_order, reverse=True)}
    done: list[Case] = []
    open_ones: dict[str, Case] = {}
    for event in sorted(once.values(), key=_order):
        case = open_ones.get(event.pupil)
        if case is None:
            if why_not(None, event.did):
                continue
            same_day = sum(c.pupil == event.pupil and day_of(c.began) == day_of(event.recorded_at) for c in done)
            case = Case(case_id(event.pupil, day_of(event.recorded_at), same_day), event.pupil, (), Step.PROPOSED)
            case = replace(_after(case, event), step=next_step(None, event.did) or Step.PROPOSED)
        else:
            case = replace(_after(case, event), step=next_step(case.step, event.did) or case.step)
        open_ones[event.pupil] = case
        if not case.is_open:
            done.append(open_ones.pop(event.pupil))
    return tuple(sorted((*done, *open_ones.values()), key=lambda c: (c.began, c.id)))


def _order(event: Event) -> tuple[datetime, int, str, str]:
    return event.recorded_at, event.revision, event.source, event.did.value


def _after(case: Case, event: Event) -> Case:
    """Return a case with one event more; what cannot be said at its step changes none of its fields."""
    case = replace(case, events=(*case.events, event))
    if len(case.events) > 1 and why_not(case.step, event.did):
        return case
    is_roll = event.did in ROLL
    found = event.did is Did.ABSENT and case.missing == MISSING[Did.MISSING]
    return replace(
        case,
        absent=ABSENT.get(event.did, case.absent),
        missing="no, says the DSL" if found else MISSING.get(event.did, case.missing),
        cme=CME.get(event.did, case.cme),
        is_sought=event.did in SAID_MISSING or (case.is_sought and event.did is not Did.ABSENT),
        roll=ROLL.get(event.did, case.roll),
        confirmed=event if is_roll else case.confirmed,
    )


def case_id(pupil: str, opened: date, same_day: int = 0) -> str:
    """Return what a case is called: the child's code and the day; a second one of that day has a letter behind."""
    return f"{pupil}-{opened:%y%m%d}{chr(ord('a') + same_day) if same_day else ''}"


def open_cases(facts: Facts) -> tuple[Case, ...]:
    """Return the cases that want somebody still."""
    return tuple(case for case in cases(facts) if case.is_open)
