"""A page with several children: what was said of one settles it for that one only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.model import Facts, Observation, Owing, Saw, State
from cme.domain.pages import has_it, is_settled, pages, said_since
from tests import builders as build

TEN, LATER = build.at("Mon 2026-11-23 10:00"), build.at("Mon 2026-11-23 10:05")
PUPILS = ("P1", "P2")


def paged(*said: Observation, state: State = State.SENT) -> Facts:
    """One page about two children who left, and what was said of it since."""
    message = build.a_message("m", state, TEN, notice="left_site_page", organisation="innov8", to="dee@innov8.example")
    keys = {code: f"REG-4/2026-11-23/BIKE/{code}/innov8/10:00" for code in PUPILS}
    rows = {
        key: Owing(key, "REG-4", build.MONDAY, "BIKE", code, "innov8", "10:00", "m", TEN, TEN)
        for code, key in keys.items()
    }
    return replace(build.facts(observations=said), ledger=rows, messages={"m": message})


def settled(*said: Observation) -> list[str]:
    facts = paged(*said)
    (page,) = pages(facts, build.MONDAY)
    return [row.pupil for row in page.rows if is_settled(row, said_since(facts, page))]


@pytest.mark.parametrize(
    ("pupil", "session", "ended"),
    [("P1", "", ["P1"]), ("", "BIKE", ["P1", "P2"]), ("", "", ["P1", "P2"]), ("", "COOK", []), ("P3", "", [])],
)
def test_what_is_said_of_one_child_settles_the_page_for_that_child_alone(
    pupil: str, session: str, ended: list[str]
) -> None:
    assert settled(build.seen(pupil, Saw.LOCATED, LATER, session=session)) == ended


def test_whoever_ended_it_without_a_word_before_is_named_and_whoever_assessed_it_is_not() -> None:
    for saw, words in ((Saw.LOCATED, "Dee Worker dealt with it at 10:05"), (Saw.ASSESSED, "nobody has it yet")):
        facts = paged(build.seen("", saw, LATER, session="BIKE", by="dee@innov8.example"))
        assert has_it(facts, pages(facts, build.MONDAY)[0]) == words


def test_the_name_that_is_chosen_counts_before_the_account() -> None:
    facts = paged(build.seen("", Saw.HAS_IT, LATER, session="", by="tess@innov8.example", said_by="Dee Worker"))
    assert has_it(facts, pages(facts, build.MONDAY)[0]) == "Dee Worker has it since 10:05"


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.HELD, State.REHEARSED, State.OVERTAKEN])
def test_what_never_went_out_is_no_page(state: State) -> None:
    assert pages(paged(state=state), build.MONDAY) == ()
