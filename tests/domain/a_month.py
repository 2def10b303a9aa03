"""A November for the tests of the month in numbers: what was owed, told and said in it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from cme.domain.clocks import instant
from cme.domain.model import Facts, Obligation, Role, Saw, State
from cme.domain.oversight import Span
from cme.domain.oversight_counts import lines
from cme.policy import load_figures
from tests import builders as build

NOW = build.at("Tue 2026-12-01 08:00")
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30), NOW)
FIGURES = load_figures()
ORDER = (
    *("pages", "registers", "mistakes", "hold", "pause", "places", "declined", "mail", "cases", "duty", "unanswered"),
    *("concerns", "wrong people"),
)


def at(day: int, clock: str) -> datetime:
    return instant(date(2026, 11, day), time.fromisoformat(clock))


def owed(rule: str, due: datetime, notice: str, organisation: str = "HILL", **more: Any) -> Obligation:
    usual: dict[str, Any] = {"pupil": "P1", "session": "BIKE"}
    role = Role.INNOV8_DSL if organisation == "innov8" else Role.ATTENDANCE
    return Obligation(rule, due.date(), organisation, notice, role, due, "Because.", "5.2", **usual | more)


def told(facts: Facts, *told_of: Obligation, state: State = State.SENT) -> Facts:
    for one in told_of:
        facts = build.recorded(facts, [one], (), one.due, state)
    return facts


def line(name: str, facts: Facts, span: Span = NOVEMBER) -> tuple[str, bool]:
    found = lines(facts, FIGURES, span)[ORDER.index(name)]
    return found.what, found.is_off


def facts(**more: Any) -> Facts:
    trustee = build.a_person("TRU", Role.TRUSTEE)
    return build.facts(**{"staff": {**build.facts().staff, "TRU": trustee}} | more)


PAGES = [owed("SAFE-1", at(day, "09:15"), "child_page", "innov8", urgent=True) for day in (2, 9, 16, 23)]


def said(saw: Saw, day: int, clock: str, pupil: str = "P1", **more: Any) -> Any:
    return build.seen(pupil, saw, at(day, clock), **more)
