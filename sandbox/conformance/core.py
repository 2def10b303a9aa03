"""Checks of what all APIs share: errors, partial answers, and the sandbox's own faults."""

from __future__ import annotations

import requests

from sandbox.conformance import Probe, checks, refused

GHOST = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEf"


@checks("CORE-001")
def unknown_name_is_refused(google: Probe) -> None:
    """A misspelt request is refused whole."""
    book = google.workbook()
    said = refused(lambda: book.batch_update({"requests": [{"addShet": {}}]}))
    words = "Invalid JSON payload received. Unknown name \"addShet\" at 'requests[0]': Cannot find field."
    assert (said.code, said.message, said.error["status"]) == (400, words, "INVALID_ARGUMENT")


@checks("CORE-002")
def wrong_type_is_refused(google: Probe) -> None:
    """A row that is not a list is refused, with the field named in the details."""
    book = google.workbook()
    said = refused(lambda: book.values_update("A1", {"valueInputOption": "RAW"}, {"values": ["X"]}))
    assert said.code == 400
    assert said.message == "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert said.error["details"][0]["fieldViolations"][0]["field"] == "data.values[0]"


@checks("CORE-003")
def unknown_parameter_is_refused(google: Probe) -> None:
    """A misspelt query parameter is refused by Sheets."""
    book = google.workbook()
    said = refused(lambda: book.values_get("A1", params={"valueRender": "X"}))
    assert said.code == 400
    assert 'Unknown name "valueRender": Cannot bind query parameter.' in said.message


@checks("CORE-004")
def fields_mask_cuts_the_answer(google: Probe) -> None:
    """A mask with brackets, slashes and stars returns only what it names."""
    book = google.workbook()
    mask = "sheets(properties(sheetId,title)),properties/title"
    assert book.fetch_sheet_metadata({"fields": mask}) == {
        "properties": {"title": book.title},
        "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}],
    }


@checks("CORE-005")
def unknown_field_in_a_mask_is_refused(google: Probe) -> None:
    """A mask that names nothing is a mistake, not an empty answer."""
    book = google.workbook()
    said = refused(lambda: book.fetch_sheet_metadata({"fields": "sheeets"}))
    assert (said.code, said.message) == (400, "Request contains an invalid argument.")


@checks("CORE-006")
def missing_file_is_not_found(google: Probe) -> None:
    """A workbook that does not exist is 404 in Sheets."""
    said = refused(lambda: google.sheets.spreadsheets().get(spreadsheetId=GHOST).execute())
    assert (said.code, said.message, said.error["status"]) == (404, "Requested entity was not found.", "NOT_FOUND")


@checks("CORE-007")
def unshared_file_is_forbidden(google: Probe) -> None:
    """Somebody else's workbook is 403 in Sheets."""
    book = google.workbook()
    other = google.as_user("stranger@elsewhere.example")
    said = refused(lambda: other.sheets.spreadsheets().get(spreadsheetId=book.id).execute())
    assert (said.code, said.message) == (403, "The caller does not have permission")


@checks("CORE-008")
def slash_in_a_title_survives(google: Probe) -> None:
    """An encoded slash belongs to the range, not to the address."""
    book = google.workbook()
    book.sheet1.update_title("AM/PM")
    book.sheet1.update([["x"]], "A1")
    assert book.values_get("'AM/PM'!A1")["values"] == [["x"]]


@checks("CORE-009")
def what_is_missing_says_so(google: Probe) -> None:
    """A method that the sandbox lacks is named, never answered with something made up."""
    said = refused(google.gmail.users().settings().getPop(userId="me").execute)
    assert (said.code, said.error["status"]) == (501, "UNIMPLEMENTED")
    assert "gmail.users.settings.getPop" in said.message


@checks("CORE-010")
def unknown_enum_value_is_refused(google: Probe) -> None:
    """A value that is not one of a field's choices is refused."""
    book = google.workbook()
    body = {"requests": [{"appendDimension": {"sheetId": 0, "dimension": "ROW", "length": 1}}]}
    said = refused(lambda: book.batch_update(body))
    assert said.code == 400
    assert said.message.startswith("Invalid value at 'requests[0].append_dimension.dimension'")


