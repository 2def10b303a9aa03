"""The tab Breaches: what was said of messages that went to the wrong people, one row a word, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cme.domain.breach_words import Heard, Word
from cme.domain.model import Problem
from cme.edges.ledger import Cell
from cme.edges.ledger_read import Columns, misfit


def read_words(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Word, ...]:
    """Return the words; a row that does not fit is a problem, never a guess."""
    found = []
    for row in rows:
        if not any(cell not in ("", None) for cell in row):
            continue
        try:
            found.append(_word(Columns(row)))
        except ValueError:
            misfit(problems, "breaches", row)
    return tuple(found)


def _word(c: Columns) -> Word:
    return Word(
        breach=c.text(0),
        heard=Heard(c.text(1)),
        at=c.need(2),
        by=c.text(3),
        reference=c.text(4),
        notice=c.text(5),
        sent_at=c.instant(6),
        organisation=c.text(7),
        to=c.text(8),
        pupils=tuple(c.text(9).split()),
        words=c.text(10),
        decided_by=c.text(11),
        recorded_at=c.need(12),
        message=c.text(13),
        source=c.text(14),
        revision=c.number(15),
    )


def word_row(word: Word, revision: int) -> tuple[Cell, ...]:
    """Return a word as a row."""
    return (
        word.breach,
        word.heard.value,
        word.at,
        word.by,
        word.reference,
        word.notice,
        word.sent_at,
        word.organisation,
        word.to,
        " ".join(word.pupils),
        word.words,
        word.decided_by,
        word.recorded_at,
        word.message,
        word.source,
        revision,
    )
