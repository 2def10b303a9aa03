"""Plans the charts over a tab: one that is missing is drawn, one that shows something else is set right.

Where a chart stands and how large it is, is left to people. Google adds to a chart what nobody set, so that only what
is wanted is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from typing import Any

from cme.edges.cell_plan import cells_of
from cme.edges.live_workbook import Json, LiveTab
from cme.edges.schema import Tab, TabChart
from cme.edges.tab_plan import Step

SIZE = {"widthPixels": 680, "heightPixels": 380}
DASHES = ("SOLID", "MEDIUM_DASHED", "DOTTED")
POINTS = ("CIRCLE", "SQUARE", "TRIANGLE")
"""How lines are told apart without their colours."""
SINGLE = 1e-5
"""Google keeps colours in single precision."""


def chart_steps(tab: Tab, there: LiveTab | None) -> Iterator[Step]:
    """Yield the charts that are missing, and what those that stand should show instead."""
    standing = {chart.get("chartId"): chart.get("spec", {}) for chart in (there.charts if there else ())}
    for chart in tab.charts:
        spec = spec_of(tab, chart)
        if chart.id not in standing:
            box = cells_of(chart.at)
            anchor = {"sheetId": tab.sheet_id, "rowIndex": box["startRowIndex"], "columnIndex": box["startColumnIndex"]}
            body = {"chartId": chart.id, "spec": spec, "position": {"overlayPosition": {"anchorCell": anchor, **SIZE}}}
            yield Step(f"Draw on “{tab.title}” the chart “{chart.title}”", {"addChart": {"chart": body}})
        elif not _holds(standing[chart.id], spec):
            request = {"updateChartSpec": {"chartId": chart.id, "spec": spec}}
            yield Step(f"Set right on “{tab.title}” the chart “{chart.title}”", request)


def spec_of(tab: Tab, chart: TabChart) -> Json:
    """Return what a chart shows, and the words for whoever does not see it."""
    box = cells_of(chart.area)
    columns = range(box["startColumnIndex"], box["endColumnIndex"])
    basic: Json = {
        "chartType": chart.kind,
        "legendPosition": "TOP_LEGEND" if len(columns) > 2 else "NO_LEGEND",
        "headerCount": 1,
        "domains": [{"domain": _source(tab, box, columns[0])}],
        "series": [_series(tab, chart, box, number) for number in range(len(columns) - 1)],
    }
    if chart.kind != "LINE":
        basic["stackedType"] = "STACKED"
    words = f"{chart.title}. The line above its rows says what it shows; its numbers stand in {chart.area}."
    return {"title": chart.title, "altText": words, "basicChart": basic}


def _series(tab: Tab, chart: TabChart, box: Json, number: int) -> Json:
    colour = chart.colours[number]
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    found: Json = {
        "series": _source(tab, box, box["startColumnIndex"] + 1 + number),
        "targetAxis": "BOTTOM_AXIS" if chart.kind == "BAR" else "LEFT_AXIS",
        "colorStyle": {"rgbColor": {"red": red, "green": green, "blue": blue}},
    }
    if chart.kind == "LINE":
        style = {"lineStyle": {"type": DASHES[number], "width": 2}}
        return found | style | {"pointStyle": {"shape": POINTS[number], "size": 7}}
    return found | {"dataLabel": {"type": "DATA"}}


def _source(tab: Tab, box: Json, column: int) -> Json:
    area = {**box, "sheetId": tab.sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}
    return {"sourceRange": {"sources": [area]}}


def _holds(standing: Any, wanted: Any) -> bool:
    """Return whether all that is wanted stands there; Google leaves out what is nought."""
    if isinstance(wanted, dict):
        kept = standing if isinstance(standing, dict) else {}
        return all(_holds(kept.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(standing, list) and len(standing) == len(wanted) and all(map(_holds, standing, wanted))
    if isinstance(wanted, int | float):
        return isclose(float(standing or 0), wanted, abs_tol=SINGLE)
    return bool(standing == wanted)
