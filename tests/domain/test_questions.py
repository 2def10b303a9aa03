"""What the policy leaves open: what is open, and which questions stand on the Desk in which week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cme.domain.questions import Answer, Question, of_the_week, open_before_live, open_questions
from tests import builders as build

LAST_WEEK = build.MONDAY - timedelta(days=3)


def asked(id_: str, *, before_live: bool = False, order: int = 1) -> Question:
    return Question(id_, "5.2", "Who?", "Nobody.", "Everything.", before_live=before_live, order=order)


QUESTIONS = (
    asked("Q-E", order=5),
    *(asked(f"Q-{name}", order=order) for order, name in enumerate("ABCD")),
    asked("Q-X", before_live=True),
    asked("Q-Y", before_live=True),
)


def answered(*ids: str, on: date = LAST_WEEK) -> dict[str, Answer]:
    return {id_: Answer(id_, "DEE", on) for id_ in ids}


def test_open_are_those_that_nobody_answered_those_before_live_first_then_by_turn() -> None:
    facts = replace(build.facts(), questions={q.id: q for q in QUESTIONS}, answers=answered("Q-C", "Q-Y"))
    assert [question.id for question in open_questions(facts)] == ["Q-X", "Q-A", "Q-B", "Q-D", "Q-E"]
    assert [question.id for question in open_before_live(facts)] == ["Q-X"]
    assert open_questions(build.facts()) == ()


@pytest.mark.parametrize(
    ("answers", "stand"),
    [
        (answered(), "X Y"),
        (answered("Q-X"), "Y"),
        (answered("Q-X") | answered("Q-Y", on=build.MONDAY), "Y"),
        (answered("Q-X", "Q-Y"), "A B C"),
        (answered("Q-X", "Q-Y", "Q-B"), "A C D"),
        (answered("Q-X", "Q-Y") | answered("Q-A", "Q-B", "Q-C", on=build.MONDAY), "A B C"),
        (answered("Q-X", "Q-Y", "Q-A", "Q-B", "Q-C"), "D E"),
        (answered("Q-X", "Q-Y", "Q-A", "Q-B", "Q-C", "Q-D", "Q-E"), ""),
    ],
)
@pytest.mark.parametrize("weekday", [0, 6])
def test_those_before_live_stand_on_the_desk_at_once_and_then_three_a_week(
    answers: dict[str, Answer], stand: str, weekday: int
) -> None:
    day = build.MONDAY + timedelta(days=weekday)
    assert [question.id for question in of_the_week(QUESTIONS, answers, day)] == [f"Q-{n}" for n in stand.split()]


def test_the_next_three_come_on_the_next_monday() -> None:
    answers = answered("Q-X", "Q-Y") | answered("Q-A", "Q-B", "Q-C", on=build.MONDAY)
    week = of_the_week(QUESTIONS, answers, build.MONDAY + timedelta(days=7))
    assert [question.id for question in week] == ["Q-D", "Q-E"]
