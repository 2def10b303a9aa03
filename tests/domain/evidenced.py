"""A small record for the tests of evidence, and how its papers are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cme.domain.evidence import Record
from cme.domain.evidence_pupil import Entry, timeline
from cme.domain.model import Facts, Message, Observation, Saw, State
from cme.domain.paper import Paper
from cme.domain.people import Relative
from cme.policy import load_figures
from tests import builders as build
from tests.domain.a_month import owed

MONDAYS = (date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23))
NOW = build.at("Mon 2026-11-23 15:00")
FIGURES = load_figures()
PLACE = build.a_place()


def at(day: date, clock: str) -> datetime:
    return build.at(f"Mon {day} {clock}")


def record(facts: Facts, now: datetime = NOW, events: Mapping[str, tuple[Message, ...]] | None = None) -> Record:
    """A record in which each message that has no events of its own was claimed and went at once as it stands."""
    each = {m.id: (replace(m, state=State.CLAIMED), m) for m in facts.messages.values()}
    return Record(facts, {**each, **(events or {})}, FIGURES, now)


def entries(facts: Facts, now: datetime = NOW, events: Mapping[str, tuple[Message, ...]] | None = None) -> list[Entry]:
    held = record(facts, now, events)
    return timeline(held, facts.pupils["P1"], held.span())


def gaps(facts: Facts, now: datetime = NOW) -> list[str]:
    return [entry.gap for entry in entries(facts, now) if entry.gap]


def registers(*when: str, day: date = MONDAYS[2], here: tuple[str, ...] = ("P1",)) -> tuple[Observation, ...]:
    return tuple(o for clock in when for o in build.a_register((PLACE,), at(day, clock), here))


def texts(paper: Paper) -> str:
    return "\n".join(" | ".join(row) for table in paper.tables for row in table.rows)


def value(paper: Paper, name: str) -> str:
    (found,) = [row[1] for table in paper.tables for row in table.rows if row[0] == name]
    return found


def table(paper: Paper, title: str) -> list[dict[str, str]]:
    (found,) = [one for one in paper.tables if one.title == title]
    return [dict(zip(found.headings, row, strict=True)) for row in found.rows]


def told(facts: Facts, rule: str, notice: str, clock: str, state: State = State.SENT, **more: Any) -> Facts:
    when = at(MONDAYS[2], clock)
    return build.recorded(facts, [owed(rule, when, notice, **more)], (), when, state)


def two_weeks(**more: Any) -> Facts:
    """Three children over three Mondays: P1 comes, P2 is away twice, of P3 nobody says anything."""
    pupils = {code: build.a_pupil(code, family=FAMILY[:number]) for number, code in enumerate(("P1", "P2", "P3"), 0)}
    places = tuple(build.a_place(code) for code in pupils)
    heard = [o for day in MONDAYS for o in build.a_register(places, at(day, "09:05"), ("P1",)) if o.pupil != "P3"]
    call = build.seen("P2", Saw.NO_ANSWER, at(MONDAYS[0], "10:00"))
    return build.facts(**{"pupils": pupils, "places": places, "observations": (*heard, call)} | more)


FAMILY = (Relative("Ann", "01632 960004"), Relative("Bob", "01632 960005"))
