"""Figures are dated: what held on a day is what counts for that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cme.domain.figures import Dated, Figure, Figures

OLD, NEW = Dated(date(2025, 9, 29), 15), Dated(date(2026, 11, 23), 20)
FIGURES = Figures({"wait": Figure("wait", "Before", "minutes", (OLD, NEW))})


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 9, 28), 15),
        (date(2025, 9, 29), 15),
        (date(2026, 11, 22), 15),
        (date(2026, 11, 23), 20),
        (date(2030, 1, 1), 20),
    ],
)
def test_a_value_holds_from_its_day_on_and_the_first_also_before(day: date, value: float) -> None:
    assert FIGURES.value("wait", day) == value
    assert FIGURES.minutes("wait", day) == timedelta(minutes=value)


def test_a_figure_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        FIGURES.value("hurry", date(2026, 11, 23))


def test_a_replaced_figure_keeps_what_held_before() -> None:
    tried = FIGURES.replaced("wait", 5, date(2026, 11, 20))
    assert [tried.value("wait", date(2026, 11, day)) for day in (19, 20, 23, 24)] == [15, 5, 5, 5]
    assert FIGURES.value("wait", date(2026, 11, 24)) == 20
