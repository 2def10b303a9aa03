"""Puts together reports from the whole record, when a person asks for them; it writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from cme.domain.evidence import Record
from cme.domain.pruned import where_earlier, whole_from
from cme.domain.report_period import FORMS, Period, period_named
from cme.edges.google import Google
from cme.errors import SetupError
from cme.jobs.whole_record import commissioner_named, read_record
from cme.policy import load_figures, load_report_figures
from cme.reports.parts import Report
from cme.reports.readers import DSL, TRUSTEES, Reader, commissioner, dsl, trustees
from cme.reports.report import Said, report

COMMISSIONERS = "commissioners"
"""What is typed for all of them, a report each."""


def period_typed(typed: str) -> Period:
    """Return the month or the school year that somebody typed, or raise SetupError."""
    period = period_named(typed.strip())
    if period is None:
        raise SetupError(f"{typed[:40]} is neither a month nor a school year.", where="PERIOD", mend=FORMS)
    return period


def make_reports(
    google: Google, workbook_id: str, period: Period, reader: str, now: datetime, said: Said
) -> Iterator[Report]:
    """Yield the report for a reader, or one for each commissioner; or raise SetupError."""
    said("Reading the workbook")
    record, _ = read_record(google, workbook_id, now, load_figures(), "the report")
    if period.since > record.span().until:
        raise SetupError(f"{period.title} has not come yet.", where="PERIOD", mend="Name an earlier one.")
    if period.since < (whole_from(record.facts) or period.since):
        what = f"Of {period.title} the workbook holds not all any more."
        raise SetupError(what, where="Archive", mend=where_earlier(record.facts))
    for one in readers(record, reader, period):
        yield report(record, period, one, said)


def readers(record: Record, wanted: str, period: Period) -> list[Reader]:
    """Return who is to read: somebody by their word or code, or every commissioner."""
    if wanted.casefold() == DSL:
        return [dsl()]
    if wanted.casefold() == TRUSTEES:
        return [trustees_now(period.until)]
    if wanted.casefold() != COMMISSIONERS:
        return [commissioner(commissioner_named(record.facts, wanted))]
    facts = record.facts
    codes = sorted({place.commissioner for place in facts.places if place.commissioner in facts.organisations})
    return [commissioner(facts.organisations[code]) for code in codes]


def trustees_now(day: date) -> Reader:
    """Return the readers who may recognise nobody, by the figure of a day."""
    return trustees(int(load_report_figures().value("smallest_group", day)))
