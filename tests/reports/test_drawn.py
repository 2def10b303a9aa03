"""A report's charts: the same bytes for the same numbers, apart without colours, and each number where it belongs."""

from __future__ import annotations

import io
from itertools import combinations, pairwise

import matplotlib.image as images
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cme.domain.evidence_counts import Went
from cme.reports.attendance import LINES
from cme.reports.parts import Chart, Kind
from cme.reports.readers import dsl
from cme.reports.report import report
from scripts._report.looks import FILLS, INK, LIMIT, OVER, PAPER, QUIET, STROKES, USUAL, Fill
from scripts._report.plots import draw
from tests.reports.made import held, period

READABLE, SEEN = 4.5, 3.0
"""The contrasts that the Web's guidelines ask of text, and of what is drawn."""
LEAST_APART = 0.08
"""So far apart is the lightness of two neighbours, of nought to one."""


def lightness(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [INK, QUIET, LIMIT.colour, *(stroke.colour for stroke in STROKES)])
def test_letters_and_lines_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, PAPER) >= READABLE


def printed(fill: Fill) -> float:
    """How light a bar is on average, printed without colour, pattern and all."""
    made = Figure(figsize=(1, 1), dpi=100)
    axes = made.add_axes((0, 0, 1, 1))
    axes.add_patch(Rectangle((0, 0), 1, 1, facecolor=fill.colour, hatch=fill.hatch, edgecolor=INK))
    axes.set_axis_off()
    written = io.BytesIO()
    made.savefig(written, format="png")
    pixels = images.imread(io.BytesIO(written.getvalue()))[10:-10, 10:-10, :3]
    return float(np.dot(pixels, (0.299, 0.587, 0.114)).mean())


def test_parts_of_a_whole_are_told_apart_in_black_and_white_by_lightness_and_by_pattern() -> None:
    assert len(FILLS) == len(Went)
    lights = [printed(fill) for fill in FILLS]
    assert min(abs(one - other) for one, other in pairwise(lights)) >= LEAST_APART
    assert len({fill.hatch for fill in FILLS}) == len(FILLS)


def test_what_is_over_the_limit_is_told_apart_in_black_and_white() -> None:
    assert abs(printed(USUAL) - printed(OVER)) >= LEAST_APART
    assert USUAL.hatch != OVER.hatch


def test_lines_are_told_apart_by_how_they_are_broken_and_by_the_shape_of_their_points() -> None:
    for one, other in combinations(STROKES, 2):
        assert one.dashes != other.dashes
        assert one.marker != other.marker
    assert LIMIT.dashes not in {stroke.dashes for stroke in STROKES}


def test_edges_of_bars_are_seen_on_the_paper() -> None:
    assert contrast(INK, PAPER) >= SEEN


def test_the_same_numbers_are_the_same_bytes_and_no_time_is_in_them() -> None:
    charts = [part.chart for part in report(held(), period(), dsl()).parts if part.chart is not None]
    assert len(charts) > 5
    for chart in charts:
        assert draw(chart) == draw(chart)
        assert "dc:date" not in draw(chart)
        assert "http://" not in draw(chart).replace("http://www.w3.org/", "").replace("http://purl.org/", "").replace(
            "http://creativecommons.org/", ""
        )


def bars(*values: float, kind: Kind = Kind.BARS, **more: object) -> Chart:
    numbers = pd.DataFrame({"cases": values}, index=[f"bar {n}" for n in range(len(values))], dtype=float)
    return Chart(kind, numbers, "number of cases", **more)  # type: ignore[arg-type]


def test_a_bar_that_is_over_and_a_limit_change_the_picture() -> None:
    plain = draw(bars(1, 2))
    over = draw(bars(1, 2, over=(False, True)))
    assert plain != over
    assert OVER.colour in over
    assert OVER.colour not in plain
    times = draw(bars(1, 2, kind=Kind.TIMES, limit=0.5, limit_label="limit: 5 minutes"))
    assert "stroke-dasharray" in times
    assert "stroke-dasharray" not in plain


def test_one_bar_has_room_beside_its_key_and_one_week_beside_its_names(recwarn: pytest.WarningsRecorder) -> None:
    one = pd.DataFrame([[20.0] * len(Went)], index=["only"], columns=[str(went) for went in Went])
    assert draw(Chart(Kind.STACK, one, "per cent"))
    week = pd.DataFrame([[50.0, 30.0, 20.0]], index=[pd.Timestamp(2026, 11, 2)], columns=list(LINES))
    assert draw(Chart(Kind.LINES, week, "per cent", "%"))
    assert [str(warning.message) for warning in recwarn] == []


def test_a_year_of_weeks_has_a_key_above_and_a_month_its_names_below() -> None:
    weeks = pd.date_range("2026-08-31", "2027-08-30", freq="W-MON")
    year = pd.DataFrame({name: [50.0] * len(weeks) for name in LINES}, index=weeks)
    few = draw(Chart(Kind.LINES, year[:9], "per cent", "%"))
    many = draw(Chart(Kind.LINES, year, "per cent", "%"))
    assert ("legend_1" in few, "legend_1" in many) == (False, True)
    assert (many.count('id="xtick_'), few.count('id="xtick_')) == (12, 9)


def test_two_schools_of_one_name_have_a_bar_each() -> None:
    rows = [[60.0, 10, 10, 10, 10], [20.0, 20, 20, 20, 20]]
    columns = [str(went) for went in Went]
    for names in (["Hill School", "Hill School"], ["Hill School", "Mill School"]):
        drawn = draw(Chart(Kind.STACK, pd.DataFrame(rows, index=names, columns=columns), "per cent"))
        assert drawn.count('id="ytick_') == len(rows)


def test_what_holds_nothing_to_show_is_not_drawn() -> None:
    assert draw(bars(float("nan"))) == ""
    assert draw(bars(float("nan"), 1)) != ""


def test_a_name_like_a_formula_or_in_letters_that_cannot_be_drawn_is_drawn_all_the_same(
    recwarn: pytest.WarningsRecorder,
) -> None:
    numbers = pd.DataFrame({"cases": [1.0, 2.0]}, index=["$\\frac$", "学校 " * 40])
    assert draw(Chart(Kind.BARS, numbers, "number of cases")).startswith("<?xml")
    assert [str(warning.message) for warning in recwarn] == []
