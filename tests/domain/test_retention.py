"""What has been kept long enough: by which rule, and what keeps it all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cme.domain.breach_words import Heard, Word
from cme.domain.case_events import Did, Event
from cme.domain.history import Difference, Spot
from cme.domain.kept_children import children_kept
from cme.domain.model import Facts, Role, Saw
from cme.domain.retention import Child, Item, Periods, Rules, Said, Verdict, of_child, of_files, years_after
from tests import builders as build

PEOPLE = {
    "DEE": build.a_person("DEE", Role.INNOV8_DSL),
    "DEB": build.a_person("DEB", Role.INNOV8_DSL),
    "TRU": build.a_person("TRU", Role.TRUSTEE),
    "LEO": build.a_person("LEO", Role.LEAD),
}
BORN, LAST = date(2012, 3, 1), date(2027, 7, 20)
OVER = date(2037, 3, 1)
"""The child's 25th birthday, which comes after six years from its last day."""
SAM = Child("P1", BORN, LAST)


def rules(today: date = OVER, *said: Said, decided: bool = True) -> Rules:
    return Rules(Periods(6, 25), decided, {one.what.casefold(): one for one in said}, PEOPLE, today)


def agreed(what: str = "P1", by: str = "DEE", also: str = "TRU", **more: str) -> Said:
    return Said(what, approved_by=by, agreed_by=also, **more)


@pytest.mark.parametrize(
    ("child", "today", "verdict"),
    [
        (SAM, OVER - timedelta(days=1), Verdict.NOT_YET),
        (SAM, OVER, Verdict.MAY_GO),
        (replace(SAM, last=date(2035, 5, 1)), OVER, Verdict.NOT_YET),
        (replace(SAM, last=date(2031, 3, 1)), OVER, Verdict.MAY_GO),
        (replace(SAM, born=None), OVER, Verdict.UNKNOWN),
        (replace(SAM, last=None), OVER, Verdict.UNKNOWN),
        (replace(SAM, runs="a case"), OVER, Verdict.HELD),
    ],
)
def test_a_child_is_kept_until_both_its_periods_are_over(child: Child, today: date, verdict: Verdict) -> None:
    assert of_child(child, rules(today, agreed())).verdict is verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (agreed(), Verdict.MAY_GO),
        (agreed(by="tru", also="dee "), Verdict.MAY_GO),
        (agreed(by="DEE", also="DEB"), Verdict.MAY_GO),
        (agreed(by="DEE", also="dee"), Verdict.WAITS),
        (agreed(by="TRU", also="LEO"), Verdict.WAITS),
        (agreed(by="DEE", also="Ann Sample"), Verdict.WAITS),
        (agreed(by="DEE", also=""), Verdict.WAITS),
        (agreed(by="", also="TRU"), Verdict.WAITS),
        (Said("P2", approved_by="DEE", agreed_by="TRU"), Verdict.WAITS),
        (agreed(hold="yes", why="a claim"), Verdict.HELD),
        (agreed(hold="no"), Verdict.HELD),
    ],
)
def test_two_people_let_go_of_whom_one_is_of_the_dsl_team_and_a_hold_keeps_it_all_the_same(
    said: Said, verdict: Verdict
) -> None:
    assert of_child(SAM, rules(OVER, said)).verdict is verdict


def test_before_the_trustees_have_decided_nothing_may_go() -> None:
    assert of_child(SAM, rules(OVER, agreed(), decided=False)).verdict is Verdict.UNDECIDED
    files = of_files("2026-11", "attendance", [], frozenset(), rules(OVER, agreed("2026-11 attendance"), decided=False))
    assert files.verdict is Verdict.UNDECIDED


YOUNG = Child("P2", date(2015, 6, 2), LAST)


@pytest.mark.parametrize(
    ("kind", "today", "verdict"),
    [
        ("attendance", date(2032, 11, 30), Verdict.NOT_YET),
        ("attendance", date(2032, 12, 1), Verdict.MAY_GO),
        ("safeguarding", date(2037, 3, 1), Verdict.NOT_YET),
        ("safeguarding", date(2040, 6, 1), Verdict.NOT_YET),
        ("safeguarding", date(2040, 6, 2), Verdict.MAY_GO),
    ],
)
def test_an_archives_files_are_kept_until_the_youngest_in_them_is_over(
    kind: str, today: date, verdict: Verdict
) -> None:
    what = f"2026-11 {kind}"
    assert of_files("2026-11", kind, [SAM, YOUNG], frozenset(), rules(today, agreed(what))).verdict is verdict


