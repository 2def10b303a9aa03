"""Half a term of the past, seeded: the same registers, absences and messages on every machine.

Absence follows practice: four places in ten are missed, most of them explained or unexplained, some of them late.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sandbox.example.cast import STAFF_DOMAIN, Row, address, cast, school_days

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 11, 20)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
LAWFUL = "Shared to safeguard a child; see our privacy notice."
REASONS = (
    ("ill", "parent or carer"),
    ("dentist", "parent or carer"),
    ("school has kept her for a test", "school"),
    ("review meeting", "social worker"),
    ("moved house", "parent or carer"),
)


@dataclass(slots=True)
class Past:
    """Rows of the machine's tabs, in the order in which they were written; instants are London's wall-clock time."""

    entries: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    obligations: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    pupil: str
    first: str
    session: str
    start: time
    commissioner: str
    roll: str

    @property
    def told(self) -> tuple[str, ...]:
        """Who hears of it: the commissioner, and the school on whose roll the child is."""
        return tuple(dict.fromkeys(code for code in (self.commissioner, self.roll) if code))


def past(seed: int = 1) -> Past:
    """Return the example's history, the same for the same seed."""
    made, dice = Past(), Random(seed)  # noqa: S311 - invented absences, not secrets
    sessions = {raw["code"]: raw for raw in cast().sessions}
    for day in school_days(FIRST_DAY, LAST_DAY):
        todays = [raw for raw in sessions.values() if raw["day"] == DAYS[day.weekday()]]
        for session in todays:
            _play_session(made, dice, day, session)
        _report(made, day, [place for session in todays for place in _places(session)], todays)
    return made


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _places(session: dict[str, Any]) -> list[_Place]:
    found = []
    for raw in cast().pupils:
        for commissioner, cells in raw["places"].items():
            typed = cells.get(session["code"])
            if typed:
                start = _clock(session["start"] if typed == "x" else typed.split("-")[0])
                first = f"{raw['first']} {raw['last'][0]}"
                found.append(_Place(raw["code"], first, session["code"], start, commissioner, raw.get("roll", "")))
    return found


def _play_session(made: Past, dice: Random, day: date, session: dict[str, Any]) -> None:
    lead = address(next(raw["name"] for raw in cast().staff if raw["code"] == session["lead"]))
    at = datetime.combine(day, _clock(session["start"])) + timedelta(minutes=dice.randint(2, 9))
    places, seen, plans = _places(session), [], []
    for place in places:
        draw = dice.random()
        kind = "seen" if draw < 0.5 else "late" if draw < 0.58 else "excused" if draw < 0.78 else "missed"
        plans.append((place, kind))
        seen += [place] if kind == "seen" and place.start <= at.time() else []
    entry = _entry(made, "register", at, lead, session["code"], [f"{place.pupil} {place.first}" for place in seen])
    _observe(made, entry, day, session["code"], "", "register taken", at, lead)
    for place, kind in plans:
        if place in seen:
            _observe(made, entry, day, session["code"], place.pupil, "seen", at, lead)
        elif place.start <= at.time():
            _observe(made, entry, day, session["code"], place.pupil, "not here when asked", at, lead)
        _play_place(made, dice, day, place, kind if place not in seen else "seen", lead, at)


def _play_place(made: Past, dice: Random, day: date, place: _Place, kind: str, lead: str, asked: datetime) -> None:
    start = datetime.combine(day, place.start)
    if kind == "excused":
        reason, said_by = dice.choice(REASONS)
        at = start - timedelta(minutes=dice.randint(5, 50))
        entry = _entry(made, "change", at, address("Cora"), place.session, [place.pupil, "not coming", reason, said_by])
        _observe(made, entry, day, place.session, place.pupil, "not coming", at, address("Cora"), reason, said_by)
    elif kind == "seen" and place.start > asked.time():
        _arrive(made, day, place, start - timedelta(minutes=2), lead)
    elif kind in {"late", "missed"}:
        due = start + timedelta(minutes=15)
        said = f"No arrival of {place.pupil} was logged by {due:%H:%M}; the register was taken at {asked:%H:%M}."
        for organisation in place.told:
            _owe(made, "REG-1", "7.3", day, place, organisation, "", due, said, "absence")
        if kind == "late":
            at = start + timedelta(minutes=dice.randint(17, 55))
            _arrive(made, day, place, at, lead)
            said = f"{place.pupil} arrived at {at:%H:%M}, after you were told."
            for organisation in place.told:
                _owe(made, "REG-5", "7.3", day, place, organisation, "arrived", at, said, "stand_down")


