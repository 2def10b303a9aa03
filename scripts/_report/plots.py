"""Draws a report's charts as SVG: the same bytes for the same numbers, readable without colour, each number beside it.

Letters are drawn as outlines, so that a chart looks the same wherever it is opened.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from cme.reports.parts import Chart, Kind
from scripts._report.letters import drawable
from scripts._report.looks import FILLS, GRID, INK, LIMIT, OVER, PAPER, QUIET, STROKES, USUAL, Fill

WIDTH, LINES_HEIGHT, BAR, MARGINS, KEY = 4.4, 2.9, 0.32, 1.0, 0.35
"""Inches: a chart's width, the height of one of lines, and what each bar, what is around them, and a key take."""
STYLE: dict[Any, Any] = {
    # A school may be called by a sign that would begin a formula.
    "text.parse_math": False,
    "svg.hashsalt": "innov8",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.7,
}
BOX = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}
HALO = withStroke(linewidth=3, foreground=PAPER)
"""What keeps a number readable where it stands on a pattern, or on a line."""
LONGEST = 52
"""So many letters of a label are drawn, in two lines; the table has all of it."""
SMALLEST = 9
"""Per cent: a part that is narrower has its number in the table alone."""
APART = 7.0
"""Per cent: so far apart stand the names at the ends of lines."""
FEW, EVERY, DAYS_OF_WEEK = 9, 4, 7
"""So many weeks have each its own date under it; of more each of so many has a point, and a month's first a name."""
TICKS = 6
"""So many numbers stand under an axis at most."""
ROOM = 1.18
"""How much longer than the longest bar the axis is, so that its number fits behind it."""


def draw(chart: Chart) -> str:
    """Return a chart as SVG; empty where it has nothing to show."""
    if chart.numbers.isna().all(axis=None):
        return ""
    with mpl.rc_context(STYLE):
        made = Figure(figsize=(WIDTH, _height(chart)), layout="constrained", facecolor=PAPER)
        axes = made.add_subplot()
        DRAWN[chart.kind](axes, chart)
        written = io.StringIO()
        made.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def _height(chart: Chart) -> float:
    if chart.kind is Kind.LINES:
        return LINES_HEIGHT
    return MARGINS + BAR * len(chart.numbers) + KEY * (chart.kind is Kind.STACK)


def _lines(axes: Axes, chart: Chart) -> None:
    """Draw lines over weeks, each with its last number beside its name: at its end, or of many weeks in a key above."""
    weeks = [pd.Timestamp(week) for week in chart.numbers.index]
    are_few = len(weeks) <= FEW
    ends: dict[str, float] = {}
    for name, stroke in zip(chart.numbers.columns, STROKES, strict=False):
        values = chart.numbers[name]
        known = values.dropna()
        label = f"{name}, {chart.shown(known.iloc[-1])}{'' if are_few else ' at last'}" if len(known) else name
        ends |= {label: float(known.iloc[-1])} if len(known) else {}
        style: dict[str, Any] = {
            "color": stroke.colour,
            "marker": stroke.marker,
            "markersize": 4,
            "markevery": 1 if are_few else EVERY,
        }
        axes.plot(range(len(weeks)), values, stroke.dashes, linewidth=1.6, label=label, **style)
    axes.set_ylim(0, 100)
    axes.set_ylabel(chart.axis)
    axes.grid(axis="y", color=GRID, linewidth=0.5)
    if are_few:
        _name_at_end(axes, ends)
        axes.set_xticks(range(len(weeks)), [f"{week.day}\n{week:%b}" for week in weeks])
        axes.set_xlabel("week that begins on")
    else:
        axes.figure.legend(loc="outside upper left", frameon=False, fontsize=8, handlelength=3)
        months = [place for place, week in enumerate(weeks) if week.day <= DAYS_OF_WEEK]
        axes.set_xticks(months, [f"{weeks[place]:%b}" for place in months], fontsize=8)
        axes.set_xlabel("week by week, from the first of each month")


def _name_at_end(axes: Axes, ends: Mapping[str, float]) -> None:
    colours = dict(zip(ends, (stroke.colour for stroke in STROKES), strict=False))
    for label, height in _spread(ends).items():
        axes.text(1.02, height, label, transform=axes.get_yaxis_transform(), color=colours[label], va="center")


