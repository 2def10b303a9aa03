"""Attendance in a report: what is counted, how it is compared, and what is too small to be shown."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from cme.domain.evidence_counts import Went, attended, tally
from cme.domain.model import Saw
from cme.domain.report_period import period_named
from cme.reports.attendance import by_week, frame_of
from cme.reports.parts import NOT_SHOWN, Chart, Part
from cme.reports.readers import commissioner, trustees
from cme.reports.small_groups import too_small
from tests import builders as build
from tests.reports.made import NOVEMBER, held, is_blank, part, period, rows, sat


def test_all_sessions_are_those_of_evidence_and_each_number_has_its_share() -> None:
    record = held()
    found = attended(record, record.span(period().since, period().until))
    counts = tally(mark for marks in found.marks.values() for mark in marks)
    whole = part("Attendance as a whole")
    assert rows(whole)["November 2026"] == ("28", "16 (57%)", "12 (43%)", *["4 (14%)"] * 4)
    assert (counts.expected, counts.came, counts.late, counts.explained, counts.missed, counts.silent) == (
        *(28, 16, 4, 4, 4, 4),
    )
    assert whole.message == (
        "Of 28 sessions 16 (57%) were attended, 4 of them late; 8 (29%) were missed, 4 of them without a reason; of 4"
        " nobody said anything. There is nothing to compare it with: in October 2026 no session is counted."
    )


def test_where_of_every_session_something_was_said_no_silence_is_told() -> None:
    heard = tuple(build.seen("P5", Saw.ARRIVED, build.at(f"{day:%a %Y-%m-%d} 08:59")) for day in NOVEMBER)
    whole = part("Attendance as a whole", of=held(heard=heard))
    assert rows(whole)["November 2026"][-1] == "0 (0%)"
    assert "4 of them without a reason. There is nothing" in whole.message


def test_a_period_is_compared_with_the_one_before() -> None:
    whole = part("Attendance as a whole", of=held(build.at("Fri 2027-01-01 08:00")), typed="2026-12")
    assert rows(whole)["November 2026"][1] == "16 (57%)"
    assert whole.message.endswith("In November 2026 57% were attended.")


def test_each_week_has_its_row_a_holiday_has_none_of_anything_and_no_point() -> None:
    weeks = part("Attendance by week")
    assert list(rows(weeks)) == [f"{monday:%d/%m/%Y}" for monday in NOVEMBER]
    assert rows(weeks)["16/11/2026"] == ("0", *"–" * 6)
    assert weeks.chart is not None
    lines = weeks.chart.numbers
    assert is_blank(lines.loc[pd.Timestamp(NOVEMBER[2]), "attended"])
    assert round(lines.loc[pd.Timestamp(NOVEMBER[1]), "missed, with a reason"]) == 14


def test_a_school_year_has_each_of_its_weeks_up_to_today() -> None:
    weeks = part("Attendance by week", typed="2026-27")
    # The record begins on the second of November.
    assert [*rows(weeks)][:: len(NOVEMBER) - 1] == ["02/11/2026", "30/11/2026"]


def test_days_without_school_are_no_weekday_of_the_chart_and_one_with_a_session_is() -> None:
    assert list(rows(part("Attendance by weekday"))) == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert rows(part("Attendance by weekday"))["Monday"][0] == "28"
    assert rows(part("Attendance by weekday"))["Tuesday"][0] == "0"


def test_schools_are_called_by_name_and_children_on_no_roll_are_a_group() -> None:
    schools = part("Attendance by school on roll")
    assert list(rows(schools)) == ["Hill School", "Mill School", "on no school's roll"]
    assert rows(schools)["Mill School"][:2] == ("4", "4 (100%)")
    assert schools.message == "By school on roll, attendance lay between 40% (Hill School) and 100% (Mill School)."


def shown(found: Part) -> list[str]:
    """Every number of a chart as it stands at its bar."""
    chart = found.chart
    assert isinstance(chart, Chart)
    return [chart.shown(value) for value in chart.numbers.to_numpy().flatten() if not pd.isna(value)]


@pytest.mark.parametrize("title", ["Attendance as a whole", "Attendance by week", "Attendance by weekday"])
def test_each_number_of_a_chart_stands_in_the_table_beside_it(title: str) -> None:
    found = part(title)
    cells = " ".join(cell for row in found.table.rows for cell in row)
    assert shown(found)
    assert [number for number in shown(found) if number not in cells] == []


def test_trustees_read_of_no_group_of_fewer_children_than_five() -> None:
    assert rows(part("Attendance as a whole", trustees(8)))["November 2026"] == (NOT_SHOWN,) * 7
    assert "So few children" in part("Attendance as a whole", trustees(8)).message
    assert rows(part("Attendance as a whole", trustees(7)))["November 2026"][0] == "28"
    later = part("Attendance as a whole", trustees(8), held(build.at("Fri 2027-01-01 08:00")), "2026-12")
    assert later.message.endswith("What it was in November 2026 is not shown, because so few children were expected.")
    week = rows(part("Attendance by week", trustees(8)))
    assert week["02/11/2026"] == (NOT_SHOWN,) * 7
    assert week["16/11/2026"][0] == "0", "that there was nothing tells of nobody"


def test_a_commissioner_reads_of_its_own_children_by_name() -> None:
    facts = held().facts
    own = part("Child by child", commissioner(facts.organisations["HILL"]))
    assert [row[0] for row in own.table.rows][:2] == ["P1 Sam S", "P2 Sam S"]
    assert rows(part("Attendance as a whole", commissioner(facts.organisations["COUNTY"])))["November 2026"][0] == "0"


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        ({"a": "12345", "b": "67890"}, ""),
        ({"a": "12", "b": "34567", "c": "678901"}, "ab"),
        ({"a": "12", "b": "345", "c": "678901"}, "ab"),
        ({"a": "12", "b": "12", "c": "123456"}, "abc"),
        ({"a": "12", "b": ""}, "a"),
        ({}, ""),
    ],
)
def test_what_is_too_small_does_not_follow_from_the_sum_either(groups: dict[str, str], hidden: str) -> None:
    assert too_small({name: frozenset(codes) for name, codes in groups.items()}, 5) == set(hidden)


def test_a_week_of_few_children_takes_the_next_smallest_with_it() -> None:
    first, second, third = NOVEMBER[:3]
    everybody = [sat(f"P{n}", day) for day in (first, second) for n in range(6)]
    frame = frame_of([*everybody, sat("P9", second), sat("P1", third, Went.MISSED)])
    found = rows(by_week(frame, pd.DatetimeIndex(NOVEMBER[:3]), 5))
    assert [cells[0] for cells in found.values()] == [NOT_SHOWN, "7", NOT_SHOWN]


def test_nothing_at_all_is_a_report_as_well() -> None:
    empty = frame_of([])
    assert by_week(empty, pd.DatetimeIndex([]), 1).table.rows == ()
    assert period_named("2026-08") is not None
    assert part("Attendance by week", typed="2026-11", of=held(build.at("Mon 2026-11-02 08:00"))).message


def test_a_clock_change_moves_no_week() -> None:
    sunday = date(2026, 10, 25)
    frame = frame_of([sat("P1", sunday), sat("P1", sunday + timedelta(days=1))])
    assert list(frame["week"].dt.date) == [date(2026, 10, 19), date(2026, 10, 26)]


def test_a_week_of_which_nobody_said_anything_has_no_point_and_is_not_the_lowest() -> None:
    first, second, third = NOVEMBER[:3]
    frame = frame_of(
        [sat("P1", first), sat("P1", second, Went.SILENT), sat("P1", third), sat("P2", third, Went.SILENT)]
    )
    found = by_week(frame, pd.DatetimeIndex(NOVEMBER[:3]), 1)
    assert found.chart is not None
    assert found.chart.numbers["attended"].fillna(-1).tolist() == [100, -1, 50]
    assert rows(found)["09/11/2026"][-1] == "1 (100%)"
    assert found.message == (
        "By week, attendance lay between 50% (the week of 16/11/2026) and 100% (the week of 02/11/2026)."
    )
