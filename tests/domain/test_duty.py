"""Who is on duty: who is paged first, what the screens say of it, and whose word counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from cme.domain.decide import decide
from cme.domain.duty import duty_of
from cme.domain.duty_letters import duty_line
from cme.domain.model import Facts, Observation, Owing, Role, Saw, State
from cme.domain.recipients import on_duty
from cme.policy import load_figures
from tests import builders as build

MONDAY = build.MONDAY
DEE = build.a_person("DEE", Role.INNOV8_DSL, duty_order=1)
DEP = build.a_person("DEP", Role.INNOV8_DSL, Role.COORDINATOR, duty_order=2)
FAY = build.a_person("FAY", Role.INNOV8_DSL, duty_order=3)
TESS = build.a_person("TESS", Role.LEAD)
DEP_ALONE = build.a_person("DEP", Role.INNOV8_DSL, duty_order=2)
QUIET = build.facts().settings


def at(clock: str) -> object:
    return build.at(f"Mon 2026-11-23 {clock}")


def says(clock: str, who: str, **more: str) -> Observation:
    """Somebody says to be on duty, by the name that was chosen."""
    more = {"session": "", "said_by": f"{who} Worker"} | more
    return build.seen("", Saw.ON_DUTY, build.at(f"Mon 2026-11-23 {clock}"), **more)


def facts(*said: Observation, **more: object) -> Facts:
    settings = replace(build.facts().settings, duty_asked=time(8, 30))
    staff = {person.code: person for person in (DEE, DEP, FAY, TESS)}
    return build.facts(**{"settings": settings, "staff": staff, "observations": said} | more)


def asked(found: Facts, to: str, clock: str) -> Facts:
    """Return the facts after somebody was asked to be on duty."""
    when = build.at(f"Mon 2026-11-23 {clock}")
    message = build.a_message(f"m{clock}", State.SENT, when, to=to, organisation="innov8", notice="duty_call")
    (owed, *_) = [o for o in decide(facts(), when, load_figures()).owed if o.rule == "SAFE-3"]
    row = Owing.of(replace(owed, step=clock), message.id, when)
    ledger = {**found.ledger, row.key: row}
    return replace(found, ledger=ledger, messages={**found.messages, message.id: message})


def order(found: Facts, day: date = MONDAY, role: Role = Role.INNOV8_DSL) -> list[str]:
    return [person.code for person in on_duty(found, role, day)]


def test_whoever_said_it_last_is_paged_first_and_then_whoever_said_it_before() -> None:
    assert order(facts()) == ["DEE", "DEP", "FAY"]
    assert order(facts(says("08:20", "Fay"))) == ["FAY", "DEE", "DEP"]
    assert order(facts(says("08:20", "Fay"), says("12:00", "Dep"))) == ["DEP", "FAY", "DEE"]
    assert order(facts(says("08:20", "Fay"), says("12:00", "Dep"), says("13:00", "Fay"))) == ["FAY", "DEP", "DEE"]


def test_while_nobody_has_said_it_whoever_was_asked_last_is_paged_first() -> None:
    found = asked(asked(facts(), "dee@innov8.example", "08:30"), "dep@innov8.example", "08:50")
    assert order(found) == ["DEP", "DEE", "FAY"]
    assert order(replace(found, observations=(says("08:55", "Dee"),))) == ["DEE", "DEP", "FAY"]


def test_of_two_who_were_asked_in_one_run_the_one_who_is_asked_later_holds_it() -> None:
    late = build.at("Mon 2026-11-23 09:10")
    both = [owed for owed in decide(facts(), late, load_figures()).owed if owed.rule == "SAFE-3"]
    assert [owed.person for owed in both] == ["DEE", "DEP", "FAY"]
    told = build.recorded(facts(), both, (), late, State.SENT)
    to = {row.message: f"{owed.person.lower()}@innov8.example" for owed in both for row in [told.ledger[owed.key]]}
    messages = {name: replace(message, to=to[name]) for name, message in told.messages.items()}
    assert order(replace(told, messages=messages)) == ["FAY", "DEE", "DEP"]


def test_it_counts_for_its_day_and_for_the_dsls_alone() -> None:
    found = facts(says("08:20", "Fay"))
    assert order(found, date(2026, 11, 24)) == ["DEE", "DEP", "FAY"]
    assert order(facts(says("08:20", "Tess"))) == ["DEE", "DEP", "FAY"]
    cora = build.a_person("CORA", Role.COORDINATOR, duty_order=1)
    coordinated = facts(says("08:20", "Dep"), staff={p.code: p for p in (cora, DEP)})
    assert order(coordinated, role=Role.COORDINATOR) == ["CORA", "DEP"]


def test_the_account_counts_where_no_name_was_chosen() -> None:
    assert order(facts(says("08:20", "", said_by="", by="FAY@innov8.example"))) == ["FAY", "DEE", "DEP"]


def test_it_counts_more_than_a_day_away_and_less_than_an_address_that_nobody_confirmed() -> None:
    away = replace(FAY, away=((MONDAY, MONDAY),))
    assert order(facts(says("08:20", "Fay"), staff={p.code: p for p in (DEE, DEP, away)})) == ["FAY", "DEE", "DEP"]
    doubted = replace(FAY, confirmed=False)
    assert order(facts(says("08:20", "Fay"), staff={p.code: p for p in (DEE, DEP, doubted)})) == ["DEE", "DEP", "FAY"]


@pytest.mark.parametrize(
    ("found", "clock", "line"),
    [
        (facts(), "08:29", ""),
        (facts(), "08:30", "NOBODY HAS SAID “ON DUTY”: pages go to Dee Worker"),
        (asked(facts(), "dep@innov8.example", "08:50"), "09:00", "NOBODY HAS SAID “ON DUTY”: pages go to Dep Worker"),
        (facts(staff={}), "08:30", "NOBODY HAS SAID “ON DUTY”, and nobody can be paged"),
        (facts(says("08:12", "Dee")), "08:13", "on duty: Dee Worker since 08:12"),
        (facts(says("08:12", "Dee"), says("12:01", "Fay")), "12:02", "on duty: Fay Worker since 12:01"),
        (facts(settings=build.facts().settings), "09:00", ""),
        (facts(places=()), "09:00", ""),
    ],
)
def test_the_screens_say_who_it_is_or_that_nobody_is(found: Facts, clock: str, line: str) -> None:
    assert duty_line(found, build.at(f"Mon 2026-11-23 {clock}")) == line


def test_since_when_is_when_the_word_reached_us() -> None:
    assert list(duty_of(facts(says("08:12", "Dee")), MONDAY).since.items()) == [("DEE", at("08:12"))]
    assert duty_of(facts(), MONDAY).first is None


@pytest.mark.parametrize("lead", ["LEE", "GONE"])
def test_who_was_asked_in_the_coordinator_s_place_is_not_asked_as_the_lead_when_the_duty_changes(lead: str) -> None:
    lee = build.a_person("LEE", Role.LEAD, Role.INNOV8_DSL, duty_order=1)
    sessions = {"BIKE": build.a_session(lead=lead)}
    seen = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"), ("P1",))
    gone = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 10:30"))
    found = facts(*seen, *gone, sessions=sessions, staff={p.code: p for p in (lee, DEP_ALONE)}, settings=QUIET)
    now = build.at("Mon 2026-11-23 10:30")
    (owed,) = [o for o in decide(found, now, load_figures()).owed if o.notice == "where_now"]
    told = build.recorded(found, [owed], (), now, State.SENT)
    messages = {name: replace(m, to="lee@innov8.example") for name, m in told.messages.items()}
    after = replace(told, messages=messages, observations=(*told.observations, says("10:31", "Dep")))
    assert order(after) == ["DEP", "LEE"]
    later = decide(after, build.at("Mon 2026-11-23 10:32"), load_figures())
    assert [o.step for o in later.owed if o.notice == "where_now"] == []


def test_what_was_overtaken_for_all_is_not_listed_again_for_one_when_the_duty_changes() -> None:
    lee = build.a_person("LEE", Role.LEAD, Role.INNOV8_DSL, duty_order=1)
    seen = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"), ("P1",))
    gone = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 10:30"))
    sessions = {"BIKE": build.a_session(lead="LEE")}
    found = facts(*seen, *gone, sessions=sessions, staff={p.code: p for p in (lee, DEP_ALONE)}, settings=QUIET)
    late = build.at("Mon 2026-11-23 13:00")
    over = [owed for owed, _ in decide(found, late, load_figures()).overtaken if owed.notice == "where_now"]
    assert [owed.step for owed in over] == ["ask 09:04 coordinator"]
    after = build.recorded(found, [], over, late, State.SENT)
    after = replace(after, observations=(*after.observations, says("12:59", "Dep")))
    again = decide(after, late, load_figures())
    assert [o.step for o in (*again.owed, *(o for o, _ in again.overtaken)) if o.notice == "where_now"] == []
