"""Cases as their events leave them: every step answers to every event, and three fields never become one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.case_asks import asks
from cme.domain.case_calls import case_calls
from cme.domain.case_events import Did, Event
from cme.domain.case_letters import case_to_school
from cme.domain.case_rows import case_lines, case_rows
from cme.domain.case_steps import MOVES, MOVES_NOTHING, WHY_NOT, Step, next_step, why_not
from cme.domain.case_triggers import came_back
from cme.domain.cases import Case, cases, fold, open_cases
from cme.domain.decide import decide
from cme.domain.model import Facts, Saw
from cme.domain.people import Relative
from cme.policy import load_figures
from tests import builders as build

START = build.at("Mon 2026-11-23 09:00")
STEPS: tuple[Step | None, ...] = (None, *Step)
WHOLE = {"words": "words", "reason": "reason", "evidence": "evidence"}


def event(did: Did, minutes: int = 0, pupil: str = "P1", **more: Any) -> Event:
    at = START + timedelta(minutes=minutes)
    return Event(pupil, did, at, at, **{**WHOLE, "by": "DEE", "source": f"e{minutes}"} | more)


def of(*dids: Did) -> Case:
    return fold(event(did, number) for number, did in enumerate(dids))[-1]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("did", list(Did))
def test_each_event_moves_a_case_or_leaves_it_or_cannot_be_said_and_why(step: Step | None, did: Did) -> None:
    moves, cannot = did in MOVES[step], bool(why_not(step, did))
    assert moves + cannot + (did in MOVES_NOTHING and not moves and not cannot) == 1
    assert not (cannot and next_step(step, did) != step)


def test_whatever_cannot_be_said_is_refused_in_a_whole_sentence() -> None:
    assert all(why.endswith(".") for why in WHY_NOT.values())


def test_every_step_is_reached_and_every_open_one_leads_to_its_end() -> None:
    reached = {step for moves in MOVES.values() for step in moves.values()}
    assert reached == set(Step)
    assert all(Did.CLOSED in MOVES[step] for step in Step if step is not Step.CLOSED)


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.CLOSED])
def test_no_open_case_is_without_a_next_deadline(step: Step) -> None:
    way = {
        Step.PROPOSED: [Did.PROPOSED],
        Step.LOOKING: [Did.MISSING],
        Step.SUSPECTED: [Did.SUSPECTED],
        Step.REFERRED: [Did.SUSPECTED, Did.REFERRED],
        Step.WITH_OTHERS: [Did.MISSING, Did.HAS_IT],
        Step.LOCATED: [Did.MISSING, Did.LOCATED],
    }[step]
    case = of(*way)
    assert case.step is step
    assert asks(case, build.facts(), load_figures())


def test_absent_missing_and_cme_are_three_fields() -> None:
    case = of(Did.PROPOSED, Did.ABSENT)
    assert (case.absent, case.missing, case.cme, case.step) == ("yes", "not assessed", "no, says the DSL", Step.LOOKING)
    case = of(Did.PROPOSED, Did.ABSENT, Did.MISSING)
    assert (case.absent, case.missing, case.cme) == ("yes", "nobody knows where", "no, says the DSL")
    case = of(Did.PROPOSED, Did.MISSING, Did.ABSENT)
    assert (case.missing, case.is_missing, case.step) == ("no, says the DSL", False, Step.LOOKING)
    case = of(Did.PROPOSED, Did.MISSING, Did.SUSPECTED, Did.CONFIRMED)
    assert (case.absent, case.missing, case.cme) == ("not assessed", "nobody knows where", "yes, says the authority")


def test_roll_is_said_by_whoever_confirmed_it() -> None:
    case = of(Did.SUSPECTED, Did.ON_ROLL, Did.OFF_ROLL)
    assert case.roll == "on no roll"
    assert case.confirmed == event(Did.OFF_ROLL, 2)


def test_a_child_has_one_open_case_and_a_closed_one_is_not_opened_again() -> None:
    said = [
        event(Did.PROPOSED, 0),
        event(Did.MISSING, 1),
        event(Did.CLOSED, 2),
        event(Did.NOTED, 3),
        event(Did.MISSING, 4),
    ]
    first, second = fold(said)
    assert (first.id, first.step) == ("P1-261123", Step.CLOSED)
    assert (second.id, second.step) == ("P1-261123b", Step.LOOKING)
    assert [e.did for e in second.events] == [Did.MISSING], "a note between two cases belongs to neither"


def test_what_says_not_all_that_it_must_closes_nothing() -> None:
    for lacking in WHOLE:
        said = [event(Did.MISSING, 0), event(Did.CLOSED, 1, **{lacking: " "})]
        assert fold(said)[0].is_open
    assert fold([event(Did.PROPOSED, 0), event(Did.NO_CASE, 1, reason="")])[0].step is Step.PROPOSED


def test_a_row_written_twice_is_one_event_wherever_it_stands() -> None:
    said = [event(Did.MISSING, 0), event(Did.TRIED, 1), event(Did.TRIED, 1, revision=9)]
    assert str(fold(said)) == str(fold(reversed(said)))
    assert len(fold(said)[0].events) == 2


EVENTS = st.lists(
    st.builds(event, st.sampled_from(list(Did)), st.integers(0, 600), st.sampled_from(("P1", "P2"))), max_size=12
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_rows_stand_and_nothing_raises(said: list[Event], luck: Any) -> None:
    shuffled = list(said)
    luck.shuffle(shuffled)
    found = fold(said)
    assert str(found) == str(fold(shuffled))
    for pupil in ("P1", "P2"):
        assert sum(case.is_open for case in found if case.pupil == pupil) <= 1
    facts = build.facts(events=tuple(said), pupils={"P1": build.a_pupil()})
    decision = decide(facts, START + timedelta(days=2), load_figures())
    assert not decision.problems
    assert {ask.case for ask in decision.asks} == {case.id for case in cases(facts) if case.is_open}
    assert len(case_rows(facts, decision.asks, START)) >= len([case for case in found if case.is_open])


def test_the_screens_say_what_is_asked_by_when_and_of_a_closed_case_how_it_ended() -> None:
    said = (event(Did.PROPOSED, 0), event(Did.MISSING, 0, "P2"), event(Did.CLOSED, 5, "P2"))
    pupils = {code: build.a_pupil(code) for code in ("P1", "P2")}
    facts, now = build.facts(events=said, pupils=pupils), START + timedelta(minutes=30)
    found = decide(facts, now, load_figures()).asks
    lines = case_lines(facts, found, now)
    assert [line[0] for line in lines] == [
        "Sam S (P1): Assess it today: absent, missing, missing education suspected, or no case and why. By 15:30."
    ]
    late = case_lines(facts, found, START + timedelta(days=1))
    assert late[0][0].endswith("OVERDUE since Mon 23 Nov, 15:30.")
    assert [row[8] for row in case_rows(facts, found, now)] == ["to be assessed", "closed"]
    assert case_rows(facts, found, now)[1][11] == "words; reason; evidence"


def test_whom_to_ring_follows_the_childs_own_home_and_who_placed_it() -> None:
    home = build.an_authority(
        "SHIRE", telephone="01632 960020", social_care="01632 960021", out_of_hours="01632 960022"
    )
    facts = build.facts(organisations={**build.facts().organisations, "SHIRE": home})
    pupil = build.a_pupil(lives_in="SHIRE", placed_by="COUNTY", family=(Relative("Pat", "07700 900200", "parent"),))
    assert [call["who"] for call in case_calls(facts, pupil)] == [
        "Pat, parent",
        "Dot Safe, DSL of Hill School",
        "Hill School, the office",
        "Shire Council, the team for missing education",
        "Shire Council, social care",
        "Shire Council, out of hours",
    ], "an authority without numbers is nobody to ring"


def test_a_child_who_is_seen_here_again_is_located_by_the_register_and_by_nothing_before() -> None:
    missing = event(Did.MISSING, 30)
    before, after = (build.seen("P1", Saw.SEEN, START + timedelta(minutes=m)) for m in (10, 40))
    assert came_back(build.facts(events=(missing,), observations=(before,))) == []
    typed_later = replace(before, recorded_at=after.recorded_at)
    assert came_back(build.facts(events=(missing,), observations=(typed_later,))) == [], "that was before"
    found = came_back(build.facts(events=(missing,), observations=(before, after)))
    assert [(e.did, e.at, e.source) for e in found] == [(Did.LOCATED, after.at, after.entry)]
    absent = build.facts(events=(event(Did.ABSENT, 30),), observations=(after,))
    assert came_back(absent) == []
    facts = build.facts(events=(missing, *found), observations=(after,))
    assert came_back(facts) == []
    (case,) = open_cases(facts)
    assert (case.pupil, case.step) == ("P1", Step.LOCATED)


def test_what_is_only_proposed_ends_by_itself_when_the_child_is_seen_but_not_where_a_place_ended() -> None:
    seen = build.seen("P1", Saw.SEEN, START + timedelta(minutes=40))
    wrong = build.seen("P1", Saw.WAS_NOT_HERE, START + timedelta(minutes=50))
    proposed = event(Did.PROPOSED, 0)
    found = came_back(build.facts(events=(proposed,), observations=(seen,)))
    assert [(e.did, e.is_whole, e.source) for e in found] == [(Did.NO_CASE, True, seen.entry)]
    assert came_back(build.facts(events=(proposed,), observations=(seen, wrong))) == []
    ended = replace(proposed, source="place ended 2026-11-20")
    assert came_back(build.facts(events=(ended,), observations=(seen,))) == []


@pytest.mark.parametrize("did", [Did.PROPOSED, Did.MISSING])
def test_who_is_met_on_a_screen_is_found_by_nobody(did: Did) -> None:
    met = build.seen("P1", Saw.SEEN, START + timedelta(minutes=40))
    online = {"BIKE": build.a_session(kind="online")}
    assert came_back(build.facts(events=(event(did),), observations=(met,))), "in a workshop it is"
    assert came_back(build.facts(events=(event(did),), observations=(met,), sessions=online)) == []


def test_a_mark_that_was_wrong_takes_back_no_sighting_of_another_day() -> None:
    seen = build.seen("P1", Saw.SEEN, START + timedelta(minutes=40))
    next_day = START + timedelta(days=1)
    wrong = [build.seen("P1", saw, next_day) for saw in (Saw.SEEN, Saw.WAS_NOT_HERE)]
    found = came_back(build.facts(events=(event(Did.MISSING),), observations=(seen, *wrong)))
    assert [(e.did, e.at) for e in found] == [(Did.LOCATED, seen.at)]


@pytest.mark.parametrize("more", [(), (Saw.SEEN, Saw.WAS_NOT_HERE)])
def test_a_school_reads_when_somebody_saw_the_child_last_in_person(more: tuple[Saw, ...]) -> None:
    seen = build.seen("P1", Saw.SEEN, START + timedelta(minutes=40))
    later = [build.seen("P1", saw, START + timedelta(days=1)) for saw in more]
    (row,) = _to_school(build.facts(observations=(seen, *later)))["rows"]
    assert row["seen"] == "09:40 on 23/11/2026"
    online = {"BIKE": build.a_session(kind="online")}
    (row,) = _to_school(build.facts(observations=(seen, *later), sessions=online))["rows"]
    assert row["seen"] == "not in the last five weeks"


def _to_school(facts: Facts) -> dict[str, Any]:
    facts = replace(facts, events=(event(Did.SUSPECTED, 60), event(Did.ON_ROLL, 61)))
    owed = [
        o for o in decide(facts, START + timedelta(minutes=62), load_figures()).owed if o.notice == "case_to_school"
    ]
    return case_to_school(owed, facts, START)


def test_when_a_case_began_its_clock_begins_however_late_it_was_assessed() -> None:
    case = of(Did.PROPOSED, Did.NOTED, Did.MISSING)
    assert case.began == START
    assert isinstance(case.began, datetime)
