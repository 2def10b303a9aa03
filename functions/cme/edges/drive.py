"""Files in Drive: ids before they are made, content put and read, and a seal that keeps everybody from writing.

An upload is two calls: the description, which answers with an address, and the bytes to it. Neither is tried again
here. Under an id that was given out beforehand a second upload makes no second file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cme.edges.google import Google
from cme.errors import NoAnswer, Refused

UPLOAD = "https://www.googleapis.com/upload/drive/v3/files"
CONFLICT, GONE = 409, 404


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as Drive describes it: the digest of its bytes, and whether it is read-only."""

    name: str
    digest: str
    is_sealed: bool


def give_ids(google: Google, count: int) -> list[str]:
    """Return ids of files that are still to be made."""
    answer = google.drive.files().generateIds(count=count, type="files").execute()
    return [str(one) for one in answer["ids"]]


def put_file(google: Google, file_id: str, name: str, folder: str, mime: str, content: bytes) -> None:
    """Make a file under an id that was given out, or, where it is there already, give it this content."""
    try:
        where = _begun(google, "post", UPLOAD, {"id": file_id, "name": name, "parents": [folder]}, mime)
        google.http.request("put", where, data=content, headers={"Content-Type": mime})
    except Refused as refused:
        if refused.status != CONFLICT:
            raise
        where = _begun(google, "patch", f"{UPLOAD}/{file_id}", {"name": name}, mime)
        google.http.request("put", where, data=content, headers={"Content-Type": mime})


def _begun(google: Google, verb: str, url: str, described: dict[str, Any], mime: str) -> str:
    params = {"uploadType": "resumable", "supportsAllDrives": "true"}
    headers = {"X-Upload-Content-Type": mime}
    answer = google.http.request(verb, url, params=params, json=described, headers=headers)
    if "Location" not in answer.headers:
        raise NoAnswer("An upload was begun and its address is missing.", call=f"{verb.upper()} files")
    return answer.headers["Location"]


def seal(google: Google, file_id: str, reason: str) -> None:
    """Make a file read-only, for everybody, until somebody who may lifts that."""
    body = {"contentRestrictions": [{"readOnly": True, "reason": reason}]}
    google.drive.files().update(fileId=file_id, body=body, supportsAllDrives=True).execute()


def see_file(google: Google, file_id: str) -> Seen | None:
    """Return how a file stands; None where there is none, or it lies in the bin."""
    fields = "name,trashed,sha256Checksum,contentRestrictions(readOnly)"
    try:
        found = google.drive.files().get(fileId=file_id, fields=fields, supportsAllDrives=True).execute()
    except Refused as refused:
        if refused.status == GONE:
            return None
        raise
    if found.get("trashed"):
        return None
    is_sealed = any(one.get("readOnly") for one in found.get("contentRestrictions", ()))
    return Seen(found["name"], found.get("sha256Checksum", ""), is_sealed)


def put_into_bin(google: Google, file_id: str) -> None:
    """Put a file into Drive's bin, sealed or not, from where Google deletes it after 30 days."""
    google.drive.files().update(fileId=file_id, body={"trashed": True}, supportsAllDrives=True).execute()


def read_file(google: Google, file_id: str) -> bytes:
    """Return the bytes of a file."""
    content: bytes = google.drive.files().get_media(fileId=file_id, supportsAllDrives=True).execute()
    return content


def copy_file(google: Google, file_id: str, name: str, folder: str, properties: dict[str, str]) -> str:
    """Copy a file into a folder, or beside itself where none is named, with properties of its own; return its id."""
    body: dict[str, Any] = {"name": name, "properties": properties} | ({"parents": [folder]} if folder else {})
    copied = google.drive.files().copy(fileId=file_id, body=body, supportsAllDrives=True, fields="id").execute()
    return str(copied["id"])


def named(google: Google, name: str) -> list[str]:
    """Return the ids of the files of a name that this account can find."""
    asked = "name = '{}' and trashed = false".format(name.replace("\\", "\\\\").replace("'", "\\'"))
    found = google.drive.files().list(
        q=asked, fields="files(id)", supportsAllDrives=True, includeItemsFromAllDrives=True
    )
    return [str(one["id"]) for one in found.execute().get("files", ())]
