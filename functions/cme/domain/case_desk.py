"""A proposed case on the Desk: what is asked there, and what the DSL's decision there makes of it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cme.domain.case_events import Did, Event
from cme.domain.case_steps import Step
from cme.domain.cases import Case, fold
from cme.domain.desk_answers import UNDECIDED, Answer
from cme.domain.model import Problem, Severity, Staff
from cme.domain.signed import signed_by

DECISIONS = {
    "absent": Did.ABSENT,
    "missing": Did.MISSING,
    "cme suspected": Did.SUSPECTED,
    "no case": Did.NO_CASE,
}
"""What may be chosen under Decision for a case, and what it says."""
THE_DESK = "the Desk"
"""By whom a decision is under which nobody wrote a code: whoever may open the workbook."""
ASKED = (
    "Decide: absent (the school is asked to look into it), missing, CME suspected, or no case. Write why under Note, "
    "and your staff code."
)


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What the Desk says of proposed cases: decisions that count, cases it has no line for, and what is wrong."""

    events: tuple[Event, ...] = ()
    unasked: tuple[Case, ...] = ()
    problems: tuple[Problem, ...] = ()


def digest_of(case: Case) -> str:
    """Return what ties a line of the Desk to a case."""
    return hashlib.sha256(case.id.encode()).hexdigest()[:12]


def at_desk(events: Sequence[Event], answers: Sequence[Answer], staff: Mapping[str, Staff], now: datetime) -> AtDesk:
    """Return what was decided on the Desk of cases that are still to be assessed."""
    asked: dict[str, list[Answer]] = {}
    for answer in answers:
        asked.setdefault(answer.digest, []).append(answer)
    news, unasked, problems = [], [], []
    for case in fold(events):
        if case.step is not Step.PROPOSED:
            continue
        lines = asked.get(digest_of(case))
        if lines is None:
            unasked.append(case)
        for answer in lines or ():
            if answer.word in UNDECIDED:
                continue
            event = _event(case, DECISIONS.get(answer.word), answer, staff, now)
            if event is None or not event.is_whole:
                problems.append(_wrong(case, answer, event))
            else:
                news.append(event)
                break
    return AtDesk(tuple(news), tuple(unasked), tuple(problems))


def _event(case: Case, did: Did | None, answer: Answer, staff: Mapping[str, Staff], now: datetime) -> Event | None:
    if did is None:
        return None
    by = next(iter(signed_by(answer.note, staff)), THE_DESK)
    return Event(case.pupil, did, now, now, reason=answer.note, by=by, source=f"desk {answer.digest}")


def _wrong(case: Case, answer: Answer, event: Event | None) -> Problem:
    what = f"“{answer.decision[:60]}” is no answer to whether there is a case, so it still waits."
    mend = "Choose absent, missing, CME suspected or no case."
    if event is not None:
        what, mend = "“no case” says not why, so it still waits.", "Write the reason under Note."
    return Problem("DESK-4", Severity.ERROR, f"Desk {thing(case)}: {case.pupil}", what, mend)


def thing(case: Case) -> str:
    """Return the short number by which the Desk calls a case."""
    return f"K-{digest_of(case)[:4].upper()}"
