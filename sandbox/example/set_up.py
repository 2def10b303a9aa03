"""Makes the example from nothing, through the real set-up code: the workbook, its past, and the forms."""

from __future__ import annotations

from collections.abc import Iterable

from cme.edges.google import Google
from cme.edges.setup_calls import create_workbook, see_today
from cme.jobs.apply_schema import apply_forms, apply_workbook, read_timetable
from sandbox.example.cast import Cast, address
from sandbox.example.load import load_example

TITLE = "innov8 absence and CME log (example)"
OPENED_BY = ("Dee", "Deb")
"""The DSL and her deputy: nobody else may open the workbook."""


def set_up_example(google: Google, people: Cast | None = None) -> str:
    """Set the example up, or other people in its place, and return the workbook's id; Settings hold ids and links."""
    workbook = create_workbook(google, TITLE)
    apply_workbook(google, workbook)
    load_example(google, workbook, people)
    open_to(google, workbook, OPENED_BY)
    apply_forms(google, workbook, read_timetable(google, workbook), see_today(google, workbook))
    return workbook


def open_to(google: Google, workbook: str, names: Iterable[str]) -> None:
    """Let people of these names open and change the workbook."""
    for name in names:
        body = {"type": "user", "role": "writer", "emailAddress": address(name)}
        google.drive.permissions().create(fileId=workbook, body=body, sendNotificationEmail=False).execute()
