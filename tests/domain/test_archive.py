"""The archive's pure parts: which month is owed, which cell is of which class, and what a file gives back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cme.domain.archive import archive_problems, month_of, months_owed, sealed_months
from cme.domain.archive_cells import ROWS, Cell, WholeTab, apart, together
from cme.domain.archive_document import class_document, tabs_of
from cme.domain.archive_steps import CLASSES, FILES, Happened, Step
from cme.domain.model import Saw
from cme.edges.archive_xlsx import GROWING
from cme.edges.schema import tab, tabs
from sandbox.example.archive_scenes import archived
from tests import builders as build

AT = datetime(2026, 12, 1, 3, tzinfo=UTC)
cells = (
    some.none()
    | some.builds(
        Cell,
        some.text(max_size=8) | some.integers(-9, 99999) | some.floats(0, 9) | some.booleans(),
        kind=some.sampled_from(("", "DATE", "TIME")),
        pattern=some.sampled_from(("", "dd/mm/yyyy")),
        shown=some.just(""),
    )
    | some.just(Cell("=A1", is_formula=True))
)
rows = some.lists(some.lists(cells, max_size=4).map(tuple), max_size=5).map(tuple)


def named(found: tuple) -> list[str]:
    return [month.name for month in found]


@pytest.mark.parametrize(
    ("now", "live_from", "done", "owed"),
    [
        ("Mon 2026-11-30 23:59", "Thu 2026-10-01 00:00", ["2026-10"], []),
        ("Tue 2026-12-01 00:00", "Thu 2026-10-01 00:00", ["2026-10"], ["2026-11"]),
        ("Tue 2026-12-01 00:00", "Mon 2026-11-30 09:00", [], ["2026-11"]),
        ("Tue 2026-12-01 00:00", "Tue 2026-12-01 00:00", [], []),
        ("Fri 2027-01-01 00:00", "Thu 2026-10-01 00:00", ["2026-11"], ["2026-12"]),
    ],
)
def test_a_month_is_owed_from_the_first_of_the_next_if_the_system_was_live_in_it(
    now: str, live_from: str, done: list[str], owed: list[str]
) -> None:
    settings = replace(build.facts().settings, live_from=build.at(live_from))
    rows = tuple(row for month in done for row in archived(month, date(2026, 11, 1), time(3)))
    assert named(months_owed(build.facts(settings=settings, archived=rows), build.at(now))) == owed


def test_a_month_that_was_begun_stays_owed_however_many_months_ago() -> None:
    failed = Happened("2026-10", "", Step.FAILED, AT, note="no folder")
    facts = build.facts(archived=(failed, *archived("2026-11", date(2026, 12, 1), time(3))))
    assert named(months_owed(facts, AT)) == ["2026-10"]
    assert named(sealed_months(facts)) == ["2026-11"]


def test_nobody_is_asked_to_look_before_noon_of_the_first() -> None:
    facts = build.facts()
    assert list(archive_problems(facts, build.at("Tue 2026-12-01 11:59"))) == []
    assert len(list(archive_problems(facts, build.at("Tue 2026-12-01 12:00")))) == 1


def test_what_differs_takes_back_all_that_was_done_under_the_ids_before() -> None:
    rows = archived("2026-11", date(2026, 12, 1), time(3))
    assert month_of(rows, "2026-11").is_sealed
    differs = replace(rows[-1], step=Step.DIFFERS)
    assert month_of((*rows, differs), "2026-11").given == {}
    # What was known of ids that were given up long ago says nothing of those in force.
    anew = tuple(replace(row, drive_id=f"2{row.drive_id}") for row in rows[: len(FILES)])
    assert month_of((*rows, differs, *anew, *rows[-2:], differs), "2026-11").has_ids
    assert not month_of((*rows, differs, *anew, *rows[-2:]), "2026-11").sealed


@given(rows)
def test_a_file_gives_back_every_cell_as_it_was(found: tuple) -> None:
    whole = [WholeTab(101, "Today", "today", found), WholeTab(7, "Ours", "", found[:1])]
    written = class_document("safeguarding", "2026-11", AT, 4, whole)
    assert [(t.sheet_id, t.title, t.slug, t.rows) for t in tabs_of(json.loads(written))] == [
        (t.sheet_id, t.title, t.slug, t.rows) for t in whole
    ]


@given(rows, some.sampled_from(tabs()))
def test_each_cell_is_in_one_class_and_both_together_are_the_tab(found: tuple, schema: object) -> None:
    slug, declared = schema.slug, schema.archive  # type: ignore[attr-defined]
    head = tuple(map(Cell, schema.headers[:4]))  # type: ignore[attr-defined]
    whole = WholeTab(1, "A tab", slug, (head, *found))
    parts = [apart(whole, declared, kind) for kind in CLASSES]
    assert together([[part] for part in parts])[0].typed == whole.typed
    below = [{(r, c) for r, row in enumerate(part.rows) for c, cell in enumerate(row) if cell and r} for part in parts]
    assert not below[0] & below[1]


def observed(*saws: str) -> WholeTab:
    head = tuple(map(Cell, tab("observations").headers))
    return WholeTab(132, "Observations", "observations", (head, *((None,) * 4 + (Cell(saw),) for saw in saws)))


def test_what_was_feared_or_done_about_a_child_is_in_no_attendance_file_nor_what_a_later_version_says() -> None:
    words = [saw.value for saw in Saw] + ["something new"]
    kept = {row[4].value for row in apart(observed(*words), "attendance", "attendance").rows[1:] if row}
    assert kept == ROWS["observations"][1]
    assert not kept & {Saw.CONCERN, Saw.HANDED_OVER, Saw.REFERRED, Saw.NOTED, Saw.SPOKE_TO, "something new"}


def test_without_the_column_that_says_what_a_row_is_about_nothing_counts_as_attendance() -> None:
    renamed = replace(observed("seen"), rows=((Cell("Entry"),), (Cell("r1"),)))
    assert apart(renamed, "attendance", "attendance").rows == ((Cell("Entry"),),)


def test_tiers_whom_to_ring_and_columns_that_people_made_are_not_in_the_attendance_file() -> None:
    head = (*tab("pupils").headers, "Our own")
    pupils = WholeTab(111, "Pupils", "pupils", (tuple(map(Cell, head)), tuple(map(Cell, head))))
    kept = {cell.value for row in apart(pupils, "attendance", "attendance").rows for cell in row if cell}
    assert {"Code", "Surname", "School on roll"} <= kept
    assert not kept & {"Tier", "Household", "Do not contact", "Contact 1 phone", "Note", "Our own"}


def test_a_tab_that_people_made_is_safeguarding() -> None:
    theirs = WholeTab(9, "Notes", "", ((Cell("a"),),))
    assert apart(theirs, "safeguarding", "attendance").rows == ()


def test_every_tab_declares_its_class_and_what_holds_flags_or_cases_is_safeguarding() -> None:
    declared = {one.slug: one.archive for one in tabs()}
    assert set(declared.values()) == set(CLASSES)
    restricted = {"safeguarding", "concerns", "cases", "chronology", "history", "breaches", "desk", "today", "waiting"}
    assert {declared[slug] for slug in restricted | {"obligations", "messages", "problems"}} == {"safeguarding"}


def test_each_date_by_which_a_row_is_of_a_month_is_a_column_of_its_tab() -> None:
    for slug, heading in GROWING.items():
        kinds = {column.header: column.kind for column in tab(slug).columns}
        assert kinds[heading] == "instant"
