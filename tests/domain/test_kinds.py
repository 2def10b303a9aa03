"""What the kind of a session changes: a visit that came to nothing, and a child who was met on a screen only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.codes import suggested_code
from cme.domain.letter_rows import fact_of
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Saw
from tests import builders as build
from tests.domain.submitted import change, read

MON = "Mon 2026-11-23"


def kind_of(kind: str, *said: object) -> Facts:
    return build.facts(sessions={"BIKE": build.a_session(kind=kind)}, observations=said)


def mark_of(facts: Facts) -> Mark:
    return marks(facts, build.MONDAY)[0]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("visit: no answer at the door", ["P1 not here when asked: no answer at the door", " register taken: "]),
        ("visit: refused to see the tutor", ["P1 not here when asked: refused to see the tutor", " register taken: "]),
        ("visit: cancelled by the family", ["P1 not coming: visit cancelled by the family"]),
    ],
)
def test_a_visit_that_came_to_nothing_is_kept_with_why(choice: str, said: list[str]) -> None:
    found = read(change(f"{MON} 09:06", "P1 Sam S", choice), kind_of("home")).observations
    assert [f"{o.pupil} {o.saw.value}: {o.reason}" for o in found] == said


def test_of_a_visit_that_the_family_cancelled_the_family_said_so() -> None:
    (found,) = read(change(f"{MON} 08:40", "P1 Sam S", "visit: cancelled by the family"), kind_of("home")).observations
    assert found.said_by == "parent or carer"


def test_a_failed_visit_to_one_of_several_or_of_a_group_is_no_register() -> None:
    two = replace(kind_of("home"), pupils={c: build.a_pupil(c) for c in ("P1", "P2")})
    two = replace(two, places=(build.a_place(), build.a_place("P2")))
    for facts in (two, kind_of("group")):
        found = read(change(f"{MON} 09:06", "P1 Sam S", "visit: no answer"), facts).observations
        assert [o.saw for o in found] == [Saw.NOT_HERE]


def test_who_was_met_online_was_not_seen_in_person_and_no_code_is_suggested() -> None:
    seen = build.seen("P1", Saw.SEEN, build.at(f"{MON} 09:04"))
    online, group = kind_of("online", seen), kind_of("group", seen)
    assert fact_of(mark_of(online), online) == "met online at 09:04; not seen in person"
    assert (suggested_code(mark_of(online), "school"), suggested_code(mark_of(group), "school")) == ("", "B")


def test_a_child_on_a_screen_has_not_come_back() -> None:
    sessions = {"BIKE": build.a_session(), "MATHS": build.a_session("MATHS", kind="online")}
    said = (
        build.seen("P1", Saw.LEFT_SITE, build.at(f"{MON} 09:30")),
        build.seen("P1", Saw.SEEN, build.at(f"{MON} 10:00"), session="MATHS"),
    )
    mark = mark_of(build.facts(sessions=sessions, observations=said))
    assert [departure.back for departure in mark.departures] == [None]
    assert mark.elsewhere is None
