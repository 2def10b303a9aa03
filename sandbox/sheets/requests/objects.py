"""What is laid over a sheet by id: filters and filter views, banding; and how such things are kept."""

from __future__ import annotations

from sandbox.sheets.colours import twinned
from sandbox.sheets.grid import Json, Sheet
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.requests.criteria import filtered
from sandbox.sheets.requests.registry import Work, fresh_id, kept_range, request
from sandbox.sheets.resource import outward

FILTER_VIEW = ("filterViews", "filterViewId", "filter view")
BAND = ("bandedRanges", "bandedRangeId", "banded range")


@request("setBasicFilter")
def set_filter(work: Work, body: Json) -> None:
    """Set the sheet's one filter; its open ends are closed at the grid's."""
    given = dict(body.get("filter") or {})
    sheet, box = work.area(given.get("range"), edit=False)
    given["range"] = {"sheetId": sheet.id, "startRowIndex": box.top, "endRowIndex": box.bottom}
    given["range"] |= {"startColumnIndex": box.left, "endColumnIndex": box.right}
    sheet.parts["basicFilter"] = filtered(given, box)


@request("clearBasicFilter")
def clear_filter(work: Work, body: Json) -> None:
    """Take the sheet's filter away."""
    work.sheet(body.get("sheetId")).parts.pop("basicFilter", None)


@request("addFilterView")
def add_filter_view(work: Work, body: Json) -> Json:
    """Add a filter view under a name of its own."""
    given = dict(body.get("filter") or {})
    sheet, box = work.area(given.get("range"), edit=False)
    given = filtered(given, box) | {"range": kept_range(given["range"])}
    given["title"] = given.get("title") or f"Filter {len(sheet.part('filterViews')) + 1}"
    return {"filter": outward(add(work, sheet, FILTER_VIEW, given))}


@request("updateFilterView")
def update_filter_view(work: Work, body: Json) -> None:
    """Change a filter view."""
    given = dict(body.get("filter") or {})
    if given.get("range"):
        work.area(given["range"], edit=False)
        given["range"] = kept_range(given["range"])
    sheet, kept = by_id(work, FILTER_VIEW, given.get("filterViewId"))
    # What is asked stands there in two ways: the one that is not given anew would contradict the other.
    kept.pop("criteria" if "filterSpecs" in given else "filterSpecs" if "criteria" in given else "", None)
    _update(work, FILTER_VIEW, given, body.get("fields"), "FilterView")
    kept |= filtered(kept, sheet.box(kept["range"]))


@request("deleteFilterView")
def delete_filter_view(work: Work, body: Json) -> None:
    """Delete a filter view."""
    delete(work, FILTER_VIEW, body.get("filterId"))


@request("duplicateFilterView")
def duplicate_filter_view(work: Work, body: Json) -> Json:
    """Copy a filter view."""
    sheet, kept = by_id(work, FILTER_VIEW, body.get("filterId"))
    copy = {key: value for key, value in kept.items() if key != "filterViewId"}
    return {"filter": outward(add(work, sheet, FILTER_VIEW, copy | {"title": f"Copy of {kept['title']}"}))}


@request("addBanding")
def add_banding(work: Work, body: Json) -> Json:
    """Colour rows or columns by turns; two bands may not overlap."""
    given = dict(twinned(body.get("bandedRange") or {}))
    sheet, box = work.area(given.get("range"))
    given["range"] = kept_range(given["range"])
    if not given.get("rowProperties") and not given.get("columnProperties"):
        raise Refused("Must specify rowProperties or columnProperties.")
    if any(sheet.box(band["range"]).meets(box) for band in sheet.part("bandedRanges")):
        raise Refused("You cannot add alternating background colors to a range that already has them.")
    return {"bandedRange": outward(add(work, sheet, BAND, given))}


@request("updateBanding")
def update_banding(work: Work, body: Json) -> None:
    """Change a banded range."""
    given = dict(twinned(body.get("bandedRange") or {}))
    if given.get("range"):
        work.area(given["range"])
        given["range"] = kept_range(given["range"])
    _update(work, BAND, given, body.get("fields"), "BandedRange")


@request("deleteBanding")
def delete_banding(work: Work, body: Json) -> None:
    """Take a banding away."""
    delete(work, BAND, body.get("bandedRangeId"))


Kind = tuple[str, str, str]


def add(work: Work, sheet: Sheet, kind: Kind, given: Json) -> Json:
    """Keep a thing on a sheet under the id that was chosen, or a new one; refuse an id that is taken."""
    part, key, thing = kind
    taken = [item[key] for each in work.book.sheets for item in each.part(part)]
    number = given.get(key) or fresh_id(taken)
    if number in taken:
        raise Refused(f"A {thing} with the id {number} already exists.")
    kept = {key: number} | given
    sheet.part(part).append(kept)
    return kept


def by_id(work: Work, kind: Kind, number: int | None) -> tuple[Sheet, Json]:
    """Return a thing by its id, with the sheet over which it lies."""
    part, key, thing = kind
    for sheet in work.book.sheets:
        for item in sheet.part(part):
            if item[key] == number:
                return sheet, item
    raise Refused(f"No {thing} with id: {number or 0}")


def _update(work: Work, kind: Kind, given: Json, fields: str | None, schema: str) -> None:
    mask = update_mask(fields, schema) or {key: {} for key in given}
    _, kept = by_id(work, kind, given.get(kind[1]))
    merge(kept, given, {key: below for key, below in mask.items() if key != kind[1]})


def delete(work: Work, kind: Kind, number: int | None) -> None:
    """Take a thing away by its id."""
    sheet, kept = by_id(work, kind, number)
    sheet.part(kind[0]).remove(kept)
