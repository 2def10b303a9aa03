"""Where a message may stand, where it may go from there, and who takes it further."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cme.domain.model import State
from cme.domain.states import HANDLED_BY, MAY_HAVE_ARRIVED, MOVES, PAYS

ALLOWED: Mapping[State | None, str] = {
    None: "claimed rehearsed overtaken held failed sent",
    State.CLAIMED: "claimed sent unknown failed withdrawn",
    State.SENT: "answered bounced",
    State.ANSWERED: "answered bounced",
    State.HELD: "claimed withdrawn",
    State.UNKNOWN: "sent claimed",
    State.WITHDRAWN: "",
    State.BOUNCED: "",
    State.FAILED: "",
    State.OVERTAKEN: "",
    State.REHEARSED: "",
}


@pytest.mark.parametrize("before", [None, *State])
def test_these_moves_and_no_others(before: State | None) -> None:
    assert {state.value for state in MOVES[before]} == set(ALLOWED[before].split())


def test_every_state_is_somebodys() -> None:
    assert set(HANDLED_BY) == set(State)
    assert set(MOVES) == {None, *State}


def test_every_state_can_be_reached() -> None:
    reached: set[State] = set()
    front = set(MOVES[None])
    while front:
        reached |= front
        front = {after for state in front for after in MOVES[state]} - reached
    assert reached == set(State)


def test_only_what_was_taken_back_or_rehearsed_is_owed_again() -> None:
    assert set(State) - PAYS == {State.WITHDRAWN, State.REHEARSED}


def test_what_nobody_can_have_heard_of_is_not_stood_down() -> None:
    assert set(State) - MAY_HAVE_ARRIVED == {State.WITHDRAWN, State.HELD, State.OVERTAKEN}
