"""Evidence by what was known then: places, duty, contacts and flags of each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from cme.domain.clocks import day_of
from cme.domain.evidence import Record
from cme.domain.evidence_commissioner import commissioner_paper
from cme.domain.evidence_counts import Attended
from cme.domain.evidence_flags import Flags, flags_paper
from cme.domain.evidence_pupil import pupil_paper, timeline
from cme.domain.evidence_sample import sample_paper
from cme.domain.model import Facts, Saw
from cme.domain.oversight import Span
from cme.domain.paper import Paper
from tests import builders as build
from tests.domain.evidenced import FAMILY, MONDAYS, NOW, PLACE, at, record, registers, table, texts, two_weeks, value


class Then:
    """What was known when, as the tab History would say it: from each instant on, these facts."""

    def __init__(self, *versions: tuple[datetime, Facts]) -> None:
        self.versions = versions
        self.began = versions[0][0]

    def at(self, at: datetime) -> Facts:
        return next((facts for since, facts in reversed(self.versions) if since <= at), self.versions[0][1])

    def next_after(self, at: datetime) -> datetime | None:
        return next((since for since, _ in self.versions if since > at), None)


def as_known(facts: Facts, *versions: tuple[datetime, Facts], now: datetime = NOW) -> Record:
    """A record whose facts are today's, and of which History knows what stood there before."""
    return replace(record(facts, now), known=Then(*versions))


LONG_AGO = build.at("Mon 2026-09-07 08:00")


def test_who_was_expected_is_judged_by_the_places_that_were_known_when_the_session_began() -> None:
    heard = [o for day in MONDAYS for o in registers("09:05", day=day, here=("P2",))]
    before = build.facts(places=(PLACE,))
    left = replace(before, places=(), observations=tuple(heard))
    held = as_known(left, (LONG_AGO, before), (at(MONDAYS[1], "14:00"), left))
    found = [e for e in timeline(held, before.pupils["P1"], held.span()) if "expected" in e.what]
    assert [day_of(e.at) for e in found] == [MONDAYS[0], MONDAYS[1]]
    paper = sample_paper(held, held.span(), 3, "7")
    assert [(row["Child"], row["Sessions expected"]) for row in table(paper, "Child by child")] == [("P1", "2")]
    assert value(paper, "Registers that reached us in time") == "2 of 2, 100 per cent"


@pytest.mark.parametrize(("typed", "is_late"), [("09:00", False), ("09:01", True), ("12:00", True)])
def test_a_session_that_is_moved_once_it_has_begun_began_on_that_day_when_it_began(
    typed: str, *, is_late: bool
) -> None:
    before = build.facts(observations=registers("09:20"))
    ten = {"start": time(10)}
    after = replace(before, sessions={"BIKE": build.a_session(**ten)}, places=(build.a_place(**ten),))
    held = as_known(after, (LONG_AGO, before), (at(MONDAYS[2], typed), after))
    found = [e.gap for e in timeline(held, before.pupils["P1"], held.span()) if e.gap]
    assert found == (["register late, 20 minutes after the start"] if is_late else [])


def test_a_session_is_counted_once_however_often_something_is_typed_on_its_day() -> None:
    earlier = build.facts(
        sessions={"BIKE": build.a_session(start=time(8, 30))}, places=(build.a_place(start=time(8, 30)),)
    )
    facts = build.facts(observations=registers("09:05"))
    other = replace(facts, staff={})
    moments = [(at(MONDAYS[2], clock), other) for clock in ("08:00", "09:30", "11:00", "13:00")]
    for versions in (moments, [(LONG_AGO, facts), (at(MONDAYS[2], "08:45"), earlier), *moments[1:]]):
        held = as_known(facts, *versions)
        assert len([e for e in timeline(held, facts.pupils["P1"], held.span()) if "expected" in e.what]) == 1


def test_of_a_session_that_was_typed_after_its_start_nobody_could_know() -> None:
    facts = build.facts(observations=registers("09:05"))
    empty = replace(facts, sessions={}, places=())
    held = as_known(facts, (LONG_AGO, empty), (at(MONDAYS[2], "09:01"), facts))
    assert not [e for e in timeline(held, facts.pupils["P1"], held.span()) if "expected" in e.what]


def test_who_was_a_dsl_then_was_on_duty_then_and_contacts_are_those_of_the_last_day() -> None:
    on = build.seen("", Saw.ON_DUTY, at(MONDAYS[1], "08:30"), session="", by="dee@innov8.example")
    here = [o for day in MONDAYS[1:] for o in registers("09:05", day=day)]
    then = build.facts(pupils={"P1": build.a_pupil(family=FAMILY)}, observations=(*here, on))
    today = replace(then, staff={}, pupils={"P1": build.a_pupil()})
    held = as_known(today, (LONG_AGO, then), (at(MONDAYS[2], "12:30"), today))
    paper = sample_paper(held, held.span(), 1, "7")
    assert value(paper, "Days on which a DSL had said so before the first session").startswith("1 of 1")
    before = sample_paper(held, held.span(until=MONDAYS[1]), 1, "7")
    assert [table(p, "Child by child")[0]["Family contacts"] for p in (before, paper)] == ["2", "GAP: 0"]


def test_a_commissioner_sees_a_child_that_was_its_own_then_and_none_that_became_its_own_later() -> None:
    heard = tuple(o for day in MONDAYS for o in registers("09:05", day=day, here=()))
    hill, county = (build.facts(places=(build.a_place(commissioner=code),)) for code in ("HILL", "COUNTY"))
    today = replace(county, observations=heard)
    held = as_known(today, (LONG_AGO, hill), (at(MONDAYS[1], "17:00"), county))
    days = {
        code: [
            row["When"][4:14]
            for row in table(commissioner_paper(held, today.organisations[code], held.span()), "Absences")
        ]
        for code in ("HILL", "COUNTY")
    }
    assert days == {"HILL": ["09/11/2026", "16/11/2026"], "COUNTY": ["23/11/2026"]}


