"""Charts over a sheet: kept under ids of their own, with what Google adds, and refused where they cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.sheets.colours import twinned
from sandbox.sheets.grid import Json
from sandbox.sheets.masks import Refused
from sandbox.sheets.requests.objects import add, by_id, delete
from sandbox.sheets.requests.registry import Work, request
from sandbox.sheets.resource import outward

CHART = ("charts", "chartId", "embedded object")
SIZE = {"widthPixels": 600, "heightPixels": 371}
"""How large a chart is of which nobody says it."""
HIDDEN = {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS"}
LINED = frozenset({"AREA", "LINE", "SCATTER", "COMBO"})
"""The kinds of which a series may say how its line and its points look."""
STACKED = frozenset({"AREA", "BAR", "COLUMN", "COMBO", "STEPPED_AREA"})


@request("addChart")
def add_chart(work: Work, body: Json) -> Json:
    """Add a chart on a sheet, or on a new sheet of its own, which the sandbox does not make."""
    given = dict(twinned(body.get("chart") or {}))
    position = given.get("position") or {}
    if position.get("newSheet"):
        raise Refused("The sandbox does not put charts on sheets of their own.")
    overlay = position.get("overlayPosition") or {}
    anchor = overlay.get("anchorCell") or {}
    sheet = work.sheet(position.get("sheetId", anchor.get("sheetId")))
    if anchor.get("rowIndex", 0) >= sheet.row_count or anchor.get("columnIndex", 0) >= sheet.column_count:
        raise Refused("The anchor cell of the chart is outside the grid.")
    given["spec"] = _kept(work, given.get("spec") or {})
    given["position"] = {**position, "overlayPosition": {**SIZE, **overlay}}
    return {"chart": outward(add(work, sheet, CHART, given))}


@request("updateChartSpec")
def update_chart(work: Work, body: Json) -> None:
    """Replace what a chart shows; where it stands and its size stay."""
    _, kept = by_id(work, CHART, body.get("chartId"))
    kept["spec"] = _kept(work, twinned(body.get("spec") or {}))


@request("deleteEmbeddedObject")
def delete_object(work: Work, body: Json) -> None:
    """Delete a chart."""
    delete(work, CHART, body.get("objectId"))


def _kept(work: Work, spec: Json) -> Json:
    """Return what a chart shows as it is kept, refused where the reference says that it cannot be."""
    kinds = [key for key in spec if key.endswith("Chart")]
    if len(kinds) != 1:
        raise Refused("Exactly one kind of chart must be specified.")
    if kinds == ["basicChart"]:
        _check_basic(work, spec["basicChart"])
    return HIDDEN | spec


def _check_basic(work: Work, basic: Json) -> None:
    kind, domains = basic.get("chartType"), basic.get("domains") or []
    if len(domains) > 1:
        raise Refused("Only a single domain is supported.")
    places = [axis.get("position") for axis in basic.get("axis") or ()]
    if len(places) > len(set(places)):
        raise Refused("A chart may not have more than one axis per axis position.")
    if basic.get("stackedType", "NOT_STACKED") != "NOT_STACKED" and kind not in STACKED:
        raise Refused(f"Stacked type is not supported for {kind} charts.")
    counts = {len(_sources(work, data)) for data in _data(basic)}
    if len(counts) > 1:
        raise Refused("The domain and all series must have the same number of source ranges.")
    for series in basic.get("series") or ():
        if {"lineStyle", "pointStyle"} & set(series) and kind not in LINED:
            raise Refused(f"Line and point styles are not supported for {kind} charts.")
        if "type" in series and kind != "COMBO":
            raise Refused("Series type is only supported for COMBO charts.")


def _data(basic: Json) -> Iterator[Json]:
    yield from (domain.get("domain") or {} for domain in basic.get("domains") or ())
    yield from (series.get("series") or {} for series in basic.get("series") or ())


def _sources(work: Work, data: Json) -> list[Json]:
    """Return the ranges of a domain or a series: each inside its grid, and one row or one column."""
    sources: list[Json] = (data.get("sourceRange") or {}).get("sources") or []
    for source in sources:
        _, box = work.area(source, edit=False)
        if 1 not in (box.bottom - box.top, box.right - box.left):
            raise Refused("Exactly one dimension of a source range must have a length of 1.")
    return sources
