"""Checks of shared drives: made once, without owners, open to their members."""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.conformance import TITLE, Probe, checks, refused
from sandbox.conformance.drive_asked import SPREADSHEET, STRANGER

EVERYWHERE = {"supportsAllDrives": True}


def new_drive(google: Probe) -> str:
    """Make a shared drive and return its id."""
    made = google.drive.drives().create(requestId=str(uuid.uuid4()), body={"name": TITLE}).execute()
    google.drives.append(made["id"])
    return str(made["id"])


def new_book(google: Probe, drive: str) -> str:
    """Make a workbook in a shared drive, with a property, and return its id."""
    body = {"name": TITLE, "mimeType": SPREADSHEET, "parents": [drive], "properties": {"check": drive}}
    made = google.drive.files().create(body=body, **EVERYWHERE).execute()
    google.inside.append(made["id"])
    return str(made["id"])


@checks("DRIVE-027")
def one_drive_for_a_request(google: Probe) -> None:
    """The same request makes no second drive."""
    request = str(uuid.uuid4())
    make = google.drive.drives().create(requestId=request, body={"name": TITLE})
    google.drives.append(make.execute()["id"])
    assert refused(make.execute).code == 409
    ids = [drive["id"] for drive in google.drive.drives().list(pageSize=100).execute()["drives"]]
    assert ids.count(google.drives[-1]) == 1


@checks("DRIVE-028")
def nobodys_file(google: Probe) -> None:
    """What lies in a shared drive is the drive's, and found by who asks for all drives."""
    drive = new_drive(google)
    book = new_book(google, drive)
    seen = google.drive.files().get(fileId=book, fields="*", **EVERYWHERE).execute()
    assert seen["driveId"] == drive
    assert seen["parents"] == [drive]
    assert "owners" not in seen
    assert refused(google.drive.files().get(fileId=book).execute).code == 404


@checks("DRIVE-029")
def moved_in(google: Probe) -> None:
    """A file is moved into a shared drive by whoever owns it."""
    book, drive = google.workbook(), new_drive(google)
    before = google.drive.files().get(fileId=book.id, fields="parents").execute()["parents"][0]
    assert refused(google.drive.files().update(fileId=book.id, addParents=drive, **EVERYWHERE).execute).code == 403
    google.drive.files().update(fileId=book.id, addParents=drive, removeParents=before, **EVERYWHERE).execute()
    google.inside.append(book.id)
    seen = google.drive.files().get(fileId=book.id, fields="driveId,owners", **EVERYWHERE).execute()
    assert seen == {"driveId": drive}


@checks("DRIVE-030")
def members(google: Probe) -> None:
    """Who is a member may open what lies in the drive."""
    book, drive = new_book(google, new_drive(google)), google.drives[-1]
    other = google.as_user(STRANGER)
    read = other.sheets.spreadsheets().get(spreadsheetId=book, fields="spreadsheetId")
    assert refused(read.execute).code == 403
    share(google, book, "reader")
    assert read.execute() == {"spreadsheetId": book}
    assert refused(other.drive.drives().get(driveId=drive).execute).code == 404
    share(google, drive, "fileOrganizer")
    other.drive.files().update(fileId=book, body={"name": "Theirs"}, **EVERYWHERE).execute()
    assert other.drive.drives().get(driveId=drive).execute()["name"] == TITLE
    assert refused(lambda: share(other, drive, "reader")).code == 403


def share(google: Probe, file: str, role: str) -> Any:
    """Let somebody else into a file or a drive."""
    body = {"type": "user", "role": role, "emailAddress": STRANGER}
    return (
        google.drive.permissions().create(fileId=file, body=body, sendNotificationEmail=False, **EVERYWHERE).execute()
    )


@checks("DRIVE-031")
def marked(google: Probe) -> None:
    """A workbook that Drive made is one for Sheets, and its property finds it."""
    drive = new_drive(google)
    book = new_book(google, drive)
    google.gspread.open_by_key(book).sheet1.update([["here"]], "A1")
    asked = f"properties has {{ key='check' and value='{drive}' }} and trashed = false"
    every = {"corpora": "allDrives", "includeItemsFromAllDrives": True, **EVERYWHERE}
    found = google.drive.files().list(q=asked, fields="files(id)", **every).execute()["files"]
    assert found == [{"id": book}]
