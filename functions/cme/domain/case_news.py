"""What is new of cases besides what entries say: proposed, seen again, decided on the Desk, told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cme.domain.case_desk import at_desk
from cme.domain.case_events import Did, Event
from cme.domain.case_triggers import MACHINE, came_back, proposals
from cme.domain.cases import Case
from cme.domain.desk_answers import Answer
from cme.domain.figures import Figures
from cme.domain.model import Approval, Facts, Message, Obligation, Problem, State
from cme.domain.recipients import INNOV8


@dataclass(frozen=True, slots=True)
class Happened:
    """All events that are known, those that are new, and the cases that the Desk has no line for."""

    known: tuple[Event, ...] = ()
    news: tuple[Event, ...] = ()
    to_assess: tuple[Case, ...] = ()
    problems: tuple[Problem, ...] = ()


def happened(facts: Facts, answers: Sequence[Answer], now: datetime, figures: Figures) -> Happened:
    """Return what is new of cases: first who was seen again, then what is proposed, then what the Desk decided."""
    news: list[Event] = []
    for found in (came_back(facts), proposals(facts, now, figures)):
        news += found
        facts = replace(facts, events=(*facts.events, *found))
    desk = at_desk(facts.events, answers, facts.staff, now)
    news += desk.events
    return Happened((*facts.events, *desk.events), tuple(news), desk.unasked, desk.problems)


def told(
    messages: Iterable[tuple[Message, Sequence[Obligation]]], approved: Mapping[str, Approval], now: datetime
) -> list[Event]:
    """Return what cases told others by these messages, so that it is known however old the ledger's rows are."""
    return [
        Event(
            pupil=owed.pupil,
            did=Did.TOLD,
            at=now,
            recorded_at=now,
            words=f"{owed.organisation} ({owed.to.value}), {owed.reason}",
            evidence=f"message {message.id}" + _approved(owed, approved),
            by=MACHINE,
            source=owed.key,
        )
        for message, obligations in messages
        if message.state is State.CLAIMED and message.organisation != INNOV8
        for owed in obligations
        if owed.basis.startswith("case ")
    ]


def _approved(owed: Obligation, approved: Mapping[str, Approval]) -> str:
    return f", approved by {approved[owed.key].by}" if owed.key in approved else ""
