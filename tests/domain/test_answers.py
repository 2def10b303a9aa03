"""Answers to what the policy leaves open: which decisions count, what they set, and that nothing else does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.answer_notes import Line, full_text
from cme.domain.answering import Asking, Known, asking
from cme.domain.answers import (
    Recorded,
    cell_of,
    digest_of,
    in_force,
    otherwise,
    own_figures,
    read_value,
    recorded,
)
from cme.domain.changes import Change
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.model import Role
from cme.domain.questions import Answer, Decided
from cme.policy import load_figures, load_questions
from tests import builders as build

POLICY, QUESTIONS = load_figures(), load_questions()
REGISTER, NAMES = QUESTIONS["Q-REGISTER"], QUESTIONS["Q-NAMES"]
TEAM = {
    "DEE": build.a_person("DEE", Role.INNOV8_DSL),
    "TESS": build.a_person("TESS", Role.LEAD),
    "S01": build.a_person("S01", Role.INNOV8_DSL),
    "10": build.a_person("10", Role.INNOV8_DSL),
}
"""The code of one of them could be read as a value, and is none."""
NUDGE = "register_nudge = 10; S01"
TUESDAY = build.MONDAY + timedelta(days=1)


@dataclass
class Desk:
    """A Desk with lines, what Changes holds, and how often it was looked at."""

    lines: list[Line] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    day: date = build.MONDAY
    revision: int = 1

    @property
    def known(self) -> Recorded:
        return recorded(self.changes, QUESTIONS, POLICY)

    def look(self) -> Asking:
        """Look as a run does, and write down what it finds."""
        at = build.at(f"{self.day:%a %Y-%m-%d} 09:00")
        found = asking(self.lines, QUESTIONS, Known(POLICY, self.known, TEAM, at, self.revision + 1))
        self.changes += [replace(change, seen_at=at) for change in found.news]
        assert found.after.answers == self.known.answers
        self.lines += [Line(digest_of(question, POLICY), question=question.id) for question in found.unasked]
        self.revision += 1
        return found

    def answer(self, question: str, decision: str, note: str = "", digest: str = "") -> Asking:
        """Answer a question's line, and look."""
        line = Line(digest or digest_of(QUESTIONS[question], POLICY), decision, note, question)
        self.lines = [*(other for other in self.lines if other.question != question), line]
        return self.look()

    def value(self, name: str, day: date | None = None) -> float:
        return in_force(POLICY, self.known.values).value(name, day or self.day)


def rows(found: Asking) -> list[tuple[str, str, str, str, str]]:
    return [(c.cell.row, c.cell.column, c.before, c.after, c.confirmed_by) for c in found.news]


def said(found: Asking) -> list[str]:
    return [f"{problem.where}: {problem.what} {problem.mend}" for problem in found.problems]


def test_a_new_value_counts_from_its_day_on_and_the_days_before_keep_theirs() -> None:
    desk = Desk(day=TUESDAY)
    found = desk.answer("Q-REGISTER", "change", NUDGE)
    words, value = rows(found)
    assert words[:2] + words[3:] == ("Q-REGISTER", "answer", f"change: {NUDGE}", "S01")
    assert value == ("Q-REGISTER", "register_nudge", "8", "10", "S01")
    assert [desk.value("register_nudge", day) for day in (build.MONDAY, TUESDAY)] == [8, 10]
    assert desk.known.answers["Q-REGISTER"] == Answer("Q-REGISTER", "S01", TUESDAY, f"change: {NUDGE}")
    (dated,) = in_force(POLICY, desk.known.values).by_name["register_nudge"].values[1:]
    assert dated.source == "Q-REGISTER, answered by S01 on 24/11/2026"


def test_an_answer_is_written_down_once() -> None:
    desk = Desk()
    assert desk.answer("Q-REGISTER", "change", NUDGE).news
    assert rows(desk.look()) == []
    assert rows(desk.answer("Q-REGISTER", " Change ", f" {NUDGE}\n")) == []


