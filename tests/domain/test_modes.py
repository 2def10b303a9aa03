"""What a mode, a pause and a hold let out, and what is said of them on the screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cme.domain.board import today
from cme.domain.decide import decide
from cme.domain.mode_letters import shadow_digest
from cme.domain.model import Facts, Mode, Obligation, Role, Saw, Settings, State
from cme.domain.modes import ABOUT_OURSELVES, codes_of, holding, is_held, leaves, since_when
from cme.domain.notice_names import notice_of
from cme.domain.recipients import AUDIENCES, INNOV8
from cme.domain.rules.modes import rehearsed
from cme.domain.waiting import waiting
from cme.policy import load_figures
from tests import builders as build
from tests.domain import registers as some

NOW = build.at("Mon 2026-11-23 09:15")
FIGURES = load_figures()


def on_hold(*codes: str, **more: Any) -> Facts:
    """P1 was asked after and is missing, and codes are on hold."""
    seen = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"))
    return holding(build.facts(observations=seen, **more), codes)


def owed(**more: Any) -> Obligation:
    usual: dict[str, Any] = {"pupil": "P1", "session": "BIKE"}
    return Obligation("REG-1", build.MONDAY, "HILL", "absence", Role.ATTENDANCE, NOW, "Because.", "5.2", **usual | more)


@pytest.mark.parametrize("notice", AUDIENCES)
def test_in_rehearsal_nothing_leaves_but_a_test_in_shadow_the_digest_as_well_and_live_everything(notice: str) -> None:
    is_test = notice == "test_page"
    assert [leaves(mode, notice) for mode in Mode] == [is_test, is_test or notice == "shadow_digest", True]


@pytest.mark.parametrize("notice", sorted(ABOUT_OURSELVES))
def test_what_a_pause_does_not_keep_back_goes_to_our_own_dsl_or_a_trustee_and_never_outside(notice: str) -> None:
    audience = AUDIENCES[notice]
    assert (audience.school, audience.authority) == ((), ())
    assert set(audience.ours) <= {Role.INNOV8_DSL, Role.TRUSTEE}
    assert audience.ours


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", ()),
        ("P1", ("P1",)),
        ("P1, HILL", ("P1", "HILL")),
        (" P1 ;HILL\n P1,", ("P1", "HILL")),
        ("P1 and HILL", ("P1", "and", "HILL")),
    ],
)
def test_codes_are_read_however_they_are_set_apart(typed: str, codes: tuple[str, ...]) -> None:
    assert codes_of(typed) == codes


@pytest.mark.parametrize(
    ("more", "codes", "held"),
    [
        ({}, ("P1",), True),
        ({}, ("p1",), True),
        ({}, ("hill",), True),
        ({}, ("P2", "MILL"), False),
        ({}, (), False),
        ({"urgent": True}, ("P1", "HILL"), False),
        ({"organisation_": INNOV8}, ("P1", INNOV8), False),
        ({"pupil": "", "session": ""}, ("P1",), True),
        ({"pupil": "", "session": ""}, ("P2",), False),
    ],
)
def test_a_hold_is_about_a_child_or_an_organisation_and_never_holds_a_page(
    more: dict[str, Any], codes: tuple[str, ...], held: bool
) -> None:
    organisation = more.pop("organisation_", "HILL")
    assert is_held(on_hold(*codes), replace(owed(**more), organisation=organisation)) is held


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.mornings())
def test_of_what_goes_out_nothing_is_held_and_of_what_is_held_nothing_is_a_page(morning: tuple) -> None:
    facts, now = morning
    decision = decide(facts, now, FIGURES)
    codes = {code.casefold() for code in facts.settings.hold}
    routine = [o for o in decision.owed if not o.urgent and o.organisation != INNOV8]
    assert not [o for o in routine if {o.pupil.casefold(), o.organisation.casefold()} & codes]
    assert not [o for o in decision.held if o.urgent or o.organisation == INNOV8]


def test_a_code_that_nobody_has_holds_nothing_and_is_a_problem() -> None:
    decision = decide(on_hold("P9", "hill"), NOW, FIGURES)
    (problem,) = decision.problems
    assert problem.what == "“P9” is on hold, and no child and no organisation has that code: it holds nothing back."
    assert [o.pupil for o in decision.held] == ["P1"]


def test_what_is_held_is_asked_about_again_when_it_would_be_too_late() -> None:
    facts = on_hold("P1")
    late = decide(facts, build.at("Mon 2026-11-23 16:00"), FIGURES)
    assert late.next_at == build.at("Mon 2026-11-23 23:59") + timedelta(microseconds=1)


def test_the_screens_say_what_is_held_since_when_and_what_to_do() -> None:
    facts = on_hold("P1")
    decision = decide(facts, NOW, FIGURES)
    (line,) = [row for row in waiting(facts, decision, (), NOW) if row[0].startswith("Held back")]
    assert line[0] == "Held back since 09:15: notice of absence about Sam S (P1) to Hill School"
    assert line[3] == "Ring, or take the code out of Settings, hold."
    assert "01632 960000" in line[2]
    shown = [" ".join(row) for row in today(facts, decision, (), NOW)]
    assert shown[0].endswith("HELD BACK: P1")
    assert "Hill School (HELD BACK since 09:15)" in shown[3]
    assert any("12:30  HELD BACK: the day's report to Hill School" in row for row in shown)


def test_what_is_on_hold_is_forecast_as_held() -> None:
    facts = on_hold("HILL")
    before = build.at("Mon 2026-11-23 09:10")
    shown = [row[0] for row in today(facts, decide(facts, before, FIGURES), (), before) if row]
    assert "09:15  HELD BACK: the notice of absence about Sam S (P1) to Hill School" in shown


def test_a_reminder_says_how_many_notices_wait() -> None:
    since, until = build.at("Mon 2026-11-23 09:10"), build.at("Mon 2026-11-23 13:00")
    live = Settings(mode=Mode.LIVE, live_from=build.LONG_AGO, paused_from=since, paused_until=until)
    seen = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"))
    (reminder,) = decide(build.facts(settings=live, observations=seen), build.at("Mon 2026-11-23 10:10"), FIGURES).owed
    assert reminder.basis == "waiting 1"


def test_a_digest_tells_what_would_have_gone_since_the_one_before() -> None:
    shadow = build.facts(settings=Settings(mode=Mode.SHADOW))
    earlier, late = build.at("Mon 2026-11-23 15:45"), build.at("Mon 2026-11-23 16:10")
    tuesday = build.at("Tue 2026-11-24 15:45")
    digest = replace(owed(pupil="", session=""), rule="OPS-8", organisation=INNOV8, notice="shadow_digest")
    facts = build.recorded(shadow, [owed(step="early")], [], build.at("Mon 2026-11-23 09:15"), State.REHEARSED)
    facts = build.recorded(facts, [digest], [], earlier, State.SENT)
    facts = build.recorded(facts, [owed(step="late")], [], late, State.REHEARSED)
    assert [row.step for rows in rehearsed(facts, build.MONDAY).values() for row in rows] == ["early", "late"]
    next_day = build.MONDAY + timedelta(days=1)
    assert [row.step for rows in rehearsed(facts, next_day).values() for row in rows] == ["late"]
    said = shadow_digest([replace(digest, day=next_day)], facts, tuesday)
    assert said["first_line"] == "1 message would have gone, and none did: 1 × notice of absence."
    assert said["rows"][0]["at"] == "16:10 on Mon 23 Nov"


def test_what_was_rehearsed_satisfies_nothing_once_the_system_is_live() -> None:
    seen = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"))
    shadow = build.facts(settings=Settings(mode=Mode.SHADOW), observations=seen)
    facts = build.recorded(shadow, decide(shadow, NOW, FIGURES).owed, [], NOW, State.REHEARSED)
    live = replace(facts, settings=Settings(mode=Mode.LIVE, live_from=NOW))
    assert [o.rule for o in decide(live, NOW, FIGURES).owed] == ["REG-1"]


def test_a_time_of_another_day_says_so() -> None:
    assert since_when(NOW, NOW) == "09:15"
    assert since_when(NOW, NOW + timedelta(days=1)) == "09:15 on Mon 23 Nov"


@pytest.mark.parametrize(("step", "notice"), [("paused 10:10", "still_paused"), ("104000", "overtaken_list")])
def test_of_one_rule_a_reminder_and_the_list_are_told_apart(step: str, notice: str) -> None:
    assert notice_of("OPS-2", INNOV8, step) == notice


def test_a_pause_keeps_no_page_back_and_a_hold_does_not_either() -> None:
    gone = build.seen("P1", Saw.LEFT_SITE, NOW)
    paused = Settings(mode=Mode.LIVE, live_from=build.LONG_AGO, paused_until=NOW + timedelta(hours=1))
    facts = holding(build.facts(settings=paused, observations=(gone,)), ("P1", "HILL"))
    assert {o.notice for o in decide(facts, NOW, FIGURES).owed} >= {"left_site", "left_site_page", "register_page"}
