"""Half a term of the past, seeded: the same registers, absences and messages on every machine.

Absence follows practice: four places in ten are missed, some with a reason that somebody gave; some children are late.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from cme.domain.calendar import places_on, sessions_on
from cme.domain.clocks import instant
from cme.domain.model import Facts, Observation, Place, Saw, Session
from sandbox.example.cast import Row, address, school_days
from sandbox.example.facts import example_facts
from sandbox.example.replay import replay

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 11, 20)
REASONS = (
    ("ill", "parent or carer"),
    ("dentist", "parent or carer"),
    ("school has kept them for a test", "school"),
    ("review meeting", "social worker"),
    ("car broke down", "parent or carer"),
)
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Past:
    """Rows of the machine's tabs, in the order in which they were written."""

    entries: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    obligations: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    said: list[Observation] = field(default_factory=list)


@cache
def past(seed: int = 1) -> Past:
    """Return the example's history, the same for the same seed."""
    return past_of(example_facts(), seed)


def past_of(facts: Facts, seed: int = 1) -> Past:
    """Return the half term of a register."""
    made, dice = Past(), Random(seed)  # noqa: S311 - invented absences, not secrets
    for day in school_days(FIRST_DAY, LAST_DAY):
        before = len(made.said)
        for session in sessions_on(facts, day):
            _play(made, dice, day, session, facts)
        obligations, messages = replay(facts, day, made.said[before:])
        made.obligations += obligations
        made.messages += messages
    made.observations = [_observation(said) for said in made.said]
    return made


def said_in(facts: Facts, since: date, until: date, seed: int = 1) -> list[Observation]:
    """Return what would have been said in some days of a register, of which nobody was told anything."""
    made, dice = Past(), Random(seed)  # noqa: S311 - invented absences, not secrets
    for day in school_days(since, until):
        for session in sessions_on(facts, day):
            _play(made, dice, day, session, facts)
    return made.said


def _play(made: Past, dice: Random, day: date, session: Session, facts: Facts) -> None:
    """Play one session: a register a few minutes after the start, and what was said of each child before and after."""
    lead = facts.staff[session.lead].email
    places = [place for place in places_on(facts, day) if place.session == session.code]
    first = min(place.start for place in places)
    asked = instant(day, first) + dice.randint(2, 7) * MINUTE
    kinds = {place: _kind(dice) for place in places}
    here = [p for p in places if kinds[p] == "seen" and instant(day, p.start) <= asked]
    ticked = [f"{p.pupil} {facts.pupils[p.pupil].short_name}" for p in here]
    entry = _entry(made, "register", asked, lead, session.code, {"present": ticked})
    _say(made, entry, day, session.code, "", Saw.REGISTER, asked, lead)
    for place in places:
        if place in here:
            _say(made, entry, day, session.code, place.pupil, Saw.SEEN, asked, lead)
        elif instant(day, place.start) <= asked:
            _say(made, entry, day, session.code, place.pupil, Saw.NOT_HERE, asked, lead)
        if place not in here:
            _play_child(made, dice, day, place, kinds[place], lead)


def _kind(dice: Random) -> str:
    draw = dice.random()
    return "seen" if draw < 0.5 else "late" if draw < 0.58 else "excused" if draw < 0.8 else "missed"


def _play_child(made: Past, dice: Random, day: date, place: Place, kind: str, lead: str) -> None:
    start = instant(day, place.start)
    if kind == "excused":
        reason, said_by = dice.choice(REASONS)
        at, by = start - dice.randint(5, 50) * MINUTE, address("Cora")
        answers = {"child": [place.pupil], "change": [Saw.NOT_COMING.value], "reason": [reason], "said_by": [said_by]}
        entry = _entry(made, "change", at, by, place.session, answers)
        _say(made, entry, day, place.session, place.pupil, Saw.NOT_COMING, at, by, reason, said_by)
    elif kind in {"seen", "late"}:
        at = start + (dice.randint(17, 55) if kind == "late" else dice.randint(0, 6)) * MINUTE
        answers = {"child": [place.pupil], "change": [Saw.ARRIVED.value]}
        entry = _entry(made, "change", at, lead, place.session, answers)
        _say(made, entry, day, place.session, place.pupil, Saw.ARRIVED, at, lead)


def _entry(made: Past, form: str, at: datetime, by: str, session: str, answers: dict[str, list[str]]) -> str:
    name = hashlib.sha256(f"{form}{at}{by}{session}{answers}".encode()).hexdigest()[:12]
    row: Row = {"Entry": f"past-{name}@{at:%Y-%m-%dT%H:%M:%SZ}", "Form": form, "Submitted at": at, "By": by}
    row |= {"Session": session, "Day": at.date(), "Answers": json.dumps(answers, ensure_ascii=False)}
    made.entries.append(row | {"Outcome": "accepted", "Revision": 1})
    return str(row["Entry"])


def _say(
    made: Past,
    entry: str,
    day: date,
    session: str,
    pupil: str,
    saw: Saw,
    at: datetime,
    by: str,
    reason: str = "",
    said_by: str = "",
) -> None:
    made.said.append(Observation(entry, day, session, pupil, saw, at, at, by, reason, said_by))


def _observation(said: Observation) -> Row:
    row: Row = {"Entry": said.entry, "Day": said.day, "Session": said.session, "Pupil": said.pupil}
    row |= {"Saw": said.saw.value, "At": said.at, "Recorded at": said.recorded_at, "By": said.by}
    return row | {"Reason": said.reason, "Said by": said.said_by, "Revision": 1}
