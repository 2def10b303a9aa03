"""What is kept of a day is what would be found anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.by_day import messages_on, rows_of, rows_on, said_on
from cme.domain.mark_status import Status
from cme.domain.marks import marks
from cme.domain.model import Facts, Mode, Saw, State
from cme.domain.pauses import is_place_paused
from tests import builders as build

NOON = build.at("Mon 2026-11-23 12:00")
MONDAY, TUESDAY = build.MONDAY, build.day("Tue 2026-11-24")


def test_facts_are_told_apart_by_day_in_the_order_in_which_they_stand() -> None:
    said = [
        replace(build.seen("P1", Saw.SEEN, NOON), day=day, entry=str(n))
        for n, day in enumerate((TUESDAY, MONDAY, TUESDAY))
    ]
    messages = {name: build.a_message(name, State.SENT, NOON) for name in ("b", "a")}
    facts = build.facts(observations=tuple(said), messages=messages)
    assert [o.entry for o in said_on(facts, TUESDAY)] == ["0", "2"]
    assert said_on(facts, build.day("Wed 2026-11-25")) == ()
    assert [message.id for message in messages_on(facts, messages["a"].day)] == ["b", "a"]
    assert rows_on(facts, MONDAY) == rows_of(facts, "a") == ()


def _paused(facts: Facts) -> Facts:
    place = replace(facts.places[0], paused_from=MONDAY, paused_to=TUESDAY, agreed_with="HILL")
    found = replace(facts, places=(place, *facts.places[1:]))
    assert is_place_paused(found, place, MONDAY)
    return found


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda f: replace(f, observations=(build.seen("P1", Saw.ARRIVED, NOON),)), Status.HERE),
        (lambda f: replace(f, observations=(build.seen("", Saw.CANCELLED, NOON.replace(hour=8)),)), Status.CANCELLED),
        (_paused, Status.PAUSED),
        (lambda f: replace(f, sessions={}), None),
        (lambda f: replace(f, pupils={}), None),
        (lambda f: replace(f, places=()), None),
    ],
)
def test_what_is_kept_of_a_day_goes_when_what_it_stands_on_changes(change, status) -> None:  # type: ignore[no-untyped-def]
    facts = build.facts()
    assert [mark.status for mark in marks(facts, MONDAY)] == [Status.NOT_ASKED]
    assert [mark.status for mark in marks(change(facts), MONDAY)] == ([status] if status else [])


def test_the_same_marks_serve_facts_that_differ_in_the_ledger_only() -> None:
    facts = build.facts(observations=(build.seen("P1", Saw.SEEN, NOON),))
    later = replace(facts, messages={"m": build.a_message("m", State.SENT, NOON)})
    assert marks(later, MONDAY) is marks(facts, MONDAY)
    other = replace(facts, settings=replace(facts.settings, mode=Mode.SHADOW))
    assert marks(other, MONDAY) is not marks(facts, MONDAY)


def test_a_mark_as_it_was_known_is_one_and_the_same_each_time() -> None:
    here, left = build.seen("P1", Saw.SEEN, NOON), build.seen("P1", Saw.LEFT_SITE, NOON.replace(hour=13))
    [mark] = marks(build.facts(observations=(here, left)), MONDAY)
    before, between = mark.known_by(NOON.replace(hour=9)), mark.known_by(NOON.replace(minute=30))
    assert (before.status, between.status, mark.status) == (Status.NOT_ASKED, Status.HERE, Status.LEFT_SITE)
    assert mark.known_by(NOON.replace(minute=40)) is between
    assert mark.known_by(NOON.replace(hour=14)) is mark
    assert replace(mark, kind="home").known_by(NOON).kind == "home"
