"""Charts of the workbook: drawn once, set right where they show something else, and left where people put them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest

from cme.edges.cell_plan import cells_of
from cme.edges.chart_plan import SIZE, chart_steps, spec_of
from cme.edges.google import Google
from cme.edges.live_workbook import LiveTab
from cme.edges.schema import tab, tabs
from cme.edges.setup_calls import change_workbook
from cme.jobs.apply_schema import apply_workbook, plan

DASHBOARD = tab("dashboard")
FIRST = DASHBOARD.charts[0]
ROW_OF_SHEETS, COLUMNS = 21, sum(DASHBOARD.widths[7:])
"""Pixels: how tall a row is that nobody made taller, and how much room there is beside the figures."""


def standing(**changed: Any) -> LiveTab:
    """The Dashboard as Google gives it: with what nobody set, colours in single precision, and one chart changed."""
    charts = []
    for chart in DASHBOARD.charts:
        spec = {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS", **spec_of(DASHBOARD, chart)}
        charts.append({"chartId": chart.id, "spec": spec | (changed if chart == FIRST else {})})
    return LiveTab(DASHBOARD.sheet_id, DASHBOARD.title, 1000, 14, charts=charts)


def test_a_chart_that_stands_is_left_alone_and_one_that_is_gone_is_drawn() -> None:
    assert list(chart_steps(DASHBOARD, standing())) == []
    gone = replace(standing(), charts=standing().charts[1:])
    (step,) = chart_steps(DASHBOARD, gone)
    assert step.what == f"Draw on “Dashboard” the chart “{FIRST.title}”"
    assert step.request["addChart"]["chart"]["chartId"] == FIRST.id
    assert len(list(chart_steps(DASHBOARD, None))) == len(DASHBOARD.charts)


@pytest.mark.parametrize("changed", [{"title": "Mine"}, {"altText": ""}, {"basicChart": {"chartType": "LINE"}}])
def test_a_chart_that_shows_something_else_is_set_right(changed: dict[str, Any]) -> None:
    (step,) = chart_steps(DASHBOARD, standing(**changed))
    assert step.what == f"Set right on “Dashboard” the chart “{FIRST.title}”"
    assert step.request["updateChartSpec"] == {"chartId": FIRST.id, "spec": spec_of(DASHBOARD, FIRST)}


def test_another_colour_or_a_series_less_is_something_else_and_single_precision_is_not() -> None:
    chart = spec_of(DASHBOARD, FIRST)["basicChart"]
    colour = chart["series"][0]["colorStyle"]["rgbColor"]
    near = {name: value + 1e-8 for name, value in colour.items()}
    first, *others = chart["series"]
    same, other = ({**first, "colorStyle": {"rgbColor": shown}} for shown in (near, colour | {"red": 1.0}))
    for series, steps in (([same, *others], 0), ([other, *others], 1), ([first], 1)):
        found = chart_steps(DASHBOARD, standing(basicChart=chart | {"series": series}))
        assert len(list(found)) == steps


def test_each_chart_says_in_words_where_its_numbers_are_and_lines_differ_without_colour() -> None:
    for chart in DASHBOARD.charts:
        assert spec_of(DASHBOARD, chart)["altText"].endswith(f"stand in {chart.area}.")
    lines = spec_of(DASHBOARD, FIRST)["basicChart"]["series"]
    for name in ("lineStyle", "pointStyle"):
        assert len({str(series[name]) for series in lines}) == len(lines)


def test_no_block_of_figures_and_no_chart_lies_over_another() -> None:
    boxes = [cells_of(chart.area) for chart in DASHBOARD.charts]
    for one, other in pairwise(boxes):
        # A sentence stands above each block.
        assert one["endRowIndex"] < other["startRowIndex"] - 1
    places = [cells_of(chart.at)["startRowIndex"] * ROW_OF_SHEETS for chart in DASHBOARD.charts]
    assert all(abs(one - other) >= SIZE["heightPixels"] for one, other in combinations(places, 2))
    assert SIZE["widthPixels"] <= COLUMNS


def test_colours_are_as_many_as_series_and_ids_are_given_once() -> None:
    every = [chart for found in tabs() for chart in found.charts]
    assert len({chart.id for chart in every}) == len(every)
    for chart in every:
        box = cells_of(chart.area)
        assert len(chart.colours) == box["endColumnIndex"] - box["startColumnIndex"] - 1


def test_a_workbook_of_before_the_charts_is_widened_and_they_are_drawn(google: Google, workbook: str) -> None:
    narrow = {"sheetId": DASHBOARD.sheet_id, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 14}
    gone = [{"deleteEmbeddedObject": {"objectId": chart.id}} for chart in DASHBOARD.charts]
    change_workbook(google, workbook, [*gone, {"deleteDimension": {"range": narrow}}])
    found = plan(google, workbook).lines
    assert found[0] == "Widen “Dashboard” by 13 columns"
    assert len(found) == 1 + 13 + len(gone)
    apply_workbook(google, workbook)
    assert plan(google, workbook).lines == ()
