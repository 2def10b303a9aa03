"""The alert budget of a record: what rang is known by its notice, and counted as of days that were played."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.alert_budget import budget_of, told_in
from cme.domain.model import State
from cme.domain.recipients import INNOV8
from cme.policy import load_budget
from sandbox.example.approved import renderings
from sandbox.example.scenes import SCENES
from tests import builders as build
from tests.domain.evidenced import MONDAYS, record, told


def test_a_notice_to_our_own_people_is_known_to_ring_by_its_name_as_its_subject_says() -> None:
    ours = {scene.notice for scene in SCENES if f" {'page'} " in renderings()[scene.name].subject}
    assert ours, "the example has pages"
    for scene in SCENES:
        message = build.a_message("m", State.SENT, build.at("Mon 2026-11-23 09:15"), notice=scene.notice)
        held = record(build.facts(messages={"m": replace(message, organisation=INNOV8)}))
        (one,) = told_in(held)
        assert one.is_urgent is (scene.notice in ours), scene.notice


def test_only_what_went_is_counted_and_a_mistake_is_taken_from_the_basis_of_its_stand_down() -> None:
    facts = told(build.facts(), "REG-1", "absence", "09:15")
    facts = told(facts, "REG-1", "absence", "09:16", pupil="P2")
    facts = told(facts, "REG-5", "stand_down", "09:40", basis="our mistake; answers REG-1")
    facts = told(facts, "REG-1", "absence", "09:50", State.REHEARSED, pupil="P3")
    facts = told(facts, "SAFE-1", "child_page", "09:20", organisation=INNOV8)
    held = record(facts)
    rehearsed = next(m for m in facts.messages.values() if m.state is State.REHEARSED)
    held = replace(held, events={**held.events, rehearsed.id: (rehearsed,)})
    budget = budget_of(told_in(held), [MONDAYS[2]])
    assert (budget.alarms, budget.mistakes) == (2, 1)
    found = {line.name: line.found for line in budget.lines(load_budget())}
    assert (found["pages_worst"], found["false_alarms"]) == (1, 50)