def test_a_child_and_a_session_that_stand_on_no_tab_any_more_are_shown_by_what_was_known_of_them() -> None:
    heard = tuple(o for day in MONDAYS[:2] for o in registers("09:25", day=day, here=()))
    then = build.facts(places=(PLACE,))
    gone = replace(then, pupils={}, sessions={}, places=(), observations=heard)
    held = as_known(gone, (LONG_AGO, then), (at(MONDAYS[2], "17:00"), gone), now=at(MONDAYS[2], "18:00"))
    theirs = commissioner_paper(held, gone.organisations["HILL"], held.span(until=MONDAYS[1]))
    assert [(row["Child"], row["Session"]) for row in table(theirs, "Absences")] == [("P1", "Bike workshop")] * 2
    drawn_paper = sample_paper(held, held.span(until=MONDAYS[1]), 1, "7", names=True)
    assert table(drawn_paper, "Child by child")[0]["Child"] == "P1 Sam S"
    assert {row["What"] for row in table(drawn_paper, "What is missing, day by day")} == {"Bike workshop", "Duty"}


@pytest.mark.parametrize(
    ("began", "said"),
    [
        (None, "as they stand today: what was known sooner nobody can say, because the tab History holds nothing yet"),
        (LONG_AGO, "as they were known when each session began"),
        (
            at(MONDAYS[1], "10:00"),
            "as they were known when each session began; before 10:00 on 16/11/2026 as they stood then: what was known "
            "sooner nobody can say",
        ),
    ],
)
def test_each_paper_says_by_what_it_is_judged_and_how_far_back_history_reaches(
    began: datetime | None, said: str
) -> None:
    facts = two_weeks()
    held = as_known(facts, (began, facts)) if began else record(facts)
    for paper in (
        pupil_paper(held, facts.pupils["P1"], held.span()),
        sample_paper(held, held.span(), 1, "7"),
        commissioner_paper(held, facts.organisations["HILL"], held.span()),
    ):
        assert value(paper, "Who was expected") == f"by the places, sessions, calendar and staff {said}"


def test_a_day_on_which_something_is_typed_between_two_sessions_has_one_first_session() -> None:
    sessions = {"BIKE": build.a_session(), "COOK": build.a_session("COOK", start=time(10))}
    places = (PLACE, build.a_place(session="COOK", start=time(10)))
    on = build.seen("", Saw.ON_DUTY, at(MONDAYS[2], "09:45"), session="", by="dee@innov8.example")
    facts = build.facts(sessions=sessions, places=places, observations=(on,))
    held = replace(as_known(facts, (LONG_AGO, facts), (at(MONDAYS[2], "09:30"), facts)), now=NOW + timedelta(days=1))
    paper = sample_paper(held, held.span(), 1, "7")
    assert value(paper, "Days on which a DSL had said so before the first session").startswith("0 of 1")


def test_a_place_that_is_typed_today_stays_as_it_is_although_it_began_later_on_one_day() -> None:
    facts, moved = build.facts(places=(PLACE,)), replace(PLACE, start=time(10))
    found = Attended(places={("P1", "BIKE", "HILL"): moved, ("P1", "BIKE", "MILL"): moved})
    assert found.among(facts).places == (PLACE, moved)


CHILD = build.a_pupil()


def flags(*held: tuple[datetime, str, str], began: datetime | None = LONG_AGO, since: date = MONDAYS[0]) -> Paper:
    """The restricted part of some days, of a child with two flags whose answers were known from these instants on."""
    facts = build.facts(observations=registers("09:05", day=MONDAYS[0]))
    known = as_known(facts, (began, facts)) if began else record(facts)
    answers = [Flags(when, (("Crime", crime), ("EHCP", ehcp))) for when, crime, ehcp in held]
    return flags_paper(known, CHILD, Span(since, MONDAYS[1], NOW), answers)


def known_then(paper: Paper) -> list[tuple[str, ...]]:
    return [(since[4:], *rest) for since, *rest in (found for found in paper.tables[1].rows)]


def test_flags_are_those_that_were_known_when_the_days_began_and_each_that_came_to_be_known_in_them() -> None:
    paper = flags(
        (LONG_AGO, "", "no"),
        (build.at("Tue 2026-10-06 10:00"), "no", "no"),
        (at(MONDAYS[1], "23:59"), "yes", "no"),
        (build.at("Tue 2026-11-17 00:00"), "yes", "yes"),
    )
    assert known_then(paper) == [
        ("06/10/2026, 10:00", "Crime", "no", "not known"),
        ("07/09/2026, 08:00", "EHCP", "no", ""),
        ("16/11/2026, 23:59", "Crime", "yes", "no"),
    ]
    assert value(paper, "How far back it reaches") == "to the first of these days"
    assert (paper.file_name, paper.title) == ("evidence-P1-restricted", "Evidence about P1, restricted part")
    assert "Sam" not in f"{paper.title} {paper.subject} {texts(paper)}"


def test_of_days_before_history_began_the_restricted_part_says_that_nobody_can_say() -> None:
    began = at(MONDAYS[0], "10:00")
    paper = flags((began, "yes", ""), began=began)
    reaches = "to 10:00 on 09/11/2026: what was known sooner nobody can say"
    assert value(paper, "How far back it reaches") == reaches
    assert [row[1:] for row in known_then(paper)] == [("Crime", "yes", ""), ("EHCP", "not known", "")]
    nothing = flags(began=None)
    assert "the tab History holds nothing yet" in value(nothing, "How far back it reaches")
    assert known_then(nothing) == []
