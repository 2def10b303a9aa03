"""OPS-10: a message went to the wrong people: they are asked to delete it, and it is decided in time who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from cme.domain.breach_words import WENT_WRONG
from cme.domain.breaches import BREACH_CALL, CLAUSE, CODE, LETTER, SENT_IN_ERROR, Breach, breaches
from cme.domain.case_reminders import NOT_SOONER, REMINDED, REMINDS, set_times, somebody_else, team
from cme.domain.clocks import dated, day_of, hhmm, instant
from cme.domain.model import Facts, Obligation, Role
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.sent_on import is_lost

WARNING = "breach_warning"
THE_CHAIR = "the chair of trustees"
"""Who decides where Settings names nobody."""


@rule(CODE, clause=CLAUSE, figures=(WARNING, *REMINDS))
def went_to_the_wrong_people(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A message went to the wrong people: they are asked to delete it, and our DSL to have it decided in time."""
    for breach in breaches(facts):
        yield from _letter(facts, moment, breach)
        if breach.to_decide:
            yield from _begins(facts, moment, breach)
            yield from _reminds(facts, moment, breach)


def _letter(facts: Facts, moment: Moment, breach: Breach) -> Iterator[Obligation]:
    """Yield the letter to exactly the address that got the message, once; what came back was read by nobody."""
    said = next((word for word in breach.words if word.heard in WENT_WRONG), None)
    if said is None or breach.is_withdrawn or day_of(said.recorded_at) != moment.day:
        return
    message = facts.messages.get(said.message)
    if message is None or is_lost(message):
        return
    yield Obligation(
        rule=CODE,
        day=moment.day,
        organisation=said.organisation,
        notice=SENT_IN_ERROR,
        # No role of anybody's: the address is that of the message.
        to=Role.DSL,
        due=said.recorded_at,
        reason=f"The message with the reference {said.reference} {said.heard.value}: please delete it.",
        clause=CLAUSE,
        step=f"{LETTER}{said.message}",
        basis=f"breach {breach.id}",
        urgent=True,
    )


def _begins(facts: Facts, moment: Moment, breach: Breach) -> Iterator[Obligation]:
    """Yield the first word of it to whoever of the DSL team has not said it."""
    if day_of(breach.first.recorded_at) == moment.day:
        person = somebody_else(facts, moment.day, {breach.first.by})
        yield replace(_call(facts, moment, breach, breach.first.recorded_at), person=person)


def _reminds(facts: Facts, moment: Moment, breach: Breach) -> Iterator[Obligation]:
    times = [*set_times(facts, moment.day, moment.figures), *_of_the_clock(breach, moment)]
    later = sorted({at for at in times if at - breach.first.recorded_at >= NOT_SOONER})
    midnight = instant(moment.day + timedelta(days=1), time())
    for at, lapses in zip(later, [*later[1:], midnight], strict=False):
        for turn, person in enumerate(team(facts, moment.day)[:REMINDED], 1):
            # By turn, not by name: who comes on duty meanwhile is no third person to remind.
            owed = _call(facts, moment, breach, at, f"{hhmm(at)} {turn}")
            yield replace(owed, person=person.code, lapses_at=lapses)


def _of_the_clock(breach: Breach, moment: Moment) -> list[datetime]:
    """Return when the hours themselves remind, whoever is here that day: some time before their end, and at it."""
    warning = timedelta(hours=moment.figures.value(WARNING, moment.day))
    return [at for at in (breach.deadline - warning, breach.deadline) if day_of(at) == moment.day]


def _call(facts: Facts, moment: Moment, breach: Breach, due: datetime, turn: str = "") -> Obligation:
    return Obligation(
        rule=CODE,
        day=moment.day,
        organisation=INNOV8,
        notice=BREACH_CALL,
        to=INNOV8_DSL,
        due=due,
        reason=f"{what_is_asked(facts, breach)} {_by(breach, due)}",
        clause=CLAUSE,
        step=" ".join(part for part in (breach.id, turn) if part),
        basis=f"breach {breach.id}",
    )


def what_is_asked(facts: Facts, breach: Breach) -> str:
    """Return what a breach asks of our DSL now, in one or two sentences that name nobody."""
    if breach.said is None:
        return "A message is said to have gone to the wrong people, and no letter has gone: say which message it was."
    decides = facts.settings.breach_decides or THE_CHAIR
    return f"A message went to the wrong people. {decides[:1].upper()}{decides[1:]} decides whether the ICO is told."


def _by(breach: Breach, at: datetime) -> str:
    """Return until when it is to be decided, or that this is over."""
    until = f"{hhmm(breach.deadline)} on {dated(breach.deadline)}"
    if at < breach.deadline:
        return f"To be decided and written down by {until}."
    return f"The 72 hours were over at {until}: whoever tells the ICO now has to say why so late."
