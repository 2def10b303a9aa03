"""Whatever is owed and has not arrived is on a screen, for any register: a person can see it, and whom to ring."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings

from cme.domain.board import today
from cme.domain.case_rows import ON_DESK, case_rows
from cme.domain.decide import decide
from cme.domain.model import Did, Event, Facts, State
from cme.domain.waiting import waiting
from cme.policy import load_figures
from tests import builders as build
from tests.domain import registers as some

quickly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIGURES = load_figures()


@pytest.mark.parametrize("state", [State.BOUNCED, State.FAILED, State.UNKNOWN])
@quickly
@given(some.mornings(plain=True))
def test_what_did_not_arrive_outside_waits_with_the_name_of_whoever_was_to_read_it(
    state: State, morning: tuple[Facts, datetime]
) -> None:
    facts, now = morning
    lost = build.recorded(facts, decide(facts, now, FIGURES).owed, (), now, state)
    shown = "\n".join(" | ".join(row) for row in waiting(lost, decide(lost, now, FIGURES), (), now))
    for message in lost.messages.values():
        if message.state is state and message.at == now and message.organisation in facts.organisations:
            assert facts.organisations[message.organisation].name in shown


@quickly
@given(some.mornings(plain=True))
def test_whatever_an_open_case_asks_by_now_waits_and_every_open_case_stands_on_its_tab(
    morning: tuple[Facts, datetime],
) -> None:
    facts, now = morning
    decision = decide(facts, now, FIGURES)
    shown = "\n".join(" | ".join(row) for row in waiting(facts, decision, (), now))
    for ask in decision.asks:
        if ask.since <= now and (ask.ends is None or now < ask.ends):
            assert f"({ask.pupil}): {ask.what}" in shown
    assert {ask.case for ask in decision.asks} <= {row[0] for row in case_rows(facts, decision.asks, now)}


def searched(facts: Facts, now: datetime) -> Facts:
    """A register in which, whatever else was said, a child of the county is on no roll and may be missing education."""
    child = replace(facts.pupils["P1"], lives_in="COUNTY")
    said = ((Did.CLOSED, 3), (Did.SUSPECTED, 2), (Did.OFF_ROLL, 1))
    news = tuple(
        Event("P1", did, at, at, "w", "r", "e", "DEE", source=f"s{ago}")
        for did, ago in said
        for at in [now - timedelta(minutes=ago)]
    )
    earlier = tuple(e for e in facts.events if e.recorded_at < now - timedelta(minutes=3))
    return replace(
        facts,
        pupils={**facts.pupils, "P1": child},
        organisations={**facts.organisations, "COUNTY": build.an_authority()},
        events=(*earlier, *news),
    )


@quickly
@given(some.mornings())
def test_a_mail_that_somebody_must_approve_waits_under_the_name_of_whom_it_is_for(
    morning: tuple[Facts, datetime],
) -> None:
    facts, now = searched(*morning), morning[1]
    decision = decide(facts, now, FIGURES)
    shown = [" | ".join(row) for row in waiting(facts, decision, (), now)]
    event("prepared" if decision.prepared else "held back, or waits for the end of a pause")
    for owed in decision.prepared:
        begins = f"({owed.pupil}): A mail to {facts.organisations[owed.organisation].name} waits on the Desk"
        # No form approves anything, so that no line may send a person to one.
        assert all(line.endswith(ON_DESK) for line in shown if begins in line)
        assert any(begins in line for line in shown)


@quickly
@given(some.mornings(plain=True))
def test_what_is_held_back_and_what_is_still_to_come_are_both_said(morning: tuple[Facts, datetime]) -> None:
    facts, now = morning
    decision = decide(facts, now, FIGURES)
    waits = "\n".join(" | ".join(row) for row in waiting(facts, decision, (), now))
    for owed in decision.held:
        assert owed.reason in waits
    assert bool(today(facts, decision, (), now))
