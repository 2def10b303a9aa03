"""The one look into the mailbox: what came back undelivered, what a program answered, what a person answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cme.domain.model import Facts, Message, Problem, Severity, State
from cme.edges.gmail import get_head, header, newest_inbox
from cme.edges.google import Google
from cme.errors import EdgeError, Refused

HEADERS = ("From", "Auto-Submitted", "X-Failed-Recipients", "Content-Type", "X-Autoreply", "Precedence")
LISTENING = frozenset({State.SENT, State.ANSWERED})
AT_ONCE = 10
"""Each new mail costs a call, and what is owed comes after them; the rest is noticed a minute later."""


def watch_replies(google: Google, facts: Facts, now: datetime) -> tuple[list[Message], list[Problem]]:
    """Return the messages that changed their state; what a reply says is for people to read, never parsed."""
    found: dict[str, Message] = {}
    try:
        for brief in _new(google, facts):
            every = {**facts.messages, **found}
            sent = [m for m in every.values() if m.thread == brief["threadId"] and m.state in LISTENING]
            if sent:
                changed = _changed(google, sent, brief["id"], now)
                found[changed.id] = changed
    except Refused as refused:
        return list(found.values()), [closed(refused.status)]
    except EdgeError:
        # Replies can wait a minute; what is owed cannot.
        pass
    return list(found.values()), []


def _new(google: Google, facts: Facts) -> list[dict[str, str]]:
    """Return mail in our threads that was not noticed yet, the earliest first."""
    threads = {m.thread for m in facts.messages.values() if m.thread and m.state in LISTENING}
    known = {mail for message in facts.messages.values() for mail in _replies(message)}
    new = [brief for brief in newest_inbox(google) if brief.get("threadId") in threads and brief["id"] not in known]
    return new[::-1][:AT_ONCE]


def closed(status: int) -> Problem:
    """Return the problem that the mailbox lets nobody look into it."""
    what = "The mailbox cannot be read, so nobody sees that a notice came back or was answered."
    if status in (401, 403):
        what = "The mailbox may not be read any more, so nobody sees that a notice came back or was answered."
    return Problem("SEND-3", Severity.ERROR, "mailbox", what, "Sign it in again; until then look into it by hand.")


def _replies(message: Message) -> list[str]:
    """Return the ids of mail that was noticed already; they stand in the detail."""
    return [word.removeprefix("mail=") for word in message.detail.split() if word.startswith("mail=")]


def _changed(google: Google, sent: list[Message], mail: str, now: datetime) -> Message:
    head = get_head(google, mail, *HEADERS)
    latest = max(sent, key=lambda message: message.at)
    failed = header(head, "X-Failed-Recipients")
    if failed or "mailer-daemon" in header(head, "From").casefold():
        bounced = next((m for m in sent if m.to.casefold() in failed.casefold()), latest) if failed else latest
        return replace(bounced, state=State.BOUNCED, at=now, detail=f"came back undelivered {_seen(bounced, mail)}")
    automatic = header(head, "Auto-Submitted").casefold() not in ("", "no") or header(head, "X-Autoreply")
    said = "an automatic reply: nobody has read it yet" if automatic else "replied"
    return replace(latest, state=State.ANSWERED, at=now, detail=f"{said} {_seen(latest, mail)}")


def _seen(message: Message, mail: str) -> str:
    return " ".join(f"mail={known}" for known in [*_replies(message), mail])
