"""Words that the Gmail checks share: a message, a draft, a send. Mail goes only to the account itself."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Any

from sandbox.conformance import Probe

SCHOOL = "attendance@hill.example"


def raw(google: Probe, subject: str = "Conformance check", to: str | None = None, **headers: str) -> dict[str, str]:
    """Return a small message to the account itself, as the API wants it."""
    letter = EmailMessage()
    letter["To"] = google.me if to is None else to
    letter["From"] = google.me
    letter["Subject"] = subject
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("A check of what Gmail does. It may be deleted.")
    return {"raw": base64.urlsafe_b64encode(letter.as_bytes()).decode()}


def draft(google: Probe, **more: Any) -> dict[str, Any]:
    """Make a draft."""
    made: dict[str, Any] = (
        google.gmail.users().drafts().create(userId="me", body={"message": raw(google, **more)}).execute()
    )
    google.drafted.append(made["id"])
    return made


def send_draft(google: Probe, id_: str, **message: Any) -> dict[str, Any]:
    """Send a draft."""
    body = {"id": id_} | ({"message": message} if message else {})
    sent: dict[str, Any] = google.gmail.users().drafts().send(userId="me", body=body).execute()
    google.mailed.append(sent["id"])
    return sent


def send(google: Probe, thread: str | None = None, **more: Any) -> dict[str, Any]:
    """Send a message."""
    body = raw(google, **more) | ({"threadId": thread} if thread else {})
    sent: dict[str, Any] = google.gmail.users().messages().send(userId="me", body=body).execute()
    google.mailed.append(sent["id"])
    return sent


def header(google: Probe, id_: str, name: str) -> str:
    """Return one header of a message."""
    messages = google.gmail.users().messages()
    got = messages.get(userId="me", id=id_, format="metadata", metadataHeaders=[name]).execute()
    return next((h["value"] for h in got["payload"].get("headers", []) if h["name"].lower() == name.lower()), "")
