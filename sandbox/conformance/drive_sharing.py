"""Checks of Drive's permissions: who may see, change, own or answer a file."""

from __future__ import annotations

from sandbox.conformance import TITLE, Probe, checks, refused
from sandbox.conformance.drive_asked import STRANGER, new_form, publish


@checks("DRIVE-004")
def unshared_file(google: Probe) -> None:
    """What is not shared is not there; a reader may not change."""
    book, other = google.workbook(), google.as_user(STRANGER)
    assert refused(other.drive.files().get(fileId=book.id).execute).code == 404
    book.share(STRANGER, "user", "reader", notify=False)
    assert other.drive.files().get(fileId=book.id).execute()["name"] == TITLE
    said = refused(other.drive.files().update(fileId=book.id, body={"name": "Mine"}).execute)
    assert (said.code, said.error["errors"][0]["reason"]) == (403, "insufficientFilePermissions")


@checks("DRIVE-010")
def sharing(google: Probe) -> None:
    """Access comes and goes with the permission."""
    book, other = google.workbook(), google.as_user("teacher@hill.example")
    permission = book.share("hill.example", "domain", "writer").json()
    other.gspread.open_by_key(book.id).sheet1.update([["by a teacher"]], "A1")
    google.drive.permissions().delete(fileId=book.id, permissionId=permission["id"]).execute()
    said = refused(lambda: other.sheets.spreadsheets().get(spreadsheetId=book.id).execute())
    assert said.code == 403


@checks("DRIVE-011")
def responders(google: Probe) -> None:
    """Who may answer a form may not therefore open it, and nobody can be made a writer this way."""
    form = new_form(google)
    assert publish(google, form, type="domain", domain="innov8.example")["view"] == "published"
    other = google.as_user("tutor@innov8.example")
    assert refused(other.forms.forms().get(formId=form).execute).code == 403
    assert refused(lambda: publish(google, form, type="anyone", role="writer")).code == 400


@checks("DRIVE-012")
def responders_are_listed_on_demand(google: Probe) -> None:
    """Permissions of the published view are listed only where they are asked for."""
    form = new_form(google)
    publish(google, form, type="user", emailAddress="tutor@innov8.example")
    listing = google.drive.permissions().list
    assert len(listing(fileId=form).execute()["permissions"]) == 1
    both = listing(fileId=form, includePermissionsForView="published", fields="permissions(view)").execute()
    assert {"view": "published"} in both["permissions"]


@checks("DRIVE-013")
def giving_away(google: Probe) -> None:
    """Ownership is not given away by accident."""
    book = google.workbook()
    body = {"type": "user", "role": "owner", "emailAddress": STRANGER}
    said = refused(google.drive.permissions().create(fileId=book.id, body=body).execute)
    assert said.code == 403
    assert "transferOwnership" in said.message


@checks("DRIVE-014")
def sharing_sends_mail(google: Probe) -> None:
    """Sharing writes to the person unless told not to."""
    book = google.workbook()
    book.share("one@hill.example", "user", "reader", notify=False)
    book.share("two@hill.example", "user", "reader")
    assert google.control("GET", "/sandbox/mail?address=one@hill.example")["messages"] == []
    assert len(google.control("GET", "/sandbox/mail?address=two@hill.example")["messages"]) == 1


@checks("DRIVE-023")
def permission_ids(google: Probe) -> None:
    """The owner has one permission id on every file."""
    first, second = google.workbook(), google.workbook()
    assert first.list_permissions()[0]["id"] == second.list_permissions()[0]["id"]
