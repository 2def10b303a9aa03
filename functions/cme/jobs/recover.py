"""Messages whose sender died: taken over by a commit first, then Gmail is asked what became of them.

the draft is still there    send it, with the text that it holds, if it is still addressed to whom the ledger says
it is gone                  the sent message, from its thread, else from the newest sent: it went
neither                     unknown: a page goes again and says so; for routine mail the DSL is told whom to ring
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes

from cme.domain.model import Facts, Message, State
from cme.edges.gmail import OUR_HEADER, find_sent, send_draft
from cme.edges.google import Google
from cme.errors import EdgeError, Refused
from cme.jobs.outgoing import LEASE


def expired(facts: Facts, now: datetime) -> list[Message]:
    """Return the messages that somebody claimed and did not finish in time."""
    return [
        message
        for message in facts.messages.values()
        if message.state is State.CLAIMED and message.lease_until is not None and message.lease_until < now
    ]


def take_over(message: Message, run: str, now: datetime) -> Message:
    """Return the claim in this run's name, with a new lease; nothing is asked of Gmail before it is committed."""
    return replace(message, run=run, at=now, lease_until=now + LEASE)


def settle(google: Google, message: Message, now: datetime) -> Message:
    """Return how a message that was taken over stands; where Gmail gives no answer it stays claimed."""
    try:
        raw = _draft_text(google, message.draft)
        if raw is not None:
            return _send(google, message, raw, now)
        found = find_sent(google, message.thread, message.id)
    except EdgeError:
        return message
    if found is None:
        return replace(message, state=State.UNKNOWN, at=now, lease_until=None, detail=_unknown(message))
    return replace(message, state=State.SENT, at=now, lease_until=None, gmail_id=found.message, thread=found.thread)


def _unknown(message: Message) -> str:
    # Keeps the word that says that this was a repeat already: a page is repeated once.
    return f"{message.detail} neither among drafts nor sent".strip()


def _draft_text(google: Google, draft: str) -> bytes | None:
    """Return the draft's text, or None where there is no such draft any more."""
    try:
        found = google.gmail.users().drafts().get(userId="me", id=draft, format="raw").execute()
    except Refused as refused:
        if refused.status in (400, 404):
            return None
        raise
    raw = found.get("message", {}).get("raw", "")
    return base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))


def _send(google: Google, message: Message, raw: bytes, now: datetime) -> Message:
    parsed = message_from_bytes(raw)
    if str(parsed.get("To", "")).strip() != message.to or parsed.get(OUR_HEADER) != message.id or parsed.get("Cc"):
        detail = "the draft was changed by hand and was not sent"
        return replace(message, state=State.FAILED, at=now, lease_until=None, detail=detail)
    try:
        sent = send_draft(google, message.draft, raw, message.thread)
    except Refused as refused:
        if refused.status == 404:
            return message
        return replace(message, state=State.FAILED, at=now, lease_until=None, detail=str(refused)[:300])
    except EdgeError:
        return message
    return replace(message, state=State.SENT, at=now, lease_until=None, gmail_id=sent.message, thread=sent.thread)
