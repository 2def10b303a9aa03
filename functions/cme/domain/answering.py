"""Questions on the Desk: which are asked now, and what comes of the decisions on their lines. Pure.

A decision counts with the staff code of somebody in the DSL team, and for exactly the text that was known. What counts
is written into Changes, and in force from the next run on; what does not is said, and the default stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cme.domain.answer_notes import Line, Wrong, values_of, who_of
from cme.domain.answers import ANSWER, Recorded, bare, cell_of, digest_of, in_force, own_figures, recorded
from cme.domain.changes import Change
from cme.domain.clocks import day_of
from cme.domain.desk_answers import UNDECIDED
from cme.domain.figures import Figures
from cme.domain.model import Problem, Severity, Staff
from cme.domain.questions import Question, of_the_week

NOBODY = (
    "It was answered, but Note holds the code of nobody in the DSL team, so it does not count yet.",
    "Write under Note the code that you have on the Staff tab.",
)
OLD = (
    "The answer stands on a line that asked otherwise than the question does now, so it does not count.",
    "Answer the newer line of this question; then this one may go.",
)
TWO = ("Two lines ask this, and their answers differ, so neither counts.", "Delete the line that is not meant.")


@dataclass(frozen=True, slots=True)
class Asking:
    """What the Desk's questions come to: what is to be written down, which are to be asked, and what is wrong."""

    news: tuple[Change, ...] = ()
    unasked: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    after: Recorded = field(default_factory=Recorded)
    """What was answered, with the news."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an answer is judged by, and when; `revision` is the one under which it will be written down."""

    policy: Figures
    recorded: Recorded
    staff: Mapping[str, Staff]
    at: datetime
    revision: int

    @property
    def day(self) -> date:
        """The day of the answers."""
        return day_of(self.at)


def asking(lines: Iterable[Line], questions: Mapping[str, Question], known: Known) -> Asking:
    """Return what the lines of the Desk mean beside what was answered."""
    digests = {id_: digest_of(question, known.policy) for id_, question in questions.items()}
    typed: dict[str, list[Line]] = {}
    for line in lines:
        if line.question in questions:
            typed.setdefault(line.question, []).append(line)
    news: list[Change] = []
    problems: list[Problem] = []
    for id_, found in typed.items():
        changes, wrong = _judged(found, questions[id_], digests[id_], known)
        news += changes
        problems += [Problem("DESK-4", Severity.ERROR, f"Desk {id_}", *what) for what in wrong]
    there = {(line.question, line.digest) for found in typed.values() for line in found}
    answers = known.recorded.answers
    week = of_the_week(questions.values(), answers, known.day)
    unasked = [q for q in week if q.id not in answers and (q.id, digests[q.id]) not in there]
    dated = [replace(change, seen_at=known.at) for change in news]
    after = recorded([*known.recorded.rows, *dated], questions, known.policy) if news else known.recorded
    return Asking(tuple(news), tuple(unasked), tuple(problems), after)


def _judged(
    lines: Sequence[Line], question: Question, digest: str, known: Known
) -> tuple[list[Change], Sequence[Wrong]]:
    """Return what is to be written down of one question's lines, and what is wrong with them."""
    decided = {line.basis: line for line in lines if line.word not in UNDECIDED}
    current = [line for line in decided.values() if line.digest == digest]
    if not current:
        return [], [OLD] if decided and question.id not in known.recorded.answers else []
    if len(current) > 1:
        return [], [TWO]
    (line,) = current
    if line.basis == known.recorded.last.get(question.id):
        return [], []
    values, wrong = values_of(line, question, known.policy)
    by = "" if wrong else who_of(line, known.staff)
    if not by:
        return [], wrong or [NOBODY]
    return _rows(line, by, values, question, known), []


def _rows(line: Line, by: str, values: Mapping[str, float], question: Question, known: Known) -> list[Change]:
    """Return an answer as rows of Changes: its words, and each figure that it sets, or gives back to the policy."""
    rows = [(ANSWER, line.basis, line.words)]
    figures = in_force(known.policy, known.recorded.values)
    for figure in own_figures(question, known.policy):
        before, own = figures.value(figure.name, known.day), figure.on(known.day).value
        after = values.get(figure.name, own)
        if after != before:
            rows.append((figure.name, bare(figure, before), bare(figure, after)))
    return [
        Change(cell_of(question.id, column), before, after, by, None, known.revision) for column, before, after in rows
    ]
