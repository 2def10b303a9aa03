"""Words that the Sheets checks share: asking for a batch, reading cells, catching a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread
from gspread.spreadsheet import Spreadsheet

from sandbox.conformance import Probe, refused

Json = dict[str, Any]
OVERLAYS = (("filterViews", "filterViewId"), ("bandedRanges", "bandedRangeId"), ("charts", "chartId"))


def ask(book: Spreadsheet, *requests: Json) -> Json:
    """Send a batchUpdate of these requests."""
    answer: Json = book.batch_update({"requests": list(requests)})
    return answer


def append(book: Spreadsheet, where: str, values: list[list[Any]], **options: str) -> Json:
    """Append values below the table of a range, RAW."""
    answer: Json = book.values_append(where, {"valueInputOption": "RAW", **options}, {"values": values})
    return answer


def refusal(act: Callable[[], object]) -> tuple[int, str]:
    """Return the code and message with which a call is refused."""
    said = refused(act)
    return said.code, said.message


def cells(book: Spreadsheet, where: str, fields: str = "*") -> list[list[Json]]:
    """Return the CellData of a range, row by row."""
    answer = book.fetch_sheet_metadata({"ranges": where, "fields": f"sheets.data.rowData.values({fields})"})
    rows = answer["sheets"][0]["data"][0].get("rowData", [])
    return [row.get("values", []) for row in rows]


def properties(book: Spreadsheet) -> Json:
    """Return the first sheet's properties."""
    found: Json = book.fetch_sheet_metadata()["sheets"][0]["properties"]
    return found


def sheet_part(book: Spreadsheet, name: str) -> list[Json]:
    """Return a list that lies over the first sheet: merges, charts, conditionalFormats and so on."""
    found: list[Json] = book.fetch_sheet_metadata()["sheets"][0].get(name, [])
    return found


def entered(google: Probe, texts: list[str], locale: str = "en_GB", *, option: str = "UNFORMATTED_VALUE") -> list[Any]:
    """Return what texts become when they are typed into a workbook of that locale."""
    book = google.workbook()
    ask(book, {"updateSpreadsheetProperties": {"properties": {"locale": locale}, "fields": "locale"}})
    book.sheet1.update([texts], "A1", raw=False)
    found: list[Any] = book.values_get("Sheet1", {"valueRenderOption": option})["values"][0]
    return found


def mark(number: int, key: str, *, spreadsheet: bool = False, **where: object) -> Json:
    """Return the request that puts metadata on the spreadsheet, or on one row or column."""
    location: Json = {"spreadsheet": True} if spreadsheet else {"dimensionRange": where}
    metadata = {"metadataId": number, "metadataKey": key, "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def search(google: Probe, book: Spreadsheet, lookup: Json) -> list[Json]:
    """Return the metadata that a lookup finds."""
    body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
    answer = google.sheets.spreadsheets().developerMetadata().search(spreadsheetId=book.id, body=body).execute()
    return [found["developerMetadata"] for found in answer.get("matchedDeveloperMetadata", [])]


def rule(kind: str, text_format: Json) -> Json:
    """Return the request that puts a conditional format in front of the others, over the first column."""
    area = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}
    boolean = {"condition": {"type": kind}, "format": {"textFormat": text_format}}
    return {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": boolean}, "index": 0}}


def consume(book: Spreadsheet, revision: int) -> list[Json]:
    """Lay down the token of a revision and return the batch that takes it and lays down the next."""
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}

    def token(number: int) -> Json:
        name = f"rev_{number}"
        return {"addNamedRange": {"namedRange": {"namedRangeId": name, "name": name, "range": area}}}

    ask(book, token(revision))
    return [{"deleteNamedRange": {"namedRangeId": f"rev_{revision}"}}, token(revision + 1)]


def other(google: Probe, email: str) -> gspread.Client:
    """Return a client for somebody else; only the sandbox lets one be anybody."""
    return google.as_user(email).gspread
