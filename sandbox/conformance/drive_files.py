"""Checks of Drive's files: made, uploaded, found, copied, exported, sealed and deleted."""

from __future__ import annotations

import io
import zipfile

from gspread.utils import ExportFormat

from sandbox.conformance import TITLE, Probe, checks, refused
from sandbox.conformance.drive_asked import SPREADSHEET, STRANGER, media, names, new_form, upload


@checks("DRIVE-001")
def workbook_by_drive(google: Probe) -> None:
    """A workbook made through Drive opens in Sheets."""
    made = google.drive.files().create(body={"name": TITLE, "mimeType": SPREADSHEET}).execute()
    google.made.append(made["id"])
    assert google.gspread.open_by_key(made["id"]).sheet1.row_count == 1000


@checks("DRIVE-002")
def least_is_shown(google: Probe) -> None:
    """Without fields a file shows four things."""
    book = google.workbook()
    assert google.drive.files().get(fileId=book.id).execute() == {
        "kind": "drive#file",
        "id": book.id,
        "name": TITLE,
        "mimeType": SPREADSHEET,
    }


@checks("DRIVE-003")
def missing_file(google: Probe) -> None:
    """A file that does not exist is named in the refusal."""
    said = refused(google.drive.files().get(fileId="1nothing").execute)
    assert (said.code, said.message) == (404, "File not found: 1nothing.")
    assert said.error["errors"][0]["location"] == "fileId"


@checks("DRIVE-005")
def repeated_upload(google: Probe) -> None:
    """An upload with its own id can be repeated safely."""
    id_ = google.drive.files().generateIds(count=1).execute()["ids"][0]
    assert upload(google, id=id_)["id"] == id_
    said = refused(lambda: upload(google, id=id_))
    assert (said.code, said.message) == (409, "A file already exists with the provided ID.")


@checks("DRIVE-006")
def own_id_for_a_workbook(google: Probe) -> None:
    """A workbook cannot be given an id."""
    id_ = google.drive.files().generateIds(count=1).execute()["ids"][0]
    body = {"name": TITLE, "mimeType": SPREADSHEET, "id": id_}
    assert refused(google.drive.files().create(body=body).execute).code in (400, 403)


@checks("DRIVE-007")
def ways_of_uploading(google: Probe) -> None:
    """All ways give the same bytes."""
    content = b"x" * 600_000
    for in_pieces in (False, True):
        made = upload(google, content=content, in_pieces=in_pieces)
        assert made["size"] == "600000"
        assert google.drive.files().get_media(fileId=made["id"]).execute() == content
    changed = google.drive.files().update(fileId=made["id"], media_body=media(b"new"), fields="size").execute()
    assert changed == {"size": "3"}


@checks("DRIVE-008")
def searching(google: Probe) -> None:
    """Each kind of search finds the file, and its opposite does not."""
    folder = (
        google.drive.files().create(body={"name": TITLE, "mimeType": "application/vnd.google-apps.folder"}).execute()
    )
    google.made.append(folder["id"])
    made = upload(google, parents=[folder["id"]], appProperties={"kind": "check"})
    inside = f"'{folder['id']}' in parents"
    assert names(google, inside) == [made["id"]]
    assert names(google, f'parents in "{folder["id"]}" and name = "{TITLE}"') == [made["id"]]
    assert names(google, f"{inside} and appProperties has {{ key='kind' and value='check' }}") == [made["id"]]
    assert names(google, f"{inside} and not name contains 'Conformance'") == []
    assert names(google, f"{inside} and (mimeType = 'application/pdf' or trashed = true)") == [made["id"]]
    google.drive.files().update(fileId=made["id"], body={"trashed": True}).execute()
    assert names(google, f"{inside} and trashed = false") == []


@checks("DRIVE-009")
def nonsense_search(google: Probe) -> None:
    """A search that is not understood is refused."""
    said = refused(lambda: names(google, "name == 'x'"))
    assert (said.code, said.message, said.error["errors"][0]["location"]) == (400, "Invalid Value", "q")


