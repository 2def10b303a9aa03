"""Who brings a child, and whom to ring about it."""

from __future__ import annotations

import pytest

from cme.domain.transport import arranged_by, calls_about
from tests import builders as build


@pytest.mark.parametrize(
    ("typed", "who", "phone"),
    [
        ("Sample Taxis 01632 960301", "Transport: Sample Taxis", "01632 960301"),
        ("Sample Taxis, +44 1632 960301", "Transport: Sample Taxis", "+44 1632 960301"),
        ("01632 960301", "Transport: no name entered", "01632 960301"),
        ("Mum's car", "Transport: Mum's car", "no number is entered"),
    ],
)
def test_who_drives_is_rung_by_name_and_number(typed: str, who: str, phone: str) -> None:
    assert calls_about(build.a_place(transport=typed)) == [{"who": who, "phone": phone}]


def test_who_travels_along_is_rung_after_who_drives_and_nobody_where_nobody_is_entered() -> None:
    both = build.a_place(transport="Sample Taxis 01632 960301", escort="Esme Along 07700 900333")
    assert [call["who"] for call in calls_about(both)] == ["Transport: Sample Taxis", "Escort: Esme Along"]
    assert calls_about(build.a_place()) == []


def test_only_an_authoritys_transport_is_said_to_be_somebodys() -> None:
    facts = build.facts()
    assert arranged_by(facts, build.a_place(commissioner="COUNTY", transport="Sample Taxis")) == (
        "transport of County Council"
    )
    assert arranged_by(facts, build.a_place(commissioner="HILL", transport="Sample Taxis")) == ""
    assert arranged_by(facts, build.a_place(commissioner="COUNTY")) == ""
