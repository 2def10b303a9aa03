"""Asks the rules again, instant by instant of a span of days, what was owed, by what had been said by then.

What had gone before the first day stands. From then on the ledger holds what the rehearsal itself owed, each message
under the name of the one that really paid the same, so that what follows from it can be compared as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cme.domain.as_known import with_known
from cme.domain.clocks import day_of, instant
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.model import Approval, Decision, Did, Event, Facts, Message, Mode, Observation, Owing, State
from cme.domain.notices import Letter
from cme.domain.patterns import find
from cme.domain.recipients import AUDIENCES
from cme.domain.said import NO_SIGHT
from cme.domain.weekly import digest_at
from sandbox.days.player import MINUTE, Sent, message_of
from sandbox.example.letters import letters_of
from sandbox.rehearsal.history import History, sent_by

KEPT = timedelta(days=35)
"""What a run sees of the past (docs/decisions/0038)."""


def replay(
    history: History, since: date, until: date, progress: Callable[[date], None] = lambda _: None
) -> Iterator[Sent]:
    """Yield what would have gone on the days from one to another, both among them, in that order."""
    past, asking = _Past(history, since), _Asking(history.figures)
    facts, now, end = past.before(), instant(since, time()), instant(until + timedelta(days=1), time())
    day: date | None = None
    while now < end:
        if day_of(now) != day:
            day = day_of(now)
            progress(day)
            facts = past.new_day(facts, now, history.figures)
        before, facts = facts, past.heard(facts, now)
        asking.heed(before, facts, day)
        decision = asking.decide(facts, now)
        sent = [
            Sent(past.name(letter, f"{now:%Y%m%d-%H%M}-{number}"), now, letter)
            for number, letter in enumerate(letters_of(decision, facts, now))
        ]
        yield from sent
        if sent or decision.overtaken:
            rows = {owed.key: Owing.of(owed, "", now) for owed, _ in decision.overtaken}
            rows |= {owed.key: Owing.of(owed, one.id, now) for one in sent for owed in one.letter.obligations}
            messages = {one.id: past.stands(one) for one in sent}
            before, facts = (
                facts,
                replace(facts, ledger={**facts.ledger, **rows}, messages={**facts.messages, **messages}),
            )
            asking.heed(before, facts, day)
        times = [at for at in (past.next_at(now), decision.next_at, now + MINUTE if sent else None) if at is not None]
        now = max(now + MINUTE, _run_after(min(times, default=end)))


class _Asking:
    """Asks of the days past only when they can have changed.

    That is on each new day, when something falls due of them, and when anything is said or sent that may be about them.
    What is seen in a session of today is about today.
    """

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.again: datetime | None = None

    def stir(self) -> None:
        """Let the next look be at all days."""
        self.again = None

    def heed(self, before: Facts, facts: Facts, day: date) -> None:
        """Let the next look be at all days where something that is new may be about another day."""
        if facts.observations is not before.observations:
            new = facts.observations[len(before.observations) :]
            if any(said.day != day or not said.session or said.saw in NO_SIGHT for said in new):
                self.stir()
        of_cases = facts.events is not before.events or facts.approved is not before.approved
        if of_cases or facts.pupils is not before.pupils:
            # A case has no day, nor has what the DSL typed.
            self.stir()
        if facts.messages is not before.messages:
            known, rows = before.messages, before.ledger
            answered = any(known.get(name, message) is not message for name, message in facts.messages.items())
            if answered or any(row.day != day for key, row in facts.ledger.items() if key not in rows):
                self.stir()

    def decide(self, facts: Facts, now: datetime) -> Decision:
        """Return what is owed, and when to ask again of whichever day."""
        if self.again is None or now >= self.again:
            found = decide(facts, now, self.figures)
            tomorrow = instant(day_of(now) + timedelta(days=1), time())
            self.again = min([tomorrow, *(o.due for o in found.forecast if o.day != day_of(now))])
            return found
        found = decide(facts, now, self.figures, only_today=True)
        return replace(found, next_at=min(self.again, found.next_at or self.again))


def _run_after(at: datetime) -> datetime:
    """The run is called once a minute, and what reaches us within one is seen by the next."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE


def _let_out(history: History) -> dict[str, datetime]:
    """Return when somebody really approved what must be approved; a rehearsal approves it then, and nothing else."""
    return {
        key: row.decided_at for key, (row, message) in sent_by(history).items() if AUDIENCES[message.notice].prepared
    }


