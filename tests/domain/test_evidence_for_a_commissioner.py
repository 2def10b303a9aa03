"""Evidence for a commissioner: how its absences went, and nobody else's child."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings

from cme.domain.clocks import day_of, hhmm
from cme.domain.decide import decide
from cme.domain.evidence_commissioner import commissioner_paper, only_theirs
from cme.domain.evidence_pupil import Entry, timeline
from cme.domain.evidence_told import name_of
from cme.domain.model import Facts, Mode, Observation, Saw, Settings, State
from cme.domain.oversight import Span
from cme.domain.said import NO_SIGHT
from tests import builders as build
from tests.domain import registers as some
from tests.domain.evidenced import FIGURES, MONDAYS, at, record, registers, table, texts, told, two_weeks, value


def test_a_commissioner_sees_how_each_of_its_sessions_went_and_what_came_of_an_absence() -> None:
    facts = told(two_weeks(), "REG-1", "absence", "09:15", pupil="P2")
    held = record(facts)
    paper = commissioner_paper(held, facts.organisations["HILL"], held.span())
    assert value(paper, "Sessions of which we know how they went") == "6 of 9"
    assert value(paper, "Children about whom you were asked, and answered") == "0 of 1"
    assert [row["Known"] for row in table(paper, "Child by child")] == ["3 of 3", "3 of 3", "GAP: 0 of 3"]
    absences = [row for row in table(paper, "Absences") if row["Child"] == "P2"]
    assert absences[0] | {"When": ""} == {
        "When": "",
        "Child": "P2",
        "Session": "Bike workshop",
        "What is known": "not here",
        "The notice to you": "none recorded",
        "At home": "a call is logged at 10:00: nobody answered",
        "Your answer": "",
    }
    assert value(paper, "Days of which you have a report") == "0"
    assert absences[2]["The notice to you"] == "due 09:15, sent 09:15"
    assert absences[2]["Your answer"] == "not answered yet"
    for clock, answer in (("11:59", "not answered yet"), ("12:00", "GAP: not answered")):
        later = record(facts, build.at(f"Tue 2026-11-24 {clock}"))
        found = commissioner_paper(later, facts.organisations["HILL"], held.span())
        assert table(found, "Absences")[-2]["Your answer"] == answer
    answer = build.seen("P2", Saw.SCHOOL_KNOWS, at(MONDAYS[2], "10:00"), by="HILL", session="")
    held = record(replace(facts, observations=(*facts.observations, answer)))
    paper = commissioner_paper(held, facts.organisations["HILL"], held.span())
    assert value(paper, "Children about whom you were asked, and answered") == "1 of 1"
    assert table(paper, "Absences")[-2]["Your answer"] == "answered"


def tells(entry: Entry, said: Observation) -> bool:
    """Whether an entry is what somebody said, or a session's that tells it among what was said there."""
    is_it = (entry.at, entry.what) == (said.at, said.saw.value)
    return is_it or (day_of(entry.at) == said.day and f"{hhmm(said.at)} {said.saw.value}" in entry.words)


def absence_of(facts: Facts, code: str = "HILL") -> dict[str, str]:
    held = record(facts)
    (found,) = table(commissioner_paper(held, facts.organisations[code], held.span()), "Absences")
    return found


def test_an_absence_says_what_came_of_its_notice_and_of_the_question_in_it() -> None:
    away = registers("09:05", here=())
    facts = told(build.facts(observations=away), "REG-1", "absence", "09:15", State.BOUNCED)
    assert absence_of(facts)["The notice to you"] == "GAP: due 09:15, not sent; not delivered, it came back"
    found = build.seen("P1", Saw.LOCATED, at(MONDAYS[2], "09:40"))
    facts = told(build.facts(observations=(*away, found)), "REG-1", "absence", "09:15")
    assert absence_of(facts)["Your answer"] == "not needed any more"
    ill = build.seen("P1", Saw.NOT_COMING, at(MONDAYS[2], "08:30"), said_by="parent", reason="ill")
    explained = absence_of(build.facts(observations=(*away, ill)))
    assert (explained["The notice to you"], explained["What is known"]) == ("", "not coming, code I; ill, says parent")


def test_what_was_rehearsed_was_told_to_nobody_also_while_nothing_is_sent_yet() -> None:
    shadow = Settings(mode=Mode.SHADOW)
    facts = build.facts(observations=registers("09:05", here=()), settings=shadow)
    facts = told(facts, "REG-1", "absence", "09:15", State.REHEARSED)
    (name,) = facts.messages
    held = record(facts, events={name: (facts.messages[name],)})
    paper = commissioner_paper(held, facts.organisations["HILL"], held.span())
    assert value(paper, "Notices of absence to you") == "0"
    assert value(paper, "Children about whom you were asked, and answered") == "0 of 0"
    (row,) = table(paper, "Absences")
    assert (row["The notice to you"], row["Your answer"]) == ("due 09:15, not sent", "")


