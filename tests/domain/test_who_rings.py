"""Who rings home first, innov8 or the school: what is agreed with each school, as each reader reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.marks import marks
from cme.domain.model import Facts
from cme.domain.people import SCHOOL_RINGS, Relative
from cme.domain.ring_list import ring_list
from cme.domain.timetable import Closure
from cme.domain.who_rings import EITHER, THEY, US, YOU, said_to, said_to_us
from tests import builders as build

NINE = build.at("Mon 2026-11-23 09:46")


def facts_of(*rolls: str, rings: tuple[str, ...] = ("HILL",), **more: str) -> Facts:
    """Children on these rolls, arranged by an authority or as said, of whom some schools ring home."""
    codes = [f"P{number}" for number in range(1, len(rolls) + 1)]
    usual = build.facts().organisations
    asked = {code: replace(found, rings_home=SCHOOL_RINGS) if code in rings else found for code, found in usual.items()}
    return build.facts(
        organisations=asked,
        pupils={code: build.a_pupil(code, school=roll) for code, roll in zip(codes, rolls, strict=True)},
        places=tuple(build.a_place(code, commissioner=more.get("by", "COUNTY")) for code in codes),
    )


@pytest.mark.parametrize(
    ("rolls", "reader", "says"),
    [
        (("HILL",), "HILL", YOU),
        (("HILL",), "COUNTY", THEY),
        (("HILL",), "MILL", THEY),
        (("MILL",), "MILL", US),
        (("MILL",), "COUNTY", US),
        (("",), "COUNTY", US),
        (("GONE",), "COUNTY", US),
        (("HILL", "MILL"), "COUNTY", EITHER),
        (("HILL", "MILL"), "HILL", EITHER),
    ],
)
def test_each_reader_reads_who_rings_home(rolls: tuple[str, ...], reader: str, says: str) -> None:
    facts = facts_of(*rolls)
    assert said_to(facts, marks(facts, build.MONDAY), reader) == says


def test_of_a_child_without_a_roll_the_school_that_arranged_the_place_decides() -> None:
    facts = facts_of("", by="HILL")
    assert said_to(facts, marks(facts, build.MONDAY), "HILL") == YOU
    # An authority rings no families, whatever stands in its row.
    facts = facts_of("", rings=("COUNTY",))
    assert said_to(facts, marks(facts, build.MONDAY), "COUNTY") == US


def test_where_the_school_is_closed_that_day_by_its_own_calendar_innov8_rings() -> None:
    facts = facts_of("HILL")
    hill = replace(facts.organisations["HILL"], calendar="Hill")
    inset = Closure("Hill", build.MONDAY, build.MONDAY, "INSET")
    nobodys = replace(inset, calendar="")
    closed = replace(facts, organisations={**facts.organisations, "HILL": hill}, closures=(inset, nobodys))
    (mark,) = marks(closed, build.MONDAY)
    assert said_to(closed, [mark], "HILL") == US
    assert said_to_us(closed, mark) == "Hill School is closed today (INSET): innov8 must ring home"
    # Another calendar's closed day, and a school that keeps none, change nothing; nor a day typed for no calendar.
    for other in (replace(hill, calendar="Mill"), replace(hill, calendar="")):
        opened = replace(closed, organisations={**facts.organisations, "HILL": other})
        assert said_to(opened, marks(opened, build.MONDAY), "HILL") == YOU


def test_a_school_that_prefers_the_telephone_is_rung_as_well() -> None:
    facts = facts_of("HILL", rings=())
    hill = replace(facts.organisations["HILL"], prefers_phone=True)
    facts = replace(facts, organisations={**facts.organisations, "HILL": hill})
    (mark,) = marks(facts, build.MONDAY)
    wants = "innov8 rings home; Hill School prefers the telephone, so ring there as well: 01632 960000"
    assert said_to_us(facts, mark) == wants
    assert said_to(facts, [mark], "HILL") == US


def test_the_ring_list_gives_the_school_s_number_before_those_of_the_family() -> None:
    facts = facts_of("HILL")
    pupil = replace(facts.pupils["P1"], family=(Relative("Pat", "07700 900201"),))
    missed = build.a_register(facts.places, build.at("Mon 2026-11-23 09:04"))
    (_, row) = ring_list(replace(facts, pupils={"P1": pupil}, observations=missed), NINE)
    assert row[5] == "Hill School rings home first, as agreed: 01632 960000"
    assert f"{row[5]}. Ring 1 Pat 07700 900201." in row[0]