def test_a_default_that_stands_is_an_answer_and_changes_nothing() -> None:
    desk = Desk()
    ((question, column, _, after, by),) = rows(desk.answer("Q-NAMES", "keep", "DEE, as the trustees said"))
    assert (question, column, after, by) == ("Q-NAMES", "answer", "keep: DEE, as the trustees said", "DEE")
    assert in_force(POLICY, desk.known.values) == POLICY


def test_the_last_decision_counts_and_what_it_does_not_name_is_the_policys_own() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", NUDGE)
    desk.answer("Q-REGISTER", "change", "S01: register_page=20, register_missing = 45")
    assert [desk.value(name) for name in REGISTER.figures] == [8, 12, 20, 45]
    desk.answer("Q-REGISTER", "keep", "DEE")
    assert [desk.value(name) for name in REGISTER.figures] == [8, 12, 15, 30]
    assert otherwise(desk.known.values, POLICY) == {}


def test_an_answer_that_is_withdrawn_leaves_the_question_open_and_the_policys_own_figures() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", NUDGE)
    desk.answer("Q-REGISTER", "withdraw", "DEE")
    assert "Q-REGISTER" not in desk.known.answers
    assert desk.value("register_nudge") == 8
    assert rows(desk.look()) == []


def test_a_time_of_day_is_typed_as_one() -> None:
    desk = Desk()
    desk.answer("Q-ANSWER", "change", "answer_by = 11:30; answer_urgent = 25; DEE")
    assert (desk.value("answer_by"), desk.value("answer_urgent")) == (11 * 60 + 30, 25)
    assert otherwise(desk.known.values, POLICY)["answer_by"].words == "11:30 instead of 12:00"


def test_a_question_without_a_figure_is_answered_in_words() -> None:
    desk = Desk()
    desk.answer("Q-NAMES", "change", "initials only, S01")
    assert desk.known.answers["Q-NAMES"].words == "change: initials only, S01"


@pytest.mark.parametrize(
    ("question", "decision", "note", "why"),
    [
        ("Q-REGISTER", "yes", "S01", "“yes” is no answer to a question"),
        ("Q-REGISTER", "confirm", "S01", "Choose keep or change."),
        ("Q-REGISTER", "keep", "", "Note holds the code of nobody in the DSL team"),
        ("Q-REGISTER", "keep", "TESS", "Note holds the code of nobody in the DSL team"),
        ("Q-REGISTER", "change", "register_nudge = 10; TESS", "Note holds the code of nobody in the DSL team"),
        ("Q-REGISTER", "change", "register_nudge = S01", "“S01” is no whole number"),
        ("Q-REGISTER", "keep", NUDGE, "one of them is not meant"),
        ("Q-REGISTER", "change", "S01", "as in “register_nudge = 8; register_coordinator = 12;"),
        ("Q-REGISTER", "change", "register_nudge = ten; S01", "register_nudge: “ten” is no whole number."),
        ("Q-REGISTER", "change", "register_nudge = 7.5; S01", "“7.5” is no whole number"),
        ("Q-REGISTER", "change", "register_nudge = ; S01", "“” is no whole number"),
        ("Q-REGISTER", "change", "register_nudge = -5; S01", "-5 is below zero"),
        ("Q-REGISTER", "change", "register_nudge = 600; S01", "600 is not between 1 and 30 minutes"),
        ("Q-REGISTER", "change", "nudge = 10; S01", "There is no figure “nudge” here."),
        ("Q-REGISTER", "change", "page_deputy = 3; S01", "page_deputy is decided by another question, Q-PAGE."),
        ("Q-REGISTER", "change", f"{NUDGE}; register_nudge = 11", "register_nudge has two values"),
        ("Q-REGISTER", "change", f"{NUDGE}; register_page = x", "register_page: “x” is no whole number"),
        ("Q-EARLY", "change", NUDGE, "register_nudge is decided by another question, Q-REGISTER."),
        ("Q-ANSWER", "change", "answer_by = 25:00; S01", "“25:00” is no time of day, such as 12:00"),
        ("Q-ANSWER", "change", "answer_by = 7:59; S01", "7:59 is not between 08:00 and 16:00"),
        ("Q-15", "change", "absence_notice = 16; S01", "16 is not between 5 and 15 minutes"),
        ("Q-NAMES", "change", "S01", "Write in words under Note"),
        ("Q-NAMES", "change", "initials = 1; S01", "There is no figure “initials” here."),
    ],
)
def test_an_answer_that_does_not_count_is_said_and_nothing_changes(
    question: str, decision: str, note: str, why: str
) -> None:
    desk = Desk()
    found = desk.answer(question, decision, note)
    assert rows(found) == []
    (sentence,) = said(found)
    assert sentence.startswith(f"Desk {question}: ")
    assert why in sentence


