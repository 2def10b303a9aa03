"""What a school reads of calls about a child: the last one since the child was due, and no word of what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.calls_home import NO_CALL, call_logged
from cme.domain.marks import marks
from cme.domain.model import Saw
from tests import builders as build


@pytest.mark.parametrize(
    ("logged", "says"),
    [
        ([], NO_CALL),
        ([("09:20", Saw.NO_ANSWER)], "a call is logged at 09:20: nobody answered"),
        ([("09:20", Saw.NO_ANSWER), ("09:26", Saw.SPOKE_TO)], "a call is logged at 09:26: somebody answered"),
        ([("09:26", Saw.SPOKE_TO), ("09:20", Saw.NO_ANSWER)], "a call is logged at 09:26: somebody answered"),
        ([("08:59", Saw.SPOKE_TO)], NO_CALL),
        ([("09:20", Saw.HAS_IT), ("09:21", Saw.NOTED), ("09:22", Saw.LOCATED)], NO_CALL),
    ],
)
def test_the_last_call_since_the_start_is_said_without_a_word_of_it(logged: list[tuple[str, Saw]], says: str) -> None:
    facts = build.facts(places=(build.a_place("P1"),), pupils={"P1": build.a_pupil("P1")})
    said = [build.seen("P1", saw, build.at(f"Mon 2026-11-23 {at}"), reason="his gran") for at, saw in logged]
    facts = replace(facts, observations=tuple(said))
    (mark,) = marks(facts, build.MONDAY)
    assert call_logged(facts, mark, mark.expected_at) == says


def test_a_call_about_another_child_or_on_another_day_is_none() -> None:
    facts = build.facts(places=(build.a_place("P1"),), pupils={"P1": build.a_pupil("P1")})
    at = build.at("Mon 2026-11-23 09:20")
    other, before = build.seen("P2", Saw.SPOKE_TO, at), build.seen("P1", Saw.SPOKE_TO, at)
    before = replace(before, day=build.day("Fri 2026-11-20"))
    facts = replace(facts, observations=(other, before))
    (mark,) = marks(facts, build.MONDAY)
    assert call_logged(facts, mark, mark.expected_at) == NO_CALL
