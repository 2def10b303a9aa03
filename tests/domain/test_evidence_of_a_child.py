"""Evidence of one child: nothing left out, and each gap said in a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cme.domain.archive_steps import Happened, Step
from cme.domain.case_events import Did, Event
from cme.domain.clocks import day_of, hhmm
from cme.domain.evidence_pupil import NOBODY_SAID, pupil_paper, timeline
from cme.domain.model import Saw, State
from cme.domain.paper import GAP, is_gap
from tests import builders as build
from tests.domain.a_month import owed
from tests.domain.evidenced import MONDAYS, NOW, at, entries, gaps, record, registers, table, told, value


def test_a_day_on_which_all_went_well_has_no_gap() -> None:
    found = entries(build.facts(observations=registers("09:05")))
    assert [(e.what, e.words, e.gap) for e in found] == [
        ("Bike workshop, expected 09:00 to 12:00", "here; 09:05 seen, by somebody", "")
    ]


def test_all_that_was_said_of_a_child_in_a_session_stands_there_and_when_it_was_known() -> None:
    by = {"by": "tess@innov8.example"}
    heard = [
        build.seen("P1", Saw.LEFT_SITE, at(MONDAYS[2], "10:00"), recorded_at=at(MONDAYS[2], "10:04"), **by),
        build.seen("P1", Saw.CAME_BACK, at(MONDAYS[2], "10:20"), reason="fetched his bag", **by),
        build.seen("P1", Saw.NOT_COMING, at(MONDAYS[2], "08:30"), said_by="parent", reason="ill", session="", **by),
    ]
    (found,) = entries(build.facts(observations=(*registers("09:05"), *heard)))
    assert found.words == (
        "here; 08:30 not coming (ill, parent says so), by Tess Worker; 09:05 seen, by somebody; "
        "10:00 left without permission, by Tess Worker, known 10:04; 10:20 came back (fetched his bag), by Tess Worker"
    )


def test_what_was_said_on_a_day_without_a_session_of_the_child_is_not_lost() -> None:
    said = build.seen("P1", Saw.NOT_COMING, build.at("Tue 2026-11-17 08:30"), session="", reason="ill")
    found = entries(build.facts(observations=(*registers("09:05"), said)))
    assert next((e.what, e.words) for e in found) == ("not coming", "ill")


def test_of_a_session_that_has_not_begun_nothing_is_said() -> None:
    facts = build.facts(observations=registers("09:05"))
    assert [e.what for e in entries(replace(facts, observations=()), at(MONDAYS[2], "08:59"))] == []


def test_expected_and_nobody_said_anything_is_a_gap_once_the_session_is_over() -> None:
    later = registers("09:05", day=MONDAYS[0])
    facts = build.facts(observations=(*later, *registers("09:05", here=("P2",))[:1]))
    assert gaps(facts, at(MONDAYS[2], "11:59")) == [f"no register; {NOBODY_SAID}"]
    assert gaps(facts, at(MONDAYS[2], "12:00")) == [f"no register; {NOBODY_SAID}", NOBODY_SAID]


def test_nobody_is_looked_for_before_the_child_was_first_named_or_on_a_closed_day() -> None:
    others = registers("09:05", day=MONDAYS[0], here=("P2",))
    facts = build.facts(
        pupils={"P1": build.a_pupil(), "P2": build.a_pupil("P2")},
        observations=tuple(o for o in others if o.pupil != "P1") + registers("09:05"),
    )
    held = record(facts)
    paper = pupil_paper(held, facts.pupils["P1"], held.span())
    assert value(paper, "Days") == "23/11/2026 to 23/11/2026"
    since = replace(facts, places=(build.a_place(since=MONDAYS[1]),))
    paper = pupil_paper(record(since), facts.pupils["P1"], held.span())
    assert [row["What is missing"] for row in table(paper, "What is missing")] == [f"GAP: no register; {NOBODY_SAID}"]


@pytest.mark.parametrize(
    ("when", "gap"),
    [("09:15", []), ("09:16", ["register late, 16 minutes after the start"])],
)
def test_a_register_is_late_once_somebody_had_to_be_paged_for_it(when: str, gap: list[str]) -> None:
    assert gaps(build.facts(observations=registers(when))) == gap
    assert gaps(build.facts(observations=registers(when, "09:40"))) == gap
    excused = build.seen("P1", Saw.NOT_COMING, at(MONDAYS[2], "08:30"), said_by="parent", reason="ill")
    assert gaps(build.facts(observations=(*registers(when), excused))) == []


def test_a_register_that_never_came_is_a_gap_from_the_minute_in_which_it_is_late() -> None:
    assert gaps(build.facts(), at(MONDAYS[2], "09:15")) == []
    assert gaps(build.facts(), at(MONDAYS[2], "09:16")) == ["no register"]


def test_a_notice_says_when_it_was_due_claimed_sent_and_answered() -> None:
    facts = told(build.facts(observations=registers("09:05", here=())), "REG-1", "absence", "09:15", State.ANSWERED)
    (name,) = facts.messages
    went = facts.messages[name]
    events = (
        replace(went, state=State.CLAIMED),
        replace(went, state=State.SENT, at=at(MONDAYS[2], "09:16")),
        replace(went, state=State.ANSWERED, at=at(MONDAYS[2], "10:02")),
    )
    (found,) = [e for e in entries(facts, events={name: events}) if e.by == "the system"]
    assert found.what == "the notice of absence, to Hill School <attendance@hill.example>"
    assert found.words == "due 09:15, claimed 09:15, sent 09:16, answered 10:02; Because."
    assert not found.gap


@pytest.mark.parametrize(
    ("state", "gap"),
    [
        (State.BOUNCED, ["not delivered, it came back"]),
        (State.FAILED, ["not delivered, it was refused"]),
        (State.UNKNOWN, ["not delivered, nobody knows whether it went"]),
        (State.SENT, []),
        (State.HELD, []),
    ],
)
def test_a_notice_that_nobody_can_be_said_to_have_had_is_a_gap(state: State, gap: list[str]) -> None:
    facts = build.facts(observations=registers("09:05", here=()))
    assert gaps(told(facts, "REG-1", "absence", "09:15", state)) == gap


def test_a_message_whose_run_never_came_back_is_not_said_to_have_gone() -> None:
    facts = told(build.facts(observations=registers("09:05", here=())), "REG-1", "absence", "09:15", State.CLAIMED)
    (name,) = facts.messages
    held = replace(facts.messages[name], lease_until=at(MONDAYS[2], "09:18"))
    facts = replace(facts, messages={name: held})
    assert gaps(facts, at(MONDAYS[2], "09:17")) == []
    assert gaps(facts) == [*gaps(facts, at(MONDAYS[2], "09:17")), "not delivered, nobody knows whether it went"]


@pytest.mark.parametrize(
    ("taken", "gap"),
    [
        ("09:20", []),
        ("09:21", ["page without an owner for 6 minutes"]),
        ("", ["page that nobody has taken"]),
    ],
)
def test_a_page_without_an_owner_past_its_figure_is_a_gap(taken: str, gap: list[str]) -> None:
    has = [build.seen("P1", Saw.HAS_IT, at(MONDAYS[2], taken), by="dee@innov8.example")] if taken else []
    facts = build.facts(observations=(*registers("09:05", here=()), *has))
    paged = told(facts, "SAFE-1", "child_page", "09:15", organisation="innov8")
    assert gaps(paged) == gap
    words = next(e.words for e in entries(paged) if e.by == "the system")
    assert (f"Dee Worker has it, said {taken}" if taken else "nobody has it") in words
    ended = build.seen("P1", Saw.ARRIVED, at(MONDAYS[2], "09:19"))
    assert gaps(replace(paged, observations=(*paged.observations, ended))) == []


def test_a_page_that_nobody_took_is_not_taken_by_what_is_said_of_another_a_week_later() -> None:
    later = [build.seen("P1", saw, at(MONDAYS[2], "09:18")) for saw in (Saw.HAS_IT, Saw.LOCATED)]
    absent = [o for day in MONDAYS[1:] for o in registers("09:05", day=day, here=())]
    due = at(MONDAYS[1], "09:15")
    page = owed("SAFE-1", due, "child_page", "innov8")
    facts = build.recorded(build.facts(observations=(*absent, *later)), [page], (), due, State.SENT)
    assert gaps(facts) == ["page that nobody has taken"]
    assert "; nobody has it; " in next(e.words for e in entries(facts) if e.by == "the system")


def test_calls_decisions_answers_and_concerns_stand_there_each_once_and_no_concerns_words() -> None:
    said = [
        build.seen("P1", Saw.NO_ANSWER, at(MONDAYS[2], "09:40"), reason="her mobile", by="tess@innov8.example"),
        build.seen("P1", Saw.CONCERN, at(MONDAYS[2], "09:50"), reason="harm", by="tess@innov8.example"),
        build.seen("", Saw.SCHOOL_KNOWS, at(MONDAYS[2], "10:00"), session="", reason="at the dentist", by="HILL"),
        build.seen("", Saw.SCHOOL_KNOWS, at(MONDAYS[2], "10:00"), session="", reason="another's", by="MILL"),
        build.seen("P1", Saw.ARRIVED, at(MONDAYS[2], "13:10"), session="COOK", by="tess@innov8.example"),
        build.seen("P2", Saw.NO_ANSWER, at(MONDAYS[2], "09:41"), reason="of another child"),
    ]
    decided = Event("P1", Did.ABSENT, at(MONDAYS[2], "11:00"), NOW, "ill", "the mother says so", by="DEE", source="c")
    another = replace(decided, pupil="P2", source="d")
    facts = build.facts(observations=(*registers("09:05", here=()), *said), events=(decided, another))
    facts = told(facts, "REG-1", "absence", "09:15")
    found = [(hhmm(e.at), e.what, e.words, e.by) for e in entries(facts)]
    assert found[2:] == [
        ("09:40", "nobody answered", "her mobile", "Tess Worker"),
        ("09:50", "a concern", "", "Tess Worker"),
        ("10:00", "the school says why", "at the dentist", "Hill School"),
        ("11:00", "absent, not missing education", "ill; the mother says so", "Dee Worker"),
        ("13:10", "arrived", "", "Tess Worker"),
    ]


def test_of_a_days_report_only_what_it_says_of_this_child_is_shown() -> None:
    facts = build.facts(observations=registers("09:05"))
    report = owed("REG-6", at(MONDAYS[2], "12:30"), "attendance_report", pupil="", session="")
    report = replace(report, basis="digest 1; P1 BIKE: here | P2 BIKE: not here")
    facts = build.recorded(facts, [report], (), report.due, State.SENT)
    words = [e.words for e in entries(facts) if e.by == "the system"]
    assert words == ["due 12:30, claimed 12:30, sent 12:30; Because.; BIKE here"]


def test_what_was_asked_about_its_session_stands_in_a_childs_timeline_and_of_no_other_session() -> None:
    facts = build.facts(observations=registers("09:14"))
    for session in ("BIKE", "COOK"):
        facts = told(facts, "REG-2", "register_nudge", "09:08", organisation="innov8", pupil="", session=session)
    assert [e.what.partition(",")[0] for e in entries(facts) if e.by == "the system"] == [
        "the reminder to send the register"
    ]


def test_what_was_long_ago_is_there_and_the_days_can_be_named() -> None:
    facts = build.facts(observations=(*registers("09:05", day=MONDAYS[0]), *registers("09:05")))
    held = record(facts)
    assert len(entries(facts)) == 3
    only = timeline(held, facts.pupils["P1"], held.span(MONDAYS[0], MONDAYS[0]))
    assert [day_of(e.at) for e in only] == [MONDAYS[0]]
    assert held.span(date(2020, 1, 1), date(2030, 1, 1)) == held.span()


def test_days_of_which_rows_left_the_workbook_are_no_gaps_and_it_is_said_where_they_are() -> None:
    facts = build.facts(observations=registers("09:05", day=MONDAYS[0]))
    assert len(gaps(facts)) == 2
    pruned = Happened("2026-10", "messages", Step.PRUNED, NOW)
    older = replace(facts, observations=(*registers("09:05", day=date(2026, 10, 5)), *facts.observations))
    assert record(replace(older, archived=(pruned,))).first == date(2026, 11, 1)
    paper = pupil_paper(record(replace(older, archived=(pruned,))), facts.pupils["P1"], record(facts).span())
    assert value(paper, "The record begins on") == "01/11/2026"
    assert value(paper, "Earlier days").startswith("Rows of October 2026 left the workbook")


def test_a_gap_says_so_in_a_word_and_comes_first_in_the_paper() -> None:
    facts = build.facts(observations=registers("09:16"))
    paper = pupil_paper(record(facts), facts.pupils["P1"], record(facts).span())
    assert [t.title for t in paper.tables] == ["About this evidence", "What is missing", "Timeline"]
    assert paper.tables[1].rows == tuple(row for row in paper.tables[2].rows if any(map(is_gap, row)))
    assert paper.tables[1].rows[0][1].startswith(f"{GAP}: register late")
    assert "Sam" not in f"{paper.title} {paper.subject} {paper.file_name}"
    assert "flags" in value(paper, "Left out")
