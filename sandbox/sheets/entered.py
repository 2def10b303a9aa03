"""USER_ENTERED: what Google makes of a text that is typed into a cell, by the spreadsheet's locale."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sandbox.sheets.cells import Formula, Value
from sandbox.sheets.formats import MONTHS

EPOCH = date(1899, 12, 30)
Format = dict[str, str]

_MONTHS = tuple(month[:3].lower() for month in MONTHS)
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(?:[eE]([+-]?\d+))?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*([AaPp][Mm])?")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_SHORT = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})(?:[ -,]+(\d{4}|\d{2}))?")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\s+(\d{1,2})(?:,?\s+(\d{4}))?")


def entered(text: Value, locale: str, today: date, *, as_text: bool = False) -> tuple[Value, Format | None]:
    """Return what a typed value becomes and the number format it brings; `as_text`: the cell is formatted as text."""
    if not isinstance(text, str) or text == "":
        return (None if text == "" else text), None
    if as_text:
        return text, None
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("=") and len(text) > 1:
        return Formula(text), None
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE"):
        return bare.upper() == "TRUE", None
    return _number(bare, locale) or _moment(bare, locale, today) or (text, None)


def serial_of(moment: datetime | date) -> float:
    """Return a day or a local moment as a serial number: days since 30 December 1899."""
    if not isinstance(moment, datetime):
        return float((moment - EPOCH).days)
    midnight = datetime(moment.year, moment.month, moment.day, tzinfo=moment.tzinfo)
    return (moment.date() - EPOCH).days + (moment - midnight) / timedelta(days=1)


def _number(text: str, locale: str) -> tuple[Value, Format | None] | None:
    sign, symbol, body = "", "", text
    money = re.fullmatch(r"([+-]?)\s*([£$€])\s*(.+)", text)
    if money:
        sign, symbol, body = money[1], money[2], money[3]
        if symbol not in _symbols(locale):
            return None
    percent = body.endswith("%")
    match = _NUMBER.fullmatch(body[:-1].rstrip() if percent else body)
    if not match or not (match[2] or (match[3] and len(match[3]) > 1)):
        return None
    value = float((match[2] or "0").replace(",", "") + (match[3] or "") + (f"e{match[4]}" if match[4] else ""))
    if "-" in (sign, match[1]):
        value = -value
    if value in (float("inf"), float("-inf")):
        return None
    decimals = ".00" if match[3] and len(match[3]) > 1 else ""
    if percent:
        return value / 100, {"type": "PERCENT", "pattern": f"0{decimals}%"}
    if symbol:
        return value, {"type": "CURRENCY", "pattern": f"[${symbol}]#,##0{decimals}"}
    if match[4]:
        return value, {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if match[2] and "," in match[2]:
        return value, {"type": "NUMBER", "pattern": f"#,##0{decimals}"}
    return value, None


def _symbols(locale: str) -> str:
    return {"en_GB": "£", "en_US": "$"}.get(locale, "€")


def _moment(text: str, locale: str, today: date) -> tuple[Value, Format | None] | None:
    """Read a day, a time, or a day and a time."""
    time = _time(text)
    if time:
        return time
    day_text, _, rest = text.partition("T") if re.match(r"\d{4}-\d\d-\d\dT", text) else (text, "", "")
    if not rest:
        cut = re.match(r"(.*?)[ ,]+(\d{1,2}:\d{2}.*)$", text)
        day_text, rest = (cut[1], cut[2]) if cut else (text, "")
    day = _day(day_text.strip().rstrip(","), locale, today)
    if day is None:
        return None
    found, pattern = day
    serial = (found - EPOCH).days
    if not rest:
        return serial, {"type": "DATE", "pattern": pattern}
    clock = _time(rest.strip())
    if not clock or not isinstance(clock[0], float) or not clock[1]:
        return None
    return serial + clock[0], {"type": "DATE_TIME", "pattern": f"{pattern} {clock[1]['pattern']}"}


def _time(text: str) -> tuple[float, Format] | None:
    match = _TIME.fullmatch(text)
    if not match or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return None
    hour, half = int(match[1]), (match[5] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    seconds = hour * 3600 + int(match[2]) * 60 + int(match[3] or 0) + float(match[4] or 0)
    hours = "h" if half or len(match[1]) == 1 else "hh"
    pattern = f"{hours}:mm" + (":ss" if match[3] else "") + (" am/pm" if half else "")
    return seconds / 86400, {"type": "TIME", "pattern": pattern}


def _day(text: str, locale: str, today: date) -> tuple[date, str] | None:
    """Read a day in the orders that the locale allows, and the pattern that shows it as it was typed."""
    if match := _ISO.fullmatch(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), "yyyy-mm-dd")
    if match := _SHORT.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _year(match[3], today)
        american = locale == "en_US"
        month, day = (first, second) if american else (second, first)
        padded = len(match[1]) == 2 and len(match[2]) == 2
        pattern = ("mm/dd/yyyy" if padded else "m/d/yyyy") if american else ("dd/mm/yyyy" if padded else "d/m/yyyy")
        return _made(year, month, day, pattern)
    if (match := _DAY_FIRST.fullmatch(text)) and (month := _month(match[2])):
        name = "mmm" if len(match[2]) == 3 else "mmmm"
        return _made(_year(match[3], today), month, int(match[1]), f"d {name} yyyy" if match[3] else f"d {name}")
    if (match := _MONTH_FIRST.fullmatch(text)) and (month := _month(match[1])):
        return _made(_year(match[3], today), month, int(match[2]), "mmm d, yyyy" if match[3] else "mmm d")
    return None


def _made(year: int, month: int, day: int, pattern: str) -> tuple[date, str] | None:
    try:
        return date(year, month, day), pattern
    except ValueError:
        return None


def _year(text: str | None, today: date) -> int:
    if not text:
        return today.year
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


def _month(text: str) -> int:
    word = text.lower()
    if word[:3] not in _MONTHS:
        return 0
    number = _MONTHS.index(word[:3]) + 1
    return number if word in (word[:3], "sept") or word == MONTHS[number - 1].lower() else 0
