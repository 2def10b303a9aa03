"""The few calls of the set-up: make a workbook, see how it stands, change it; make a form, publish and restrict it."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL, SPREADSHEETS_API_V4_BASE_URL

from cme.domain.clocks import day_of
from cme.edges.google import Google
from cme.edges.live_workbook import DETAIL, OUTLINE, Json, LiveWorkbook, live_workbook, read_ranges
from cme.edges.schema import Tab

ID_IN_ADDRESS = re.compile(r"/d/([A-Za-z0-9_-]+)")


def workbook_id_of(typed: str) -> str:
    """Return a workbook's id, whether a person typed that or the whole address."""
    found = ID_IN_ADDRESS.search(typed)
    return found[1] if found else typed.strip()


def create_workbook(google: Google, title: str) -> str:
    """Make an empty workbook with British dates and London's time, and return its id."""
    properties = {"title": title, "locale": "en_GB", "timeZone": "Europe/London", "autoRecalc": "MINUTE"}
    answer = google.http.request("post", SPREADSHEETS_API_V4_BASE_URL, json={"properties": properties})
    return str(answer.json()["spreadsheetId"])


def see_workbook(google: Google, workbook_id: str, tabs: tuple[Tab, ...]) -> LiveWorkbook:
    """Return how the workbook stands: two reads, the second for the first rows of every tab."""
    url = SPREADSHEET_URL % workbook_id
    outline: Json = google.http.request("get", url, params={"fields": OUTLINE}).json()
    params: dict[str, Any] = {"fields": DETAIL, "ranges": read_ranges(outline, tabs)}
    return live_workbook(google.http.request("get", url, params=params).json())


def see_link(google: Google, workbook_id: str) -> str:
    """Return where a person opens the workbook."""
    answer = google.http.request("get", SPREADSHEET_URL % workbook_id, params={"fields": "spreadsheetUrl"})
    return str(answer.json()["spreadsheetUrl"])


def see_now(google: Google, workbook_id: str) -> datetime:
    """Return the time by the clock of whoever answers, so that a sandbox's moved clock counts there."""
    answer = google.http.request("get", SPREADSHEET_URL % workbook_id, params={"fields": "spreadsheetId"})
    return parsedate_to_datetime(answer.headers["Date"])


def see_today(google: Google, workbook_id: str) -> date:
    """Return London's day by that clock."""
    return day_of(see_now(google, workbook_id))


def change_workbook(google: Google, workbook_id: str, requests: list[Json]) -> None:
    """Send one `spreadsheets.batchUpdate`: all of it is done, or none."""
    google.http.request("post", SPREADSHEET_BATCH_UPDATE_URL % workbook_id, json={"requests": requests})


def create_form(google: Google, title: str, document_title: str) -> Json:
    """Make an empty, unpublished form. Google takes a title only; everything else is changed afterwards."""
    body = {"info": {"title": title, "documentTitle": document_title}}
    made: Json = google.forms.forms().create(body=body, unpublished=True).execute()
    return made


def see_form(google: Google, form_id: str) -> Json:
    """Return the form as it stands."""
    form: Json = google.forms.forms().get(formId=form_id).execute()
    return form


def change_form(google: Google, form_id: str, requests: list[Json], revision: str) -> None:
    """Change the form in one step, or raise Refused where somebody changed it since `revision`."""
    body = {"requests": requests, "writeControl": {"requiredRevisionId": revision}}
    google.forms.forms().batchUpdate(formId=form_id, body=body).execute()


def publish_form(google: Google, form_id: str) -> None:
    """Publish the form and let it take answers: forms made by program start unpublished."""
    body = {"publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": True}}}
    google.forms.forms().setPublishSettings(formId=form_id, body=body).execute()


def see_responders(google: Google, form_id: str) -> list[Json]:
    """Return the permissions that a form has now; those of its published view are listed only when asked for."""
    fields = "permissions(id,type,role,view,domain,emailAddress)"
    asked = google.drive.permissions().list(
        fileId=form_id, fields=fields, includePermissionsForView="published", supportsAllDrives=True
    )
    return list(asked.execute().get("permissions", ()))


def admit_domain(google: Google, form_id: str, domain: str) -> None:
    """Let the signed-in accounts of one domain fill in the form: never anyone, never as editors."""
    _admit(google, form_id, {"type": "domain", "domain": domain})


def admit_person(google: Google, form_id: str, address: str) -> None:
    """Let one person fill in the form, signed in to whichever account of Google's has that address."""
    _admit(google, form_id, {"type": "user", "emailAddress": address})


def admit_anyone(google: Google, form_id: str) -> None:
    """Let whoever has the link fill in the form, signed in or not: never as editors."""
    _admit(google, form_id, {"type": "anyone"})


def _admit(google: Google, form_id: str, whom: Json) -> None:
    body = {"role": "reader", "view": "published", **whom}
    google.drive.permissions().create(
        fileId=form_id, body=body, sendNotificationEmail=False, supportsAllDrives=True
    ).execute()
