"""The way to the DSL that needs no workbook: when nothing can be written down, nothing is sent either, but this.

It cannot be claimed, so the mailbox itself is asked whether it went already. In a race it may go twice; better so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from cme.domain.clocks import dated, day_of, hhmm
from cme.domain.model import Facts, Obligation, Problem
from cme.domain.recipients import Recipient, recipient
from cme.domain.rules.operations import not_delivered
from cme.edges.gmail import create_draft, find_sent, send_draft
from cme.edges.google import Google
from cme.edges.templates import Rendered, thread_reference, to_mime
from cme.errors import EdgeError

EVERY = 1800
"""Seconds between two alarms about a system that stands still."""
NEWEST = 5
"""Among so many of the newest sent an earlier alarm is looked for: nothing else goes out meanwhile."""


def raise_alarm(google: Google, facts: Facts, stuck: Problem, owed: Iterable[Obligation], now: datetime) -> bool:
    """Tell the DSL, once in half an hour, what stops the system and whom to ring; return whether it was sent now."""
    to = _dsl(facts, now)
    if to is None:
        return False
    key = f"alarm-{int(now.timestamp()) // EVERY}"
    try:
        if find_sent(google, key, newest=NEWEST) is not None:
            return False
        settings = facts.settings
        mime = to_mime(
            _text(stuck, owed, facts, now),
            key=key,
            sender=settings.sender,
            reply_to=settings.reply_to,
            to=to.email,
            thread=thread_reference("innov8", day_of(now), key),
        )
        send_draft(google, create_draft(google, mime).draft, mime)
    except EdgeError:
        return False
    return True


def _dsl(facts: Facts, now: datetime) -> Recipient | None:
    to = recipient(not_delivered(day_of(now), "", "alarm", "", now), facts)
    return to if isinstance(to, Recipient) and to.email else None


def _text(stuck: Problem, owed: Iterable[Obligation], facts: Facts, now: datetime) -> Rendered:
    lines = [f"{hhmm(now)}: the system stands still and tells nobody. Ring round now.", f"{stuck.what} {stuck.mend}"]
    due = [_line(obligation, facts) for obligation in owed]
    if due:
        lines += ["Due now, by telephone (some of it may have been sent before):", *due]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return Rendered(f"innov8 register, {dated(now)}: act now", "\n\n".join(lines) + "\n", html)


def _line(obligation: Obligation, facts: Facts) -> str:
    """Codes only: a lock screen may show this."""
    organisation = facts.organisations.get(obligation.organisation)
    name = organisation.name if organisation else obligation.organisation
    number = organisation.telephone if organisation and organisation.telephone else "no number entered"
    about = obligation.pupil or obligation.session
    return f"{hhmm(obligation.due)} {obligation.notice.replace('_', ' ')}, {about}: {name}, {number}"
