"""The calls that find ranges by data filter, and developer metadata by id or search."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import access
from sandbox.sheets.grid import Json
from sandbox.sheets.lookups import found_by, places_of
from sandbox.sheets.reading import Rendering, value_range
from sandbox.sheets.resource import outward
from sandbox.wire import Call, GoogleError, serves


@serves("sheets.spreadsheets.developerMetadata.get")
def get(call: Call) -> Json:
    """Answer one piece of metadata by its id."""
    book = access.open_book(call)
    for metadata in book.metadata:
        if str(metadata["metadataId"]) == call.params["metadataId"]:
            return dict(outward(metadata))
    raise GoogleError(404, f"No developer metadata with id {call.params['metadataId']} was found.")


@serves("sheets.spreadsheets.developerMetadata.search")
def search(call: Call) -> Json:
    """Answer all metadata that the filters find, each with the filters that found it."""
    book = access.open_book(call)
    filters = call.content.get("dataFilters", [])
    matched = []
    for metadata in found_by(book, filters):
        by = [data_filter for data_filter in filters if metadata in found_by(book, [data_filter])]
        matched.append({"developerMetadata": outward(metadata), "dataFilters": by})
    return {"matchedDeveloperMetadata": matched} if matched else {}


@serves("sheets.spreadsheets.values.batchGetByDataFilter")
def batch_get(call: Call) -> Json:
    """Read the ranges that the filters find, each with the filters that found it."""
    book = access.open_book(call)
    body = call.content
    rendering = Rendering(
        book, access.reckoning(call, book), body.get("valueRenderOption"), body.get("dateTimeRenderOption")
    )
    answers: list[dict[str, Any]] = []
    for data_filter in body.get("dataFilters", []):
        for place in places_of(book, [data_filter]):
            values = value_range(place, rendering, body.get("majorDimension"))
            answers.append({"valueRange": values, "dataFilters": [data_filter]})
    return {"spreadsheetId": book.id} | ({"valueRanges": answers} if answers else {})
