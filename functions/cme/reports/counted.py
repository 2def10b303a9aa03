"""What is counted of one period for one reader, before it is put into tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from cme.domain.alert_budget import Told, told_in
from cme.domain.cases import Case, cases
from cme.domain.evidence import Record
from cme.domain.evidence_commissioner import only_theirs, placed_by
from cme.domain.evidence_counts import Attended, attended
from cme.domain.model import Organisation
from cme.domain.oversight import Span
from cme.domain.report_period import Period
from cme.domain.report_rows import cases_told_to, sessions
from cme.reports.attendance import frame_of


@dataclass(frozen=True, slots=True)
class Counted:
    """The record as far as it concerns the reader, the days, how children attended, and what was told and is open."""

    record: Record
    span: Span
    found: Attended
    frame: pd.DataFrame
    told: tuple[Told, ...]
    cases: tuple[Case, ...]

    @property
    def days(self) -> list[date]:
        """The days on which anybody was expected."""
        return sorted({mark.day for marks in self.found.marks.values() for mark in marks})

    @property
    def mondays(self) -> pd.DatetimeIndex:
        """The Monday of each week of it, whether there was anything in it or not."""
        return pd.DatetimeIndex(sorted({day - timedelta(days=day.weekday()) for day in self.span.days}))


def counted(record: Record, period: Period, commissioner: Organisation | None) -> Counted:
    """Return what is counted of a period, as far as the record reaches and the days have come."""
    span = record.span(period.since, period.until)
    if span.until < span.since:
        span = Span(period.since, period.since - timedelta(days=1), record.now)
    if commissioner is None:
        found = attended(record, span)
        return Counted(record, span, found, frame_of(sessions(found)), tuple(told_in(record)), cases(record.facts))
    code = commissioner.code
    found = attended(record, span, lambda facts: placed_by(facts, code))
    theirs = replace(record, facts=only_theirs(found.among(record.facts), code))
    told = tuple(one for one in told_in(record) if one.organisation == code)
    return Counted(theirs, span, found, frame_of(sessions(found)), told, tuple(cases_told_to(record.facts, code)))