def test_a_session_that_was_called_off_is_no_absence() -> None:
    facts = build.facts(observations=(build.seen("", Saw.CANCELLED, at(MONDAYS[2], "08:00")),))
    held = record(facts)
    assert table(commissioner_paper(held, facts.organisations["HILL"], held.span()), "Absences") == []


def test_what_another_body_was_told_and_what_was_said_of_other_children_is_no_part_of_it() -> None:
    facts = two_weeks(places=(build.a_place(), build.a_place("P2", commissioner="COUNTY")))
    for organisation in ("COUNTY", "HILL", "MILL"):
        facts = told(facts, "REG-1", "absence", "09:15", organisation=organisation, pupil="P2")
    facts = told(facts, "REG-1", "absence", "09:15", organisation="MILL")
    theirs = only_theirs(facts, "HILL")
    assert (set(theirs.pupils), theirs.ledger, theirs.events) == ({"P1"}, {}, ())
    assert {o.pupil for o in theirs.observations} == {"", "P1"}
    assert [row.organisation for row in only_theirs(facts, "COUNTY").ledger.values()] == ["COUNTY"]


def test_a_child_with_two_commissioners_is_shown_to_each_at_its_own_session_only() -> None:
    sessions = {"BIKE": build.a_session(), "COOK": build.a_session("COOK")}
    places = (build.a_place(), build.a_place(session="COOK", commissioner="COUNTY"))
    facts = build.facts(sessions=sessions, places=places, observations=registers("09:05", here=()))
    facts = told(facts, "REG-1", "absence", "09:15", organisation="COUNTY", session="COOK")
    held = record(facts)
    hill = commissioner_paper(held, facts.organisations["HILL"], held.span())
    county = commissioner_paper(held, facts.organisations["COUNTY"], held.span())
    assert "Cook" not in texts(hill)
    assert "Bike" not in texts(county)
    assert value(hill, "Notices of absence to you") == "0"
    assert value(county, "Notices of absence to you") == "1"


def test_a_school_reads_its_own_number_of_a_child_on_its_roll_and_nobody_elses() -> None:
    pupils = {
        "P1": build.a_pupil(admission_number="4711"),
        "P2": build.a_pupil("P2", school="MILL", admission_number="8"),
    }
    facts = two_weeks(pupils=pupils, places=(build.a_place(), build.a_place("P2")))
    held = record(facts)
    found = table(commissioner_paper(held, facts.organisations["HILL"], held.span()), "Child by child")
    assert [row["Child"] for row in found] == ["P1, your number 4711", "P2"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.mornings())
def test_no_commissioner_ever_reads_of_a_child_whom_it_did_not_place(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    decision = decide(some.known_by(facts, now), now, FIGURES)
    held = record(build.recorded(facts, decision.owed, (), now, State.SENT), now + timedelta(days=1))
    for code, organisation in held.facts.organisations.items():
        theirs = {place.pupil for place in held.facts.places if place.commissioner == code}
        text = texts(commissioner_paper(held, organisation, held.span(), names=True))
        named = set(re.findall(r"\bP\d\b", text))
        assert named <= theirs
        names = zip(some.PUPILS, zip(*some.NAMES, strict=True), strict=True)
        assert not [n for pupil, both in names if pupil not in theirs for n in both if n in text]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.mornings())
def test_all_that_was_said_or_sent_about_a_child_stands_in_its_timeline(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    decision = decide(some.known_by(facts, now), now, FIGURES)
    held = record(build.recorded(facts, decision.owed, (), now, State.SENT), now + timedelta(days=1))
    span = Span(held.first - timedelta(days=10), day_of(held.now), held.now)
    for pupil in held.facts.pupils.values():
        wanted = [(row.decided_at, name_of(held, row)) for row in held.facts.ledger.values() if row.pupil == pupil.code]
        said = (o for o in held.facts.observations if o.pupil == pupil.code and o.saw in NO_SIGHT)
        wanted += [(o.at, o.saw.value) for o in said]
        wanted += [(event.at, event.did.value) for event in held.facts.events if event.pupil == pupil.code]
        found = timeline(held, pupil, span)
        assert not Counter(wanted) - Counter((entry.at, entry.what) for entry in found)
        seen = [o for o in held.facts.observations if o.pupil == pupil.code and o.saw not in NO_SIGHT]
        assert not [o for o in seen if not any(tells(entry, o) for entry in found)]
