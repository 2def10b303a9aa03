"""Which program may work with a workbook of which version: by what either says of the other."""

from __future__ import annotations

from datetime import date

import pytest

from cme.domain.model import Severity
from cme.domain.schema_version import Stamp, Version, judge, oldest_workbook, stamp_of

GOES_ON, STOPS = Severity.QUERY, Severity.ERROR


def versions(*gets_on: tuple[bool, bool]) -> list[Version]:
    """Return a first version, and one for each pair: does an older program run, does it run on an older workbook?"""
    pairs = [(False, False), *gets_on]
    return [Version(n, date(2026, 11, 29), "It.", *pair) for n, pair in enumerate(pairs, 1)]


@pytest.mark.parametrize(
    ("gets_on", "needs"),
    [
        ([], 1),
        ([(True, False)], 1),
        ([(False, True)], 2),
        ([(True, True), (True, True)], 1),
        ([(False, True), (True, True)], 2),
        ([(True, True), (False, True)], 3),
    ],
)
def test_a_workbook_needs_the_oldest_program_from_which_on_each_gets_on_with_the_next(
    gets_on: list[tuple[bool, bool]], needs: int
) -> None:
    every = versions(*gets_on)
    assert stamp_of(every, len(every)) == Stamp(len(every), needs)


def test_a_workbook_on_its_way_says_what_its_own_version_needs() -> None:
    every = versions((False, True), (True, True), (False, True))
    assert [stamp_of(every, number).needs for number in (1, 2, 3, 4)] == [1, 2, 2, 4]


@pytest.mark.parametrize(
    ("gets_on", "oldest"),
    [([], 1), ([(True, True)], 1), ([(True, False)], 2), ([(True, False), (True, True)], 2), ([(True, True)] * 2, 1)],
)
def test_a_program_goes_on_in_workbooks_down_to_the_first_that_it_cannot(
    gets_on: list[tuple[bool, bool]], oldest: int
) -> None:
    assert oldest_workbook(versions(*gets_on)) == oldest


@pytest.mark.parametrize(
    ("stamp", "ours", "severity", "said"),
    [
        (Stamp(2, 2), 1, STOPS, "version 2, and this program of version 1: it writes nothing, and nobody is told."),
        (Stamp(3, 2), 1, STOPS, "version 3, and this program of version 1: it writes nothing"),
        (Stamp(3, 2), 2, GOES_ON, "version 3, and this program of version 2: it goes on, and leaves alone"),
        (Stamp(1, 1), 2, GOES_ON, "version 1, and this program of version 2: it goes on all the same."),
        (
            Stamp(1, 1),
            3,
            STOPS,
            "version 1, and this program of version 3, which cannot work with it: it writes nothing",
        ),
    ],
)
def test_who_may_not_work_with_a_workbook_stops_and_who_may_says_so(
    stamp: Stamp, ours: int, severity: Severity, said: str
) -> None:
    found = judge(stamp, versions((True, True), (True, False))[:ours])
    assert found is not None
    assert (found.severity, found.code) == (severity, "SHEET-9")
    assert said in found.what
    assert ("use paper" in found.mend) is (severity is STOPS)


def test_a_workbook_of_the_programs_own_version_is_not_spoken_of() -> None:
    assert judge(Stamp(2, 1), versions((True, True))) is None
