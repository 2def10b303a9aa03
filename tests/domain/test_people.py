"""Who may be rung about a child: never who must not be, however the number or the name was typed."""

from __future__ import annotations

import pytest

from cme.domain.people import Relative, may_be_rung


@pytest.mark.parametrize(
    ("never", "may"),
    [
        ("", True),
        ("Rex Sample, father", True),
        ("pat sample", False),
        ("Pat", False),
        ("The mother, Pat Sample, since May", False),
        ("whoever answers on +44 (0)7700 900201", False),
        ("07700900201", False),
        ("07700 900202", True),
    ],
)
def test_who_must_not_be_rung_is_known_by_name_or_number(never: str, may: bool) -> None:
    assert may_be_rung(Relative("Pat Sample", "07700 900201", "parent"), never) is may


def test_a_number_that_is_no_number_and_a_name_that_is_empty_bar_nobody() -> None:
    assert may_be_rung(Relative("", "see file"), "Rex Sample")
