"""What a new spreadsheet is before anybody touches it, as recorded traffic shows it."""

from __future__ import annotations

import copy
from typing import Any

from sandbox.sheets.grid import Book, Sheet

_WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: dict[str, Any] = {
    "backgroundColor": _WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": _WHITE},
}
_THEME = {
    "TEXT": {},
    "BACKGROUND": _WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
ROWS, COLUMNS = 1000, 26


def new_book(book_id: str, title: str, properties: dict[str, Any] | None = None) -> Book:
    """Return an empty spreadsheet with one sheet, in Google's defaults where the request says nothing."""
    whole = {
        "title": title,
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": copy.deepcopy(DEFAULT_FORMAT),
        "spreadsheetTheme": {
            "primaryFontFamily": "Arial",
            "themeColors": [{"colorType": kind, "color": {"rgbColor": rgb}} for kind, rgb in _THEME.items()],
        },
    }
    whole |= {key: value for key, value in (properties or {}).items() if key in ("locale", "timeZone", "autoRecalc")}
    return Book(book_id, "", "", whole, [new_sheet(0, "Sheet1", 0)])


def new_sheet(sheet_id: int, title: str, index: int, properties: dict[str, Any] | None = None) -> Sheet:
    """Return an empty sheet of 1000 rows and 26 columns, or as the request says."""
    asked = {key: value for key, value in (properties or {}).items() if value is not None}
    grid = {"rowCount": ROWS, "columnCount": COLUMNS} | {
        key: value for key, value in (asked.pop("gridProperties", None) or {}).items() if value
    }
    for key in ("sheetId", "title", "index", "sheetType"):
        asked.pop(key, None)
    base = {"sheetId": sheet_id, "title": title, "index": index, "sheetType": "GRID", "gridProperties": grid}
    return Sheet(base | {key: value for key, value in asked.items() if value is not False})
