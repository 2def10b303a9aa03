"""Attendance in a period: as a whole, by week, by weekday and by school, each beside the period before."""

from __future__ import annotations

from calendar import day_name
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from math import nan

import pandas as pd

from cme.domain.calendar import is_weekday
from cme.domain.evidence_counts import Went
from cme.domain.letter_rows import count
from cme.domain.report_rows import Sat
from cme.reports.parts import NOT_SHOWN, NOTHING, Chart, Kind, Part, sentences, share, table
from cme.reports.small_groups import too_small

CAME = [Went.IN_TIME, Went.LATE]
HEADINGS = ("Expected", "Attended", "In time", "Late", "Missed, with a reason", "Missed, without one", "Nobody said")
LINES = ("attended", "missed, with a reason", "missed, without a reason")
"""The lines of the chart by week, in the order of its columns."""
OF_SESSIONS = "% of the sessions expected"
DAYS = pd.Index(range(7))


def frame_of(rows: Iterable[Sat]) -> pd.DataFrame:
    """Return sessions as a frame, a row a session, with the Monday of its week and the number of its weekday."""
    frame = pd.DataFrame([(s.day, s.pupil, s.school, s.went) for s in rows], columns=["day", "pupil", "school", "went"])
    days = pd.to_datetime(frame["day"])
    frame["weekday"] = days.dt.day_of_week
    frame["week"] = days - pd.to_timedelta(frame["weekday"], unit="D")
    return frame


def counts(frame: pd.DataFrame, by: str, every: pd.Index) -> pd.DataFrame:
    """Return how often sessions went how, a column each, by a column of the frame; what has no session has noughts."""
    found = pd.crosstab(frame[by], frame["went"])
    return found.reindex(index=every, columns=list(Went), fill_value=0)


def whole(now: pd.DataFrame, before: pd.DataFrame, names: tuple[str, str], fewest: int) -> Part:
    """Return the part about all sessions of a period and of the one before."""
    every = pd.concat([frame.assign(period=name) for frame, name in zip((now, before), names, strict=True)])
    # Two periods add up to nothing that anybody is told, so that each stands by itself.
    found = counts(every, "period", pd.Index(names))
    small = [name for name, frame in zip(names, (now, before), strict=True) if 0 < frame["pupil"].nunique() < fewest]
    found = _without(found, small)
    rows = [(name, *_cells(found.loc[name])) for name in names]
    message = sentences(_said(found.loc[names[0]]), _came_before(found.loc[names[1]], names[1]))
    return Part(
        "Attendance as a whole",
        message,
        table("Sessions", ("Period", *HEADINGS), rows),
        _stack(found),
        (ABOUT_SESSIONS,),
    )


ABOUT_SESSIONS = (
    "A session is one child in one half day: a morning and its afternoon are two. What innov8 called off, and places"
    " that were paused by agreement, are not expected. Who came late has come."
)


ABOUT_WEEKS = (
    "A week without a session, or of which nobody said anything, has no point in the chart. A week that two months"
    " share is counted in its parts."
)


def by_week(frame: pd.DataFrame, mondays: pd.DatetimeIndex, fewest: int) -> Part:
    """Return the part about each week, holidays among them."""
    found = _shown(frame, "week", mondays, fewest)
    rows = [(f"{monday:%d/%m/%Y}", *_cells(found.loc[monday])) for monday in mondays]
    columns, known = (CAME, [Went.EXPLAINED], [Went.MISSED]), _known(found)
    lines = pd.DataFrame({name: _share_of(known, went) for name, went in zip(LINES, columns, strict=True)})
    message = _between(found, lambda monday: f"the week of {pd.Timestamp(monday):%d/%m/%Y}", "By week")
    return Part(
        "Attendance by week",
        message,
        table("Weeks, by their Monday", ("Week of", *HEADINGS), rows),
        Chart(Kind.LINES, lines, OF_SESSIONS, "%"),
        (ABOUT_WEEKS,),
    )


def by_weekday(frame: pd.DataFrame, before: pd.DataFrame, name: str, fewest: int) -> Part:
    """Return the part about the days of the week on which there were sessions."""
    held = pd.Index([day for day in DAYS if is_weekday(date(2024, 1, 1 + day)) or (frame["weekday"] == day).any()])
    called = {day: day_name[day] for day in held}
    return _groups("Attendance by weekday", "Weekday", frame, before, name, "weekday", called, fewest)


