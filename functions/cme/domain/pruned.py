"""What left the workbook: from which day on it is whole, and where the rows before it are. Pure."""

from __future__ import annotations

from datetime import date

from cme.domain.archive import days_of, spoken
from cme.domain.archive_steps import Step
from cme.domain.model import Facts


def pruned_months(facts: Facts) -> tuple[str, ...]:
    """Return the months of which rows left the workbook, the earliest first."""
    return tuple(sorted({row.month for row in facts.archived if row.step is Step.PRUNED}))


def whole_from(facts: Facts) -> date | None:
    """Return the first day from which on no row has left the workbook; None where none ever did."""
    months = pruned_months(facts)
    return days_of(months[-1])[1] if months else None


def where_earlier(facts: Facts) -> str:
    """Return where rows are that left the workbook, and how they are looked at; empty where none ever did."""
    months = pruned_months(facts)
    if not months:
        return ""
    since = f"{spoken(months[0])} to {spoken(months[-1])}" if len(months) > 1 else spoken(months[0])
    return (
        f"Rows of {since} left the workbook and stand in the archives of those months. Make a workbook of one by"
        " scripts/restore MONTH --into NAME, and run this on that one."
    )
