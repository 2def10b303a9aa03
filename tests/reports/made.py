"""Records for the tests of reports, and how their parts are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pandas as pd

from cme.domain.clocks import instant
from cme.domain.evidence import Record
from cme.domain.evidence_counts import Went
from cme.domain.model import Closure, Did, Event, Facts, Observation, Saw
from cme.domain.report_period import Period, period_named
from cme.domain.report_rows import Sat
from cme.reports.parts import Part, Report
from cme.reports.readers import Reader, dsl
from cme.reports.report import report
from tests import builders as build
from tests.domain.a_month import PAGES, told
from tests.domain.evidenced import record

NOVEMBER = date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30)
"""The Mondays of a November."""
PUPILS = tuple(f"P{number}" for number in range(1, 8))
SCHOOL = {"P7": "MILL", "P6": ""}
NOW = build.at("Tue 2026-12-01 08:00")


def period(typed: str = "2026-11") -> Period:
    found = period_named(typed)
    assert found is not None
    return found


def held(now: datetime = NOW, events: tuple[Event, ...] = (), heard: tuple[Observation, ...] = ()) -> Record:
    """A November of Mondays: P1 comes, P2 is late by twenty minutes, P3 is excused, P4 is missed, P5 is not asked.

    The others come. One Monday is a holiday; four pages go out, and two of them are taken.
    """
    pupils = {code: build.a_pupil(code, school=SCHOOL.get(code, "HILL")) for code in PUPILS}
    places = tuple(build.a_place(code) for code in PUPILS)
    asked = tuple(place for place in places if place.pupil != "P5")
    said = [o for day in NOVEMBER if day != NOVEMBER[2] for o in _monday(day, asked)]
    taken = (build.seen("P1", Saw.HAS_IT, build.at("Mon 2026-11-02 09:18")),)
    facts = build.facts(
        pupils=pupils,
        places=places,
        observations=(*said, *taken, *heard),
        closures=(Closure("innov8", NOVEMBER[2], NOVEMBER[2], "Training of Zaphod"),),
        events=events,
    )
    return record(told(facts, *PAGES), now)


def _monday(day: date, asked: tuple[object, ...]) -> list[Observation]:
    def at(clock: str) -> datetime:
        return instant(day, time.fromisoformat(clock))

    away = build.seen("P3", Saw.NOT_COMING, at("08:30"), said_by="parent", reason="ill")
    late = build.seen("P2", Saw.ARRIVED, at("09:20"))
    return [away, *build.a_register(asked, at("09:05"), ("P1", "P6", "P7")), late]  # type: ignore[arg-type]


def parts(found: Report) -> dict[str, Part]:
    return {part.title: part for part in found.parts}


def part(title: str, reader: Reader | None = None, of: Record | None = None, typed: str = "2026-11") -> Part:
    return parts(report(of or held(), period(typed), reader or dsl()))[title]


def rows(found: Part) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in found.table.rows}


def words(found: Report) -> str:
    """All that a report says anywhere, its charts' labels among it."""
    said = [found.title, found.caution, found.organisation, found.file_name, *_cells(found.about.rows)]
    for one in found.parts:
        said += [one.title, one.message, *one.notes, *one.table.headings, *_cells(one.table.rows)]
        if one.chart is not None:
            said += [one.chart.axis, one.chart.limit_label, *map(str, one.chart.numbers.index), *one.chart.numbers]
    return " | ".join(said)


def _cells(found: tuple[tuple[str, ...], ...]) -> list[str]:
    return [cell for row in found for cell in row]


def sat(pupil: str, day: date, went: Went = Went.IN_TIME) -> Sat:
    return Sat(day, pupil, "HILL", went)


def case(*happened: tuple[Did, int], pupil: str = "P1") -> tuple[Event, ...]:
    first = datetime(2026, 11, 1, tzinfo=build.LONG_AGO.tzinfo)
    times = [(did, first + timedelta(days=day - 1, hours=10)) for did, day in happened]
    return tuple(
        Event(pupil, did, at, at, "w", "r", "e", "DEE", source=f"{pupil}{n}") for n, (did, at) in enumerate(times)
    )


def without_history(facts: Facts) -> Record:
    return record(replace(facts, observations=()), NOW)


def is_blank(value: object) -> bool:
    return bool(pd.isna(value))
