"""Rings in Google Chat for each page that this run sent by email, or found to have gone; after all mail.

It never stops a run and is never in a page's way: what Chat does not take went by email. A page that a dead run sent is
posted by whoever finds out that it went, under the same id, so that Google posts nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cme.domain.chat import chat_text, not_there, rings
from cme.domain.model import Message, Obligation, Owing
from cme.edges.chat import Chat
from cme.errors import EdgeError, NoAnswer, Unavailable
from cme.jobs.attempt import Pending, Run

TIME = 20.0
"""Seconds that must be left: how the mail went must still be written down afterwards."""
APART = 1.0
"""Seconds between two posts: Google takes one a second in a space, and the same again where it did not answer."""


def ring_in_chat(this: Run, found: Pending, results: Sequence[Message]) -> list[Message]:
    """Post a text for each page among messages as they stand; return them, with why where it could not be."""
    space = found.facts.settings.chat_space
    pages = [message for message in results if rings(message)] if space else []
    whys = _post(this, found, space, pages) if pages else {}
    return [replace(m, detail=not_there(m.detail, whys[m.id])) if m.id in whys else m for m in results]


def _post(this: Run, found: Pending, space: str, pages: Sequence[Message]) -> dict[str, str]:
    """Post them; return why each could not be, by its id: after the first that could not be, none is tried."""
    chat: Chat | None = None
    for number, page in enumerate(pages):
        try:
            if chat is not None:
                this.google.http.wait(APART)
            chat = chat or Chat(this.google)
            _post_one(this, chat, space, chat_text(_first(found, page), found.facts), page.id)
        except Exception as wrong:
            why = wrong.brief if isinstance(wrong, EdgeError) else type(wrong).__name__
            return dict.fromkeys((left.id for left in pages[number:]), why)
    return {}


def _post_one(this: Run, chat: Chat, space: str, text: str, request: str) -> None:
    """Post one, and once more where that may help: the same request makes no second message."""
    if not this.has_time(TIME):
        raise Unavailable("There was no time left to post it.", call="no time left")
    try:
        chat.post(space, text, request)
    except (NoAnswer, Unavailable):
        if not this.has_time(TIME):
            raise
        this.google.http.wait(APART)
        chat.post(space, text, request)


def _first(found: Pending, page: Message) -> Obligation | Owing:
    """Return the first of what a page pays: of one that is new, or of one that a dead run left."""
    new = (out.obligations[0] for out in found.plan.outgoing if out.message.id == page.id)
    return next(new, None) or next(row for row in found.facts.ledger.values() if row.message == page.id)
