"""A month that is over, of which the archive is still to be made."""

from __future__ import annotations

from datetime import timedelta

from cme.jobs.apply_schema import apply_settings
from tests.jobs.small import Scene, at

MONTH, FIRST = "2026-11", at("03:00") + timedelta(days=8)
"""The month that is over at three on Tuesday 1 December 2026."""
WORDS = '=HYPERLINK("https://evil.example","a bruise")'


def a_month_is_over(scene: Scene) -> str:
    """Let a month end in which something was said, and return the folder that Settings name for its archive."""
    scene.register("09:05", "BIKE", "P1")
    scene.stage.send("concern", "tess@innov8.example", {"told": "yes", "child": "P2", "harm": "no", "words": WORDS})
    scene.tick("09:06")
    made = archive_folder(scene)
    apply_settings(scene.stage.google(), scene.workbook, {"archive folder": made})
    scene.stage.move(FIRST)
    return made


def archive_folder(scene: Scene) -> str:
    """Make a folder in Drive, as a person does, and return its id."""
    body = {"name": "Archive", "mimeType": "application/vnd.google-apps.folder"}
    return str(scene.stage.google().drive.files().create(body=body).execute()["id"])
