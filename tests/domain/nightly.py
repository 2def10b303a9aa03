"""The weeks for the tests of patterns of absence, and how far a finding has come."""

from __future__ import annotations

from datetime import date, timedelta

from cme.domain.model import Facts
from cme.policy import load_figures
from tests.domain.patterned import found, taught, went

DAY = timedelta(days=1)
TUESDAYS = [date(2026, 9, 8) + timedelta(weeks=n) for n in range(14)]
MON = date(2026, 11, 9)
TUE, WED, THU, FRI = (MON + n * DAY for n in range(1, 5))
FIGURES = load_figures()


def tuesdays(*hows: str) -> tuple[Facts, date]:
    """A child of Tuesdays only, and the last day of which anything is said."""
    return went(taught(1), TUESDAYS[0], *hows), TUESDAYS[len(hows) - 1]


def level(facts: Facts, day: date, rule: str) -> int:
    there = found(facts, day).get(rule)
    return there.level if there else 0
