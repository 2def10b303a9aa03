"""How long things took until they were done, against what is allowed: told, taken, heard of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import inf, nan

import pandas as pd

from cme.domain.letter_rows import count
from cme.domain.oversight_pages import MINUTE
from cme.domain.report_rows import Wait
from cme.domain.wrong_clock import HOUR
from cme.reports.parts import NOT_SHOWN, NOTHING, Chart, Kind, Part, sentences, table

MINUTES, HOURS = (1, 2, 5, 10, 15, 30, 60), (12, 24, 48, 72, 96, 168)
"""Between which lengths of time a chart tells apart; the limit is always one of them."""
NINE_IN_TEN = 0.9
SUMMARY = ("All", "Median", "Nine in ten within", "Over the limit")


@dataclass(frozen=True, slots=True)
class Clock:
    """What is timed: what each one is called, what is done with it, in which unit, and what is said where it never was.

    Of what never was, `needless` ended by itself or may still come in time, and `never` is too late.
    """

    title: str
    one: str
    many: str
    done: str
    unit: str
    length: timedelta
    edges: tuple[int, ...]
    needless: str
    never: str
    notes: tuple[str, ...] = ()


TOLD = Clock(
    "From due to told",
    "notice of absence",
    "notices of absence",
    "sent",
    "minutes",
    MINUTE,
    MINUTES,
    "",
    "not sent",
    (
        "A notice falls due at the minute at which the policy asks for it, so that nought is on time. It is told when"
        " Gmail took it.",
    ),
)
OWNED = Clock(
    "From page to owner",
    "page",
    "pages",
    "taken",
    "minutes",
    MINUTE,
    MINUTES,
    "over before anybody took it",
    "taken by nobody",
    ("Somebody has a page when they say so. What was over before, because the child came, was nobody's delay.",),
)
HEARD = Clock(
    "From referral to visit",
    "search for a child",
    "searches for a child",
    "answered",
    "hours",
    HOUR,
    HOURS,
    "nothing heard, still in time",
    "nothing heard in time",
    (
        "A visit is the authority's, and only what we hear of it is written down here: counted is from the first word"
        " of a case until the child was seen, somebody else had it, or it was closed.",
        "Each search has a deadline of its own, which school days and weekends bring forward: one may be over the limit"
        " before the line in the chart.",
    ),
)


def wait_part(clock: Clock, both: tuple[Sequence[Wait], ...], name: str, limit: float, fewest: int) -> Part:
    """Return the part about how long something took in a period and in the one before, which has a name.

    Of fewer than so many the times are not shown.
    """
    bounds = sorted({*clock.edges, limit})
    now, before = (_counted(clock, waits, bounds, fewest) for waits in both)
    each = pd.DataFrame({"now": now, "before": before})
    each = each[(each.fillna(0).sum(axis=1) > 0) | each.index.isin(_bins(bounds))]
    columns = [
        [*map(_cell, each[period]), *_summary(clock, waits, fewest)]
        for period, waits in zip(each.columns, both, strict=True)
    ]
    rows = list(zip([*each.index, *SUMMARY], *columns, strict=True))
    within = {*_bins(bounds)[: bounds.index(limit) + 1], clock.needless}
    chart = Chart(
        Kind.TIMES,
        each[["now"]],
        f"number of {clock.many}",
        limit=bounds.index(limit) + 0.5,
        limit_label=f"limit: {limit:g} {clock.unit}",
        over=tuple(label not in within for label in each.index),
        note="median {1}\nnine in ten within {2}\nover the limit: {3}".format(*_summary(clock, both[0], fewest)),
    )
    headings = (clock.unit.capitalize(), "This period", name)
    return Part(
        clock.title,
        _said(clock, both[0], limit, fewest),
        table(clock.title, headings, rows if any(both) else (), 3),
        chart if both[0] else None,
        clock.notes,
    )


def _bins(bounds: Sequence[float]) -> list[str]:
    """Return what the lengths of time between some bounds are called."""
    return [f"up to {bounds[0]:g}", *(f"{low:g} to {high:g}" for low, high in pairwise(bounds)), f"over {bounds[-1]:g}"]


def _counted(clock: Clock, waits: Sequence[Wait], bounds: Sequence[float], fewest: int) -> pd.Series:
    """Return how many took how long, and how many were never done; none where there are too few to be shown."""
    took = pd.Series([wait.took / clock.length for wait in waits if wait.took is not None], dtype=float)
    names = _bins(bounds)
    bins = pd.cut(took, [-inf, *bounds, inf], labels=names).astype(str)
    found = bins.value_counts().reindex(names, fill_value=0).astype(float)
    for label, is_over in ((clock.needless, False), (clock.never, True)):
        if label:
            found[label] = sum(wait.took is None and wait.is_over is is_over for wait in waits)
    return found * nan if 0 < len(waits) < fewest else found


def _cell(number: float) -> str:
    return NOT_SHOWN if pd.isna(number) else f"{number:.0f}"


def _summary(clock: Clock, waits: Sequence[Wait], fewest: int) -> list[str]:
    if 0 < len(waits) < fewest:
        return [NOT_SHOWN] * len(SUMMARY)
    took = _rounded(clock, waits)
    middle, most = (f"{took.median():g}", f"{_nine_in_ten(took):g}") if len(took) else (NOTHING, NOTHING)
    return [str(len(waits)), middle, most, str(sum(wait.is_over for wait in waits))]


def _rounded(clock: Clock, waits: Iterable[Wait]) -> pd.Series:
    """Return how long each took in whole minutes or hours, as the month in numbers has it."""
    return pd.Series([round(wait.took / clock.length) for wait in waits if wait.took is not None], dtype=float)


def _nine_in_ten(took: pd.Series) -> float:
    """Return how long nine in ten took at most: the time of one of them, not something between two."""
    return float(took.quantile(NINE_IN_TEN, interpolation="higher"))


def _said(clock: Clock, waits: Sequence[Wait], limit: float, fewest: int) -> str:
    if not waits:
        return f"There was no {clock.one} in this period."
    if len(waits) < fewest:
        return f"There were fewer than {fewest} {clock.many}, so that their times are not shown."
    over, took = sum(wait.is_over for wait in waits), _rounded(clock, waits)
    done = f"{len(took)} {'was' if len(took) == 1 else 'were'} {clock.done}"
    times = f"the median was {took.median():g} {clock.unit}, and nine in ten took {_nine_in_ten(took):g} or less"
    late = f"{over} took longer than is allowed ({limit:g} {clock.unit}), or {'was' if over == 1 else 'were'} never"
    return sentences(
        f"of {count(len(waits), clock.one, clock.many)} {done}",
        times if len(took) else "",
        f"{late} {clock.done}" if over else f"none took longer than is allowed ({limit:g} {clock.unit})",
    )
