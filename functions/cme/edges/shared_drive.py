"""Where the files lie: the shared drive that holds them, what is made in it or moved there, and who may open each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cme.edges.google import Google
from cme.errors import Refused, SetupError

FOLDER, SPREADSHEET = (f"application/vnd.google-apps.{kind}" for kind in ("folder", "spreadsheet"))
MARK = "cme"
"""The property of a file that says which of ours it is, whatever people call it and whoever looks."""
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies: its folder, and its shared drive, empty where it lies in somebody's own Drive."""

    folder: str
    drive: str


@dataclass(frozen=True, slots=True)
class Share:
    """Who may do what with a file: an address, a domain, or anyone; `role` in Google's words."""

    kind: str
    role: str
    whom: str


def who_asks(google: Google) -> str:
    """Return the address of the account whose token this is."""
    user = google.drive.about().get(fields="user(emailAddress)").execute()["user"]
    return str(user["emailAddress"]).casefold()


def see_drives(google: Google, name: str) -> list[str]:
    """Return the shared drives of a name of which this account is a member."""
    found: list[str] = []
    token = None
    while True:
        page = google.drive.drives().list(pageSize=100, pageToken=token, fields="nextPageToken,drives(id,name)")
        answer = page.execute()
        found += [str(one["id"]) for one in answer.get("drives", ()) if one["name"] == name]
        token = answer.get("nextPageToken")
        if not token:
            return found


def make_drive(google: Google, name: str, request: str) -> str:
    """Make a shared drive and return its id; asked again with the same request id, Google makes no second one."""
    try:
        made = google.drive.drives().create(requestId=request, body={"name": name}, fields="id").execute()
    except Refused as refused:
        if refused.status != CONFLICT or not (there := see_drives(google, name)):
            raise
        return there[0]
    return str(made["id"])


def see_marked(google: Google, mark: str, mime: str) -> list[tuple[str, str]]:
    """Return id and name of each file of a kind that bears a mark and that this account may see, in any drive."""
    asked = f"mimeType = '{mime}' and properties has {{ key='{MARK}' and value='{mark}' }} and trashed = false"
    every = {"corpora": "allDrives", "supportsAllDrives": True, "includeItemsFromAllDrives": True}
    found = google.drive.files().list(q=asked, fields="incompleteSearch,files(id,name)", **every).execute()
    if found.get("incompleteSearch"):
        mend = "Run this again in some minutes, or say which workbook it is."
        raise SetupError("Google has not looked through every shared drive, so one may be missed.", mend=mend)
    return [(str(one["id"]), str(one["name"])) for one in found.get("files", ())]


def make_marked(google: Google, mark: str, mime: str, name: str, folder: str) -> str:
    """Make a folder or an empty spreadsheet in a folder, with its mark on it from the first moment."""
    body: dict[str, Any] = {"name": name, "mimeType": mime, "properties": {MARK: mark}}
    if folder:
        body["parents"] = [folder]
    made = google.drive.files().create(body=body, supportsAllDrives=True, fields="id").execute()
    return str(made["id"])


def put_mark(google: Google, file_id: str, mark: str) -> None:
    """Mark a file that was made before marks were."""
    body = {"properties": {MARK: mark}}
    google.drive.files().update(fileId=file_id, body=body, supportsAllDrives=True, fields="id").execute()


def see_mark(google: Google, file_id: str) -> str:
    """Return the mark of a file, empty where it has none."""
    found = google.drive.files().get(fileId=file_id, supportsAllDrives=True, fields="properties").execute()
    return str(found.get("properties", {}).get(MARK, ""))


def see_place(google: Google, file_id: str) -> Place:
    """Return where a file lies."""
    found = google.drive.files().get(fileId=file_id, supportsAllDrives=True, fields="parents,driveId").execute()
    return Place(str((found.get("parents") or [""])[0]), str(found.get("driveId", "")))


def move(google: Google, file_id: str, folder: str) -> None:
    """Put a file into a folder, out of the one in which it lies."""
    before = see_place(google, file_id).folder
    google.drive.files().update(
        fileId=file_id, addParents=folder, removeParents=before, supportsAllDrives=True, fields="id"
    ).execute()


def see_shares(google: Google, file_id: str) -> list[Share]:
    """Return who may open a file, itself or by the folders above it."""
    fields = "permissions(type,role,emailAddress,domain)"
    found = google.drive.permissions().list(fileId=file_id, fields=fields, supportsAllDrives=True).execute()
    return [
        Share(one["type"], one["role"], str(one.get("emailAddress") or one.get("domain") or "").casefold())
        for one in found.get("permissions", ())
    ]


def share(google: Google, file_id: str, address: str, role: str) -> None:
    """Let one person open a file, without a mail from Google."""
    body = {"type": "user", "role": role, "emailAddress": address}
    google.drive.permissions().create(
        fileId=file_id, body=body, sendNotificationEmail=False, supportsAllDrives=True
    ).execute()
