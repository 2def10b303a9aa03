"""What may leave the workbook: what is left and the archives together are all that there ever was."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cme.domain.archive import month_name
from cme.domain.archive_cells import Cell, Row, WholeTab, apart, together
from cme.domain.archive_document import class_document, tabs_of
from cme.domain.archive_steps import CLASSES, Happened, Step
from cme.domain.clocks import day_from_serial, serial_of_day
from cme.domain.pruned import where_earlier, whole_from
from cme.domain.pruning import (
    DIFFERS,
    NO_ARCHIVE,
    READ,
    WANTED,
    Archives,
    Going,
    Growing,
    Wanted,
    going,
    may_go_before,
    typed,
)
from cme.edges.ledger import without
from cme.edges.schema import tab
from tests import builders as build

AT = datetime(2028, 10, 2, 3, tzinfo=UTC)
BEFORE = date(2027, 9, 1)
FIRST, LAST = date(2026, 9, 1), date(2027, 12, 1)
DATED = {"entries": "Submitted at", "observations": "Recorded at", "obligations": "Decided at", "messages": "At"}


def a_row(slug: str, day: date, **cells: str) -> Row:
    """A row of a tab, written on a day at noon."""
    headers = tab(slug).headers
    found: list[Cell | None] = [None] * len(headers)
    found[headers.index(DATED[slug])] = Cell(serial_of_day(day) + 0.5, kind="DATE_TIME")
    for heading, text in cells.items():
        found[headers.index(heading)] = Cell(text) if text else None
    return tuple(found)


def grown(slug: str, *rows: Row, read_from: int | None = None) -> Growing:
    """A tab with these rows, of which the runs read those from a number on."""
    whole = WholeTab(tab(slug).sheet_id, tab(slug).title, slug, (tuple(map(Cell, tab(slug).headers)), *rows))
    return Growing(whole, 1, len(whole.rows) if read_from is None else read_from, DATED[slug])


def archived(*tabs: Growing, months: frozenset[str] | None = None) -> Archives:
    """The archives that hold these tabs, through the files that were made of them."""
    whole = [one.tab for one in tabs]
    declared = {one.slug: tab(one.slug).archive for one in whole}
    parts = [
        tabs_of(
            json.loads(class_document(kind, "2027-08", AT, 1, [apart(one, declared[one.slug], kind) for one in whole]))
        )
        for kind in CLASSES
    ]
    held = {one.slug: Counter(map(typed, one.rows)) for one in together(parts)}
    every = {month_of(one, row) for one in tabs for row in one.tab.rows[1:]}
    return Archives(frozenset(every) if months is None else months, held)


def month_of(one: Growing, row: Row) -> str:
    cell = row[tab(one.tab.slug).headers.index(one.dated)]
    return month_name(day_from_serial(float(cell.value))) if cell else ""


days = some.dates(FIRST, LAST)
pupils = some.sampled_from(["", "P1", "P2"])
entries = some.sampled_from(["e1", "e2", "e3"])
messages = some.sampled_from(["m1", "m2"])
observations = some.builds(
    lambda day, pupil, entry, saw: a_row("observations", day, Pupil=pupil, Entry=entry, Saw=saw),
    *(days, pupils, entries, some.sampled_from(["seen", "concern"])),
)
obligations = some.builds(lambda d, p, m: a_row("obligations", d, Pupil=p, Message=m), days, pupils, messages)
sent = some.builds(lambda d, m: a_row("messages", d, Message=m), days, messages)
typed_in = some.builds(lambda d, e, f: a_row("entries", d, Entry=e, Form=f), days, entries, some.sampled_from("ab"))
ledgers = some.tuples(
    *(some.lists(rows, max_size=8) for rows in (observations, obligations, sent, typed_in)), some.integers(1, 9)
).map(
    lambda found: tuple(
        grown(slug, *rows, read_from=found[4])
        for slug, rows in zip(("observations", "obligations", "messages", "entries"), found, strict=False)
    )
)
needs = some.builds(
    Wanted, some.sets(some.sampled_from(["P1", "P2"])).map(frozenset), some.sets(messages, max_size=1).map(frozenset)
)


def all_of(going_from: Going) -> Counter:
    return Counter(map(typed, going_from.tab.rows))


@given(ledgers, needs)
def test_what_is_left_and_what_the_archives_hold_is_all_that_ever_was(ledger: tuple, wanted: Wanted) -> None:
    archives = archived(*ledger)
    for one, found in zip(ledger, going(ledger, BEFORE, archives, wanted), strict=True):
        left = Counter(map(typed, found.left))
        gone = Counter(typed(one.tab.rows[number]) for number in found.rows)
        assert left + gone == all_of(found)
        assert gone <= archives.rows[one.tab.slug]
        assert list(found.left) == [row for n, row in enumerate(one.tab.rows) if n not in found.rows]
        assert sum(found.months.values()) == len(found.rows)


@given(ledgers, needs)
def test_what_is_young_what_the_runs_read_and_what_is_wanted_stays(ledger: tuple, wanted: Wanted) -> None:
    for one, found in zip(ledger, going(ledger, BEFORE, archived(*ledger), wanted), strict=True):
        heads = tab(one.tab.slug).headers
        for number in found.rows:
            row = dict(zip(heads, one.tab.rows[number], strict=True))
            assert one.first <= number < one.read_from
            assert day_from_serial(row[one.dated].value) < BEFORE
            assert not row.get("Pupil") or row["Pupil"].value not in wanted.pupils
            assert not row.get("Message") or row["Message"].value not in wanted.messages


@given(ledgers, some.data())
def test_nothing_goes_of_a_month_without_a_verified_archive_nor_what_an_archive_holds_otherwise(
    ledger: tuple, data: some.DataObject
) -> None:
    archives = archived(*ledger)
    months = data.draw(some.sets(some.sampled_from(sorted(archives.months)))) if archives.months else set()
    some_only = replace(archives, months=frozenset(months))
    for found in going(ledger, BEFORE, some_only, Wanted()):
        assert set(found.months) <= months
    retyped = tuple(replace(one, tab=replace(one.tab, rows=tuple(map(_retyped, one.tab.rows)))) for one in ledger)
    assert not any(found.rows for found in going(retyped, BEFORE, archives, Wanted()))


def _retyped(row: Row) -> Row:
    return (*row, Cell("typed behind it"))


OLD, YOUNG = date(2027, 3, 1), date(2027, 9, 1)


def test_each_row_that_stays_says_why() -> None:
    rows = [a_row("observations", OLD, Pupil=code, Entry=f"e{code}") for code in ("P1", "P2", "P3", "P4")]
    rows += [a_row("observations", OLD, Entry="eP2"), a_row("observations", YOUNG), a_row("observations", OLD)]
    ledger = grown("observations", *rows, read_from=7)
    archives = archived(grown("observations", *rows[:2], *rows[3:]))
    (found,) = going([ledger], BEFORE, archives, Wanted(frozenset({"P2"})))
    # P2, and who else the same register was about without a name; P3 stands in no archive.
    assert found.rows == (1, 4)
    assert found.stays == {WANTED: 2, DIFFERS: 1, READ: 1}
    (nothing,) = going([ledger], BEFORE, replace(archives, months=frozenset()), Wanted())
    assert (nothing.rows, nothing.stays) == ((), {NO_ARCHIVE: 5, READ: 1})


def test_of_two_rows_alike_only_as_many_go_as_the_archive_holds() -> None:
    same = a_row("messages", OLD, Message="m1")
    (found,) = going([grown("messages", same, same, same)], BEFORE, archived(grown("messages", same, same)), Wanted())
    assert (found.rows, found.stays) == ((1, 2), {DIFFERS: 1})


def test_the_messages_and_entries_of_a_wanted_child_stay_and_those_of_another_go() -> None:
    ledger = (
        grown("observations", a_row("observations", OLD, Pupil="P1", Entry="e1")),
        grown("obligations", *(a_row("obligations", OLD, Pupil=p, Message=m) for p, m in (("P1", "m1"), ("P2", "m2")))),
        grown("messages", *(a_row("messages", OLD, Message=m) for m in ("m1", "m2", "m3"))),
        grown("entries", *(a_row("entries", OLD, Entry=e) for e in ("e1", "e2", "e3"))),
    )
    wanted = Wanted(frozenset({"P1"}), frozenset({"m3"}), frozenset({"e3"}))
    assert [found.rows for found in going(ledger, BEFORE, archived(*ledger), wanted)] == [(), (2,), (2,), (2,)]


@pytest.mark.parametrize(
    ("day", "weeks", "before"),
    [
        (date(2028, 8, 29), 52, date(2026, 9, 1)),
        (date(2028, 9, 4), 52, date(2027, 9, 1)),
        (date(2028, 6, 1), 9, date(2027, 9, 1)),
        (date(2028, 11, 3), 9, date(2028, 9, 1)),
    ],
)
def test_a_school_year_goes_whole_once_it_has_been_over_for_so_many_weeks(day: date, weeks: int, before: date) -> None:
    assert may_go_before(day, weeks) == before


def test_rows_are_taken_out_from_below_and_neighbours_at_once() -> None:
    spans = [one["deleteDimension"]["range"] for one in without("messages", [2, 9, 3, 4, 7])]
    assert [(span["startIndex"], span["endIndex"]) for span in spans] == [(9, 10), (7, 8), (2, 5)]


def test_what_was_pruned_says_from_when_on_the_workbook_is_whole_and_where_the_rest_is() -> None:
    assert (whole_from(build.facts()), where_earlier(build.facts())) == (None, "")
    rows = tuple(Happened(month, "messages", Step.PRUNED, AT) for month in ("2027-07", "2026-11", "2027-02"))
    facts = build.facts(archived=rows)
    assert whole_from(facts) == date(2027, 8, 1)
    assert where_earlier(facts).startswith("Rows of November 2026 to July 2027 left the workbook")
