"""Evidence from the record: nothing left out, each gap said in a word, and nobody else's child for a commissioner."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cme.domain.case_events import Did, Event
from cme.domain.clocks import day_of, hhmm
from cme.domain.decide import decide
from cme.domain.evidence import Record, term_named
from cme.domain.evidence_commissioner import commissioner_paper, only_theirs
from cme.domain.evidence_counts import Attended
from cme.domain.evidence_flags import Flags, flags_paper
from cme.domain.evidence_pupil import NOBODY_SAID, Entry, pupil_paper, timeline
from cme.domain.evidence_sample import drawn, sample_paper
from cme.domain.evidence_told import name_of
from cme.domain.model import Facts, Message, Mode, Observation, Saw, Settings, State, Term
from cme.domain.oversight import Span
from cme.domain.paper import GAP, Paper, is_gap
from cme.domain.people import Relative
from cme.domain.said import NO_SIGHT
from cme.policy import load_figures
from tests import builders as build
from tests.domain import registers as some
from tests.domain.test_oversight import owed

MONDAYS = (date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23))
NOW = build.at("Mon 2026-11-23 15:00")
FIGURES = load_figures()
PLACE = build.a_place()


def at(day: date, clock: str) -> datetime:
    return build.at(f"Mon {day} {clock}")


def record(facts: Facts, now: datetime = NOW, events: Mapping[str, tuple[Message, ...]] | None = None) -> Record:
    """A record in which each message that has no events of its own was claimed and went at once as it stands."""
    each = {m.id: (replace(m, state=State.CLAIMED), m) for m in facts.messages.values()}
    return Record(facts, {**each, **(events or {})}, FIGURES, now)


def entries(facts: Facts, now: datetime = NOW, events: Mapping[str, tuple[Message, ...]] | None = None) -> list[Entry]:
    held = record(facts, now, events)
    return timeline(held, facts.pupils["P1"], held.span())


def gaps(facts: Facts, now: datetime = NOW) -> list[str]:
    return [entry.gap for entry in entries(facts, now) if entry.gap]


def registers(*when: str, day: date = MONDAYS[2], here: tuple[str, ...] = ("P1",)) -> tuple[Observation, ...]:
    return tuple(o for clock in when for o in build.a_register((PLACE,), at(day, clock), here))


def texts(paper: Paper) -> str:
    return "\n".join(" | ".join(row) for table in paper.tables for row in table.rows)


def value(paper: Paper, name: str) -> str:
    (found,) = [row[1] for table in paper.tables for row in table.rows if row[0] == name]
    return found


def table(paper: Paper, title: str) -> list[dict[str, str]]:
    (found,) = [one for one in paper.tables if one.title == title]
    return [dict(zip(found.headings, row, strict=True)) for row in found.rows]


def told(facts: Facts, rule: str, notice: str, clock: str, state: State = State.SENT, **more: Any) -> Facts:
    when = at(MONDAYS[2], clock)
    return build.recorded(facts, [owed(rule, when, notice, **more)], (), when, state)


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


def test_a_gap_says_so_in_a_word_and_comes_first_in_the_paper() -> None:
    facts = build.facts(observations=registers("09:16"))
    paper = pupil_paper(record(facts), facts.pupils["P1"], record(facts).span())
    assert [t.title for t in paper.tables] == ["About this evidence", "What is missing", "Timeline"]
    assert paper.tables[1].rows == tuple(row for row in paper.tables[2].rows if any(map(is_gap, row)))
    assert paper.tables[1].rows[0][1].startswith(f"{GAP}: register late")
    assert "Sam" not in f"{paper.title} {paper.subject} {paper.file_name}"
    assert "flags" in value(paper, "Left out")


def two_weeks(**more: Any) -> Facts:
    """Three children over three Mondays: P1 comes, P2 is away twice, of P3 nobody says anything."""
    pupils = {code: build.a_pupil(code, family=FAMILY[:number]) for number, code in enumerate(("P1", "P2", "P3"), 0)}
    places = tuple(build.a_place(code) for code in pupils)
    heard = [o for day in MONDAYS for o in build.a_register(places, at(day, "09:05"), ("P1",)) if o.pupil != "P3"]
    call = build.seen("P2", Saw.NO_ANSWER, at(MONDAYS[0], "10:00"))
    return build.facts(**{"pupils": pupils, "places": places, "observations": (*heard, call)} | more)


FAMILY = (Relative("Ann", "01632 960004"), Relative("Bob", "01632 960005"))


def test_the_same_seed_draws_the_same_children_and_another_seed_others() -> None:
    codes = [f"P{n}" for n in range(40)]
    assert drawn(codes, 5, "7") == drawn(reversed(codes), 5, "7")
    assert drawn(codes, 5, "7") != drawn(codes, 5, "8")
    assert drawn(codes, 99, "7") == sorted(codes)
    assert drawn([*codes, "P99"], 5, "7")[:1] != []


def test_a_sample_says_child_by_child_how_it_came_and_who_was_told_and_rung() -> None:
    notice = owed("REG-1", at(MONDAYS[2], "09:15"), "absence", pupil="P2")
    facts = build.recorded(two_weeks(), [notice], (), at(MONDAYS[2], "09:17"), State.SENT)
    (name,) = facts.messages
    sent = replace(facts.messages[name], at=at(MONDAYS[2], "09:18"))
    held = record(facts, events={name: (sent,)})
    paper = sample_paper(held, held.span(), 3, "7")
    first, second, third = table(paper, "Child by child")
    assert (first["Child"], first["Came"], first["Family contacts"]) == ("P1", "3", "GAP: 0")
    assert first["First days without a reason, called or found"] == "0 of 0"
    assert second == {
        "Child": "P2",
        "Sessions expected": "3",
        "Came": "0",
        "Not, with a reason": "0",
        "Not, without one": "3",
        "Nobody said anything": "0",
        "Notices of absence: from due to sent": "after 3 minutes",
        "First days without a reason, called or found": "1 of 1",
        "Family contacts": "GAP: 1",
        "Marks corrected": "0",
    }
    assert (third["Nobody said anything"], third["Family contacts"]) == ("GAP: 3", "2")
    assert third["Notices of absence: from due to sent"] == "none recorded"
    assert value(paper, "Seed").startswith("7 ")
    assert value(paper, "Drawn") == "3: P1, P2, P3"


def test_a_sample_counts_of_each_child_its_own_and_of_these_days_alone() -> None:
    wrong = build.seen("P2", Saw.WAS_HERE, at(MONDAYS[2], "09:30"))
    facts = two_weeks()
    facts = replace(facts, observations=(*facts.observations, wrong))
    facts = told(facts, "REG-1", "absence", "09:15", pupil="P2")
    facts = told(facts, "REG-7", "corrected_report", "15:00", State.WITHDRAWN, pupil="")
    held = record(facts)
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [row["Marks corrected"] for row in rows] == ["0", "1", "0"]
    paper = sample_paper(held, held.span(), 3, "7")
    assert value(paper, "Corrections of a day's report") == "0"
    assert value(paper, "Notices of absence, of all children: from due to sent") == "after 0 minutes"
    before = sample_paper(held, held.span(until=MONDAYS[1]), 3, "7")
    assert value(before, "Notices of absence, of all children: from due to sent") == "none recorded"
    assert [row["Marks corrected"] for row in table(before, "Child by child")] == ["0", "0", "0"]


def test_a_first_day_without_a_call_is_a_gap_and_a_day_on_which_the_child_came_begins_anew() -> None:
    facts = two_weeks()
    came = build.seen("P2", Saw.ARRIVED, at(MONDAYS[1], "09:10"))
    held = record(replace(facts, observations=(*facts.observations, came)))
    (_, second, _) = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert second["First days without a reason, called or found"] == "GAP: 1 of 2"
    found = build.seen("P2", Saw.LOCATED, at(MONDAYS[2], "10:00"))
    held = record(replace(facts, observations=(*facts.observations, came, found)))
    (_, second, _) = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert second["First days without a reason, called or found"] == "2 of 2"


def test_registers_duty_and_corrections_are_counted_of_every_day_and_what_is_missing_is_listed() -> None:
    facts = two_weeks()
    late = build.a_register(facts.places[:1], at(MONDAYS[1], "09:30"), ("P1",))
    heard = [o for o in facts.observations if o.day != MONDAYS[1]]
    on = build.seen("", Saw.ON_DUTY, at(MONDAYS[0], "08:30"), session="", by="dee@innov8.example")
    held = record(replace(facts, observations=(*heard, *late, on)))
    paper = sample_paper(held, held.span(), 1, "7")
    assert value(paper, "Registers that reached us in time") == "2 of 3, 66 per cent"
    assert value(paper, "Days on which a DSL had said so before the first session") == "1 of 2, 50 per cent"
    assert [tuple(row.values()) for row in table(paper, "What is missing, day by day")] == [
        ("16/11/2026", "Bike workshop", "GAP: register late, 30 minutes after the start at 09:00"),
        ("16/11/2026", "Duty", "GAP: nobody had said to be on duty"),
    ]
    assert value(paper, "Half-termly reviews held") == "not recorded here"


def test_a_session_that_is_not_over_yet_is_not_counted() -> None:
    held = record(two_weeks(), at(MONDAYS[2], "11:59"))
    assert table(sample_paper(held, held.span(), 1, "7"), "Child by child")[0]["Sessions expected"] == "2"


def test_a_session_that_was_called_off_is_not_counted_but_who_came_to_it_or_elsewhere_came() -> None:
    facts = two_weeks()
    off = build.seen("", Saw.CANCELLED, at(MONDAYS[1], "08:00"))
    quiet = [o for o in facts.observations if o.day != MONDAYS[1]]
    held = record(replace(facts, observations=(*quiet, off)))
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [row["Sessions expected"] for row in rows] == ["2", "2", "2"]
    came = build.seen("P2", Saw.ARRIVED, at(MONDAYS[1], "09:10"))
    elsewhere = build.seen("P3", Saw.ARRIVED, at(MONDAYS[1], "09:10"), session="COOK")
    held = record(replace(facts, observations=(*quiet, off, came, elsewhere)))
    rows = table(sample_paper(held, held.span(), 3, "7"), "Child by child")
    assert [(row["Sessions expected"], row["Came"]) for row in rows] == [("2", "2"), ("3", "1"), ("3", "1")]


def test_only_what_was_our_mistake_and_was_sent_counts_as_taken_back() -> None:
    arrived, wrong = "arrived at 09:20", "our mistake: was here all along"
    facts = build.facts(observations=registers("09:05"), settings=Settings(mode=Mode.SHADOW))
    for clock, state, basis in (
        ("09:20", State.SENT, arrived),
        ("09:30", State.SENT, wrong),
        ("09:40", State.REHEARSED, wrong),
    ):
        facts = told(facts, "REG-5", "stand_down", clock, state, step=clock, basis=basis)
    went = {m.id: (m,) for m in facts.messages.values()}
    held = record(facts, events=went)
    assert value(sample_paper(held, held.span(), 1, "7"), "Notices that were our mistake, and taken back") == "1"


def test_in_a_sample_children_are_codes_unless_names_are_wanted() -> None:
    held = record(two_weeks())
    assert "Sam" not in texts(sample_paper(held, held.span(), 3, "7"))
    assert "P1 Sam S" in texts(sample_paper(held, held.span(), 3, "7", names=True))


def test_a_term_is_found_by_its_label_in_our_own_calendar() -> None:
    terms = (
        Term("innov8", MONDAYS[0], MONDAYS[1], "Autumn 2026"),
        Term("innov8", MONDAYS[2], MONDAYS[2], ""),
        Term("hills", MONDAYS[1], MONDAYS[2], "Autumn 2026"),
    )
    facts = build.facts(terms=terms)
    assert term_named(facts, " autumn 2026") == terms[0]
    assert term_named(facts, "") is None


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
