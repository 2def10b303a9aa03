"""Plays days in the pure core: what is owed at each minute at which that can change, and what people say to it.

Nothing is sent and nothing is read, so a half term takes seconds. What the ledger holds is what the system itself
would have written down; who answers is for whoever plays (`People`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from cme.domain.case_news import happened
from cme.domain.clocks import day_of, instant
from cme.domain.decide import FARTHEST_BACK, decide
from cme.domain.figures import Figures
from cme.domain.model import Decision, Facts, Message, Observation, Owing, State
from cme.domain.notices import Letter
from cme.domain.patterns import find
from cme.domain.weekly import digest_at
from sandbox.days.case_desk import CaseDesk
from sandbox.example.letters import letters_of

MINUTE = timedelta(minutes=1)
"""The run is called once a minute, and sees what has reached it by then."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as it went out."""

    id: str
    at: datetime
    letter: Letter


class People(Protocol):
    """Everybody who says something on the days that are played."""

    def say(self, now: datetime) -> Sequence[Observation]:
        """Return what reaches us by an instant and was not returned before."""

    def next_at(self) -> datetime | None:
        """Return when something reaches us next, if nobody is told anything more."""

    def told(self, sent: Sent) -> tuple[State, str]:
        """Take in a message; return how it stands from then on, and the words that belong to that."""


def play(
    facts: Facts,
    people: People,
    since: datetime,
    until: datetime,
    figures: Figures,
    back: int = FARTHEST_BACK,
    desk: CaseDesk | None = None,
) -> list[Sent]:
    """Return every message that would have gone out from one instant until before another, in that order.

    Of days that are more than `back` days past nothing is asked. Where the runs never fail a few are enough. Without
    somebody at the `desk` nobody decides a case.
    """
    found: list[Sent] = []
    every: list[Observation] = list(facts.observations)
    now = since
    while now < until:
        heard = people.say(now)
        every += heard
        facts = replace(facts, observations=(*facts.observations, *heard))
        facts = _without_the_old(facts, day_of(now) - timedelta(days=back))
        facts = _after_the_night(facts, every, now, figures)
        facts = replace(facts, events=happened(facts, (), now, figures).known)
        decision = decide(facts, now, figures)
        letters = letters_of(decision, facts, now)
        sent = [Sent(f"{now:%m%d-%H%M}-{number}", now, letter) for number, letter in enumerate(letters)]
        found += sent
        facts = _recorded(facts, decision, sent, people, now)
        decided = desk.says(decision.asks, now) if desk else []
        facts = replace(facts, events=(*facts.events, *decided)) if decided else facts
        # What was sent can bring more with it: a page falls due again, a program answers.
        at_desk = desk.next_at(decision.asks, now) if desk else None
        times = (people.next_at(), decision.next_at, at_desk, now + MINUTE if sent or decided else None)
        following = min((at for at in times if at is not None), default=until)
        now = max(now + MINUTE, following.replace(second=0, microsecond=0))
    if desk:
        desk.known = facts.events
    return found


def message_of(one: Sent, state: State = State.SENT, detail: str = "") -> Message:
    """Return a message as the ledger knows it once it is sent."""
    letter = one.letter
    return Message(
        one.id,
        state,
        one.at,
        letter.notice,
        letter.organisation,
        letter.to.email,
        letter.day,
        subject=letter.subject,
        detail=detail,
    )


def _after_the_night(facts: Facts, every: Sequence[Observation], now: datetime, figures: Figures) -> Facts:
    """Return the facts, at the first minute of a day with a digest, with the patterns that the night before finds."""
    day = day_of(now)
    if now != instant(day, time()) or digest_at(facts, day) is None:
        return facts
    return replace(facts, findings=find(replace(facts, observations=tuple(every)), now, figures))


def _recorded(facts: Facts, decision: Decision, sent: Sequence[Sent], people: People, now: datetime) -> Facts:
    """Return the facts after a run has written down what it sent, how that stands, and what was overtaken."""
    ledger, messages = dict(facts.ledger), dict(facts.messages)
    for one in sent:
        messages[one.id] = message_of(one, *people.told(one))
        ledger |= {owed.key: Owing.of(owed, one.id, now) for owed in one.letter.obligations}
    ledger |= {owed.key: Owing.of(owed, "", now) for owed, _ in decision.overtaken}
    return replace(facts, ledger=ledger, messages=messages)


def _without_the_old(facts: Facts, first: date) -> Facts:
    """Leave out what is older than a day, as if the system were in use since then."""
    begins, live_from = instant(first, time()), facts.settings.live_from
    if live_from is not None and live_from >= begins:
        return facts
    rows = {key: row for key, row in facts.ledger.items() if row.day >= first}
    messages = {name: message for name, message in facts.messages.items() if message.day >= first}
    said = tuple(o for o in facts.observations if o.day >= first)
    settings = replace(facts.settings, live_from=begins)
    return replace(facts, settings=settings, observations=said, ledger=rows, messages=messages)
