"""How a notice went: when it was due, sent and answered, who took a page, and what is missing in that. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from cme.domain.clocks import when
from cme.domain.evidence import Record
from cme.domain.model import Message, Owing, State
from cme.domain.notice_names import called, notice_of, on_to
from cme.domain.oversight_pages import over_at, taken_at
from cme.domain.pack import joined, plain
from cme.domain.pages import Page, owner, page_of, said_of
from cme.domain.recipients import INNOV8
from cme.domain.said_by import who_said
from cme.domain.sent_on import is_automatic

MINUTE = timedelta(minutes=1)
OWNED = "page_deputy"
"""The figure within which somebody has a page."""
LOST = {
    State.BOUNCED: "it came back",
    State.FAILED: "it was refused",
    State.UNKNOWN: "nobody knows whether it went",
}
"""How a message stands that nobody can be said to have had, in words."""


def sent_at(record: Record, row: Owing) -> datetime | None:
    """Return when the message of a row first went out, as Gmail took it; None where it never did."""
    return next((m.at for m in record.events.get(row.message, ()) if m.state is State.SENT), None)


def name_of(record: Record, row: Owing) -> str:
    """Return what was told, and to whom."""
    message, organisation = record.facts.messages.get(row.message), record.facts.organisations.get(row.organisation)
    notice = message.notice if message else notice_of(row.rule, row.organisation, row.step)
    whom = organisation.name if organisation else row.organisation
    address = f" <{message.to}>" if message and message.to else ""
    return plain(f"{called(notice)}, to {whom}{address}")


def how_it_went(record: Record, row: Owing) -> str:
    """Return when a row fell due, each thing that happened to its message, and why it was owed."""
    message = record.facts.messages.get(row.message)
    events = record.events.get(row.message, ())
    parts = [f"due {when(row.due, row.decided_at)}"]
    parts += [f"{_state(event)} {when(event.at, row.decided_at)}" for event in events]
    parts += [] if events or message else ["not sent: it helped no more, or its message is not in the record"]
    page = page_of(record.facts, message) if message else None
    return joined((", ".join(parts), _owner(record, page) if page else "", row.reason))


def _state(event: Message) -> str:
    return "answered by a program only" if is_automatic(event) else event.state.value


def _owner(record: Record, page: Page) -> str:
    facts = record.facts
    has, over = owner(said_of(facts, page)), over_at(facts, page)
    parts = [f"{who_said(facts, has)} has it, said {when(has.recorded_at, page.sent)}"] if has else []
    parts += [f"over {when(over, page.sent)}"] if over else []
    return ", ".join(parts) or "nobody has it"


def gap_of(record: Record, row: Owing) -> str:
    """Return what is missing in how a row was told: it was not delivered, or nobody took the page in time."""
    message = record.facts.messages.get(row.message)
    if message is None:
        return ""
    if lost := _lost(record, message):
        on = on_to(record.facts, message)
        return f"not delivered, {lost}" + (f"; sent on to {on}" if on else "")
    page = page_of(record.facts, message) if row.organisation == INNOV8 else None
    return _not_owned(record, page) if page else ""


def _lost(record: Record, message: Message) -> str:
    is_stuck = message.state is State.CLAIMED and message.lease_until and message.lease_until < record.now
    return LOST[State.UNKNOWN] if is_stuck else LOST.get(message.state, "")


def _not_owned(record: Record, page: Page) -> str:
    """Say for how long nobody had a page, where that was longer than its figure allows."""
    taken, over = taken_at(record.facts, page), over_at(record.facts, page)
    had = min((at for at in (taken, over) if at), default=None)
    waited = (had or record.now) - page.sent
    if waited <= record.figures.minutes(OWNED, page.message.day):
        return ""
    return f"page without an owner for {waited // MINUTE} minutes" if had else "page that nobody has taken"
