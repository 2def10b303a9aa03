"""Plans what lies over the cells of a tab: the colours that show what is wrong, and the filter views of long tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cme.edges.cell_plan import cells_of
from cme.edges.live_workbook import Json, LiveTab
from cme.edges.schema import FilterView, Highlight, Tab
from cme.edges.tab_plan import GREY, Step

FILLS = {
    "red": {"red": 0.96, "green": 0.8, "blue": 0.8},
    "amber": {"red": 1.0, "green": 0.92, "blue": 0.75},
    "green": {"red": 0.85, "green": 0.94, "blue": 0.85},
    "grey": GREY,
}


def highlight_steps(tab: Tab, there: LiveTab | None) -> Iterator[Step]:
    """Yield the colours that are missing; one that stands keeps what people made of it."""
    standing = [
        _shape(value.get("userEnteredValue", ""))
        for rule in (there.highlights if there else ())
        for value in rule.get("booleanRule", {}).get("condition", {}).get("values", ())
    ]
    for highlight in tab.highlights:
        when = highlight.when.replace("{row}", str(tab.header_row + 1))
        if _shape(when) in standing:
            # Two may differ in their columns only: each that stands answers for one.
            standing.remove(_shape(when))
            continue
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": when}]}
        look: Json = {"backgroundColorStyle": {"rgbColor": FILLS[highlight.colour]}}
        look |= {"textFormat": {"bold": True}} if highlight.bold else {}
        rule = {"ranges": [_area(tab, highlight)], "booleanRule": {"condition": condition, "format": look}}
        request = {"addConditionalFormatRule": {"rule": rule, "index": 0}}
        yield Step(f"Colour “{tab.title}” {highlight.colour} where {when}", request)


def _area(tab: Tab, highlight: Highlight) -> Json:
    if not highlight.column:
        return {"sheetId": tab.sheet_id, **cells_of(highlight.area)}
    column = tab.headers.index(highlight.column)
    below = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row}
    return below | {"startColumnIndex": column, "endColumnIndex": column + 1}


def _shape(formula: str) -> str:
    """Return a formula without its columns: Google rewrites them when somebody moves one."""
    return re.sub(r"\$[A-Z]+", "$", formula)


def view_steps(tab: Tab, there: LiveTab | None) -> Iterator[Step]:
    """Yield the filter views that are missing, each known by its name; rows stay where they are, whoever looks."""
    standing = {str(view.get("title", "")).casefold() for view in (there.views if there else ())}
    for view in tab.views:
        if view.title.casefold() not in standing:
            request = {"addFilterView": {"filter": _view(tab, view)}}
            yield Step(f"Add to “{tab.title}” the filter view “{view.title}”", request)


def _view(tab: Tab, view: FilterView) -> Json:
    """Without an end of its rows, so that what is added later stands in it as well."""
    area = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row - 1}
    area |= {"startColumnIndex": 0, "endColumnIndex": len(tab.columns)}
    when = view.when.replace("{row}", str(tab.header_row + 1))
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": when}]}
    spec = {"columnIndex": tab.headers.index(view.column), "filterCriteria": {"condition": condition}}
    found: Json = {"title": view.title, "range": area, "filterSpecs": [spec]}
    if view.newest:
        order = {"dimensionIndex": tab.headers.index(view.newest), "sortOrder": "DESCENDING"}
        found["sortSpecs"] = [order]
    return found