@checks("CORE-011")
def older_apis_list_their_errors(google: Probe) -> None:
    """Gmail and Drive add a list of errors with a reason; Sheets does not."""
    gmail = refused(google.gmail.users().messages().get(userId="me", id="1234567890abcdef").execute)
    assert gmail.error["errors"][0]["reason"] == "notFound"
    drive = refused(google.drive.files().get(fileId=GHOST).execute)
    assert drive.error["errors"][0]["reason"] == "notFound"
    sheets = refused(google.sheets.spreadsheets().get(spreadsheetId=GHOST).execute)
    assert "errors" not in sheets.error


@checks("CORE-012")
def date_is_the_clocks(google: Probe) -> None:
    """The Date header of every answer is the sandbox's time."""
    google.control("POST", "/sandbox/clock", {"now": "2026-11-24T09:14:00Z"})
    answer = requests.get(f"{google.base}/drive/v3/about?fields=user", timeout=10)
    assert answer.headers["Date"] == "Tue, 24 Nov 2026 09:14:00 GMT"


@checks("CORE-013")
def refusal_fault(google: Probe) -> None:
    """A fault can refuse a call as Google does when it is busy."""
    rule = {"kind": "refuse", "status": 429, "retry_after": 7, "match": {"method": "gmail.users.getProfile"}}
    google.control("POST", "/sandbox/faults", rule)
    profile = google.gmail.users().getProfile(userId="me")
    said = refused(profile.execute)
    assert (said.code, said.error["status"], said.headers["retry-after"]) == (429, "RESOURCE_EXHAUSTED", "7")
    assert profile.execute()["emailAddress"] == google.me


@checks("CORE-014")
def dropped_before(google: Probe) -> None:
    """A dropped connection can mean that nothing was done."""
    assert _titles_after(google, {"kind": "kill_before"}) == []


@checks("CORE-015")
def dropped_after(google: Probe) -> None:
    """A dropped connection can mean that all was done."""
    assert _titles_after(google, {"kind": "lose_response"}) == ["Lost"]


@checks("CORE-016")
def applied_late(google: Probe) -> None:
    """A call whose client has given up can still be applied, later."""
    assert _titles_after(google, {"kind": "late_apply", "seconds": 60}) == []
    google.control("POST", "/sandbox/clock", {"forward": 2})
    assert _titles(google) == ["Lost"]


@checks("CORE-017")
def never_answered(google: Probe) -> None:
    """A call can hang until its client gives up."""
    assert _titles_after(google, {"kind": "timeout", "seconds": 0}) == []


def _titles(google: Probe) -> list[str]:
    return [file["name"] for file in google.drive.files().list(q="name = 'Lost'").execute()["files"]]


def _titles_after(google: Probe, fault: dict[str, object]) -> list[str]:
    google.control("POST", "/sandbox/faults", fault | {"match": {"method": "drive.files.create"}})
    headers = {"Authorization": f"Bearer sandbox:{google.me}"}
    try:
        requests.post(f"{google.base}/drive/v3/files", json={"name": "Lost"}, headers=headers, timeout=10)
    except requests.ConnectionError:
        return _titles(google)
    raise AssertionError("the connection was not dropped")


@checks("CORE-018")
def anybody_is_the_owner(google: Probe) -> None:
    """Without a token of the sandbox's own form, the caller is the owner."""
    answer = requests.get(
        f"{google.base}/drive/v3/about?fields=user", headers={"Authorization": "Bearer x"}, timeout=10
    )
    assert answer.json()["user"]["emailAddress"] == "owner@innov8.example"


@checks("CORE-019")
def every_call_is_counted(google: Probe) -> None:
    """Calls of Google's APIs are counted by method; the sandbox's own pages are not."""
    google.gmail.users().getProfile(userId="me").execute()
    google.gmail.users().getProfile(userId="me").execute()
    assert google.control("GET", "/sandbox/traffic")["counts"] == {"gmail.users.getProfile": 2}
