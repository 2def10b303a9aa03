"""The messages of a story as it speaks of them: when, by which rule, about whom, to whom, in which state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache, lru_cache
from html import unescape
from typing import Any

from cme.domain.clocks import from_serial
from cme.domain.model import Message, Owing, State
from cme.edges.templates import FOLDER
from sandbox.stage import Outcome, Sent

TAG = re.compile(r"<\s*/?\s*([A-Za-z][A-Za-z0-9]*)")
GONE_OUT = frozenset({State.SENT, State.ANSWERED, State.BOUNCED})
"""States of a message that Gmail took."""


@dataclass(frozen=True)
class Letter:
    """One message with all that a story may ask of it."""

    message: Message
    at: datetime
    rows: tuple[Owing, ...]
    texts: tuple[str, ...] = ()

    @property
    def has_left(self) -> bool:
        """Whether it was sent, whatever became of it."""
        return self.message.state in GONE_OUT

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that asked for it."""
        return tuple(dict.fromkeys(row.rule for row in self.rows))

    @property
    def about(self) -> tuple[str, ...]:
        """The children whom it is about, or else the sessions."""
        return tuple(dict.fromkeys(row.pupil or row.session for row in self.rows if row.pupil or row.session))


def letters(outcome: Outcome, mail: list[Sent], since: datetime, until: datetime) -> list[Letter]:
    """Return the messages of a span in the order in which they went out, or were to go out."""
    events: dict[str, list[tuple[str, datetime]]] = {}
    for row in outcome.events:
        if len(row) > 2 and isinstance(row[2], int | float):
            events.setdefault(str(row[0]), []).append((str(row[1]), from_serial(row[2])))
    bytes_of = {sent.key: sent.raw for sent in mail}
    found = []
    for message in outcome.messages:
        happened = events.get(message.id) or [(message.state.value, message.at)]
        at = next((at for state, at in happened if state == State.SENT), happened[0][1])
        if since <= at <= until:
            rows = tuple(row for row in outcome.owing if row.message == message.id)
            found.append(Letter(message, at, rows, texts_of(bytes_of.get(message.id, b""))))
    return sorted(found, key=lambda letter: (letter.at, letter.message.id))


def texts_of(raw: bytes) -> tuple[str, ...]:
    """Return a message as its reader sees it: its subject, its text, and its page."""
    if not raw:
        return ()
    subject, plain, page = _parts(raw)
    shown = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style.*?</style>", " ", page))
    return subject, _flat(plain), _flat(unescape(shown))


@lru_cache(maxsize=500)
def _parts(raw: bytes) -> tuple[str, str, str]:
    """Return a message's subject, text and page: each check of a story asks for them, and they are slow to read."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    return str(message["Subject"]), _part(message, "plain"), _part(message, "html")


def _part(message: EmailMessage, kind: str) -> str:
    part: Any = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def strange_tags(raw: bytes) -> list[str]:
    """Return the tags in a message's page that no template has: what a person typed must never become one."""
    return sorted({tag.lower() for tag in TAG.findall(_parts(raw)[2])} - _known_tags())


@cache
def _known_tags() -> frozenset[str]:
    return frozenset(tag.lower() for path in FOLDER.rglob("*.html") for tag in TAG.findall(path.read_text("utf-8")))


def _flat(text: str) -> str:
    return " ".join(text.split())


def says(texts: tuple[str, ...], sentence: str) -> bool:
    """Return whether a sentence stands somewhere in a message, whatever its lines and blanks."""
    wanted = _flat(sentence).casefold()
    return any(wanted in text.casefold() for text in texts)
