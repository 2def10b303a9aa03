"""OPS-7: a notice that nobody has read goes on to the next contact of the same organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache

from cme.domain.by_day import messages_on, rows_of
from cme.domain.calendar import closed_there
from cme.domain.clocks import day_of, instant
from cme.domain.model import Facts, Message, Obligation, Owing, Role, State
from cme.domain.recipients import INNOV8, Recipient, next_role, recipient
from cme.domain.rulebook import RULES, Moment, rule
from cme.domain.sent_on import (
    SENT_ON,
    as_first_owed,
    first,
    first_key,
    is_automatic,
    is_lost,
    reached,
    step_of,
    unattended,
    went_on_to,
)
from cme.domain.states import MAY_HAVE_ARRIVED

NOT_DELIVERED = "not_delivered"
STAND_DOWN = "stand_down"
GOES_ROUND = frozenset({"page_again"})
"""What goes to the next person by itself, whether it was read or not (SAFE-2)."""
CAN_WAIT = frozenset({"attendance_report", "corrected_report", STAND_DOWN})
"""What need not be read on a day on which a school is closed; who was told of something is stood down all the same."""


@rule(SENT_ON, clause="5.2", asks_others=True)
def nobody_has_read_it(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A notice came back, or nobody is there to read it: it goes on to the next contact of the same organisation."""
    away = unattended(facts, moment.day)
    for message in messages_on(facts, moment.day):
        if message.notice in GOES_ROUND:
            continue
        if is_lost(message):
            yield from goes_on(facts, message, moment)
        elif message.state is State.SENT or message.state is State.ANSWERED:
            since = away.get(message.to.casefold()) or _closed_since(facts, message)
            unread = since is not None and (message.state is State.SENT or is_automatic(message))
            yield from _as_well(facts, message, moment, max(since, message.at) if since and unread else None)


def _closed_since(facts: Facts, message: Message) -> datetime | None:
    """Return since when nobody is at a school that is closed that day; None where it is open, or this can wait."""
    closed = closed_there(facts, facts.organisations.get(message.organisation), message.day)
    return instant(message.day, time()) if closed and message.notice not in CAN_WAIT else None


def goes_on(facts: Facts, message: Message, moment: Moment) -> Iterator[Obligation]:
    """Yield what is owed instead of a message that was lost: what helps no more, or is news of old, is not sent on."""
    if day_of(message.at) == moment.day:
        why = f"The notice “{message.notice}” to {message.organisation} did not reach its reader"
        yield from _on(facts, message, moment, message.at, why, _rows(facts, message))


def goes_on_to(facts: Facts, message: Message, moment: Moment) -> str:
    """Return the addresses to which a lost message goes on, or went on; empty where there is nobody."""
    gone = (sent.to for sent in went_on_to(facts, message))
    return ", ".join(dict.fromkeys([*gone, *(owed.person for owed in goes_on(facts, message, moment))]))


def _as_well(facts: Facts, message: Message, moment: Moment, unread: datetime | None) -> Iterator[Obligation]:
    """Yield what the next contact is told as well: what nobody read, and the end of what they were told."""
    rows = _rows(facts, message)
    if message.notice == STAND_DOWN:
        told = [row for row in rows if _heard_by_another(facts, row, message)]
        why = f"What “{message.notice}” to {message.organisation} answers had been sent on"
        yield from _on(facts, message, moment, message.at, why, told)
    elif unread is not None and day_of(unread) == moment.day:
        why = f"Only a program answered the notice “{message.notice}” to {message.organisation}"
        if closed := closed_there(facts, facts.organisations.get(message.organisation), message.day):
            there = f"nobody may be there to read “{message.notice}”"
            why = f"{message.organisation} is closed that day ({closed}), and {there}"
        yield from _on(facts, message, moment, unread, why, rows)


def _rows(facts: Facts, message: Message) -> tuple[Owing, ...]:
    return rows_of(facts, message.id)


def _heard_by_another(facts: Facts, row: Owing, message: Message) -> bool:
    """Return whether what a stand-down answers was sent on to an address that the stand-down did not go to."""
    known = facts.ledger.get(first_key(row), row)
    answered = known.basis.rpartition("answers ")[2]
    for on in _sent_on(facts).get(answered, ()):
        carrier = facts.messages.get(on.message)
        if carrier is None:
            continue
        if carrier.state in MAY_HAVE_ARRIVED and carrier.to.casefold() != message.to.casefold():
            return True
    return False


@lru_cache(maxsize=8)
def _sent_on(facts: Facts) -> Mapping[str, list[Owing]]:
    """Return the rows of what was sent on, by the key of what was owed first."""
    found: dict[str, list[Owing]] = {}
    for row in facts.ledger.values():
        if row.rule == SENT_ON:
            found.setdefault(first_key(row), []).append(row)
    return found


def _on(
    facts: Facts, message: Message, moment: Moment, known_at: datetime, why: str, rows: Iterable[Owing]
) -> Iterator[Obligation]:
    role = next_role(message, facts)
    if role is None:
        return
    asked: dict[str, Mapping[str, Obligation]] = {}
    for row in rows:
        owed = _still_owed(facts, message, row, moment, asked)
        if owed is None or owed.moot:
            continue
        on = replace(
            owed,
            rule=SENT_ON,
            step=step_of(message, row),
            to=role,
            person="",
            due=known_at,
            clause="5.2",
            reason=f"{why}, so it goes to the next contact there.",
        )
        to = recipient(on, facts)
        if isinstance(to, Recipient) and to.email.casefold() not in reached(facts, on):
            yield replace(on, person=to.email)


def _still_owed(
    facts: Facts, message: Message, row: Owing, moment: Moment, asked: dict[str, Mapping[str, Obligation]]
) -> Obligation | None:
    """Return what was owed first as its own rule sees it now; None where it is over, or the rule cannot say."""
    code, _ = first(row.rule, row.step)
    if code.startswith("OPS-"):
        return _of_the_mail_itself(facts, message, row)
    if code not in asked:
        asked[code] = _owes(code, facts, moment)
    return asked[code].get(first_key(row))


def _owes(code: str, facts: Facts, moment: Moment) -> Mapping[str, Obligation]:
    """Return what a rule says of the day, by key."""
    try:
        return {owed.key: owed for owed in RULES[code].owes(facts, moment)}
    except Exception:
        # That rule says so itself (OPS-RULE), and the page about this notice must not be lost with it.
        return {}


def _of_the_mail_itself(facts: Facts, message: Message, row: Owing) -> Obligation:
    """Return a page or a list about mail once more: no later fact makes it needless."""
    owed = Obligation(
        rule=row.rule,
        day=row.day,
        organisation=INNOV8,
        notice=message.notice,
        to=Role.INNOV8_DSL,
        due=row.due,
        reason=row.reason,
        clause=row.clause,
        session=row.session,
        pupil=row.pupil,
        step=row.step,
        basis=row.basis,
        urgent=message.notice == NOT_DELIVERED,
    )
    return as_first_owed(owed, facts)
