"""Puts together a provider's return from the whole record, when a person asks for it; it writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.paper import Paper
from cme.domain.provider_return import By, provider_return
from cme.edges.google import Google
from cme.jobs.whole_record import commissioner_named, read_record, span_of
from cme.policy import load_figures


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose children are asked about, of which days, and for which periods of them."""

    commissioner: str = ""
    term: str = ""
    since: date | None = None
    until: date | None = None
    by: By = By.WHOLE


def make_return(google: Google, workbook_id: str, wanted: Wanted, now: datetime) -> Paper:
    """Return the children of one commissioner, or all, with their minutes in the days asked; or raise SetupError."""
    record, _ = read_record(google, workbook_id, now, load_figures(), "the return")
    commissioner = commissioner_named(record.facts, wanted.commissioner) if wanted.commissioner else None
    return provider_return(record, span_of(record, wanted.term, wanted.since, wanted.until), wanted.by, commissioner)
