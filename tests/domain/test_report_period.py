"""The period of a report as somebody types it, and the one before."""

from __future__ import annotations

from datetime import date

import pytest

from cme.domain.report_period import period_named


@pytest.mark.parametrize(
    ("typed", "title", "since", "until", "before"),
    [
        ("2026-11", "November 2026", date(2026, 11, 1), date(2026, 11, 30), "2026-10"),
        ("2026-01", "January 2026", date(2026, 1, 1), date(2026, 1, 31), "2025-12"),
        ("2028-02", "February 2028", date(2028, 2, 1), date(2028, 2, 29), "2028-01"),
        ("2026-12", "December 2026", date(2026, 12, 1), date(2026, 12, 31), "2026-11"),
        ("2026-27", "school year 2026-27", date(2026, 9, 1), date(2027, 8, 31), "2025-26"),
        ("2099-00", "school year 2099-00", date(2099, 9, 1), date(2100, 8, 31), "2098-99"),
    ],
)
def test_a_month_and_a_school_year_have_their_days_and_the_one_before(
    typed: str, title: str, since: date, until: date, before: str
) -> None:
    found = period_named(typed)
    assert found is not None
    assert (found.code, found.title, found.since, found.until) == (typed, title, since, until)
    assert found.before.code == before
    assert found.before.is_year is found.is_year


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "2026-28", "2026-1", "November", "2026-11-01", "26-27"])
def test_what_is_neither_is_nothing(typed: str) -> None:
    assert period_named(typed) is None
