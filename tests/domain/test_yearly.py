"""What is asked for once a year: that somebody makes a workbook of an archive, and takes out what archives hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from cme.domain.archive_steps import Happened, Step
from cme.domain.yearly import yearly
from sandbox.example.archive_scenes import archived
from tests import builders as build

SEALED = archived("2026-11", date(2026, 12, 1), time(3))
WEEKS = 52


def done(step: Step, day: date, month: str = "2026-11") -> Happened:
    return Happened(month, "", step, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("tried", "day", "is_asked"),
    [
        ([], date(2026, 12, 7), True),
        ([date(2026, 12, 4)], date(2026, 12, 7), False),
        ([date(2026, 12, 4)], date(2027, 8, 31), False),
        ([date(2026, 12, 4)], date(2027, 9, 1), True),
        ([date(2027, 8, 31)], date(2027, 9, 1), True),
        ([date(2026, 12, 4), date(2027, 9, 1)], date(2027, 9, 1), False),
        ([date(2026, 12, 4)], date(2029, 3, 1), True),
    ],
)
def test_a_restore_is_asked_for_once_a_school_year_and_until_it_was_done(
    tried: list[date], day: date, *, is_asked: bool
) -> None:
    facts = build.facts(archived=(*SEALED, *(done(Step.RESTORED, one) for one in tried)))
    assert any("tried" in said for said in yearly(facts, day, WEEKS)) is is_asked
    assert yearly(replace(facts, archived=()), day, WEEKS) == ()


def test_each_school_year_may_leave_once_and_what_was_never_archived_does_not() -> None:
    every = (*SEALED, *archived("2027-10", date(2027, 11, 1), time(3)), done(Step.RESTORED, date(2029, 9, 1)))
    day = date(2029, 9, 3)
    said = ("Rows from before 01/09/2028 may leave the workbook: its archives hold them.",)
    first = (*every, done(Step.PRUNED, date(2028, 9, 4)))
    assert yearly(build.facts(archived=first), day, WEEKS) == said
    assert yearly(build.facts(archived=(*first, done(Step.PRUNED, day, "2027-10"))), day, WEEKS) == ()
    assert yearly(build.facts(archived=(done(Step.RESTORED, day),)), day, WEEKS) == ()
