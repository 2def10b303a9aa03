"""The tab Desk: the machine adds lines, the DSL answers under Decision and Note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cme.domain.answer_notes import Line, full_text
from cme.domain.answers import digest_of
from cme.domain.approvals import Draft, asked_words
from cme.domain.approvals import Line as DraftLine
from cme.domain.case_desk import ASKED, thing
from cme.domain.case_desk import digest_of as case_digest
from cme.domain.cases import Case
from cme.domain.changes import DOMAINS, Unconfirmed
from cme.domain.clocks import day_of
from cme.domain.desk_answers import Answer
from cme.domain.figures import Figures
from cme.domain.questions import Question
from cme.edges.ledger import Cell
from cme.edges.ledger_read import Columns

SECOND, CASE, APPROVAL = "second confirmation", "case to assess", "approval"
THING, KIND, ABOUT, TEXT, DIGEST, DECISION, NOTE = 0, 2, 3, 5, 6, 8, 9
RING = "Not whoever typed it: somebody else in the DSL team. Ring them on the number from their own website, and ask."
ASK = "Not the person whose address it is: somebody else in the DSL team. Ask them in person."
ANSWER = "Choose confirm or withdraw under Decision, and write your staff code under Note."
QUESTION = "question"


def read_answers(rows: Iterable[Sequence[Any]], kind: str = SECOND) -> list[Answer]:
    """Return what was answered to each line of a kind, wherever it stands now."""
    lines = (Columns(row) for row in rows)
    return [
        Answer(line.text(DIGEST).strip(), line.text(DECISION), line.text(NOTE))
        for line in lines
        if line.text(KIND) == kind
    ]


def read_lines(rows: Iterable[Sequence[Any]]) -> list[Line]:
    """Return what was written on each line that asks a question of the policy, wherever it stands now."""
    lines = (Columns(row) for row in rows)
    return [
        Line(line.text(DIGEST).strip(), line.text(DECISION), line.text(NOTE), line.text(ABOUT).strip())
        for line in lines
        if line.text(KIND) == QUESTION
    ]


def read_drafts(rows: Iterable[Sequence[Any]]) -> list[DraftLine]:
    """Return what was written on each line that asks for the approval of a text, in the order of the lines."""
    lines = (Columns(row) for row in rows)
    return [
        DraftLine(line.text(DIGEST).strip(), line.text(DECISION), line.text(NOTE), line.text(THING), line.text(TEXT))
        for line in lines
        if line.text(KIND) == APPROVAL
    ]


def draft_row(draft: Draft, difference: str, at: datetime) -> tuple[Cell, ...]:
    """Return the line that asks for the approval of a text, and says what is different from an earlier one."""
    about = f"{draft.owed.pupil} to {draft.owed.organisation}"
    return draft.thing, at, APPROVAL, about, asked_words(difference), draft.shown, draft.digest


def question_row(question: Question, policy: Figures, figures: Figures, at: datetime) -> tuple[Cell, ...]:
    """Return the line that asks a question: what is open, what is in force, and how it is answered."""
    asked = f"{question.unclear} A decision would change: {question.would_change}"
    return (
        question.id,
        at,
        QUESTION,
        question.id,
        asked,
        full_text(question, figures, day_of(at)),
        digest_of(question, policy),
    )


def desk_row(waits: Unconfirmed, at: datetime) -> tuple[Cell, ...]:
    """Return the line that asks a second person about a value; what follows the digest is for people to fill."""
    none = "no domain, so that mail may go to any" if waits.cell.column == DOMAINS else "nothing"
    text = f"{waits.cell.tab} {waits.cell.name}, from: {waits.before or none}\nto: {waits.value or none}"
    asked = f"{ASK if waits.cell.tab == 'Staff' else RING} {ANSWER}"
    about = (SECOND, waits.cell.name, asked, text, waits.digest)
    return waits.thing, waits.since or at, *about


def case_row(case: Case) -> tuple[Cell, ...]:
    """Return the line that asks the DSL to assess a case that was proposed."""
    return thing(case), case.began, CASE, case.pupil, ASKED, case.opened.words, case_digest(case)