@checks("DRIVE-015")
def copying(google: Probe) -> None:
    """A copy has the cells and none of the sharing."""
    book = google.workbook()
    book.sheet1.update([["a", 1]], "A1")
    made = google.drive.files().copy(fileId=book.id, body={"name": f"{TITLE} 2"}, fields="id,name").execute()
    google.made.append(made["id"])
    copy = google.gspread.open_by_key(made["id"])
    assert (copy.title, copy.sheet1.get_all_values()) == (f"{TITLE} 2", [["a", "1"]])
    assert len(copy.list_permissions()) == 1
    book.sheet1.update([["b"]], "A1")
    assert copy.sheet1.get_all_values() == [["a", "1"]]


def _ids_in_a_copy(google: Probe) -> list[tuple[str, str]]:
    """Copy a workbook with one named range, and return the names and ids in the copy."""
    book = google.workbook()
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    named = {"namedRangeId": "rev_1", "name": "rev_1", "range": area}
    book.batch_update({"requests": [{"addNamedRange": {"namedRange": named}}]})
    made = google.drive.files().copy(fileId=book.id, body={"name": f"{TITLE} 2"}, fields="id").execute()["id"]
    google.made.append(made)
    return [(one["name"], one["namedRangeId"]) for one in google.gspread.open_by_key(made).list_named_ranges()]


@checks("DRIVE-033")
def copied_ranges(google: Probe) -> None:
    """The named ranges of a copy are known by the same ids."""
    assert _ids_in_a_copy(google) == [("rev_1", "rev_1")]


@checks("DRIVE-034")
def copied_ranges_with_other_ids(google: Probe) -> None:
    """With the switch only their names are the same."""
    google.control("POST", "/sandbox/switches", {"drive_copy_new_range_ids": True})
    assert _ids_in_a_copy(google) == [("rev_1", "1")]
    google.control("DELETE", "/sandbox/switches")


@checks("DRIVE-016")
def renaming(google: Probe) -> None:
    """A workbook has one name."""
    book = google.workbook()
    google.drive.files().update(fileId=book.id, body={"name": f"{TITLE} renamed"}).execute()
    assert book.fetch_sheet_metadata({"fields": "properties.title"}) == {"properties": {"title": f"{TITLE} renamed"}}


@checks("DRIVE-017")
def exporting(google: Probe) -> None:
    """CSV and XLSX hold the values."""
    book = google.workbook()
    book.sheet1.update([["a", "x,y"], [1, "é"]], "A1")
    assert google.gspread.export(book.id, ExportFormat.CSV).decode().splitlines() == ['a,"x,y"', "1,é"]
    with zipfile.ZipFile(io.BytesIO(google.gspread.export(book.id, ExportFormat.EXCEL))) as box:
        assert "xl/workbook.xml" in box.namelist()


@checks("DRIVE-018")
def bytes_or_export(google: Probe) -> None:
    """A workbook is exported, a PDF downloaded, and not the other way round."""
    book, pdf = google.workbook(), upload(google)
    said = refused(google.drive.files().get_media(fileId=book.id).execute)
    assert (said.code, said.error["errors"][0]["reason"]) == (403, "fileNotDownloadable")
    said = refused(google.drive.files().export(fileId=pdf["id"], mimeType="text/csv").execute)
    assert (said.code, said.error["errors"][0]["reason"]) == (403, "fileNotExportable")


@checks("DRIVE-019")
def deleting(google: Probe) -> None:
    """Only the owner deletes, and then it is gone everywhere."""
    book, other = google.workbook(), google.as_user(STRANGER)
    book.share(STRANGER, "user", "writer", notify=False)
    assert refused(other.drive.files().delete(fileId=book.id).execute).code == 403
    google.gspread.del_spreadsheet(book.id)
    assert refused(lambda: google.sheets.spreadsheets().get(spreadsheetId=book.id).execute()).code == 404


@checks("DRIVE-020")
def sealing(google: Probe) -> None:
    """A sealed workbook cannot be written to; unsealed it can."""
    book = google.workbook()
    restrict = google.drive.files().update
    restrict(fileId=book.id, body={"contentRestrictions": [{"readOnly": True, "reason": "check"}]}).execute()
    assert refused(lambda: book.sheet1.update([["x"]], "A1")).code == 403
    restrict(fileId=book.id, body={"contentRestrictions": [{"readOnly": False}]}).execute()
    book.sheet1.update([["x"]], "A1")


