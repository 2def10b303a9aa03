"""The search box: the operators that are used here; any other is refused rather than ignored."""

from __future__ import annotations

import re
import shlex
import sqlite3
from datetime import UTC, datetime, timedelta

from sandbox.clock import instant
from sandbox.gmail import rfc822
from sandbox.gmail.boxes import labels_of
from sandbox.wire import GoogleError

PLACES = {"inbox": "INBOX", "sent": "SENT", "drafts": "DRAFT", "draft": "DRAFT", "trash": "TRASH", "spam": "SPAM"}
DAYS = {"d": 1, "m": 30, "y": 365}


def matching(rows: list[sqlite3.Row], q: str, now: datetime) -> list[sqlite3.Row]:
    """Return the messages that a search finds."""
    terms = _terms(q)
    return [row for row in rows if all(_fits(row, term, now) for term in terms)]


def wants_trash(q: str) -> bool:
    """Return whether a search asks for deleted mail as well."""
    return bool(re.search(r"\bin:(trash|spam|anywhere)\b", q))


def _terms(q: str) -> list[str]:
    if re.search(r"[{}()]|\bOR\b|\bAROUND\b", q):
        raise GoogleError(501, f"The sandbox does not implement the search “{q}”: no OR, no brackets.")
    lexer = shlex.shlex(q.replace("'", "\\'"), posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)


def _fits(row: sqlite3.Row, term: str, now: datetime) -> bool:
    if term.startswith("-") and len(term) > 1:
        return not _fits(row, term[1:], now)
    name, colon, value = term.partition(":")
    if not colon:
        return _has_word(row, term)
    if name in ("in", "is", "label"):
        return _is_in(row, value)
    if name in ("newer_than", "older_than", "after", "before", "newer", "older"):
        return _is_when(row, name, value, now)
    message = rfc822.parse(row["raw"])
    if name in ("from", "to", "cc", "bcc", "subject"):
        return value.lower() in rfc822.header(message, name).lower()
    if name == "rfc822msgid":
        return rfc822.header(message, "Message-ID").strip("<>") == value.strip("<>")
    if name == "has" and value == "attachment":
        return any(part.get_filename() for part in message.walk())
    raise GoogleError(501, f"The sandbox does not implement the search operator “{name}:”.")


def _is_in(row: sqlite3.Row, value: str) -> bool:
    if value == "anywhere":
        return True
    if value == "read":
        return "UNREAD" not in labels_of(row)
    return PLACES.get(value.lower(), value.upper()) in labels_of(row)


def _is_when(row: sqlite3.Row, name: str, value: str, now: datetime) -> bool:
    at = instant(row["at"])
    if name in ("newer_than", "older_than"):
        found = re.fullmatch(r"(\d+)([dmy])", value)
        if found is None:
            return False
        limit = now - timedelta(days=int(found[1]) * DAYS[found[2]])
        return at >= limit if name == "newer_than" else at < limit
    if value.isdigit():
        limit = datetime.fromtimestamp(int(value), UTC)
    else:
        limit = datetime.strptime(value.replace("-", "/"), "%Y/%m/%d").replace(tzinfo=UTC)
    return at >= limit if name in ("after", "newer") else at < limit


def _has_word(row: sqlite3.Row, word: str) -> bool:
    message = rfc822.parse(row["raw"])
    text = " ".join([rfc822.header(message, n) for n in ("Subject", "From", "To")] + [rfc822.plain_text(message)])
    return word.lower() in text.lower()
