"""What a person sees in a cell: numbers, dates and times by number format and locale."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sandbox.sheets.cells import Value

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone
DEFAULTS = {
    "en_US": {"DATE": "m/d/yyyy", "TIME": "h:mm:ss am/pm", "DATE_TIME": "m/d/yyyy h:mm:ss", "CURRENCY": '"$"#,##0.00'},
    "en_GB": {"DATE": "dd/mm/yyyy", "TIME": "hh:mm:ss", "DATE_TIME": "dd/mm/yyyy hh:mm:ss", "CURRENCY": '"£"#,##0.00'},
}
COMMON = {"PERCENT": "0.00%", "SCIENTIFIC": "0.00E+00", "NUMBER": "#,##0.00"}
DATES = ("DATE", "TIME", "DATE_TIME")

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[([hms]+)\]|\[[^\]]*\]'
    r"|(y+|m+|d+|h+|s+|am/pm|a/p|AM/PM|A/P|Y+|M+|D+|H+|S+|\.0+)|(.)",
    re.DOTALL,
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FIRST_DAY, LAST_DAY = -693_592, 2_958_465
"""Outside these no calendar has a day, and the cell shows the number."""
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def shown(value: Value, number_format: dict[str, str] | None, locale: str) -> str:
    """Return a value as the cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern") or default_pattern(kind, locale)
    if not pattern or kind == "TEXT" or pattern in ("General", "@"):
        return general(value)
    if is_date(kind, pattern) and FIRST_DAY <= value <= LAST_DAY:
        return date_text(value, pattern)
    return general(value) if is_date(kind, pattern) else number_text(value, pattern)


def implied(formula: str) -> dict[str, str] | None:
    """Return the number format that a formula brings where the cell has none of its own."""
    match = re.match(r"=\s*(NOW|TODAY|DATE|EDATE|EOMONTH|WORKDAY|TIME)\s*\([^()]*\)$", formula, re.IGNORECASE)
    if not match:
        return None
    return {"type": {"NOW": "DATE_TIME", "TIME": "TIME"}.get(match[1].upper(), "DATE")}


def default_pattern(kind: str, locale: str) -> str:
    """Return the pattern of a kind of number format that names none."""
    return DEFAULTS.get(locale, DEFAULTS["en_GB"]).get(kind) or COMMON.get(kind, "")


def is_date(kind: str, pattern: str) -> bool:
    """Whether the format shows a day or a time."""
    if kind in DATES:
        return True
    words = [match[5] or match[4] or "" for match in _TOKEN.finditer(pattern)]
    return not kind and any(word and not word.startswith(".") for word in words)


def general(number: float) -> str:
    """Return a number without a format: ten digits or so, and an exponent where it is very large or very small."""
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    if abs(number) >= 1e15 or abs(number) < 1e-4:
        mantissa, exponent = f"{number:.10g}".partition("e")[::2] if "e" in f"{number:.10g}" else (f"{number:E}", "")
        if not exponent:
            mantissa, exponent = f"{number:.5E}".split("E")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}E{int(exponent):+03d}"
    return f"{number:.10g}"


def number_text(number: float, pattern: str) -> str:
    """Return a number by a pattern such as `#,##0.00`, `0%`, `[$£]#,##0` or `0.00E+00`."""
    sections = _sections(pattern)
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    match = re.search(r"[#0?][#0?,]*(?:\.([#0?]*))?(E[+-]0+)?", _blanked(section))
    if not match:
        return _literal(section)
    before, after = _literal(section[: match.start()]), _literal(section[match.end() :])
    if "%" in after or "%" in before:
        number *= 100
    digits = match[1] or ""
    text = f"{abs(number):.{len(digits)}E}" if match[2] else _grouped(abs(number), match[0], digits)
    return ("-" if number < 0 and float(text.replace(",", "") or 0) != 0 else "") + before + text + after


def _grouped(number: float, pattern: str, decimals: str) -> str:
    text = f"{number:{',' if ',' in pattern.split('.')[0] else ''}.{len(decimals)}f}"
    whole, dot, fraction = text.partition(".")
    least = decimals.count("0")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = whole.zfill(pattern.split(".")[0].count("0"))
    if whole.strip("0,") == "" and "0" not in pattern.split(".")[0]:
        whole = ""
    return whole + (dot + fraction if fraction else "")


def _sections(pattern: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', pattern)


def _blanked(section: str) -> str:
    """Hide quoted and bracketed text, keeping every place."""
    return re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', lambda match: "\x00" * len(match[0]), section)


def _literal(text: str) -> str:
    out = []
    for match in _TOKEN.finditer(text):
        quoted, escaped, currency, _, word, other = match.groups()
        out.append(next((piece for piece in (quoted, escaped, currency, word, other) if piece is not None), ""))
    return "".join(out).replace("_", "").replace("*", "")


def date_text(serial: float, pattern: str) -> str:
    """Return a serial number as a day or a time by a pattern such as `dd/mm/yyyy hh:mm`."""
    moment = EPOCH + timedelta(milliseconds=round(serial * 86_400_000))
    tokens = list(_TOKEN.finditer(pattern))
    words = [(match[5] or match[4] or "").lower() for match in tokens]
    half = any(word in ("am/pm", "a/p") for word in words)
    if not any(word.startswith(".") for word in words):
        moment += timedelta(milliseconds=500)
    out = []
    for place, match in enumerate(tokens):
        if match[4]:
            out.append(_elapsed(serial, match[4]))
        elif words[place]:
            out.append(_piece(moment, words, place, half=half))
        else:
            out.append(next((piece for piece in (match[1], match[2], match[3], match[6]) if piece is not None), ""))
    return "".join(out)


def _piece(moment: datetime, words: list[str], place: int, *, half: bool) -> str:
    word = words[place]
    if word.startswith("m"):
        near = [other[0] for other in words[:place] if other[:1].isalpha()][-1:]
        after = [other[0] for other in words[place + 1 :] if other[:1].isalpha()][:1]
        if len(word) <= 2 and (near == ["h"] or after == ["s"]):
            return f"{moment.minute:0{len(word)}d}"
        return {1: str(moment.month), 2: f"{moment.month:02d}", 3: MONTHS[moment.month - 1][:3]}.get(
            len(word), MONTHS[moment.month - 1]
        )
    if word.startswith("y"):
        return f"{moment.year % 100:02d}" if len(word) <= 2 else str(moment.year)
    if word.startswith("d"):
        name = _DAYS[moment.weekday()]
        return {1: str(moment.day), 2: f"{moment.day:02d}", 3: name[:3]}.get(len(word), name)
    if word.startswith("h"):
        hour = (moment.hour % 12 or 12) if half else moment.hour
        return f"{hour:0{min(len(word), 2)}d}"
    if word.startswith("s"):
        return f"{moment.second:0{min(len(word), 2)}d}"
    if word.startswith("."):
        return f".{moment.microsecond:06d}"[: len(word)]
    mark = "AM" if moment.hour < 12 else "PM"
    return mark if word == "am/pm" else mark[0]


def _elapsed(serial: float, word: str) -> str:
    seconds = round(serial * 86400)
    return f"{ {'h': seconds // 3600, 'm': seconds // 60, 's': seconds}[word[0]]:0{len(word)}d}"
