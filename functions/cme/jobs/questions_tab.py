"""Writes the tab Questions: what the policy leaves open, the default in force, and what was answered by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cme.domain.answers import Recorded, otherwise
from cme.domain.figures import Figures
from cme.domain.questions import Question, in_turn
from cme.edges.ledger import Cell
from cme.edges.schema import tab
from cme.edges.sheets import Snapshot
from cme.jobs.board import whole
from cme.jobs.gather import Gathered
from cme.policy import load_figures

SLUG, HEIGHT = "questions", 100
"""The tab, and so many rows are written, so that no line of an older version stays behind."""


def questions_tab(questions: Mapping[str, Question], known: Recorded, policy: Figures) -> dict[str, Any]:
    """Return the request that rewrites the tab whole: the questions by their turn, each with its answer if any."""
    decided = otherwise(known.values, policy)
    rows: list[tuple[Cell, ...]] = []
    for question in in_turn(questions.values()):
        answer = known.answers.get(question.id)
        now = [f"{name}: {one.words}" for name, one in decided.items() if one.question == question.id]
        default = "\n".join([question.default, *now])
        said = (answer.words, answer.by, answer.on) if answer else ("", "", None)
        rows.append((question.id, question.clause, question.unclear, default, *said))
    shape = (tab(SLUG).header_row + 1, HEIGHT, len(tab(SLUG).headers))
    return whole(tab(SLUG).sheet_id, shape, rows, "userEnteredValue,userEnteredFormat.numberFormat")


def wanted_questions(gathered: Gathered, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return what makes the tab good at night; nothing where nobody can say what was answered."""
    if "changes" in snapshot.unfit:
        return []
    return [questions_tab(gathered.facts.questions, gathered.recorded, load_figures())]
