"""What the policy leaves open, and what the DSL team answered: a question has a safe default until somebody decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cme.domain.model import Facts

LAST = 1_000
"""The place in the queue of a question that says none."""
A_WEEK = 3
"""So many questions stand on the Desk in one week, once those are answered that keep the system from going live."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the policy leaves open: the safe default in force, and what a decision would change."""

    id: str
    clause: str
    unclear: str
    default: str
    would_change: str
    figures: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    before_live: bool = False
    order: int = LAST


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody of the DSL team decided about a question: that the default stands, or another way, in words."""

    question: str
    by: str
    on: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A figure that an answer set to another value than the policy's own: to what, by which question, since when.

    `shown` is the value as it is typed, `words` what it is instead of what.
    """

    figure: str
    question: str
    on: date
    shown: str
    words: str


def open_questions(facts: Facts) -> tuple[Question, ...]:
    """Return the questions that nobody has answered: first those that keep the system from going live, then by turn."""
    return in_turn(question for question in facts.questions.values() if question.id not in facts.answers)


def open_before_live(facts: Facts) -> tuple[Question, ...]:
    """Return the open questions that must be answered before anything goes out."""
    return tuple(question for question in open_questions(facts) if question.before_live)


def in_turn(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return questions in the order in which they are asked."""
    return tuple(sorted(questions, key=lambda question: (not question.before_live, question.order)))


def of_the_week(questions: Iterable[Question], answers: Mapping[str, Answer], day: date) -> tuple[Question, ...]:
    """Return the questions that stand on the Desk in the week of a day, those among them that were answered in it.

    Those that keep the system from going live come all at once; the others three on a Monday, after these.
    """
    monday = day - timedelta(days=day.weekday())
    queue = [q for q in in_turn(questions) if q.id not in answers or answers[q.id].on >= monday]
    return tuple(q for q in queue if q.before_live) or tuple(queue[:A_WEEK])
