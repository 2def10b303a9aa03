"""The requests of spreadsheets.batchUpdate: one function each, found by the request's name."""

from __future__ import annotations

from sandbox.sheets.grid import Book, Json
from sandbox.sheets.masks import Refused
from sandbox.sheets.requests import (  # noqa: F401 - importing them registers their requests
    cells,
    charts,
    dimensions,
    metadata,
    named,
    objects,
    paste,
    protection,
    rules,
    sheets,
    sorting,
)
from sandbox.sheets.requests.registry import REQUESTS, Work
from sandbox.wire import Call, GoogleError


def apply(call: Call, book: Book, requests: list[Json]) -> list[Json]:
    """Do every request on a fork of the workbook, in order, and return the replies; the first bad one stops all."""
    work = Work(call, book)
    replies = []
    for index, request in enumerate(requests):
        if len(request) != 1:
            raise GoogleError(400, f"Invalid requests[{index}]: No request set.")
        name, body = next(iter(request.items()))
        handler = REQUESTS.get(name)
        if handler is None:
            raise GoogleError(501, f"The sandbox does not implement {name}.")
        try:
            reply = handler(work, body or {})
        except Refused as wrong:
            raise GoogleError(400, f"Invalid requests[{index}].{name}: {wrong}") from wrong
        replies.append({} if reply is None else {name: reply})
    return replies
