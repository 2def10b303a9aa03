"""What the policy leaves open, before and after somebody answers."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.questions import Answer, Question, open_questions
from tests import builders as build


def asked(id_: str, *, before_live: bool = False, order: int = 1) -> Question:
    return Question(id_, "5.2", "Who?", "Nobody.", "Everything.", before_live=before_live, order=order)


def test_open_are_those_that_nobody_answered_those_before_live_first_then_by_turn() -> None:
    questions = (asked("Q-B", order=2), asked("Q-A"), asked("Q-D", before_live=True, order=9), asked("Q-C"))
    answers = {"Q-C": Answer("Q-C", "DEE", build.MONDAY)}
    facts = replace(build.facts(), questions={question.id: question for question in questions}, answers=answers)
    assert [question.id for question in open_questions(facts)] == ["Q-D", "Q-A", "Q-B"]
    assert open_questions(build.facts()) == ()
