"""Each hostile value in each column that a person can fill, through a whole tick against the sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from cme.edges.schema import tab
from tests.hostile.charity import OUR_FORMULAS, Pairs, check_mail, check_pages, formulas, noted
from tests.hostile.values import TYPED
from tests.jobs.small import MONDAY, PEOPLE, Scene, person, pupil, school, session, typed

ROOM = {"appendDimension": {"sheetId": tab("places").sheet_id, "dimension": "COLUMNS", "length": 200}}
"""A column of Places for each session more."""
Rows = dict[str, list[dict[str, Any]]]
VALUES = list(TYPED.values())
FREE = {
    "schools": (
        *("Name", "Attendance contact", "DSL name", "DSL phone", "Head name", "Telephone", "Prefers telephone"),
        *("Calendar", "Checked on"),
    ),
    "authorities": (
        *("Name", "Commissioning contact", "CME email", "CME phone", "Social care phone", "Out of hours phone"),
        *("Placing authority contact", "Placing authority email", "Checked on"),
    ),
    "pupils": tuple(header for header in tab("pupils").headers if header not in ("Code", "School on roll")),
    "places": ("From", "To", "Transport", "BIKE"),
    "staff": ("Name", "Phone", "Roles", "Duty order", "Away from", "Away to"),
    "sessions": ("Name", "Site", "Kind", "Lead", "From", "To"),
    "calendar": ("Kind", "Label"),
}
"""Columns none of them masks another, so that one row holds its value in all of them."""


WRITTEN_TO = {"Code", "Name", "Attendance email", "DSL email", "Commissioning email", "Allowed domains"}
"""Columns that decide whether mail goes, and whereto: a child is placed by each of their rows."""


def authority(code: str) -> dict[str, Any]:
    return {
        "Code": code,
        "Name": "Example County",
        "Commissioning contact": "Cam Place",
        "Commissioning email": f"places@{code.lower()}.example",
        "Allowed domains": f"{code.lower()}.example",
    }


def _school(n: int) -> dict[str, Any]:
    return school("HILL") | {"Code": f"H{n}"}


def _place(n: int) -> dict[str, Any]:
    return {"Pupil": f"X{n}", "Commissioner": "HILL", "BIKE": "x"}


def _closure() -> dict[str, Any]:
    return {"Calendar": "elsewhere", "Kind": "closure", "From": MONDAY, "To": MONDAY, "Label": "closed"}


def _rows(slug: str, columns: Sequence[str]) -> Rows:
    """Return the charity with a row more for each value; each is whole but for the columns that hold its value."""
    every: Rows = {name: [dict(row) for row in rows] for name, rows in PEOPLE.items()}
    every["authorities"] = [authority("COUNTY")]
    for n, value in enumerate(VALUES):
        spoilt = dict.fromkeys(columns, value)
        child, place = pupil(f"X{n}", "HILL", "Xanthe"), _place(n)
        if slug in ("schools", "authorities"):
            row = (_school(n) if slug == "schools" else authority("COUNTY") | {"Code": f"H{n}"}) | spoilt
            every[slug].append(row)
            if set(columns) & WRITTEN_TO:
                place["Commissioner"] = row["Code"]
            if "DSL email" in columns:
                row["Attendance email"] = ""
        elif slug == "pupils":
            child |= spoilt
            place["Pupil"] = child["Code"]
        elif slug == "places":
            place |= spoilt
        elif slug == "staff":
            every["staff"].append(person(f"S{n}", "lead") | spoilt)
        elif slug == "sessions":
            every["sessions"].append(session(f"W{n}", "11:00") | spoilt)
            place = {"Pupil": f"X{n}", "Commissioner": "HILL", str(every["sessions"][-1]["Code"]): "x"}
        else:
            every["calendar"].append(_closure() | spoilt)
            continue
        every["pupils"].append(child)
        every["places"].append(place)
    return every


CASES = [
    (slug, columns)
    for slug in ("schools", "authorities", "pupils", "places", "staff", "sessions", "calendar")
    for columns in (
        FREE[slug],
        *(
            (header,)
            for header in (*tab(slug).headers, *(("BIKE",) if slug == "places" else ()))
            if header not in FREE[slug]
        ),
    )
]


@pytest.mark.parametrize(
    ("slug", "columns"), CASES, ids=[f"{slug}: {', '.join(columns)}"[:60] for slug, columns in CASES]
)
def test_whatever_a_column_holds_the_other_child_s_school_is_told_and_nobody_else_s(
    scene: Scene, ours: Pairs, slug: str, columns: tuple[str, ...]
) -> None:
    scene.change(ROOM)
    for name, rows in _rows(slug, columns).items():
        scene.change(*typed(name, rows))
    scene.register("09:02", "BIKE", "P4")
    scene.register("09:02", "COOK", "P5")
    report = scene.tick("09:15")
    assert report.outcome == "done"
    check_mail(scene, ["places@county.example"])
    assert formulas(scene) == OUR_FORMULAS
    assert "could not be brought in step" not in scene.stage.read().form_problems
    before = len(scene.stage.mail()), *noted(scene)
    scene.tick("09:16")
    assert (len(scene.stage.mail()), *noted(scene)) == before
    if columns == FREE[slug]:
        check_pages(scene, ours, slug)
