"""A report of a period for one reader: the DSL, trustees, who read no name, or a commissioner of its own children."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cme.domain.evidence import Record
from cme.domain.evidence_commissioner import CHILDREN, CHILDREN_WIDTHS, child_row, label_for
from cme.domain.evidence_counts import tally
from cme.domain.evidence_told import OWNED
from cme.domain.model import Organisation
from cme.domain.notices import IN_TIME
from cme.domain.oversight_pages import MINUTE
from cme.domain.pack import plain
from cme.domain.paper import Table
from cme.domain.report_period import Period
from cme.domain.report_rows import stood, until_heard, until_owned, until_told
from cme.policy import load_budget
from cme.reports import waits
from cme.reports.attendance import by_school, by_week, by_weekday, whole
from cme.reports.budget import budget_part
from cme.reports.cases import case_part
from cme.reports.counted import Counted, counted
from cme.reports.missing import about
from cme.reports.parts import Part, Report
from cme.reports.readers import BUDGET_OUTSIDE, Reader
from cme.reports.waits import wait_part

Said = Callable[[str], None]


def report(record: Record, period: Period, reader: Reader, said: Said = lambda _: None) -> Report:
    """Return the report of a period for a reader; `said` hears of each long step before it begins."""
    said(f"Counting {period.title}")
    now = counted(record, period, reader.commissioner)
    said(f"Counting {period.before.title}")
    before = counted(record, period.before, reader.commissioner)
    parts = (*_attendance(now, before, period, reader), *_times(now, before, period, reader))
    return Report(
        title=f"Report for {reader.title}: {period.title}",
        made=record.now,
        organisation=record.facts.settings.organisation,
        caution=reader.caution,
        file_name=f"report-{period.code}-{reader.code}",
        about=about(now, before, period, reader),
        parts=parts,
    )


def _attendance(now: Counted, before: Counted, period: Period, reader: Reader) -> Iterator[Part]:
    name, fewest = period.before.title, reader.fewest
    yield whole(now.frame, before.frame, (period.title, name), fewest)
    yield by_week(now.frame, now.mondays, fewest)
    yield by_weekday(now.frame, before.frame, name, fewest)
    if reader.may_know_schools:
        schools = {code: plain(one.name) for code, one in now.record.facts.organisations.items()}
        yield by_school(now.frame, before.frame, name, schools)
    if reader.commissioner is not None:
        yield _children(now, reader.commissioner)


def _children(now: Counted, commissioner: Organisation) -> Part:
    """Return how each child of a commissioner came, by name, as the day's report to it has it."""
    pupils = now.found.pupils
    rows = tuple(
        child_row(label_for(pupils[code], commissioner, names=True), tally(marks))
        for code, marks in sorted(now.found.marks.items())
        if marks
    )
    message = f"Of {len(rows)} children each session is counted that is over." if rows else "No child was expected."
    return Part("Child by child", message, Table("Child by child", CHILDREN, rows, CHILDREN_WIDTHS, is_wide=True))


def _times(now: Counted, before: Counted, period: Period, reader: Reader) -> Iterator[Part]:
    name, fewest = period.before.title, reader.fewest
    figures, until, both = now.record.figures, period.until, (now, before)
    told = tuple(list(until_told(one.record, one.span)) for one in both)
    yield wait_part(waits.TOLD, told, name, IN_TIME / MINUTE, fewest)
    if reader.commissioner is None:
        owned = tuple(list(until_owned(one.record, one.span)) for one in both)
        yield wait_part(waits.OWNED, owned, name, figures.value(OWNED, until), fewest)
    heard = tuple(list(until_heard(one.record, one.span, one.cases)) for one in both)
    yield wait_part(waits.HEARD, heard, name, figures.value("visit_hours", until), fewest)
    yield case_part(tuple(stood(one.span, one.cases) for one in both), name, fewest)
    lines = BUDGET_OUTSIDE if reader.commissioner is not None else ()
    yield budget_part(now.told, now.days, load_budget(), lines)
