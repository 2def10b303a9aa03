"""The restricted part of one child's evidence: its flags as they were known then, and each change of them. Pure.

They are given here by the command that makes the evidence, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple

from cme.domain.clocks import instant, time_and_date
from cme.domain.evidence import NOBODY, NOT_HELD, Record, about_table
from cme.domain.model import Pupil
from cme.domain.oversight import Span
from cme.domain.pack import Field, known, plain, stamp
from cme.domain.paper import Paper, Table

CAUTION = "For the review and children's social care alone. It says what was known then, and nothing that came later."
CAUTION += " Delete the file when it is handed on."
FLAGS, FLAGS_WIDTHS = ("Known since", "What is asked", "The answer then", "The answer before"), (4.2, 5.4, 3.8, 3.6)


@dataclass(frozen=True, slots=True)
class Flags:
    """What the tab Safeguarding said of one child from an instant on: each heading with its answer."""

    since: datetime
    answers: tuple[tuple[str, str], ...] = field(repr=False)


class _Answer(NamedTuple):
    since: datetime
    heading: str
    now: str
    before: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        return stamp(self.since), plain(self.heading), known(self.now), self.before


def flags_paper(record: Record, pupil: Pupil, span: Span, held: Sequence[Flags]) -> Paper:
    """Return what was known of a child when some days began, and what came to be known otherwise until they ended."""
    fields = (
        Field("innov8's reference", pupil.code),
        Field("Days", f"{span.since:%d/%m/%Y} to {span.until:%d/%m/%Y}"),
        Field("How far back it reaches", _reaches(record, span)),
    )
    rows = tuple(answer.row for answer in _in_days(_answers(held), span))
    tables = (about_table(fields), Table("Flags as they were known then", FLAGS, rows, FLAGS_WIDTHS))
    title, about_whom = f"Evidence about {pupil.code}, restricted part", f"Pupil {pupil.code}"
    ours, name = record.facts.settings.organisation, f"evidence-{pupil.code}-restricted"
    return Paper(title, about_whom, record.now, ours, CAUTION, name, tables)


def _reaches(record: Record, span: Span) -> str:
    began = record.known.began if record.known else None
    if began is None:
        return NOT_HELD
    if began <= instant(span.since, time()):
        return "to the first of these days"
    return f"to {time_and_date(began)}: what was known sooner {NOBODY}"


def _answers(held: Iterable[Flags]) -> Iterator[_Answer]:
    """Yield each answer from when on it stood there, in that order; one that is empty was not known."""
    last: dict[str, str] = {}
    for flags in held:
        for heading, answer in flags.answers:
            if heading not in last:
                yield _Answer(flags.since, heading, answer)
            elif last[heading] != answer:
                yield _Answer(flags.since, heading, answer, known(last[heading]))
            last[heading] = answer


def _in_days(answers: Iterable[_Answer], span: Span) -> tuple[_Answer, ...]:
    """Return of each heading what was known when the days began, or first, and then what came to be known in them."""
    begins, ends = instant(span.since, time()), instant(span.until + timedelta(days=1), time())
    at_first: dict[str, _Answer] = {}
    later: list[_Answer] = []
    for answer in answers:
        if answer.since <= begins or answer.heading not in at_first:
            at_first[answer.heading] = answer
        elif answer.since < ends:
            later.append(answer)
    return (*at_first.values(), *later)
