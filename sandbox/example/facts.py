"""The example's people and timetable as the facts that a decision stands on, without a workbook in between."""

from __future__ import annotations

from datetime import time
from functools import cache
from typing import Any

from cme.domain.model import (
    Closure,
    Contact,
    Facts,
    Mode,
    Organisation,
    Place,
    Pupil,
    Role,
    Session,
    Settings,
    Staff,
    Term,
    Tier,
)
from cme.domain.people import Relative
from cme.domain.tiers import CARE_AT_ONCE, YES, tier_of
from sandbox.example.cast import CHECKED, TAXI, Cast, Row, address, cast, tables

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@cache
def example_facts() -> Facts:
    """Return the example as a tick would read it, before anything happened."""
    return facts_of(cast())


def facts_of(people: Cast) -> Facts:
    """Return these people and their timetable as a tick would read them."""
    sessions = {raw["code"]: _session(raw) for raw in people.sessions}
    rows = tables(people)
    return Facts(
        settings=Settings(mode=Mode.LIVE, dsl_name="Dee Safeguard", dsl_phone="07700 900106", morning_list=time(10)),
        organisations={o.code: o for o in (*map(_school, people.schools), *map(_authority, people.authorities))},
        staff={raw["code"]: _staff(raw) for raw in people.staff},
        pupils={
            str(row["Code"]): _pupil(row, flags)
            for row, flags in zip(rows["pupils"], rows["safeguarding"], strict=True)
        },
        sessions=sessions,
        places=tuple(place for raw in people.pupils for place in _places(raw, sessions)),
        terms=tuple(Term(row[0], row[2], row[3], row[4]) for row in people.calendar if row[1] == "term"),
        closures=tuple(
            Closure(str(row["Calendar"]), row["From"], row["To"], str(row["Label"]))  # type: ignore[arg-type]
            for row in rows["calendar"]
            if row["Kind"] != "term"
        ),
    )


def _pupil(row: Row, flags: Row) -> Pupil:
    said = {header: str(value) for header, value in row.items()}
    return Pupil(
        code=said["Code"],
        first_name=said["First name"],
        surname=said["Surname"],
        year=said["Year"],
        school=said["School on roll"],
        admission_number=said["Admission number"],
        family=tuple(
            Relative(said[f"Contact {n}"], said[f"Contact {n} phone"], said[f"Contact {n} relation"]) for n in (1, 2)
        ),
        never_ring=said["Do not contact"],
        household=said["Household"],
        tier=tier_of(Tier(said["Tier"]), {flag: str(answer) for flag, answer in flags.items()}),
        born=row["Date of birth"],  # type: ignore[arg-type]
        lives_in=said["Lives in"],
        placed_by=said["Placed by"],
        care_at_once=YES in (flags.get(flag) for flag in CARE_AT_ONCE),
    )


def _session(raw: dict[str, Any]) -> Session:
    start, end = time.fromisoformat(raw["start"]), time.fromisoformat(raw["end"])
    return Session(raw["code"], raw["name"], raw["site"], DAYS.index(raw["day"]), start, end, lead=raw["lead"])


def _school(raw: dict[str, Any]) -> Organisation:
    contacts = (
        Contact(Role.ATTENDANCE, raw["contact"], f"attendance@{raw['domain']}", raw["phone"]),
        Contact(Role.DSL, raw["dsl"], f"dsl@{raw['domain']}", raw["phone"].replace("9601", "9604")),
        Contact(Role.HEAD, raw["head"], f"head@{raw['domain']}"),
    )
    return Organisation(raw["code"], raw["name"], "school", contacts, "Exampleshire", raw["phone"], checked_on=CHECKED)


def _authority(raw: dict[str, Any]) -> Organisation:
    domain = raw["domain"]
    contacts = (
        Contact(Role.COMMISSIONING, raw["contact"], f"placements@{domain}"),
        Contact(Role.CME, "", f"cme@{domain}", raw["phone"]),
        Contact(Role.PLACING, "", f"looked-after@{domain}"),
    )
    care = (raw["phone"].replace("9602", "9605"), raw["phone"].replace("9602", "9606"))
    return Organisation(
        raw["code"], raw["name"], "authority", contacts, "", raw["phone"], "innov8", *care, checked_on=CHECKED
    )


def _staff(raw: dict[str, Any]) -> Staff:
    typed = raw["roles"].replace("deputy", Role.INNOV8_DSL.value).split(", ")
    roles = tuple(role for role in Role if role.value in typed)
    return Staff(raw["code"], raw["name"], address(raw["name"]), raw["phone"], roles, raw.get("order", 99))


def _places(raw: dict[str, Any], sessions: dict[str, Session]) -> list[Place]:
    found = []
    for commissioner, cells in raw["places"].items():
        taxi = TAXI if commissioner in {"EXSH", "SAMP"} else ""
        for code, typed in cells.items():
            session = sessions[code]
            start, _, end = ("" if typed == "x" else typed).partition("-")
            found.append(
                Place(
                    raw["code"],
                    code,
                    commissioner,
                    time.fromisoformat(start) if start else session.start,
                    time.fromisoformat(end) if end else session.end,
                    transport=taxi,
                )
            )
    return found
