"""What the DSL's tabs held: whatever people do to them, each moment is given back as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cme.domain.history import Cells, Difference, Sheet, Spot, differences, fold, held_of, sheet_of

TAB = "Places"
BEGUN = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEADINGS = ("Pupil", "From", "BIKE", "COOK")
VALUES = st.sampled_from(["P1", "P2", "P1 (2)", "(rows)", "x", "09:30", 0, 1, 46266.5, True, False])
ROW = st.dictionaries(st.sampled_from(HEADINGS), VALUES, min_size=1)
SHEETS = st.builds(
    lambda headings, rows: sheet(tuple(headings), rows),
    st.lists(st.sampled_from(HEADINGS), unique=True),
    st.lists(ROW, max_size=5),
)
"""A tab with any headings in any order, rows of one code or none, and columns that come and go."""


def sheet(headings: tuple[str, ...], rows: Sequence[Cells]) -> Sheet:
    shown = ({name: value for name, value in row.items() if name in headings} for row in rows)
    return Sheet(headings, tuple(cells for cells in shown if cells))


def recorded(*moments: Sheet) -> list[Difference]:
    """What is written down of one moment after the other, a minute apart."""
    found: list[Difference] = []
    for minute, seen in enumerate(moments):
        held = fold(found)
        news = differences(held, held_of(TAB, seen, "Pupil", held))
        found += [replace(one, seen_at=BEGUN + timedelta(minutes=minute), revision=minute) for one in news]
    return found


def exactly(seen: Sheet) -> str:
    """What a sheet holds, telling a tick box from a number."""
    return repr((seen.headings, [sorted(cells.items()) for cells in seen.rows]))


@given(st.lists(SHEETS, max_size=6), st.randoms())
def test_each_moment_is_given_back_as_it_was_however_history_is_sorted(moments: list[Sheet], dice: Any) -> None:
    found = recorded(*moments)
    dice.shuffle(found)
    for minute, seen in enumerate(moments):
        until = [one for one in found if one.seen_at and one.seen_at <= BEGUN + timedelta(minutes=minute)]
        # Without the heading under which rows say whose they are no row is anybody's, and none is looked at.
        if "Pupil" in seen.headings:
            assert exactly(sheet_of(TAB, fold(until))) == exactly(seen)
        assert sheet_of(TAB, fold(until)).headings == seen.headings


@given(st.lists(SHEETS, max_size=6))
def test_each_row_of_history_says_what_its_cells_held_before(moments: list[Sheet]) -> None:
    found = recorded(*moments)
    for one in found:
        before = fold(other for other in found if other.revision < one.revision).get(one.spot, {})
        assert {name: before[name] for name in (*one.before, *one.now) if name in before} == one.before


FIRST = sheet(HEADINGS, [{"Pupil": "P1", "BIKE": "x"}, {"Pupil": "P2", "BIKE": "x"}, {"Pupil": "P1", "COOK": "x"}])


def news(*moments: Sheet) -> dict[str, tuple[Any, Any]]:
    """What the last moment adds, by row."""
    found = recorded(*moments)
    return {one.spot.row: (one.before, one.now) for one in found if one.revision == len(moments) - 1}


def test_a_cell_that_changed_is_written_down_alone() -> None:
    rows = [dict(cells) for cells in FIRST.rows]
    rows[1]["BIKE"] = "09:30"
    assert news(FIRST, sheet(HEADINGS, rows)) == {"P2": ({"BIKE": "x"}, {"BIKE": "09:30"})}
    assert news(FIRST, FIRST) == {}


def test_a_row_put_in_before_others_is_one_row_and_the_order() -> None:
    rows = [{"Pupil": "P1", "BIKE": "13:00"}, *FIRST.rows]
    found = news(FIRST, sheet(HEADINGS, rows))
    assert found.pop("(rows)")[1] == {"1": "P1 (3)", "2": "P1", "3": "P2", "4": "P1 (2)"}
    assert found == {"P1 (3)": ({}, {"Pupil": "P1", "BIKE": "13:00"})}


def test_rows_that_are_sorted_are_an_order_and_no_row() -> None:
    assert list(news(FIRST, sheet(HEADINGS, FIRST.rows[::-1]))) == ["(rows)"]


def test_a_column_that_is_gone_and_back_copies_no_cell() -> None:
    without = sheet(("Pupil", "BIKE"), FIRST.rows)
    assert set(news(FIRST, without)) == set(news(FIRST, without, FIRST)) == {"(headings)"}
    assert set(news(FIRST, sheet((), ()))) == {"(headings)"}
    assert set(news(FIRST, sheet((), ()), FIRST)) == {"(headings)"}


def test_what_came_to_differ_is_in_no_text_that_an_error_could_print() -> None:
    secret = Difference(Spot("Safeguarding", "P1"), {"Care order": "no"}, {"Care order": "yes"})
    assert "Care order" not in repr(secret)
    assert "P7" not in repr(sheet(HEADINGS, [{"Pupil": "P7"}]))


def test_a_tick_box_is_no_number() -> None:
    """In a place “no” means nobody, and 0 that somebody meant something."""
    box, number = (sheet(HEADINGS, [{"Pupil": "P1", "BIKE": value}]) for value in (False, 0))
    assert news(box, number) == {"P1": ({"BIKE": False}, {"BIKE": 0})}


def test_more_than_nine_rows_come_back_in_their_order_whatever_else_somebody_wrote_there() -> None:
    many = sheet(HEADINGS, [{"Pupil": f"P{number}"} for number in range(12)])
    by_hand = Difference(Spot(TAB, "(rows)"), {}, {"last": "P99"}, BEGUN, 1)
    assert sheet_of(TAB, fold([*recorded(many), by_hand])) == many