def files(*named: Child, gone: frozenset[str] = frozenset(), said: tuple[Said, ...] = ()) -> Item:
    what = "2026-11 safeguarding"
    return of_files("2026-11", "safeguarding", named, gone, rules(date(2045, 1, 1), agreed(what), *said))


def test_one_child_on_hold_or_of_unknown_age_keeps_the_file_and_one_who_was_erased_does_not() -> None:
    assert files(SAM, YOUNG).verdict is Verdict.MAY_GO
    assert files(SAM, replace(YOUNG, runs="a concern")).verdict is Verdict.HELD
    held = files(SAM, YOUNG, said=(Said("p2", hold="yes"),))
    assert (held.verdict, held.why) == (Verdict.HELD, "P2 in it is on hold, or not over")
    assert files(SAM, said=(Said("2026-11 safeguarding", hold="yes"),)).verdict is Verdict.HELD
    assert files(SAM, Child("P7")).verdict is Verdict.UNKNOWN
    assert files(SAM, Child("P7"), gone=frozenset({"P7"})).verdict is Verdict.MAY_GO


def test_of_a_leap_day_the_years_end_on_the_first_of_march() -> None:
    assert years_after(date(2012, 2, 29), 25) == date(2037, 3, 1)
    assert years_after(date(2012, 2, 29), 4) == date(2016, 2, 29)


moments = some.dates(date(2026, 1, 1), date(2060, 1, 1))


@given(
    some.builds(
        Child, some.just("P1"), some.none() | moments, some.none() | moments, some.sampled_from(["", "a place"])
    ),
    some.builds(
        Said, some.just("P1"), some.sampled_from(["", "yes"]), some.just(""), *[some.sampled_from(["", *PEOPLE])] * 2
    ),
    some.booleans(),
    moments,
)
def test_whatever_is_known_only_what_is_over_decided_agreed_and_not_held_may_go(
    child: Child, said: Said, decided: bool, today: date
) -> None:
    if of_child(child, rules(today, said, decided=decided)).verdict is not Verdict.MAY_GO:
        return
    assert child.born is not None
    assert child.last is not None
    assert years_after(child.born, 25) <= today >= years_after(child.last, 6)
    assert decided
    assert (child.runs, said.hold) == ("", "")
    assert said.approved_by != said.agreed_by
    assert {"DEE", "DEB"} & {said.approved_by, said.agreed_by}


def known(facts: Facts, *history: Difference) -> dict[str, Child]:
    births = {"P9": BORN}
    return {one.code: one for one in children_kept(facts, history, frozenset({"Pupils"}), births, build.MONDAY)}


def test_what_runs_about_a_child_is_no_end_and_what_is_known_of_one_who_left_is_in_history() -> None:
    ended = replace(build.a_place(), until=date(2026, 10, 9))
    facts = build.facts(places=(ended,), observations=())
    assert (known(facts)["P1"].runs, known(facts)["P1"].last) == ("", date(2026, 10, 9))
    assert known(replace(facts, places=(replace(ended, until=None),)))["P1"].runs == "a place"
    concern = build.seen("P1", Saw.CONCERN, build.at("Mon 2026-11-02 10:00"))
    assert known(replace(facts, observations=(concern,)))["P1"].runs == "a concern"
    at = build.at("Mon 2026-11-02 10:00")
    case = Event("P1", Did.PROPOSED, at, at, words="nobody knows", source="e1")
    assert known(replace(facts, events=(case,)))["P1"].runs == "a case"
    word = Word("B-1", Heard.WRONG_ADDRESS, at, at, pupils=("P1",), message="m1", source="e2")
    assert known(replace(facts, breach_words=(word,)))["P1"].runs == "a message that went to the wrong people"
    seen = Difference(Spot("Pupils", "P9 (2)"), {"Code": "P9"}, {}, at)
    elsewhere = Difference(Spot("Staff", "TESS"), {}, {"Code": "TESS"}, at)
    found = known(facts, seen, elsewhere)
    assert found["P9"] == Child("P9", BORN, date(2026, 11, 2))
    assert "TESS" not in found
