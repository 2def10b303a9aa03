"""The mailbox: drafts made and sent, and, where it is not known whether one went, what Gmail itself says.

Gmail has no key against sending twice and writes its own Message-ID, so every message carries ours in a header.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cme.edges.google import Google
from cme.errors import Refused

OUR_HEADER = "X-Innov8-Message"
PAYS_HEADER, NOTICE_HEADER = "X-Innov8-Pays", "X-Innov8-Notice"
"""What a message pays, in the ledger's keys, and which notice it is: the mailbox can tell what a ledger forgot."""
NEWEST = 50
"""How many of the newest messages are looked through: more than a busy hour sends."""
INBOX = 500
"""How many of the newest that came in, or went out, are listed in one call: more than while nobody looks."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a draft or a message is in Gmail."""

    draft: str = ""
    message: str = ""
    thread: str = ""


def _raw(mime: bytes, thread: str) -> dict[str, str]:
    encoded = {"raw": base64.urlsafe_b64encode(mime).decode("ascii")}
    return encoded | ({"threadId": thread} if thread else {})


def create_draft(google: Google, mime: bytes, thread: str = "") -> Posted:
    """Put a message among the drafts. One that nobody claims does no harm and is swept away at night."""
    made = google.drafts.create(userId="me", body={"message": _raw(mime, thread)}).execute()
    return Posted(made["id"], made["message"]["id"], made["message"].get("threadId", ""))


def send_draft(google: Google, draft: str, mime: bytes | None, thread: str = "") -> Posted:
    """Send a draft, once, with the very text that was checked; never repeated here."""
    body: dict[str, Any] = {"id": draft}
    if mime is not None:
        body["message"] = _raw(mime, thread)
    sent = google.drafts.send(userId="me", body=body).execute()
    return Posted("", sent["id"], sent.get("threadId", ""))


def drop_draft(google: Google, draft: str) -> None:
    """Throw away a draft of ours that will not be sent; one that is gone already is as good."""
    try:
        google.drafts.delete(userId="me", id=draft).execute()
    except Refused as refused:
        if refused.status not in (400, 404):
            raise


def draft_text(google: Google, draft: str) -> bytes | None:
    """Return the text of a draft, or None where there is no such draft any more."""
    try:
        found = google.drafts.get(userId="me", id=draft, format="raw").execute()
    except Refused as refused:
        if refused.status in (400, 404):
            return None
        raise
    return raw_of(found.get("message", {}))


def sent_in_thread(google: Google, thread: str, key: str) -> Posted | None:
    """Return the sent message of a thread that carries our key."""
    for message in _in_thread(google, thread) if thread else ():
        if "SENT" in message.get("labelIds", ()) and header(message, OUR_HEADER) == key:
            return Posted("", message["id"], message["threadId"])
    return None


def find_sent(
    google: Google, key: str, has_time: Callable[[], bool] = lambda: True, newest: int = NEWEST
) -> Posted | None:
    """Return a message among the newest sent that carries our key; by id, because a search may lag."""
    listed = google.messages.list(userId="me", labelIds=["SENT"], maxResults=newest).execute()
    for brief in listed.get("messages", ()):
        if not has_time():
            break
        message = get_head(google, brief["id"], OUR_HEADER)
        if header(message, OUR_HEADER) == key:
            return Posted("", message["id"], message["threadId"])
    return None


def _in_thread(google: Google, thread: str) -> Sequence[dict[str, Any]]:
    threads = google.gmail.users().threads()
    try:
        found = threads.get(userId="me", id=thread, format="metadata", metadataHeaders=[OUR_HEADER]).execute()
    except Refused as refused:
        if refused.status in (400, 404):
            return ()
        raise
    return list(found.get("messages", ()))


def get_head(google: Google, message: str, *names: str) -> dict[str, Any]:
    """Return a message's labels and some of its headers."""
    found: dict[str, Any] = google.messages.get(
        userId="me", id=message, format="metadata", metadataHeaders=list(names)
    ).execute()
    return found


def taken_at(head: dict[str, Any]) -> datetime:
    """Return when Gmail took a message, by its own clock."""
    return datetime.fromtimestamp(int(head.get("internalDate", "0")) / 1000, UTC)


def get_raw(google: Google, message: str) -> bytes:
    """Return a message as it was written, whole."""
    return raw_of(google.messages.get(userId="me", id=message, format="raw").execute())


def raw_of(message: dict[str, Any]) -> bytes:
    """Return a message as it was written, of what Gmail gave of it."""
    raw = message.get("raw", "")
    return base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))


def every_message(google: Google) -> list[str]:
    """Return the ids of all that the mailbox holds, in whatever folder, the bin too: one call for each 500."""
    found: list[str] = []
    page = ""
    while True:
        more = {"pageToken": page} if page else {}
        answer = google.messages.list(userId="me", maxResults=INBOX, includeSpamTrash=True, **more).execute()
        found += [brief["id"] for brief in answer.get("messages", ())]
        page = answer.get("nextPageToken", "")
        if not page:
            return found


def newest_sent(google: Google) -> list[str]:
    """Return the ids of the newest messages that went out, the newest first."""
    answer = google.messages.list(userId="me", labelIds=["SENT"], maxResults=INBOX).execute()
    return [brief["id"] for brief in answer.get("messages", ())]


def newest_inbox(google: Google) -> list[dict[str, str]]:
    """Return the newest messages that came in, each as its id and thread: the one read of a tick."""
    answer = google.messages.list(userId="me", labelIds=["INBOX"], maxResults=INBOX).execute()
    return list(answer.get("messages", ()))


def header(message: dict[str, Any], name: str) -> str:
    """Return a header of a message that was got with it, or an empty text."""
    for found in message.get("payload", {}).get("headers", ()):
        if found["name"].casefold() == name.casefold():
            return str(found["value"])
    return ""
