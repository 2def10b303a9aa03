"""Puts together a provider's return from the whole record, when a person asks for it; it writes nothing."""

from __future__ import annotations

from datetime import datetime

from cme.domain.paper import Paper
from cme.domain.provider_return import By, provider_return
from cme.edges.google import Google
from cme.jobs.evidence import Wanted, commissioner_named, read_record, span_of
from cme.policy import load_figures


def make_return(google: Google, workbook_id: str, wanted: Wanted, by: By, now: datetime) -> Paper:
    """Return the children of one commissioner, or all, with their minutes in the days asked; or raise SetupError."""
    record, _ = read_record(google, workbook_id, now, load_figures(), "the return")
    commissioner = commissioner_named(record.facts, wanted.commissioner) if wanted.commissioner else None
    return provider_return(record, span_of(record, wanted), by, commissioner)