def _spread(ends: Mapping[str, float]) -> dict[str, float]:
    """Return the heights of labels, the lowest first, so that none stands upon another."""
    found: dict[str, float] = {}
    lowest = 0.0
    for label, height in sorted(ends.items(), key=lambda pair: pair[1]):
        found[label] = max(height, lowest)
        lowest = found[label] + APART
    return found


def _stack(axes: Axes, chart: Chart) -> None:
    """Draw parts of a whole, a bar a row, with a key above in the order of the parts."""
    begun = pd.Series(0.0, index=range(len(chart.numbers)))
    for name, fill in zip(chart.numbers.columns, FILLS, strict=True):
        values = chart.numbers[name].fillna(0).set_axis(begun.index)
        _bars(axes, list(begun.index), values, fill, begun)
        for place, (value, left) in enumerate(zip(values, begun, strict=True)):
            if value >= SMALLEST:
                axes.text(left + value / 2, place, chart.shown(value), ha="center", va="center", bbox=BOX, fontsize=8)
        begun = begun + values
    for place, is_gone in enumerate(chart.numbers.isna().any(axis=1)):
        if is_gone:
            axes.text(1, place, "nothing to show", va="center", color=QUIET)
    _name_rows(axes, chart)
    axes.set_xlim(0, 100)
    fills = zip(chart.numbers, FILLS, strict=True)
    key = [Patch(facecolor=fill.colour, hatch=fill.hatch, edgecolor=INK, label=name) for name, fill in fills]
    axes.figure.legend(handles=key, loc="outside upper left", ncols=2, frameon=False, fontsize=8, handlelength=2.2)


def _bars(axes: Axes, places: list[int], values: pd.Series, fill: Fill, begun: pd.Series | float = 0) -> None:
    look: dict[str, Any] = {"color": fill.colour, "hatch": fill.hatch, "edgecolor": INK}
    axes.barh(places, values, left=begun, linewidth=0.6, height=0.72, **look)


def _name_rows(axes: Axes, chart: Chart) -> None:
    """Name the bars, the first on top: by their places, because two may have one name."""
    axes.set_yticks(range(len(chart.numbers)), [_wrapped(label) for label in chart.numbers.index])
    axes.yaxis.set_inverted(True)
    axes.set_xlabel(chart.axis)


def _plain(axes: Axes, chart: Chart) -> None:
    """Draw bars, with a limit across at its number where there is one."""
    _each(axes, chart)
    if chart.limit is not None:
        axes.axvline(chart.limit, linestyle=LIMIT.dashes, color=LIMIT.colour, linewidth=1.4, zorder=1.5)
        axes.text(chart.limit, 1.01, chart.limit_label, transform=axes.get_xaxis_transform(), ha="center", va="bottom")


def _times(axes: Axes, chart: Chart) -> None:
    """Draw how often something took how long; the limit lies between two bars."""
    _each(axes, chart)
    if chart.limit is not None:
        words = chart.limit_label.replace(" ", "\n", 1)
        axes.axhline(chart.limit, linestyle=LIMIT.dashes, color=LIMIT.colour, linewidth=1.4)
        axes.text(1.02, chart.limit, words, transform=axes.get_yaxis_transform(), ha="left", va="center")
    axes.text(1.0, 0.02, chart.note, transform=axes.transAxes, ha="right", va="bottom", bbox=BOX)


def _each(axes: Axes, chart: Chart) -> None:
    """Draw one bar a row with its number behind it."""
    values = chart.numbers.iloc[:, 0]
    over = chart.over or (False,) * len(values)
    for place, (value, is_over) in enumerate(zip(values, over, strict=True)):
        length = 0 if pd.isna(value) else value
        _bars(axes, [place], pd.Series([length]), OVER if is_over else USUAL)
        axes.text(length, place, f" {chart.shown(value)}", va="center", ha="left", path_effects=[HALO])
    _name_rows(axes, chart)
    most = max(values.max(), chart.limit or 0 if chart.kind is Kind.BARS else 0)
    axes.set_xlim(0, (most if most > 0 else 1) * ROOM)
    axes.xaxis.set_major_locator(MaxNLocator(TICKS, integer=True))


def _wrapped(label: object) -> str:
    return textwrap.fill(textwrap.shorten(drawable(str(label)), LONGEST, placeholder="…"), LONGEST // 2)


DRAWN: Mapping[Kind, Callable[[Axes, Chart], None]] = {
    Kind.LINES: _lines,
    Kind.STACK: _stack,
    Kind.BARS: _plain,
    Kind.TIMES: _times,
}
