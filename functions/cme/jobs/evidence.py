"""Puts together evidence from the whole record, when a person asks for it; it writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.evidence_commissioner import commissioner_paper
from cme.domain.evidence_flags import flags_paper
from cme.domain.evidence_pupil import pupil_paper
from cme.domain.evidence_sample import sample_paper
from cme.domain.figures import Figures
from cme.domain.paper import Paper
from cme.edges.google import Google
from cme.edges.restricted import read_flags
from cme.jobs.whole_record import commissioner_named, pupil_named, read_record, span_of
from cme.policy import load_figures


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which evidence is asked for: of one child, of so many that are drawn, or for one commissioner; of which days."""

    pupil: str = ""
    sample: int = 0
    commissioner: str = ""
    term: str = ""
    since: date | None = None
    until: date | None = None
    seed: str = ""
    names: bool = False
    restricted: bool = False


def make_evidence(
    google: Google, workbook_id: str, wanted: Wanted, now: datetime, figures: Figures | None = None
) -> tuple[Paper, ...]:
    """Return the evidence that is asked for, with its restricted part where that is; or raise SetupError."""
    record, known = read_record(google, workbook_id, now, figures or load_figures(), "the evidence")
    span = span_of(record, wanted.term, wanted.since, wanted.until)
    if wanted.pupil:
        pupil = pupil_named(record.facts, wanted.pupil)
        flags = [flags_paper(record, pupil, span, read_flags(known.history, pupil.code))] if wanted.restricted else []
        return pupil_paper(record, pupil, span), *flags
    if wanted.commissioner:
        commissioner = commissioner_named(record.facts, wanted.commissioner)
        return (commissioner_paper(record, commissioner, span, names=wanted.names),)
    return (sample_paper(record, span, wanted.sample, wanted.seed, names=wanted.names),)
