"""The one look into the mailbox: what came back undelivered, what a program answered, what a person answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cme.domain.model import Facts, Message, State
from cme.edges.gmail import get_head, header, newest_inbox
from cme.edges.google import Google
from cme.errors import EdgeError

HEADERS = ("From", "Auto-Submitted", "X-Failed-Recipients", "Content-Type", "X-Autoreply", "Precedence")
LISTENING = frozenset({State.SENT, State.ANSWERED})


def watch_replies(google: Google, facts: Facts, now: datetime) -> list[Message]:
    """Return the messages that changed their state; what a reply says is for people to read, never parsed."""
    threads: dict[str, list[Message]] = {}
    for message in facts.messages.values():
        if message.thread and message.state in LISTENING:
            threads.setdefault(message.thread, []).append(message)
    known = {mail for message in facts.messages.values() for mail in _replies(message)}
    try:
        new = [brief for brief in newest_inbox(google) if brief.get("threadId") in threads and brief["id"] not in known]
        return [_changed(google, threads[brief["threadId"]], brief["id"], now) for brief in new]
    except EdgeError:
        # Replies can wait a minute; what is owed cannot.
        return []


def _replies(message: Message) -> list[str]:
    """Return the ids of mail that was noticed already; they stand in the detail."""
    return [word.removeprefix("mail=") for word in message.detail.split() if word.startswith("mail=")]


def _changed(google: Google, sent: list[Message], mail: str, now: datetime) -> Message:
    head = get_head(google, mail, *HEADERS)
    latest = max(sent, key=lambda message: message.at)
    seen = " ".join(f"mail={known}" for known in [*_replies(latest), mail])
    failed = header(head, "X-Failed-Recipients")
    if failed or "mailer-daemon" in header(head, "From").casefold():
        bounced = next((m for m in sent if m.to.casefold() in failed.casefold()), latest) if failed else latest
        return replace(bounced, state=State.BOUNCED, at=now, detail=f"came back undelivered {seen}")
    automatic = header(head, "Auto-Submitted").casefold() not in ("", "no") or header(head, "X-Autoreply")
    said = "an automatic reply: nobody has read it yet" if automatic else "replied"
    return replace(latest, state=State.ANSWERED, at=now, detail=f"{said} {seen}")
