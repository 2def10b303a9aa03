"""Makes the example from nothing, through the real set-up code: the workbook, its past, and the forms."""

from __future__ import annotations

from collections.abc import Iterable

from cme.edges.google import Google
from cme.edges.setup_calls import create_workbook, see_today
from cme.jobs.apply_duty_board import apply_duty_board, board_of
from cme.jobs.apply_schema import apply_forms, apply_workbook, read_timetable, stored_settings
from sandbox.example.cast import Cast, address
from sandbox.example.load import load_example

TITLE = "innov8 absence and CME log (example)"
OPENED_BY = ("Dee", "Deb")
"""The DSL and her deputy: nobody else may open the workbook."""
MORNINGS = ("Cora", "Tess", "Lee", "Wren", "Nia")
"""The coordinator and the leads, who see the Duty board and nothing else."""


def set_up_example(google: Google, people: Cast | None = None) -> str:
    """Set the example up, or other people in its place, and return the workbook's id; Settings hold ids and links."""
    workbook = create_workbook(google, TITLE)
    apply_workbook(google, workbook)
    load_example(google, workbook, people)
    open_to(google, workbook, OPENED_BY)
    apply_forms(google, workbook, read_timetable(google, workbook), see_today(google, workbook))
    return workbook


def add_duty_board(google: Google, workbook: str) -> str:
    """Make the Duty board of an example, let those see it who run its mornings, and return its id."""
    apply_duty_board(google, workbook, make=True)
    board = board_of(stored_settings(google, workbook))
    open_to(google, board, MORNINGS, role="reader")
    return board


def open_to(google: Google, workbook: str, names: Iterable[str], *, role: str = "writer") -> None:
    """Let people of these names open and change a file, or with another role only see it."""
    for name in names:
        body = {"type": "user", "role": role, "emailAddress": address(name)}
        google.drive.permissions().create(fileId=workbook, body=body, sendNotificationEmail=False).execute()
