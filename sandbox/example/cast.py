"""Turns `people.yaml` into rows for the tabs that the DSL's team types, header by header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import yaml

Value = str | int | float | date
Row = dict[str, Value]
HERE = Path(__file__).parent
CHECKED = date(2026, 9, 3)
"""When somebody last tried the contacts of the example's organisations."""
TAXI = "Sample Taxis 01632 960301"
"""Who brings the children whom an authority placed."""
STAFF_DOMAIN = "innov8.example"


@dataclass(frozen=True, slots=True)
class Cast:
    """The example's people and timetable, as `people.yaml` has them."""

    schools: list[dict[str, Any]]
    authorities: list[dict[str, Any]]
    staff: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    pupils: list[dict[str, Any]]
    calendar: list[list[Any]]


@cache
def cast() -> Cast:
    """Return everybody in the example."""
    return Cast(**yaml.safe_load((HERE / "people.yaml").read_text(encoding="utf-8")))


def address(name: str, domain: str = STAFF_DOMAIN) -> str:
    """Return the address of a person of this name."""
    return f"{name.split()[0].lower()}@{domain}"


def crowd(pupils: int) -> Cast:
    """Return the example with so many pupils: those of `people.yaml` over and over, each with a code of its own."""
    own = cast().pupils
    more = ({**own[n % len(own)], "code": f"P{1000 + n}"} for n in range(pupils - len(own)))
    return replace(cast(), pupils=[*own, *more])


def tables(people: Cast | None = None) -> dict[str, list[Row]]:
    """Return the rows of each DSL tab, by the tab's slug."""
    there = people or cast()
    return {
        "pupils": [_pupil(number, raw) for number, raw in enumerate(there.pupils)],
        "places": [row for raw in there.pupils for row in _places(raw)],
        "safeguarding": [_flags(raw) for raw in there.pupils],
        "schools": [_school(raw) for raw in there.schools],
        "authorities": [_authority(raw) for raw in there.authorities],
        "staff": [_staff(raw) for raw in there.staff],
        "sessions": [_session(raw) for raw in there.sessions],
        "calendar": [*_calendar()],
        "agencies": [_agency()],
    }


def _pupil(number: int, raw: dict[str, Any]) -> Row:
    return {
        "Code": raw["code"],
        "First name": raw["first"],
        "Surname": raw["last"],
        "Year": str(raw["year"]),
        "Date of birth": date(2026 - 5 - raw["year"], 1 + number % 8, 1 + number % 28),
        "School on roll": raw.get("roll", ""),
        "Roll status": raw.get("status", "on roll"),
        "Admission number": f"{raw['roll'][0]}{4100 + number * 7}" if "roll" in raw else "",
        "Household": raw.get("household", ""),
        "Tier": raw.get("tier", "B"),
        "Contact 1": f"Pat {raw['last']}",
        "Contact 1 phone": f"07700 900{200 + number % 100}",
        "Contact 1 relation": "parent",
        "Contact 2": f"Gran {raw['last']}",
        "Contact 2 phone": f"07700 900{300 + number % 100}",
        "Contact 2 relation": "grandparent",
        "Do not contact": "Nobody by the name of Rex" if raw.get("tier") == "A" else "",
        "Lives in": raw.get("lives", "EXSH"),
        "Placed by": raw.get("placed", ""),
    }


def _places(raw: dict[str, Any]) -> Iterator[Row]:
    for commissioner, cells in raw["places"].items():
        taxi = TAXI if commissioner in {"EXSH", "SAMP"} else ""
        yield {"Pupil": raw["code"], "Commissioner": commissioner, "From": date(2026, 9, 7), "Transport": taxi, **cells}


def _flags(raw: dict[str, Any]) -> Row:
    is_a = raw.get("tier") == "A"
    return {
        "Pupil": raw["code"],
        "Child protection plan": "yes" if raw["code"] == "P0012" else "no",
        "Looked after": "yes" if raw["code"] == "P0021" else "no",
        "Previously missing": "yes" if is_a else "no",
        "Exploitation": "not known" if is_a else "no",
        "Checked on": date(2026, 9, 4),
    }


def _school(raw: dict[str, Any]) -> Row:
    domain = raw["domain"]
    return {
        "Code": raw["code"],
        "Name": raw["name"],
        "Attendance contact": raw["contact"],
        "Attendance email": f"attendance@{domain}",
        "DSL name": raw["dsl"],
        "DSL email": f"dsl@{domain}",
        "DSL phone": raw["phone"].replace("9601", "9604"),
        "Head name": raw["head"],
        "Head email": f"head@{domain}",
        "Telephone": raw["phone"],
        "Prefers telephone": raw.get("prefers", "no"),
        "Allowed domains": domain,
        "Calendar": "Exampleshire",
        "Checked on": CHECKED,
    }


def _authority(raw: dict[str, Any]) -> Row:
    domain = raw["domain"]
    return {
        "Code": raw["code"],
        "Name": raw["name"],
        "Commissioning contact": raw["contact"],
        "Commissioning email": f"placements@{domain}",
        "CME email": f"cme@{domain}",
        "Placing authority email": f"looked-after@{domain}",
        "CME phone": raw["phone"],
        "Social care phone": raw["phone"].replace("9602", "9605"),
        "Out of hours phone": raw["phone"].replace("9602", "9606"),
        "Allowed domains": domain,
        "Checked on": CHECKED,
    }


def _staff(raw: dict[str, Any]) -> Row:
    return {
        "Code": raw["code"],
        "Name": raw["name"],
        "Email": address(raw["name"]),
        "Phone": raw["phone"],
        "Roles": raw["roles"],
        "Duty order": raw.get("order", ""),
    }


def _session(raw: dict[str, Any]) -> Row:
    return {
        "Code": raw["code"],
        "Name": raw["name"],
        "Site": raw["site"],
        "Weekday": raw["day"],
        "Start": raw["start"],
        "End": raw["end"],
        "Kind": "group",
        "Lead": raw["lead"],
    }


def _calendar() -> Iterator[Row]:
    for calendar, kind, since, until, label in cast().calendar:
        yield {"Calendar": calendar, "Kind": kind, "From": since, "To": until, "Label": label}
    free = holidays.country_holidays("GB", subdiv="ENG", years=(2026, 2027))
    for day, label in sorted(free.items()):
        if date(2026, 9, 1) <= day <= date(2027, 8, 31):
            yield {"Calendar": "innov8", "Kind": "bank holiday", "From": day, "To": day, "Label": label}


def _agency() -> Row:
    return {
        "Pupil": "P0021",
        "Agency": "Sampleford Virtual School",
        "Part": "virtual school",
        "Name": "Vera Virtual",
        "Email": "virtual@sampleford.example",
        "Phone": "01632 960302",
        "Allowed domains": "sampleford.example",
        "Checked on": CHECKED,
    }


def school_days(since: date, until: date) -> Iterator[date]:
    """Yield the days on which the example's innov8 is open."""
    closed = [(row[2], row[3]) for row in cast().calendar if row[0] == "innov8" and row[1] != "term"]
    day = since
    while day <= until:
        if day.weekday() < 5 and not any(first <= day <= last for first, last in closed):
            yield day
        day += timedelta(days=1)