@pytest.mark.parametrize("decision", ["", "I have it", "hold"])
def test_what_is_not_decided_is_nothing_to_say(decision: str) -> None:
    found = Desk().answer("Q-REGISTER", decision, NUDGE)
    assert (rows(found), said(found)) == ([], [])


def test_an_answer_to_another_text_counts_for_nothing_and_the_question_is_asked_again() -> None:
    desk = Desk()
    found = desk.answer("Q-NAMES", "keep", "DEE", digest="of an older text")
    assert rows(found) == []
    assert "asked otherwise than the question does now" in said(found)[0]
    assert "Q-NAMES" in [question.id for question in found.unasked]
    desk.lines[-1:] = []
    desk.lines += [Line(digest_of(NAMES, POLICY), "keep", "DEE", "Q-NAMES")]
    assert rows(desk.look())
    assert said(desk.look()) == []


def test_what_was_answered_is_not_asked_again_whatever_lines_are_gone_or_old() -> None:
    desk = Desk()
    desk.answer("Q-NAMES", "keep", "DEE")
    desk.lines = [Line("of an older text", "keep", "S01", "Q-NAMES")]
    found = desk.look()
    assert (rows(found), said(found)) == ([], [])
    assert "Q-NAMES" not in [question.id for question in found.unasked]


def test_rows_of_changes_count_by_their_revision_however_they_are_sorted() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", NUDGE)
    desk.answer("Q-REGISTER", "change", "register_nudge = 12; DEE")
    sorted_otherwise = recorded(desk.changes[::-1], QUESTIONS, POLICY)
    assert sorted_otherwise.answers == desk.known.answers
    assert in_force(POLICY, sorted_otherwise.values).value("register_nudge", build.MONDAY) == 12


def test_what_is_asked_otherwise_now_is_open_again_and_a_number_that_was_decided_stays() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", NUDGE)
    reworded = QUESTIONS | {"Q-REGISTER": replace(REGISTER, default="Another.")}
    known = recorded(desk.changes, reworded, POLICY)
    assert "Q-REGISTER" not in known.answers
    assert in_force(POLICY, known.values).value("register_nudge", build.MONDAY) == 10


def test_a_newer_value_of_the_policy_itself_takes_the_place_of_an_answer() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", NUDGE)
    figure = POLICY.by_name["register_nudge"]
    dated = replace(figure, values=(*figure.values, replace(figure.values[0], since=TUESDAY, value=6)))
    newer = Figures({**POLICY.by_name, "register_nudge": dated})
    days = (build.MONDAY, TUESDAY)
    assert [in_force(newer, desk.known.values).value("register_nudge", day) for day in days] == [10, 6]
    assert otherwise(desk.known.values, newer) == {}


def test_what_a_rehearsal_brings_along_stays() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", "register_nudge = 10; register_page = 20; S01")
    tried = in_force(POLICY.replaced("register_nudge", 3), desk.known.values)
    assert [tried.value(name, build.MONDAY) for name in ("register_nudge", "register_page")] == [3, 20]


def test_two_lines_that_differ_count_for_nothing_and_two_that_agree_for_one() -> None:
    desk = Desk()
    line = Line(digest_of(NAMES, POLICY), "keep", "DEE", "Q-NAMES")
    desk.lines = [line, replace(line, decision="change", note="initials, DEE")]
    found = desk.look()
    assert rows(found) == []
    assert "Two lines ask this" in said(found)[0]
    desk.lines = [line, line, replace(line, decision="")]
    assert len(rows(desk.look())) == 1


