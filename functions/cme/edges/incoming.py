"""Reads the head of a mail that came in; of a server's report that names nobody in its head, also what it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message as Mail
from email.utils import parseaddr
from typing import Any

from cme.domain.incoming import Incoming, Kind
from cme.edges.gmail import OUR_HEADER, get_head, get_raw, header, taken_at
from cme.edges.google import Google

HEADERS = (
    *("From", "Subject", "References", "In-Reply-To", "Content-Type", "Auto-Submitted", "X-Failed-Recipients"),
    *("X-Autoreply", "X-Autorespond", "Precedence", OUR_HEADER),
)
AWAY = re.compile(r"(automatic reply|auto(matic)?[ -]?response|out of (the )?office)\b", re.IGNORECASE)
"""How the subject begins of what a program answers, where its head does not say so."""
SERVERS = ("mailer-daemon", "postmaster")
LARGEST = 2_000_000
"""Bytes of a report that is read whole: ours are small, and so is what quotes them."""


@dataclass(frozen=True, slots=True)
class Head:
    """A mail, and the ids of the messages that it says it answers."""

    mail: Incoming
    answers: frozenset[str]


def read_incoming(google: Google, mail: str) -> Head:
    """Return a mail as its head tells it: one call, and one more for a report that does not name whom it is about."""
    head = get_head(google, mail, *HEADERS)
    kind = _kind(head)
    failed = _addresses(header(head, "X-Failed-Recipients"))
    original = ""
    if kind is Kind.FAILURE and not failed and int(head.get("sizeEstimate", 0)) < LARGEST:
        failed, original = _quoted(message_from_bytes(get_raw(google, mail)))
    sender = parseaddr(header(head, "From"))[1].casefold()
    answers = re.findall(r"<[^<>\s]+>", f"{header(head, 'References')} {header(head, 'In-Reply-To')}")
    return Head(Incoming(mail, kind, taken_at(head), sender, failed, original), frozenset(answers))


def _kind(head: dict[str, Any]) -> Kind:
    if header(head, OUR_HEADER):
        return Kind.OURS
    sender = parseaddr(header(head, "From"))[1].casefold()
    report = header(head, "Content-Type").casefold()
    is_report = report.startswith("multipart/report") and "disposition-notification" not in report
    if header(head, "X-Failed-Recipients") or is_report or sender.partition("@")[0] in SERVERS:
        return Kind.FAILURE
    automatic = header(head, "Auto-Submitted").casefold() not in ("", "no")
    automatic |= bool(header(head, "X-Autoreply") or header(head, "X-Autorespond"))
    automatic |= header(head, "Precedence").casefold() == "auto_reply" or bool(AWAY.match(header(head, "Subject")))
    return Kind.AUTOMATIC if automatic else Kind.PERSON


def _quoted(report: Mail) -> tuple[tuple[str, ...], str]:
    """Return whom a report could not reach, and the id of our message that it quotes."""
    failed: dict[str, None] = {}
    original = ""
    for part in _parts(report):
        for name in ("Final-Recipient", "Original-Recipient"):
            failed |= dict.fromkeys(_addresses(str(part.get(name, ""))))
        original = original or str(part.get(OUR_HEADER, ""))
    return tuple(failed), original


def _parts(report: Mail) -> Iterator[Mail]:
    """Yield a mail's parts, and the head that a part holds as text."""
    for part in report.walk():
        yield part
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            yield message_from_string(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.casefold() for found in re.findall(r"[^\s,;<>\"]+@[^\s,;<>\"]+", text)))
