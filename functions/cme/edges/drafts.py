"""The drafts that lie in the mailbox: which there are, whose they are, and how old they are by Gmail's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cme.edges.gmail import OUR_HEADER, header
from cme.edges.google import Google
from cme.errors import Refused

A_PAGE, PAGES = 500, 20
"""So many drafts Gmail lists at once, and so many pages are asked for at the most."""
GONE = frozenset({400, 404})


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft as it lies there. `key` is ours, and empty in what a person writes; `at` is when it last changed."""

    id: str
    key: str
    at: datetime | None
    is_unsent: bool


def list_drafts(google: Google) -> list[str]:
    """Return the ids of the drafts, a call for each five hundred."""
    found: list[str] = []
    page = ""
    for _ in range(PAGES):
        more = {"pageToken": page} if page else {}
        answer = google.drafts.list(userId="me", maxResults=A_PAGE, **more).execute()
        found += [brief["id"] for brief in answer.get("drafts", ())]
        page = answer.get("nextPageToken", "")
        if not page:
            break
    return found


def see_draft(google: Google, draft: str) -> Draft | None:
    """Return a draft as it is now, or None where there is no such draft any more."""
    try:
        found = google.drafts.get(userId="me", id=draft, format="metadata").execute()
    except Refused as refused:
        if refused.status in GONE:
            return None
        raise
    message: dict[str, Any] = found.get("message", {})
    labels = message.get("labelIds", ())
    changed = str(message.get("internalDate", ""))
    at = datetime.fromtimestamp(int(changed) / 1000, UTC) if changed.isdecimal() else None
    return Draft(draft, header(message, OUR_HEADER), at, "DRAFT" in labels and "SENT" not in labels)


def throw_away(google: Google, draft: str) -> bool:
    """Throw a draft away; return whether it was there, because another may have been quicker."""
    try:
        google.drafts.delete(userId="me", id=draft).execute()
    except Refused as refused:
        if refused.status in GONE:
            return False
        raise
    return True
