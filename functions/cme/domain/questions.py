"""What the policy leaves open, and what the DSL team answered: a question has a safe default until somebody decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cme.domain.model import Facts

LAST = 1_000
"""The place in the queue of a question that says none."""


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
    """What somebody of the DSL team decided about a question: that the default stands, or another way, in words.

    `changed` says of each figure that has another value than the policy's own what it is instead.
    """

    question: str
    by: str
    on: date
    words: str = ""
    changed: Mapping[str, str] = field(default_factory=dict)


def open_questions(facts: Facts) -> tuple[Question, ...]:
    """Return the questions that nobody has answered: first those that keep the system from going live, then by turn."""
    return in_turn(question for question in facts.questions.values() if question.id not in facts.answers)


def in_turn(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return questions in the order in which they are asked."""
    return tuple(sorted(questions, key=lambda question: (not question.before_live, question.order)))
