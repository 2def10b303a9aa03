"""The clock of clause 11.2: each reading, the earlier of two, rolled back, never paused, whatever the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.clocks import day_of, local
from cme.domain.model import Closure, Facts, Term
from cme.domain.visit_clock import is_staffed, readings, staffed_days_after
from cme.policy import load_figures
from tests import builders as build

TERMS = (
    Term("innov8", date(2026, 9, 2), date(2026, 10, 23)),
    Term("innov8", date(2026, 11, 2), date(2026, 12, 18)),
    Term("innov8", date(2027, 1, 5), date(2027, 3, 26)),
)
BANKS = tuple(
    Closure("innov8", day, day, "bank holiday") for day in (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
)
HALF_TERMS = Facts(terms=TERMS, closures=BANKS)
FIGURES = load_figures()


@pytest.mark.parametrize(
    ("began", "elapsed", "weekdays", "school_days", "counting_the_first", "working_days", "hard"),
    [
        (
            "Mon 2026-11-23 09:20",
            *("Thu 2026-11-26 09:20", "Thu 2026-11-26 09:20", "Thu 2026-11-26 15:30", "Wed 2026-11-25 15:30"),
            *(date(2026, 12, 4), "Thu 2026-11-26 09:20"),
        ),
        (
            "Fri 2026-11-20 10:30",
            *("Mon 2026-11-23 10:30", "Wed 2026-11-25 10:30", "Wed 2026-11-25 15:30", "Tue 2026-11-24 15:30"),
            *(date(2026, 12, 3), "Mon 2026-11-23 10:30"),
        ),
        (
            "Thu 2026-10-22 14:00",
            *("Sun 2026-10-25 13:00", "Tue 2026-10-27 14:00", "Tue 2026-11-03 15:30", "Mon 2026-11-02 15:30"),
            *(date(2026, 11, 4), "Fri 2026-10-23 15:30"),
        ),
        (
            "Fri 2026-12-18 11:00",
            *("Mon 2026-12-21 11:00", "Wed 2026-12-23 11:00", "Thu 2027-01-07 15:30", "Wed 2027-01-06 15:30"),
            *(date(2027, 1, 5), "Fri 2026-12-18 15:30"),
        ),
    ],
)
def test_each_reading_is_as_it_was_worked_out_by_hand(
    began: str, elapsed: str, weekdays: str, school_days: str, counting_the_first: str, working_days: date, hard: str
) -> None:
    found = readings(build.at(began), HALF_TERMS, FIGURES)
    by_hand = [build.at(text) for text in (elapsed, weekdays, school_days, counting_the_first, hard)]
    assert [found.elapsed, found.weekdays, found.school_days, found.counting_the_first, found.hard] == by_hand
    assert found.working_days == working_days


def test_what_is_recorded_after_school_on_a_day_has_three_school_days_where_they_are_the_earlier() -> None:
    found = readings(build.at("Mon 2026-11-23 16:00"), HALF_TERMS, FIGURES)
    assert found.hard == build.at("Thu 2026-11-26 15:30")
    assert found.words == (
        "Thu 26 Nov 15:30 (three school days from Mon 23 Nov 16:00; 72 elapsed hours would be Thu 26 Nov 16:00)"
    )


def test_a_school_counts_by_its_own_calendar() -> None:
    terms = (*TERMS, Term("Hill", date(2026, 11, 2), date(2026, 12, 18)))
    closed = Closure("Hill", date(2026, 11, 24), date(2026, 11, 24), "training")
    facts = Facts(terms=terms, closures=(closed,))
    assert readings(build.at("Mon 2026-11-23 09:20"), facts, FIGURES, "Hill").school_days == build.at(
        "Fri 2026-11-27 15:30"
    )


@pytest.mark.parametrize("terms", [(), (Term("innov8", date(2026, 11, 2), date(2026, 11, 25)),)])
def test_a_calendar_that_does_not_reach_so_far_counts_no_school_days_and_that_is_said(terms: tuple[Term, ...]) -> None:
    found = readings(build.at("Mon 2026-11-23 09:20"), Facts(terms=terms), FIGURES)
    assert (found.school_days, found.counting_the_first) == (
        None,
        None if not terms else build.at("Wed 2026-11-25 15:30"),
    )
    assert "three school days cannot be counted" in found.words


@given(
    st.datetimes(
        min_value=build.at("Tue 2026-09-01 00:00").replace(tzinfo=None),
        max_value=build.at("Wed 2027-03-31 00:00").replace(tzinfo=None),
    ),
    st.sampled_from(((), TERMS)),
)
def test_it_is_never_after_72_hours_never_before_it_began_and_somebody_is_here_then(
    at: object, terms: tuple[Term, ...]
) -> None:
    began = at.replace(tzinfo=build.LONG_AGO.tzinfo)  # type: ignore[attr-defined]
    facts = Facts(terms=terms)
    hard = readings(began, facts, FIGURES).hard
    assert began <= hard <= began + timedelta(hours=72)
    if hard != began:
        assert is_staffed(facts, day_of(hard))
        assert "08:30" <= f"{local(hard):%H:%M}" <= "15:30"


def test_days_on_which_nobody_works_are_not_counted() -> None:
    assert staffed_days_after(HALF_TERMS, date(2026, 12, 18), 1) == date(2027, 1, 5)
    assert staffed_days_after(HALF_TERMS, date(2026, 11, 20), 1) == date(2026, 11, 23)
