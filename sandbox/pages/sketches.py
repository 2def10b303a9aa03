"""Charts of a sheet as sketches: the numbers that they would show, drawn plainly. Google draws them otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.sheets import access
from sandbox.sheets.grid import Book, Json, Sheet, span_of
from sandbox.sheets.ranges import Place
from sandbox.sheets.reading import Rendering, rows_of
from sandbox.wire import Call

WIDTH, LABELS, ROW, TALL = 640, 300, 24, 240
"""Pixels: a sketch's width, what its labels take of it, a bar with what is around it, and how tall one of lines is."""
INK = "#202124"
UNNAMED = "A chart without a title"


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar or one point: where it is, how long it is, in which colour, and its number."""

    x: float
    y: float
    length: float
    colour: str
    number: str


@dataclass(frozen=True, slots=True)
class Series:
    """One series: its name, its colour, how it is broken where it is a line, and its marks."""

    name: str
    colour: str
    dashes: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> str:
        """The line through its marks, as SVG has it."""
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Sketch:
    """One chart: what it is called and says in words, its labels with where they stand, and its series."""

    title: str
    words: str
    is_lines: bool
    height: int
    labels: tuple[tuple[float, str], ...]
    series: tuple[Series, ...]


def sketches(call: Call, book: Book, sheet: Sheet) -> list[Sketch]:
    """Return the charts over a sheet that are drawn from cells as lines, columns or bars."""
    rendering = Rendering(book, access.reckoning(call, book), "UNFORMATTED_VALUE", None)
    specs = (chart.get("spec") or {} for chart in sheet.part("charts"))
    return [_sketch(book, rendering, spec) for spec in specs if spec.get("basicChart", {}).get("domains")]


def _sketch(book: Book, rendering: Rendering, spec: Json) -> Sketch:
    basic = spec["basicChart"]
    head = basic.get("headerCount", 0)
    labels = [str(value) for value in _values(book, rendering, basic["domains"][0]["domain"])[head:]]
    columns = [_values(book, rendering, series["series"]) for series in basic.get("series") or ()]
    shown = max([len(labels), *(len(column) - head for column in columns)])
    labels += [""] * (shown - len(labels))
    names = [str(column[0]) if head and column else "" for column in columns]
    numbers = [[value if isinstance(value, int | float) else None for value in column[head:]] for column in columns]
    is_lines = basic.get("chartType") == "LINE"
    place = _points if is_lines else _bars
    marks = place(numbers, shown, [_colour(series) for series in basic.get("series") or ()])
    series = tuple(
        Series(
            name, _colour(raw), "4 4" if raw.get("lineStyle", {}).get("type", "SOLID") != "SOLID" else "", tuple(found)
        )
        for name, raw, found in zip(names, basic.get("series") or (), marks, strict=True)
    )
    title = spec.get("title") or UNNAMED
    stands = tuple((ROW * (number + 0.6), label) for number, label in enumerate(labels))
    return Sketch(
        title, spec.get("altText") or title, is_lines, TALL if is_lines else ROW * max(shown, 1), stands, series
    )


def _values(book: Book, rendering: Rendering, data: Json) -> list[Any]:
    """Return the values of the first range of a domain or a series, without the empty ones at its end."""
    for source in data.get("sourceRange", {}).get("sources", ()):
        sheet = book.sheet(source.get("sheetId", 0))
        if sheet is not None:
            span = span_of(source)
            rows = rows_of(Place(sheet, sheet.box(span), span), rendering)
            found = [row[0] if row else "" for row in rows]
            while found and found[-1] == "":
                found.pop()
            return found
    return []


def _bars(numbers: Sequence[Sequence[float | None]], shown: int, colours: Sequence[str]) -> Iterator[list[Mark]]:
    """Yield each series as bars, the next after the one before."""
    totals = [sum(column[row] or 0 for column in numbers if row < len(column)) for row in range(shown)]
    scale = (WIDTH - LABELS - 60) / (max(totals, default=0) or 1)
    begun = [0.0] * shown
    for column, colour in zip(numbers, colours, strict=True):
        found = []
        for row, value in enumerate(column):
            if value is not None:
                x = LABELS + begun[row] * scale
                found.append(Mark(x, ROW * (row + 0.15), value * scale, colour, f"{value:g}"))
                begun[row] += value
        yield found


def _points(numbers: Sequence[Sequence[float | None]], shown: int, colours: Sequence[str]) -> Iterator[list[Mark]]:
    """Yield each series as the points of a line, from left to right."""
    most = max((value for column in numbers for value in column if value is not None), default=0) or 1
    step = (WIDTH - 80) / max(shown - 1, 1)
    for column, colour in zip(numbers, colours, strict=True):
        yield [
            Mark(40 + step * row, (TALL - 20) * (1 - value / most) + 10, 0, colour, f"{value:g}")
            for row, value in enumerate(column)
            if value is not None
        ]


def _colour(series: Json) -> str:
    rgb = series.get("colorStyle", {}).get("rgbColor", {})
    if not rgb:
        return INK
    return "#" + "".join(f"{round(255 * rgb.get(part, 0)):02x}" for part in ("red", "green", "blue"))