def by_school(frame: pd.DataFrame, before: pd.DataFrame, name: str, schools: Mapping[str, str]) -> Part:
    """Return the part about each school by its name; children on no school's roll are a group of their own."""
    held = sorted(set(frame["school"]), key=lambda code: (code == "", schools.get(code, code)))
    called: dict[Hashable, str] = {code: schools.get(code, code) or "on no school's roll" for code in held}
    return _groups("Attendance by school on roll", "School", frame, before, name, "school", called, 1)


def _groups(
    title: str,
    heading: str,
    frame: pd.DataFrame,
    before: pd.DataFrame,
    name: str,
    by: str,
    called: Mapping[Hashable, str],
    fewest: int,
) -> Part:
    every = pd.Index(list(called))
    found, then = (_shown(one, by, every, fewest) for one in (frame, before))
    rows = [(called[group], *_cells(found.loc[group]), _attended(then.loc[group])) for group in every]
    message = _between(found, lambda group: called[group], title.removeprefix("Attendance ").capitalize())
    headings = (heading, *HEADINGS, f"Attended in {name}")
    return Part(title, message, table(title, headings, rows), _stack(found.rename(index=called)))


def _shown(frame: pd.DataFrame, by: str, every: pd.Index, fewest: int) -> pd.DataFrame:
    children = frame.groupby(by)["pupil"].agg(frozenset)
    return _without(counts(frame, by, every), too_small(children.to_dict(), fewest))


def _without(found: pd.DataFrame, groups: Iterable[Hashable]) -> pd.DataFrame:
    """Return counts in which those of some groups are not there."""
    shown = found.astype(float)
    shown.loc[shown.index.isin(list(groups))] = nan
    return shown


def _known(found: pd.DataFrame) -> pd.DataFrame:
    """Return counts without those of groups of which nobody said anything: that nobody came is not known of them."""
    return _without(found, found.index[found[Went.SILENT] == found.sum(axis=1, skipna=False)])


def _share_of(found: pd.DataFrame, went: list[Went]) -> pd.Series:
    """Return in how many per cent of each row's sessions it went so; a row without any session has none."""
    expected = found.sum(axis=1, skipna=False)
    return 100 * found[went].sum(axis=1, skipna=False) / expected.where(expected > 0)


def _stack(found: pd.DataFrame) -> Chart:
    shares = pd.DataFrame({str(went): _share_of(found, [went]) for went in Went})
    return Chart(Kind.STACK, shares, OF_SESSIONS, "%")


def _cells(row: pd.Series) -> tuple[str, ...]:
    """Return a row of a table: each number with its share of what was expected."""
    if row.isna().any():
        return (NOT_SHOWN,) * len(HEADINGS)
    expected = row.sum()
    parts = (row[CAME].sum(), *row[list(Went)])
    return (f"{expected:.0f}", *(f"{part:.0f} ({share(part, expected)})" if expected else NOTHING for part in parts))


def _attended(row: pd.Series) -> str:
    return NOT_SHOWN if row.isna().any() else share(row[CAME].sum(), row.sum())


def _said(row: pd.Series) -> str:
    """Say how all sessions went."""
    if row.isna().any():
        return "so few children were expected that their numbers are not shown"
    expected = int(row.sum())
    if not expected:
        return "no child was expected in any session"
    came, missed = row[CAME].sum(), row[Went.EXPLAINED] + row[Went.MISSED]
    silent = f"; of {row[Went.SILENT]:.0f} nobody said anything" if row[Went.SILENT] else ""
    return (
        f"of {count(expected, 'session', 'sessions')} {came:.0f} ({share(came, expected)}) were attended,"
        f" {row[Went.LATE]:.0f} of them late; {missed:.0f} ({share(missed, expected)}) were missed,"
        f" {row[Went.MISSED]:.0f} of them without a reason{silent}"
    )


def _came_before(row: pd.Series, name: str) -> str:
    if row.isna().any():
        return f"what it was in {name} is not shown, because so few children were expected"
    if not row.sum():
        return f"there is nothing to compare it with: in {name} no session is counted"
    return f"in {name} {share(row[CAME].sum(), row.sum())} were attended"


def _between(found: pd.DataFrame, called: Callable[[Hashable], str], by: str) -> str:
    """Say between which groups attendance lay."""
    came = _share_of(_known(found), CAME).dropna()
    if came.empty:
        return f"{by}, there is nothing to show."
    low, high = came.idxmin(), came.idxmax()
    if len(came) == 1:
        return f"{by}, there is one: {called(high)}, with {came[high]:.0f}% of the sessions attended."
    if f"{came[low]:.0f}" == f"{came[high]:.0f}":
        return f"{by}, attendance was the same throughout: {came[high]:.0f}% of the sessions."
    return f"{by}, attendance lay between {came[low]:.0f}% ({called(low)}) and {came[high]:.0f}% ({called(high)})."
