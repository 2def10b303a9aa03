"""Pages in Google Chat: which messages ring there, what it says, and what is said where they do not. Pure.

A space names nobody and says nothing of what happened: whoever is in it may be more people than may read the page.
"""

from __future__ import annotations

import re
from datetime import datetime

from cme.domain.changed import on_day
from cme.domain.clocks import day_of
from cme.domain.model import Facts, Message, Obligation, Owing, Problem, Severity, State
from cme.domain.notices import lock_words
from cme.domain.recipients import INNOV8

AGAIN = "page_again"
WENT = (State.SENT, State.UNKNOWN)
"""How a page stands that lies in somebody's mailbox, or may."""
NAME = re.compile(r"spaces/([\w-]{4,64})", re.ASCII)
ADDRESS = re.compile(
    r"https://(?:chat|mail)\.google\.com/\S*?(?:room|space|dm|app/chat)/([\w-]{4,64})(?:[/?#]\S*)?", re.ASCII
)
NOT_THERE = "not in Google Chat"
"""How the last words of a page's detail begin that did not get into the space; why follows in brackets."""
WHY = re.compile(rf"{NOT_THERE} \((.*)\)$")
STATUS = re.compile(r"\b\d{3}\b")
WHERE = "Settings, chat space"
BY_MAIL = "Pages go by email all the same: keep its sound loud."
REFUSED = {
    "401": ("Google does not know our Chat app", "Run the function under a service account of the app's own project."),
    "403": (
        "our Chat app may not write into the space",
        "Add it to the space again, and ask the administrator whether Chat apps are allowed there.",
    ),
    "404": (
        "there is no such space, or no Chat app of ours",
        "Mend or empty “chat space”; the Chat API must be on and the app configured in Google Cloud.",
    ),
}
"""What a refusal means, and what to do, by its status."""


def space_name(typed: str) -> str:
    """Return a space's name, spaces/AAAA…, of what was typed: the name, or the space's web address; else nothing."""
    found = NAME.fullmatch(typed) or ADDRESS.fullmatch(typed)
    return f"spaces/{found[1]}" if found else ""


def rings(message: Message) -> bool:
    """Return whether a message is a page of ours that may have gone by email: then it rings in Google Chat as well."""
    is_page = message.notice.endswith("_page") or message.notice == AGAIN
    return message.organisation == INNOV8 and is_page and message.state in WENT


def chat_text(first: Obligation | Owing, facts: Facts) -> str:
    """Return what is posted of a page: what a locked telephone shows of it, and where the rest is."""
    return f"{lock_words(first, on_day(facts, first.day))}\nPage by email: open it."


def not_there(detail: str, why: str) -> str:
    """Return the detail of a page that did not get into the space."""
    return f"{detail} {NOT_THERE} ({why})".strip()


def pages_unheard(facts: Facts, now: datetime) -> list[Problem]:
    """Return the problem that pages do not reach Google Chat, where the newest one of today did not."""
    today = [m for m in facts.messages.values() if rings(m) and day_of(m.at) == day_of(now)]
    newest = max(today, key=lambda m: (m.at, m.id), default=None)
    found = WHY.search(newest.detail) if newest is not None and facts.settings.chat_space else None
    if found is None:
        return []
    status = STATUS.search(found[1])
    usual = f"it did not take the last one ({found[1]})", "It is tried again with the next; if it stays so, report it."
    what, mend = REFUSED.get(status[0] if status else "", usual)
    return [Problem("CHAT-1", Severity.ERROR, WHERE, f"Pages do not reach Google Chat: {what}.", f"{mend} {BY_MAIL}")]
