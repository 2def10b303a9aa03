"""What a report says before its numbers: which days it counts, which were closed, and what is missing in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cme.domain.calendar import closure_on, is_weekday
from cme.domain.evidence import about_evidence
from cme.domain.evidence_counts import Went
from cme.domain.letter_rows import count
from cme.domain.pack import WIDTHS, Field, plain
from cme.domain.paper import Table
from cme.domain.pruned import where_earlier
from cme.domain.report_period import Period
from cme.reports.counted import Counted
from cme.reports.readers import Reader


def about(now: Counted, before: Counted, period: Period, reader: Reader) -> Table:
    """Return what is said first: the days, what they are compared with, and what is not known of them."""
    fields = (Field("For", reader.title), *_fields(now, before, period, reader))
    return Table("About this report", ("What", "What is so"), fields, WIDTHS)


def _fields(now: Counted, before: Counted, period: Period, reader: Reader) -> Iterator[Field]:
    if now.span.until < now.span.since:
        earlier = where_earlier(now.record.facts)
        yield Field("Days", f"none: the record begins on {now.record.first:%d/%m/%Y}. {earlier}".rstrip())
        return
    yield from about_evidence(now.record, now.span, reader.left_out)
    if now.span.since > period.since:
        begins = f"{now.span.since:%d/%m/%Y}"
        yield Field("Not reached", f"days before {begins}, of which the record holds nothing")
    if now.span.until < period.until:
        yield Field("Not over yet", f"the days after {now.span.until:%d/%m/%Y} are still to come")
    yield Field("Compared with", f"{period.before.title}{'' if before.days else ', of which nothing is recorded'}")
    yield Field("Days with sessions", str(len(now.days)))
    yield Field("Weekdays on which innov8 was closed", _closed(now, reader))
    if reader.commissioner is None:
        registers = now.found.registers
        missing, late = (
            sum(r.came is None for r in registers),
            sum(r.came is not None and r.is_late for r in registers),
        )
        said = f"{missing} never came and {late} came late, of {len(registers)}"
        yield Field("Registers", said)
    silent = int((now.frame["went"] == Went.SILENT).sum())
    yield Field("Of which nobody said anything", count(silent, "session", "sessions"))


def _closed(now: Counted, reader: Reader) -> str:
    facts, found = now.record.facts, []
    each = [(day, closure_on(facts, day)) for day in now.span.days if is_weekday(day)]
    closed = [(day, label) for day, label in each if label]
    for label, group in groupby(closed, key=lambda pair: pair[1]):
        days = [day for day, _ in group]
        found.append(f"{plain(label)} ({days[0]:%d/%m}{f' to {days[-1]:%d/%m}' if len(days) > 1 else ''})")
    # What somebody typed as a reason may name anybody.
    return f"{len(closed)}{': ' if found else ''}{', '.join(found)}" if reader.is_dsl else str(len(closed))
