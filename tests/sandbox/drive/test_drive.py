"""Drive over the wire: what the conformance checks leave out."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import requests
from googleapiclient.http import MediaIoBaseUpload
from gspread.utils import ExportFormat

from sandbox.conformance import Probe, refused
from sandbox.conformance.drive_asked import SPREADSHEET, media, names, upload

FOLDER = "application/vnd.google-apps.folder"


def folder(google: Probe, name: str = "Records", **body: Any) -> str:
    return str(google.drive.files().create(body={"name": name, "mimeType": FOLDER, **body}).execute()["id"])


@pytest.mark.parametrize(
    ("q", "finds"),
    [
        ("name = 'Hill\\'s report'", True),
        ("name contains 'rep'", True),
        ("name contains 'eport'", False),
        ("not name = 'x' and not (name = 'y' or name = 'z')", True),
        ("name = 'x' or name contains 'Hill' and trashed = false", True),
        ("trashed != false", False),
        ("mimeType != 'application/pdf'", False),
        ("'me' in owners", True),
        ("'dsl@innov8.example' in owners", False),
        ("'root' in parents", True),
        ("modifiedTime > '2026-11-24T11:00:00'", True),
        ("properties has { key='a' and value='b' }", False),
    ],
)
def test_a_search_finds_what_it_says(google: Probe, q: str, finds: bool) -> None:
    made = google.drive.files().create(body={"name": "Hill's report"}, media_body=media()).execute()
    assert names(google, q) == ([made["id"]] if finds else [])


@pytest.mark.parametrize(
    "q", ["name", "name =", "name = x", "= 'x'", "name = 'x' and", "(name = 'x'", "trashed = maybe"]
)
def test_a_search_that_is_cut_short_is_refused(google: Probe, q: str) -> None:
    assert refused(lambda: names(google, q)).message == "Invalid Value"


def test_a_search_by_something_else_says_that_it_is_missing(google: Probe) -> None:
    assert refused(lambda: names(google, "fullText contains 'x'")).code == 501


def test_files_are_listed_in_the_order_and_the_pages_asked_for(google: Probe) -> None:
    for name in ("b", "a", "c"):
        google.drive.files().create(body={"name": name}).execute()
    listing = google.drive.files().list
    first = listing(orderBy="name desc", pageSize=2).execute()
    rest = listing(orderBy="name desc", pageSize=2, pageToken=first["nextPageToken"]).execute()
    assert [f["name"] for f in first["files"] + rest["files"]] == ["c", "b", "a"]
    assert refused(listing(orderBy="colour").execute).code == 400


def test_a_file_is_moved_and_its_details_changed(google: Probe) -> None:
    place, made = folder(google), upload(google)
    change = google.drive.files().update
    change(fileId=made["id"], addParents=place, body={"description": "moved", "appProperties": {"a": "1"}}).execute()
    change(fileId=made["id"], body={"appProperties": {"a": None, "b": "2"}}).execute()
    got = google.drive.files().get(fileId=made["id"], fields="parents,description,appProperties").execute()
    assert got == {"parents": [place], "description": "moved", "appProperties": {"b": "2"}}


def test_a_folder_is_deleted_with_what_is_in_it(google: Probe) -> None:
    place = folder(google)
    inside = upload(google, parents=[folder(google, "Inner", parents=[place])])
    google.drive.files().delete(fileId=place).execute()
    assert refused(google.drive.files().get(fileId=inside["id"]).execute).code == 404


def test_a_file_cannot_be_put_into_a_folder_that_is_not_there(google: Probe) -> None:
    said = refused(lambda: upload(google, parents=["1nowhere"]))
    assert (said.code, said.message) == (404, "File not found: 1nowhere.")


def test_an_upload_in_pieces_that_breaks_off_goes_on_where_it_stopped(google: Probe) -> None:
    start = requests.post(
        f"{google.base}/upload/drive/v3/files?uploadType=resumable",
        json={"name": "big"},
        headers={"Authorization": f"Bearer sandbox:{google.me}", "X-Upload-Content-Type": "text/plain"},
        timeout=5,
    )
    place = start.headers["Location"]
    first = requests.put(place, data=b"abc", headers={"Content-Range": "bytes 0-2/6"}, timeout=5, allow_redirects=False)
    assert (first.status_code, first.headers["Range"]) == (308, "bytes=0-2")
    asked = requests.put(place, headers={"Content-Range": "bytes */6"}, timeout=5, allow_redirects=False)
    assert asked.headers["Range"] == "bytes=0-2"
    last = requests.put(place, data=b"def", headers={"Content-Range": "bytes 3-5/6"}, timeout=5)
    assert google.drive.files().get_media(fileId=last.json()["id"]).execute() == b"abcdef"


def test_an_upload_that_would_be_converted_says_that_it_is_missing(google: Probe) -> None:
    content = MediaIoBaseUpload(io.BytesIO(b"a,b"), "text/csv")
    create = google.drive.files().create(body={"name": "x", "mimeType": SPREADSHEET}, media_body=content)
    assert refused(create.execute).code == 501


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"role": "reader"}, 400),
        ({"type": "user", "emailAddress": "a@b.example"}, 400),
        ({"type": "user", "role": "reader"}, 400),
        ({"type": "user", "role": "reader", "emailAddress": "nobody"}, 400),
        ({"type": "domain", "role": "reader"}, 400),
        ({"type": "user", "role": "reader", "emailAddress": "bot@innov8.example"}, 403),
        ({"type": "anyone", "role": "reader", "view": "published"}, 400),
    ],
)
def test_sharing_that_makes_no_sense_is_refused(google: Probe, body: dict[str, str], code: int) -> None:
    book = google.workbook()
    assert refused(google.drive.permissions().create(fileId=book.id, body=body).execute).code == code


def test_a_role_is_changed_and_the_owners_is_not(google: Probe) -> None:
    book = google.workbook()
    given = book.share("dsl@innov8.example", "user", "reader", notify=False).json()
    change = google.drive.permissions().update
    changed = change(fileId=book.id, permissionId=given["id"], body={"role": "writer"}).execute()
    assert changed["role"] == "writer"
    own = next(p for p in book.list_permissions() if p["role"] == "owner")
    assert refused(change(fileId=book.id, permissionId=own["id"], body={"role": "reader"}).execute).code == 403
    assert refused(google.drive.permissions().delete(fileId=book.id, permissionId=own["id"]).execute).code == 403


def test_a_file_is_given_away_with_everything(google: Probe) -> None:
    book = google.workbook()
    body = {"type": "user", "role": "owner", "emailAddress": "dsl@innov8.example"}
    google.drive.permissions().create(fileId=book.id, body=body, transferOwnership=True).execute()
    got = google.drive.files().get(fileId=book.id, fields="ownedByMe,owners(emailAddress)").execute()
    assert got == {"ownedByMe": False, "owners": [{"emailAddress": "dsl@innov8.example"}]}
    assert {p["emailAddress"]: p["role"] for p in book.list_permissions()} == {
        "dsl@innov8.example": "owner",
        google.me: "writer",
    }


def test_whoever_was_given_a_file_may_leave_it(google: Probe) -> None:
    book, dsl = google.workbook(), google.as_user("dsl@innov8.example")
    given = book.share(dsl.me, "user", "reader", notify=False).json()
    dsl.drive.permissions().delete(fileId=book.id, permissionId=given["id"]).execute()
    assert len(book.list_permissions()) == 1


def test_a_link_for_anybody_opens_a_file_that_is_not_listed(google: Probe) -> None:
    book, other = google.workbook(), google.as_user("x@elsewhere.example")
    book.share(None, "anyone", "reader")
    assert other.gspread.open_by_key(book.id).title == book.title
    assert other.drive.files().list().execute()["files"] == []


def test_an_exported_workbook_can_be_read_by_another_program(google: Probe) -> None:
    book = google.workbook()
    book.sheet1.update([["Name & <b>", 1.5, True], ["=1+1", "'x", "é"]], "A1")
    book.add_worksheet("A/B 'quoted'", 5, 5)
    content = google.gspread.export(book.id, ExportFormat.EXCEL)
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        first = box.read("xl/worksheets/sheet1.xml").decode()
        assert "Name &amp; &lt;b&gt;" in first
        assert "<c><v>1.5</v></c>" in first
        assert "=1+1" in first
        assert "A/B" in box.read("xl/workbook.xml").decode()


def test_what_cannot_be_exported_says_so(google: Probe) -> None:
    book = google.workbook()
    assert refused(lambda: google.gspread.export(book.id, ExportFormat.PDF)).code == 501
