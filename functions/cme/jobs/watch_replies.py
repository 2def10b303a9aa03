"""The one look into the mailbox: what came back undelivered, what a program answered, what a person answered.

Most of it comes into our own threads. What comes under another subject has a thread of its own, so each new mail is
looked at, once; what is none of ours is remembered in the head of the Runs tab, so that it costs no second call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cme.domain.incoming import mails, meant, noticed
from cme.domain.model import Facts, Message, Problem, State
from cme.edges.gmail import newest_inbox
from cme.edges.google import Google
from cme.edges.incoming import Head, read_incoming
from cme.edges.templates import thread_reference
from cme.errors import EdgeError, Refused
from cme.jobs.mailbox import cannot_read

LISTENING = frozenset({State.SENT, State.ANSWERED})
AT_ONCE = 10
"""Each new mail costs a call, and what is owed comes after them; the rest is noticed a minute later."""
FIRST = 50
"""So many of the newest are looked at where nothing is remembered: what was there before us is none of ours."""
KEPT = 200
"""So many are remembered; what stands further down in the inbox was looked at before."""
Brief = dict[str, str]


@dataclass(slots=True)
class Watched:
    """The messages that changed their state, what is in the way, and which mails were looked at and are not ours."""

    messages: list[Message] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    looked: str = ""


def watch_replies(google: Google, facts: Facts, looked: str, now: datetime) -> Watched:
    """Notice what came in; what it says is for people to read, never parsed."""
    found: dict[str, Message] = {}
    strange: list[str] = []
    result = Watched(looked=looked)
    try:
        listed = newest_inbox(google)
        for brief in _new(listed, facts, looked.split()):
            every = [m for m in {**facts.messages, **found}.values() if m.state in LISTENING]
            changed = _changed(google, facts, brief, every, now)
            if changed is None:
                strange.append(brief["id"])
            else:
                found[changed.id] = changed
    except Refused as refused:
        result.problems = [cannot_read(refused.status)]
    except EdgeError:
        # Replies can wait a minute; what is owed cannot.
        pass
    result.messages = list(found.values())
    if strange:
        seen = {*looked.split(), *strange}
        result.looked = " ".join([brief["id"] for brief in listed if brief["id"] in seen][:KEPT])
    return result


def _new(listed: Sequence[Brief], facts: Facts, looked: Sequence[str]) -> list[Brief]:
    """Return mail that was not looked at yet, the earliest first: what is in our threads before the rest."""
    threads = {m.thread for m in facts.messages.values() if m.thread and m.state in LISTENING}
    known = {*looked, *(mail for message in facts.messages.values() for mail in mails(message))}
    last = max((place for place, brief in enumerate(listed) if brief["id"] in looked), default=FIRST)
    ours = [brief for brief in listed if brief.get("threadId") in threads and brief["id"] not in known]
    rest = [brief for brief in listed[:last] if brief.get("threadId") not in threads and brief["id"] not in known]
    return [*ours[::-1], *rest[::-1]][:AT_ONCE]


def _changed(google: Google, facts: Facts, brief: Brief, every: Sequence[Message], now: datetime) -> Message | None:
    """Return the message that a mail is about as it stands after it; None where it is about none."""
    try:
        head = read_incoming(google, brief["id"])
    except Refused as refused:
        if refused.status in (400, 404):
            # Somebody threw it away meanwhile.
            return None
        raise
    message = meant(head.mail, _near(facts, brief, head, every), every)
    return noticed(message, head.mail, now) if message else None


def _near(facts: Facts, brief: Brief, head: Head, every: Sequence[Message]) -> list[Message]:
    """Return the messages of a mail's conversation: by Gmail's thread, else by the reference that we gave them."""
    theirs = [message for message in every if message.thread and message.thread == brief.get("threadId")]
    if theirs or not head.answers:
        return theirs
    workbook = facts.settings.workbook_id
    return [m for m in every if thread_reference(m.organisation, m.day, workbook) in head.answers]
