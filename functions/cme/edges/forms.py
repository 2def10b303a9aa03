"""Reads what people sent with the forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cme.domain.entries import RawEntry
from cme.edges.google import Google
from cme.edges.ledger import storable

LONGEST_ID = 320
"""Characters of the longest address; an id of Google's is far shorter."""


def responses_since(google: Google, slug: str, form_id: str, since: datetime) -> list[RawEntry]:
    """Return the responses sent since an instant, in the order in which they were sent; one call a page."""
    found: list[RawEntry] = []
    page = ""
    stamp = f"timestamp >= {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    while True:
        more = {"pageToken": page} if page else {}
        answer = google.responses.list(formId=form_id, filter=stamp, **more).execute()
        found += [_entry(slug, raw) for raw in answer.get("responses", ())]
        page = answer.get("nextPageToken", "")
        if not page:
            return sorted(found, key=lambda entry: (entry.submitted_at, entry.response))


def _entry(slug: str, raw: dict[str, Any]) -> RawEntry:
    answers = {
        question: tuple(str(part.get("value", "")) for part in answer.get("textAnswers", {}).get("answers", ()))
        for question, answer in raw.get("answers", {}).items()
    }
    submitted = raw.get("lastSubmittedTime") or raw["createTime"]
    # As a cell gives them back, because an entry that is not found again would be written down again each minute.
    response, email = (storable(str(raw.get(name, "")))[:LONGEST_ID] for name in ("responseId", "respondentEmail"))
    return RawEntry(slug, response, instant_of(submitted), email, answers)


def instant_of(text: str) -> datetime:
    """Return the instant of an RFC 3339 text; Google writes up to nine digits of a second, Python reads six."""
    head, _, tail = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{(tail + '000000')[:6]}+00:00")
