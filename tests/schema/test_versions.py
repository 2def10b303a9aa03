"""The version of the tabs: what is listed, what a workbook says of itself, and that no shape changes without one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cme.domain.schema_version import Stamp
from cme.edges.google import Google
from cme.edges.migrations import MIGRATIONS
from cme.edges.schema import tab, tabs, versions
from cme.edges.setup_calls import change_workbook, see_workbook
from cme.edges.version_stamp import read_stamp, stamp_in
from cme.errors import SetupError
from cme.jobs.apply_schema import apply_workbook, plan

SHAPES = Path(__file__).parent / "shapes.toml"
"""The headings of each tab as the newest version was written; what was only added since may be missing there."""
HOW = "has changed: it needs a version in sheets_schema/versions.toml and a migration (docs/decisions/0056)"


def test_no_heading_is_renamed_moved_or_taken_away_without_a_version_of_its_own() -> None:
    """What is only added is no new version: the set-up adds it, and an older program leaves it alone."""
    kept = tomllib.loads(SHAPES.read_text())
    assert kept.pop("version") == len(versions()), "write tests/schema/shapes.toml anew with the new version"
    now = {one.slug: one for one in tabs()}
    for slug, shape in kept.items():
        before, there = shape["headers"], now[slug]
        # In what people type in a column is found by its heading; the machine's own stay where they are.
        ours = [header for header in there.headers if header in before]
        ours = sorted(ours, key=before.index) if there.writer == "dsl" else list(there.headers[: len(before)])
        assert (there.sheet_id, ours) == (shape["sheet_id"], before), f"“{slug}” {HOW}"


def test_each_migration_leads_to_a_version_that_is_listed() -> None:
    assert set(MIGRATIONS) <= {version.number for version in versions()[1:]}


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("", "'version'"),
        (
            "[[version]]\nnumber = 2\nday = 2026-11-29\nchanged = 'x'\nolder_runs = true\nruns_on_older = true",
            "count from 1",
        ),
        ("[[version]]\nnumber = 1", "missing"),
    ],
)
def test_a_list_of_versions_that_is_none_names_its_file(tmp_path: Path, written: str, wrong: str) -> None:
    (tmp_path / "versions.toml").write_text(written)
    with pytest.raises(SetupError, match=f"versions.toml does not list the versions: .*{wrong}"):
        versions(tmp_path)


@pytest.mark.parametrize(
    ("cells", "stamp"),
    [
        (("", ""), Stamp(1, 1)),
        ((3, 2), Stamp(3, 2)),
        (("3.0", ""), Stamp(3, 3)),
        (("soon", 2), Stamp(1, 2)),
        ((-1, 1e9), Stamp(1, 1)),
        ((True, None), Stamp(1, 1)),
    ],
)
def test_a_cell_that_was_changed_by_hand_says_nothing(cells: tuple[Any, Any], stamp: Stamp) -> None:
    assert read_stamp(*cells) == stamp


def test_a_new_workbook_is_of_the_newest_version_and_one_that_says_nothing_is_told_so(
    google: Google, workbook: str
) -> None:
    assert stamp_in(see_workbook(google, workbook, tabs())) == Stamp(len(versions()), len(versions()))
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 1, "columnIndex": 5}
    rows = [{"values": [{}, {"userEnteredValue": {"numberValue": 7}}]}]
    change_workbook(google, workbook, [{"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}])
    assert plan(google, workbook).lines == (f"Write down that the workbook is of version {len(versions())}",)
    apply_workbook(google, workbook)
    assert plan(google, workbook).lines == ()