@checks("DRIVE-021")
def unknown_names(google: Probe) -> None:
    """The unknown names that gspread sends are passed over."""
    book = google.workbook()
    assert google.gspread.http_client.get_file_drive_metadata(book.id)["id"] == book.id
    made = google.drive.files().create(body={"name": TITLE, "mimeType": SPREADSHEET, "withLink": True}).execute()
    google.made.append(made["id"])


@checks("DRIVE-022")
def gspreads_own(google: Probe) -> None:
    """The file calls of gspread work as its documentation says."""
    title = f"{TITLE} for gspread"
    book = google.workbook(title)
    assert google.gspread.open(title).id == book.id
    assert book.id in [each.id for each in google.gspread.openall(title)]
    assert [p["role"] for p in book.list_permissions()] == ["owner"]
    copy = google.gspread.copy(book.id, title=f"{title} 2")
    google.made.append(copy.id)
    assert copy.title == f"{title} 2"


@checks("DRIVE-024")
def copied_form(google: Probe) -> None:
    """A copied form has the items and is not published."""
    form = new_form(google)
    published = {"publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": True}}}
    google.forms.forms().setPublishSettings(formId=form, body=published).execute()
    made = google.drive.files().copy(fileId=form, body={"name": f"{TITLE} 2"}).execute()
    google.made.append(made["id"])
    copy = google.forms.forms().get(formId=made["id"]).execute()
    assert copy["info"] == {"title": TITLE, "documentTitle": f"{TITLE} 2"}
    assert not copy["publishSettings"]["publishState"].get("isPublished", False)
    google.drive.files().update(fileId=made["id"], body={"name": TITLE}).execute()
    assert google.forms.forms().get(formId=made["id"]).execute()["info"]["documentTitle"] == TITLE
    google.drive.files().delete(fileId=made["id"]).execute()
    assert refused(google.forms.forms().get(formId=made["id"]).execute).code == 404


@checks("DRIVE-025")
def sealed_file(google: Probe) -> None:
    """What is sealed can be read and not be written, and says who sealed it."""
    made = upload(google, content=b"sealed")
    body = {"contentRestrictions": [{"readOnly": True, "reason": "check"}]}
    google.drive.files().update(fileId=made["id"], body=body).execute()
    asked = google.drive.files().update(fileId=made["id"], media_body=media(b"other"))
    assert refused(asked.execute).code == 403
    assert refused(google.drive.files().update(fileId=made["id"], body={"name": "other"}).execute).code == 403
    assert google.drive.files().get_media(fileId=made["id"]).execute() == b"sealed"
    seen = google.drive.files().get(fileId=made["id"], fields="sha256Checksum,contentRestrictions").execute()
    assert seen["sha256Checksum"] == made["sha256Checksum"]
    (seal,) = seen["contentRestrictions"]
    assert (seal["readOnly"], seal["reason"], seal["type"]) == (True, "check", "globalContentRestriction")
    assert seal["restrictingUser"]["me"]
    assert "restrictionTime" in seal


@checks("DRIVE-026")
def content_put_again(google: Probe) -> None:
    """New content under an id makes no second file."""
    id_ = google.drive.files().generateIds(count=1).execute()["ids"][0]
    first = upload(google, id=id_, content=b"one")
    again = google.drive.files().update(fileId=id_, media_body=media(b"two"), fields="id,sha256Checksum").execute()
    assert again["id"] == id_
    assert again["sha256Checksum"] != first["sha256Checksum"]
    assert google.drive.files().get_media(fileId=id_).execute() == b"two"


@checks("DRIVE-032")
def sealed_and_binned(google: Probe) -> None:
    """A seal is no access restriction: whoever may edit puts the file into the bin all the same."""
    made = upload(google, content=b"sealed")
    body = {"contentRestrictions": [{"readOnly": True, "reason": "check"}]}
    google.drive.files().update(fileId=made["id"], body=body).execute()
    for is_binned in (True, False):
        google.drive.files().update(fileId=made["id"], body={"trashed": is_binned}).execute()
        seen = google.drive.files().get(fileId=made["id"], fields="trashed,contentRestrictions(readOnly)").execute()
        assert (seen["trashed"], seen["contentRestrictions"]) == (is_binned, [{"readOnly": True}])
        assert google.drive.files().get_media(fileId=made["id"]).execute() == b"sealed"