def test_what_a_question_is_tied_to_is_its_text_and_the_policys_figures_not_their_sources() -> None:
    digest = digest_of(REGISTER, POLICY)
    assert digest != digest_of(replace(REGISTER, unclear="Who?"), POLICY)
    assert digest != digest_of(REGISTER, POLICY.replaced("register_nudge", 9))
    figure = POLICY.by_name["register_nudge"]
    sourced = replace(figure, values=(replace(figure.values[0], source="Agreed"),))
    assert digest == digest_of(REGISTER, Figures({**POLICY.by_name, "register_nudge": sourced}))


def test_a_figure_that_stands_otherwise_says_what_it_is_instead_by_which_question_since_when() -> None:
    desk = Desk()
    desk.answer("Q-REGISTER", "change", NUDGE)
    words = "10 minutes instead of 8"
    assert otherwise(desk.known.values, POLICY) == {
        "register_nudge": Decided("register_nudge", "Q-REGISTER", build.MONDAY, "10", words)
    }


def test_the_full_text_has_the_default_the_figures_as_they_stand_and_how_to_answer() -> None:
    text = full_text(REGISTER, POLICY.replaced("register_nudge", 9), build.MONDAY)
    assert REGISTER.default in text
    assert "register_nudge, 9 minutes: After the start without a register" in text
    assert "as in “register_nudge = 9;" in text
    assert "Write under Note in words" in full_text(NAMES, POLICY, build.MONDAY)


@pytest.mark.parametrize("name", POLICY.by_name)
def test_a_question_can_set_its_figure_to_what_it_is_and_the_bounds_are_sane(name: str) -> None:
    figure = POLICY.by_name[name]
    own = figure.values[-1].value
    assert figure.least < figure.most < float("inf")
    assert read_value(figure, figure.shown(own).split()[0]) == (own, "")
    assert [f for f in own_figures(QUESTIONS[figure.question], POLICY) if f.name == name]


ANYTHING = st.text(max_size=60) | st.sampled_from(["S01", "DEE", "register_nudge = ", "=", "10", "-1", ";", "1e9", "٣"])
NOTES = st.lists(ANYTHING | st.sampled_from([*POLICY.by_name]), max_size=5).map("".join)
DECISIONS = st.sampled_from(["keep", "change", "withdraw", " KEEP", ""]) | st.text(max_size=20)
LINES = st.builds(
    Line,
    st.none(),
    DECISIONS,
    NOTES | st.integers(-99, 99).map(lambda n: f"register_nudge = {n}; S01"),
    st.sampled_from(list(QUESTIONS)),
).map(lambda line: replace(line, digest=digest_of(QUESTIONS[line.question], POLICY)))


@given(st.lists(LINES, max_size=4))
def test_whatever_is_typed_never_raises_sets_no_figure_of_another_and_is_settled_once(lines: list[Line]) -> None:
    desk = Desk(lines)
    news = desk.look().news
    assert desk.look().news == ()
    asked = {line.question for line in lines}
    for name, figure in in_force(POLICY, desk.known.values).by_name.items():
        value = figure.on(build.MONDAY).value
        assert figure.least <= value <= figure.most
        if POLICY.by_name[name].question not in asked:
            assert figure == POLICY.by_name[name]
    assert {change.cell.row for change in news} <= asked


CELLS = st.builds(cell_of, st.sampled_from(["Q-REGISTER", "Q-NAMES", "Q-?"]), ANYTHING | st.just("register_nudge"))


@given(st.lists(st.builds(Change, CELLS, NOTES, NOTES, ANYTHING, st.none() | st.just(build.LONG_AGO), st.integers())))
def test_whatever_changes_holds_never_raises_and_no_figure_leaves_its_bounds(changes: Iterable[Change]) -> None:
    known = recorded(changes, QUESTIONS, POLICY)
    now = in_force(POLICY, known.values)
    figure = now.by_name["register_nudge"]
    assert figure.least <= figure.on(day_of(build.LONG_AGO)).value <= figure.most
    assert {name for name, other in now.by_name.items() if other != POLICY.by_name[name]} <= {"register_nudge"}