def _arrive(made: Past, day: date, place: _Place, at: datetime, lead: str) -> None:
    entry = _entry(made, "change", at, lead, place.session, [place.pupil, "arrived"])
    _observe(made, entry, day, place.session, place.pupil, "arrived", at, lead)


def _report(made: Past, day: date, places: list[_Place], sessions: list[dict[str, Any]]) -> None:
    if not sessions:
        return
    ends = max(_clock(raw["end"]) for raw in sessions)
    at = min(datetime.combine(day, ends) + timedelta(minutes=30), datetime.combine(day, time(15, 15)))
    for commissioner in sorted({place.commissioner for place in places}):
        count = sum(place.commissioner == commissioner for place in places)
        nobody = _Place("", "", "", ends, commissioner, "")
        said = f"The day is over: {count} expected."
        _owe(made, "REG-6", "5.3", day, nobody, commissioner, "", at, said, "attendance_report")


def _entry(made: Past, form: str, at: datetime, by: str, session: str, answers: list[str]) -> str:
    stamp = at.strftime("%Y-%m-%dT%H:%M")
    name = hashlib.sha256(f"{form}{stamp}{by}{session}{answers}".encode()).hexdigest()[:12]
    entry = f"past-{name}@{stamp}"
    made.entries.append(
        {
            "Entry": entry,
            "Form": form,
            "Submitted at": at,
            "By": by,
            "Session": session,
            "Day": at.date(),
            "Answers": json.dumps(answers, ensure_ascii=False),
            "Outcome": "accepted",
            "Revision": 1,
        }
    )
    return entry


def _observe(
    made: Past,
    entry: str,
    day: date,
    session: str,
    pupil: str,
    saw: str,
    at: datetime,
    by: str,
    reason: str = "",
    said_by: str = "",
) -> None:
    row: Row = {"Entry": entry, "Day": day, "Session": session, "Pupil": pupil, "Saw": saw, "At": at, "Recorded at": at}
    made.observations.append(row | {"By": by, "Reason": reason, "Said by": said_by, "Revision": 1})


def _owe(
    made: Past,
    rule: str,
    clause: str,
    day: date,
    place: _Place,
    organisation: str,
    step: str,
    due: datetime,
    reason: str,
    notice: str,
) -> None:
    message = f"past-{day:%Y%m%d}-{due:%H%M}-{organisation}-{notice}"
    key = "/".join((rule, day.isoformat(), place.session, place.pupil, organisation, step))
    row: Row = {"Obligation": key, "Rule": rule, "Clause": clause, "Day": day, "Session": place.session}
    row |= {"Pupil": place.pupil, "Organisation": organisation, "Step": step, "Due at": due, "Reason": reason}
    row |= {"Basis": "example", "Message": message, "Decided at": due, "Revision": 1}
    made.obligations.append(row)
    if any(event["Message"] == message for event in made.messages[-40:]):
        return
    made.messages += _events(message, day, organisation, due, notice)


def _events(message: str, day: date, organisation: str, due: datetime, notice: str) -> Iterator[Row]:
    reference = hashlib.sha256(f"{organisation}{day}".encode()).hexdigest()[:4].upper()
    both: Row = {
        "Message": message,
        "Notice": notice,
        "Organisation": organisation,
        "To": _recipient(organisation),
        "Day": day,
        "Subject": f"innov8 attendance {day:%a} {day.day} {day:%b} – ref {reference}",
        "Lawful basis": LAWFUL,
        "Run": f"past-{due:%Y%m%dT%H%M}",
        "Revision": 1,
    }
    yield {**both, "State": "claimed", "At": due + timedelta(seconds=2)}
    yield {**both, "State": "sent", "At": due + timedelta(seconds=5), "Gmail message": f"past{reference.lower()}"}


def _recipient(organisation: str) -> str:
    for raw in cast().schools:
        if raw["code"] == organisation:
            return f"attendance@{raw['domain']}"
    domain = next((raw["domain"] for raw in cast().authorities if raw["code"] == organisation), STAFF_DOMAIN)
    return f"placements@{domain}"
