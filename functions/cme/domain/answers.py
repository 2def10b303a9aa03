"""What was answered, as the rows of Changes have it, and the figures with the answers in force. Pure.

An answer is a row of the tab Questions: under “answer” its words, and under each figure that it sets the new value. It
stands for the text that was asked. Where a later version asks otherwise the question is open again; a number that was
decided stays in force until another is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cme.domain.changes import Cell, Change
from cme.domain.clocks import day_of
from cme.domain.figures import CLOCK, Dated, Figure, Figures
from cme.domain.questions import Answer, Decided, Question

TAB, ANSWER = "Questions", "answer"
"""Under which tab and which heading Changes holds an answer."""
WITHDRAW = "withdraw"
WHOLE, TIME = re.compile(r"-?[0-9]{1,9}"), re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that an answer gave to a figure, from the day of the answer on."""

    figure: str
    question: str
    value: float
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """What Changes says of the questions: the answers that stand, what was typed last, and every value since.

    `last` is by question what the last answer was to, and how it read; `odd` are rows that say what no answer can.
    `rows` are all of them, so that what is answered now can be added.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    odd: tuple[Change, ...] = ()
    rows: tuple[Change, ...] = ()


def digest_of(question: Question, policy: Figures) -> str:
    """Return what ties an answer to what was asked: the question, and the default with the policy's own figures."""
    own = (
        f"{name} {dated.since} {dated.value:g}" for name in question.figures for dated in policy.by_name[name].values
    )
    said = (question.id, question.unclear, question.default, question.would_change, *own)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:12]


def own_figures(question: Question, policy: Figures) -> tuple[Figure, ...]:
    """Return the figures that an answer to a question sets: of two questions about one number, one decides it."""
    found = (policy.by_name[name] for name in question.figures)
    return tuple(figure for figure in found if figure.question == question.id)


def read_value(figure: Figure, text: str) -> tuple[float, str]:
    """Return the value that a person typed for a figure, and what is wrong with it, if anything is."""
    typed = text.strip()
    if figure.unit == CLOCK:
        time = TIME.fullmatch(typed)
        if time is None or int(time[1]) > 23 or int(time[2]) > 59:
            return 0, f"“{typed[:20]}” is no time of day, such as {figure.shown(figure.values[-1].value)}"
        value = int(time[1]) * 60.0 + int(time[2])
    elif WHOLE.fullmatch(typed) is None:
        return 0, f"“{typed[:20]}” is no whole number"
    else:
        value = float(typed)
    if value < 0:
        return 0, f"{typed[:20]} is below zero"
    if not figure.least <= value <= figure.most:
        return 0, f"{typed[:20]} is not between {bare(figure, figure.least)} and {figure.shown(figure.most)}"
    return value, ""


def bare(figure: Figure, value: float) -> str:
    """Return a value without its unit, as it is typed: 10, 08:45."""
    return figure.shown(value) if figure.unit == CLOCK else f"{value:g}"


def recorded(changes: Iterable[Change], questions: Mapping[str, Question], policy: Figures) -> Recorded:
    """Return what the rows of Changes say of the questions that there are, in the order of their revisions."""
    answers: dict[str, Answer] = {}
    last: dict[str, str] = {}
    values: list[Value] = []
    odd: list[Change] = []
    ours = [c for c in changes if c.cell.tab == TAB and c.cell.row in questions and c.seen_at is not None]
    for change in sorted(ours, key=lambda change: change.revision):
        id_, column = change.cell.row, change.cell.column
        on = day_of(change.seen_at) if change.seen_at else date.min
        if column == ANSWER:
            last[id_] = change.before
            answers.pop(id_, None)
            is_current = change.before.startswith(digest_of(questions[id_], policy))
            if is_current and change.confirmed_by and not change.after.startswith(WITHDRAW):
                answers[id_] = Answer(id_, change.confirmed_by, on, change.after)
        elif figure := next((f for f in own_figures(questions[id_], policy) if f.name == column), None):
            value, wrong = read_value(figure, change.after)
            if wrong:
                odd.append(change)
            else:
                values.append(Value(column, id_, value, change.confirmed_by, on))
    return Recorded(answers, last, tuple(values), tuple(odd), tuple(ours))


def in_force(figures: Figures, values: Iterable[Value]) -> Figures:
    """Return the figures with the values that answers gave them, each since the day of its answer."""
    for value in values:
        source = f"{value.question}, answered by {value.by} on {value.on:%d/%m/%Y}"
        figures = figures.decided(value.figure, Dated(value.on, value.value, source))
    return figures


def otherwise(values: Iterable[Value], policy: Figures) -> dict[str, Decided]:
    """Return the figures that stand otherwise than the policy has them, with what each is instead."""
    found: dict[str, Decided] = {}
    for value in values:
        figure = policy.by_name[value.figure]
        own = figure.on(value.on)
        found.pop(value.figure, None)
        if value.value != own.value and own == figure.values[-1]:
            words = f"{figure.shown(value.value)} instead of {bare(figure, own.value)}"
            shown = bare(figure, value.value)
            found[value.figure] = Decided(value.figure, value.question, value.on, shown, words)
    return found


def cell_of(question: str, column: str) -> Cell:
    """Return the cell of Changes under which an answer, or a value that it sets, is kept."""
    return Cell(TAB, question, column)
