"""The digest of the week: on which days it goes, in which order it names whom, and what waits on the second screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from cme.domain.decide import decide
from cme.domain.findings import CASE_PROPOSED, DECIDE, TOLD
from cme.domain.model import Closure, Facts, Finding, Saw, Settings, Term, Tier
from cme.domain.notice_names import notice_of
from cme.domain.notices import bundle
from cme.domain.pattern_rows import pattern_rows
from cme.domain.weekly import is_digest_day, next_digest
from cme.domain.weekly_letters import weekly_digest
from cme.policy import load_figures
from tests import builders as build

NOW = build.at("Mon 2026-11-23 08:00")
NIGHT = build.at("Sat 2026-11-21 03:00")
MONDAY = build.MONDAY
DAY = timedelta(days=1)
TERM = Term("innov8", date(2026, 9, 1), date(2027, 7, 20))


def finding(pupil: str = "P1", rule: str = "PAT-1", level: int = DECIDE, **more: Any) -> Finding:
    usual: dict[str, Any] = {"level_since": NIGHT, "what": "missed 3 in a row", "recorded": NIGHT}
    return Finding(pupil, rule, level, date(2026, 11, 9), **usual | more)


def facts(*found: Finding, **more: Any) -> Facts:
    names = {"P1": ("Sam", Tier.B), "P2": ("Zoe", Tier.A), "P3": ("Kai", Tier.NOT_KNOWN), "P4": ("Ivy", Tier.B)}
    pupils = {code: build.a_pupil(code, first_name=name, tier=tier) for code, (name, tier) in names.items()}
    settings = replace(build.facts().settings, weekly_digest=time(8))
    schools = {code: replace(o, checked_on=MONDAY) for code, o in build.facts().organisations.items()}
    usual = {"pupils": pupils, "settings": settings, "findings": found, "organisations": schools, "terms": (TERM,)}
    return build.facts(**usual | more)


def closed(since: date, until: date) -> Facts:
    return facts(closures=(Closure("innov8", since, until),))


@pytest.mark.parametrize(
    ("shut", "days"),
    [
        (None, [0, 7]),
        ((MONDAY, MONDAY), [1, 7]),
        ((MONDAY, MONDAY + 3 * DAY), [4, 7]),
        ((MONDAY, MONDAY + 4 * DAY), [7]),
        ((MONDAY + DAY, MONDAY + 2 * DAY), [0, 7]),
    ],
)
def test_it_goes_on_the_first_day_of_school_of_each_week(shut: tuple[date, date] | None, days: list[int]) -> None:
    then = closed(*shut) if shut else facts()
    assert [n for n in range(8) if is_digest_day(then, MONDAY + n * DAY)] == days


def test_the_next_one_may_be_after_a_long_holiday_and_at_the_latest_in_a_week_where_nobody_knows() -> None:
    summer = closed(MONDAY + DAY, MONDAY + 50 * DAY)
    assert next_digest(summer, MONDAY) == build.at("Wed 2027-01-13 08:00")
    never = closed(MONDAY, MONDAY + 400 * DAY)
    assert next_digest(never, MONDAY) == build.at("Mon 2026-11-30 08:00")


def test_all_that_is_due_is_one_message_to_our_dsl() -> None:
    found = facts(finding(), finding("P2", "PAT-3", 1), finding("P2", "PAT-4", 2))
    owed = decide(found, NOW, load_figures()).owed
    (message,) = [group for group in bundle(owed) if group[0].notice == "weekly_digest"]
    assert [(o.rule, o.pupil, o.organisation) for o in message] == [
        ("PAT-1", "P1", "innov8"),
        ("PAT-3", "P2", "innov8"),
        ("PAT-4", "P2", "innov8"),
    ]
    assert {notice_of(o.rule, o.organisation, o.step) for o in message} == {"weekly_digest"}


def said(then: Facts) -> dict[str, Any]:
    owed = [o for o in decide(then, NOW, load_figures()).owed if o.notice == "weekly_digest"]
    return weekly_digest(owed, then, NOW)


def test_who_is_to_be_decided_about_comes_first_and_then_the_worst_tier() -> None:
    found = [finding(code, "PAT-3", 2, what="came to 3 of 20") for code in ("P1", "P2", "P3")]
    digest = said(
        facts(*found, finding("P4", "PAT-2", CASE_PROPOSED, what="ask the school"), finding("P4", "PAT-5", 2))
    )
    assert [child["pupil"] for child in digest["children"]] == ["P4", "P2", "P3", "P1"]
    assert [child["decides"] for child in digest["children"]] == [True, False, False, False]
    assert digest["first_line"] == (
        "New or worse this week: 4 children with a pattern of absence; 1 child wants a decision of yours today."
    )
    assert digest["children"][0]["sentences"] == ["Ask the school.", "Missed 3 in a row."]
    assert digest["children"][0]["school"] == "Hill School"
    assert digest["children"][1]["school"] == ""


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (finding(level=DECIDE), True),
        (finding(level=TOLD), False),
        (finding(rule="PAT-2", level=CASE_PROPOSED), True),
        (finding(rule="PAT-2", level=CASE_PROPOSED - 1), False),
        (finding(rule="PAT-3", level=2), False),
    ],
)
def test_a_decision_is_asked_for_from_a_level_on_until_there_is_one(found: Finding, *, wanted: bool) -> None:
    assert said(facts(found))["children"][0]["decides"] is wanted
    done = build.seen("P1", Saw.ASSESSED, NIGHT + DAY, session="")
    assert said(facts(found, observations=(done,)))["children"][0]["decides"] is False


def test_it_asks_who_is_on_duty_where_that_is_asked_and_nobody_has_said_so() -> None:
    asked = replace(facts().settings, duty_asked=time(8, 30))
    on = build.seen("", Saw.ON_DUTY, NOW - timedelta(minutes=9), session="", by="dee@innov8.example")
    assert said(facts(finding()))["asks_duty"] is False
    assert said(facts(finding(), settings=asked))["asks_duty"] is True
    assert said(facts(finding(), settings=asked, observations=(on,)))["asks_duty"] is False


def lines(*found: Finding, **more: Any) -> list[str]:
    return [row[0] for row in pattern_rows(facts(*found, **more), NOW)]


def test_three_in_a_row_wait_for_a_decision_and_nothing_else_does() -> None:
    assert lines(finding()) == ["Decide about Sam S (P1): missed 3 in a row."]
    assert lines(finding(level=TOLD), finding("P2", "PAT-2", 3), finding("P3", "PAT-3", DECIDE)) == []
    assert lines(finding("P7")) == []
    (row,) = pattern_rows(facts(finding()), NOW)
    assert row[1:3] == ("Sat 21 Nov, 03:00", "School: Hill School, 01632 960000")
    alone = {"P1": build.a_pupil(school="")}
    (row,) = pattern_rows(facts(finding(), pupils=alone), NOW)
    assert row[2] == "No school entered"


def test_a_line_goes_when_somebody_decided_or_the_child_came_and_not_before() -> None:
    def after(saw: Saw, pupil: str = "P1", when: str = "Sat 2026-11-21 09:00") -> list[str]:
        return lines(finding(), observations=(build.seen(pupil, saw, build.at(when), session=""),))

    for saw in (Saw.ASSESSED, Saw.REFERRED, Saw.HANDED_OVER, Saw.NOTED, Saw.SPOKE_TO, Saw.LOCATED, Saw.SEEN):
        assert after(saw) == []
    for saw in (Saw.HAS_IT, Saw.NO_ANSWER, Saw.SCHOOL_SEES, Saw.NOT_COMING):
        assert len(after(saw)) == 1
    assert len(after(Saw.ASSESSED, "P2")) == 1
    assert len(after(Saw.ASSESSED, when="Fri 2026-11-20 09:00")) == 1


def test_a_line_that_nobody_can_say_was_settled_is_not_shown_for_ever() -> None:
    old = NOW - timedelta(days=28)
    assert lines(finding(level_since=old)) == []
    assert len(lines(finding(level_since=old + timedelta(minutes=1)))) == 1


def test_the_oldest_comes_first() -> None:
    later = finding("P1", level_since=NIGHT + DAY)
    assert [line[13:16] for line in lines(later, finding("P2"))] == ["Zoe", "Sam"]


def test_settings_without_a_time_have_no_digest() -> None:
    assert Settings().weekly_digest is None
    off = replace(facts().settings, weekly_digest=None)
    assert not [o for o in decide(facts(finding(), settings=off), NOW, load_figures()).owed if o.rule == "PAT-1"]
