"""Words that the Drive checks share: a file uploaded, a form made and opened to somebody, a search."""

from __future__ import annotations

import io
from typing import Any

from googleapiclient.http import MediaIoBaseUpload

from sandbox.conformance import TITLE, Probe

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FORM = "application/vnd.google-apps.form"
STRANGER = "stranger@elsewhere.example"


def media(content: bytes = b"%PDF-1.7 check", *, in_pieces: bool = False) -> Any:
    """Return content to upload."""
    return MediaIoBaseUpload(io.BytesIO(content), "application/pdf", chunksize=256 * 1024, resumable=in_pieces)


def upload(
    google: Probe, *, in_pieces: bool = False, content: bytes = b"%PDF-1.7 check", **body: Any
) -> dict[str, Any]:
    """Upload a small file."""
    file = media(content, in_pieces=in_pieces)
    made: dict[str, Any] = (
        google.drive.files().create(body={"name": TITLE, **body}, media_body=file, fields="*").execute()
    )
    google.made.append(made["id"])
    return made


def names(google: Probe, q: str) -> list[str]:
    """Return the ids that a search finds."""
    return [file["id"] for file in google.drive.files().list(q=q, pageSize=1000).execute()["files"]]


def new_form(google: Probe) -> str:
    """Make a form and return its id."""
    made = google.forms.forms().create(body={"info": {"title": TITLE}}).execute()
    google.made.append(made["formId"])
    return str(made["formId"])


def publish(google: Probe, form: str, **body: str) -> Any:
    """Let somebody answer a form."""
    body = {"view": "published", "role": "reader", **body}
    return google.drive.permissions().create(fileId=form, body=body, sendNotificationEmail=False, fields="*").execute()
