"""Data filters: the ranges and the developer metadata that an A1 range, a grid range or a lookup finds."""

from __future__ import annotations

from typing import Any

from sandbox.sheets.grid import Book, Json
from sandbox.sheets.ranges import Place, find, of_grid_range
from sandbox.wire import GoogleError

FULL = {"dimension": "dimensionRange"}


def places_of(book: Book, filters: list[Json]) -> list[Place]:
    """Return the place that each filter means; a metadata lookup means the rows, columns or sheets it is on."""
    places: list[Place] = []
    for data_filter in filters:
        if "a1Range" in data_filter:
            places.append(find(book, data_filter["a1Range"]))
        elif "gridRange" in data_filter:
            places.append(of_grid_range(book, data_filter["gridRange"]))
        else:
            lookup = data_filter.get("developerMetadataLookup", {})
            places.extend(place_of(book, found) for found in book.metadata if fits(book, found, lookup))
    return places


def found_by(book: Book, filters: list[Json]) -> list[Json]:
    """Return the metadata that any of the filters finds, each once, in order of id."""
    found = []
    for metadata in sorted(book.metadata, key=lambda each: each["metadataId"]):
        for data_filter in filters:
            if "developerMetadataLookup" in data_filter:
                if fits(book, metadata, data_filter["developerMetadataLookup"]):
                    found.append(metadata)
                    break
            elif _lies_in(book, metadata, data_filter):
                found.append(metadata)
                break
    return found


def fits(book: Book, metadata: Json, lookup: Json) -> bool:
    """Return whether a piece of metadata is what the lookup looks for."""
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in lookup and lookup[name] != metadata.get(name):
            return False
    kind = lookup.get("locationType")
    if kind and kind != "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED" and kind != metadata["location"]["locationType"]:
        return False
    where = lookup.get("metadataLocation")
    return where is None or _at(metadata["location"], where, lookup.get("locationMatchingStrategy"))


def place_of(book: Book, metadata: Json) -> Place:
    """Return the place that a piece of metadata lies on."""
    location = metadata["location"]
    if location.get("spreadsheet"):
        raise GoogleError(400, "Spreadsheet-level developer metadata does not name a range.")
    where = location.get("dimensionRange")
    if where is None:
        return of_grid_range(book, {"sheetId": location["sheetId"]})
    side = "Row" if where["dimension"] == "ROWS" else "Column"
    return of_grid_range(
        book,
        {"sheetId": where["sheetId"], f"start{side}Index": where["startIndex"], f"end{side}Index": where["endIndex"]},
    )


def _at(location: Json, where: Json, strategy: str | None) -> bool:
    if where.get("spreadsheet"):
        return bool(location.get("spreadsheet")) or strategy == "INTERSECTING_LOCATION"
    wanted: Any = where.get("dimensionRange")
    own: Any = location.get("dimensionRange")
    if wanted is None:
        same = location.get("sheetId") == where.get("sheetId", 0)
        inside = own is not None and own["sheetId"] == where.get("sheetId", 0)
        return same or (strategy == "INTERSECTING_LOCATION" and inside)
    if own is None:
        return False
    if own["sheetId"] != wanted.get("sheetId", 0) or own["dimension"] != wanted.get("dimension"):
        return False
    if strategy == "INTERSECTING_LOCATION":
        return bool(own["startIndex"] < wanted["endIndex"] and wanted["startIndex"] < own["endIndex"])
    return bool(own["startIndex"] == wanted["startIndex"] and own["endIndex"] == wanted["endIndex"])


def _lies_in(book: Book, metadata: Json, data_filter: Json) -> bool:
    if metadata["location"].get("spreadsheet"):
        return False
    area = places_of(book, [data_filter])[0]
    place = place_of(book, metadata)
    return place.sheet is area.sheet and area.box.meets(place.box)
