"""OPS-13: what is to be done with the archives once a year: make a workbook of one, and take out what they hold. Pure.

An archive of which nobody ever made a workbook is a hope. It is asked for from September on, until the tab Archive says
that it was done, and for the first time as soon as there is an archive.
"""

from __future__ import annotations

from datetime import date

from cme.domain.archive import first_day, sealed_months
from cme.domain.archive_steps import Step
from cme.domain.clocks import day_of
from cme.domain.model import Facts
from cme.domain.pruned import pruned_months
from cme.domain.pruning import may_go_before
from cme.domain.report_period import school_year


def yearly(facts: Facts, day: date, weeks: float) -> tuple[str, ...]:
    """Return what is to be done on a day, a sentence each; `weeks` after a school year its rows may leave."""
    return tuple(said for said in (_unrehearsed(facts, day), _may_leave(facts, day, weeks)) if said)


def _unrehearsed(facts: Facts, day: date) -> str:
    """Return that no workbook was made of an archive in this school year, where there is one to make it of."""
    days = [day_of(row.at) for row in facts.archived if row.step is Step.RESTORED]
    if not sealed_months(facts) or (days and max(days) >= school_year(day).since):
        return ""
    last = f"was last tried on {max(days):%d/%m/%Y}" if days else "was never tried"
    return f"Whether a workbook can be made of an archive {last}; it is to be tried once each school year."


def _may_leave(facts: Facts, day: date, weeks: float) -> str:
    """Return up to which day rows may leave the workbook, unless those of that school year have."""
    before = may_go_before(day, weeks)
    old = [days for month in sealed_months(facts) if (days := first_day(month.name)) < before]
    years = {school_year(days) for days in old}
    left = {school_year(first_day(month)) for month in pruned_months(facts)}
    return f"Rows from before {before:%d/%m/%Y} may leave the workbook: its archives hold them." if years - left else ""