class _Past:
    """A history by time: what had been said by an instant, and what had become of each message."""

    def __init__(self, history: History, since: date) -> None:
        facts, begins = history.facts, instant(since, time())
        self.facts = facts
        self.said = sorted(facts.observations, key=lambda said: said.recorded_at)
        self.sent = sent_by(history)
        events = (event for event in facts.events if event.recorded_at < begins or not self._tells_itself(event))
        self.events = sorted(events, key=lambda event: event.recorded_at)
        self.happened = sum(event.recorded_at < begins for event in self.events)
        self.let_out = _let_out(history)
        self.answered: list[tuple[datetime, str, State, str]] = []
        self.known = sum(said.recorded_at < begins for said in self.said)
        self.named: set[str] = set()
        self.history, self.begins = history, begins
        self.people = history.known.at(begins) if history.known else facts

    def _tells_itself(self, event: Event) -> bool:
        """Return whether an event says that something was told which the rehearsal owes and tells by itself."""
        return event.did is Did.TOLD and event.source in self.sent

    def before(self) -> Facts:
        """Return the facts as a first run on a day finds them: live since then, not paused, and nothing on hold."""
        ledger = {key: row for key, row in self.facts.ledger.items() if row.decided_at < self.begins}
        names = {row.message for row in ledger.values()}
        messages = {name: message for name, message in self.facts.messages.items() if name in names}
        said = tuple(self.said[: self.known])
        events = tuple(self.events[: self.happened])
        # What went to the wrong people was a message of that time, and is not rehearsed.
        facts = replace(self.facts, observations=said, events=events, findings=(), breach_words=())
        return self._live(replace(facts, ledger=ledger, messages=messages))

    def _live(self, facts: Facts) -> Facts:
        """Return the facts with the people that are known now, in a system that has been live all the time."""
        facts = with_known(facts, self.people)
        own = facts.settings
        live = replace(own, mode=Mode.LIVE, live_from=self.begins, paused_from=None, paused_until=None, hold=())
        return replace(facts, settings=live)

    def new_day(self, facts: Facts, now: datetime, figures: Figures) -> Facts:
        """Return the facts without what is too old to be seen, with the answers given and the patterns found by now."""
        first, day = day_of(now - KEPT), day_of(now)
        facts = replace(
            facts,
            observations=tuple(said for said in facts.observations if said.day >= first),
            ledger={key: row for key, row in facts.ledger.items() if row.day >= first},
            messages={name: message for name, message in facts.messages.items() if message.day >= first},
            answers={id_: answer for id_, answer in self.facts.answers.items() if answer.on <= day},
        )
        if digest_at(facts, day) is None:
            return facts
        every = replace(facts, observations=tuple(self.said[: self.known]))
        return replace(facts, findings=find(every, now, figures))

    def heard(self, facts: Facts, now: datetime) -> Facts:
        """Return the facts with what has reached us since; the same where nothing has."""
        new: list[Observation] = []
        while self.known < len(self.said) and self.said[self.known].recorded_at <= now:
            new.append(self.said[self.known])
            self.known += 1
        if new:
            facts = replace(facts, observations=(*facts.observations, *new))
        happened = sum(event.recorded_at <= now for event in self.events)
        if happened > self.happened:
            self.happened = happened
            facts = replace(facts, events=tuple(self.events[:happened]))
        if self.history.known and (people := self.history.known.at(now)) is not self.people:
            self.people = people
            facts = self._live(facts)
        approved = {key: Approval("", "as it was") for key, at in self.let_out.items() if at <= now}
        if len(approved) != len(facts.approved):
            facts = replace(facts, approved=approved)
        ready = [one for one in self.answered if one[0] <= now]
        if ready:
            self.answered = [one for one in self.answered if one[0] > now]
            changed = {name: replace(facts.messages[name], state=s, at=at, detail=d) for at, name, s, d in ready}
            facts = replace(facts, messages={**facts.messages, **changed})
        return facts

    def next_at(self, now: datetime) -> datetime | None:
        """Return when something reaches us next."""
        said = [self.said[self.known].recorded_at] if self.known < len(self.said) else []
        events = (event.recorded_at for event in self.events[self.happened :])
        people = self.history.known.next_after(now) if self.history.known else None
        approved = (at for at in self.let_out.values() if at > now)
        times = [*said, *events, *approved, *(at for at, *_ in self.answered), *([people] if people else [])]
        return min(times, default=None)

    def name(self, letter: Letter, usual: str) -> str:
        """Return the name of the message that really paid what a letter pays, each but once; or one of its own."""
        for owed in letter.obligations:
            if owed.key in self.sent and (name := self.sent[owed.key][1].id) not in self.named:
                self.named.add(name)
                return name
        return usual

    def stands(self, one: Sent) -> Message:
        """Return how a message stands once it is sent: what became of the real one comes to it in its time."""
        real = self.facts.messages.get(one.id)
        if real is None or real.state not in (State.ANSWERED, State.BOUNCED):
            return message_of(one)
        if real.at <= one.at:
            return message_of(one, real.state, real.detail)
        self.answered.append((real.at, one.id, real.state, real.detail))
        return message_of(one)
