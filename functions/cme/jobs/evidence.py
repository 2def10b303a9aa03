"""Puts together evidence from the whole record, when a person asks for it; it writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.answers import in_force
from cme.domain.calendar import OURS
from cme.domain.evidence import Record, term_named
from cme.domain.evidence_commissioner import commissioner_paper
from cme.domain.evidence_flags import flags_paper
from cme.domain.evidence_pupil import pupil_paper
from cme.domain.evidence_sample import sample_paper
from cme.domain.figures import Figures
from cme.domain.model import Facts, Organisation, Pupil
from cme.domain.oversight import Span
from cme.domain.paper import Paper
from cme.edges.google import Google
from cme.edges.ledger_read import message_events
from cme.edges.restricted import read_flags
from cme.edges.sheets import Workbook
from cme.edges.whole_tabs import check_tabs
from cme.errors import SetupError
from cme.jobs.gather import gather
from cme.jobs.known import Known, known_of
from cme.policy import load_figures

NEEDED = (
    *("observations", "obligations", "messages", "chronology", "changes"),
    *("pupils", "places", "sessions", "calendar", "schools", "authorities", "staff"),
)
"""The tabs on which evidence stands."""


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
    record, known = read_record(google, workbook_id, now, figures or load_figures())
    span = span_of(record, wanted)
    if wanted.pupil:
        pupil = _pupil(record.facts, wanted.pupil)
        flags = [flags_paper(record, pupil, span, read_flags(known.history, pupil.code))] if wanted.restricted else []
        return pupil_paper(record, pupil, span), *flags
    if wanted.commissioner:
        commissioner = commissioner_named(record.facts, wanted.commissioner)
        return (commissioner_paper(record, commissioner, span, names=wanted.names),)
    return (sample_paper(record, span, wanted.sample, wanted.seed, names=wanted.names),)


def read_record(
    google: Google, workbook_id: str, now: datetime, figures: Figures, what: str = "the evidence"
) -> tuple[Record, Known]:
    """Return all that a workbook holds, however old, and its History; where a tab cannot be read there is none."""
    snapshot = Workbook(google, workbook_id).read_whole()
    check_tabs(snapshot, NEEDED, what)
    gathered = gather(snapshot, workbook_id)
    events = message_events(snapshot.values["messages"])
    known = known_of(google, workbook_id, snapshot, gathered.facts)
    figures = in_force(figures, gathered.recorded.values)
    return Record(gathered.facts, events, figures, now, known if known.began else None), known


def span_of(record: Record, wanted: Wanted) -> Span:
    """Return the days that are asked about, as far as the record reaches; or raise SetupError where it holds none."""
    since, until = wanted.since, wanted.until
    if wanted.term:
        term = term_named(record.facts, wanted.term)
        if term is None:
            labels = (t.label.strip() for t in record.facts.terms if t.calendar == OURS and t.label.strip())
            mend = f"Terms with a label: {', '.join(labels) or 'none'}. Name one of them, or give --from and --to."
            raise SetupError(f"The tab Calendar has no term {wanted.term[:40]} of {OURS}.", where="Calendar", mend=mend)
        since, until = term.since, term.until
    span = record.span(since, until)
    if span.until < span.since:
        begins = f"{record.first:%d/%m/%Y}"
        raise SetupError(
            "The record holds none of these days.",
            where="Observations",
            mend=f"It begins on {begins}: name later ones.",
        )
    return span


def _pupil(facts: Facts, wanted: str) -> Pupil:
    """Return the child of a code; of one who stands on Pupils no more, the code is all that is known."""
    code = wanted.strip().casefold()
    named = {said.pupil for said in facts.observations} | {row.pupil for row in facts.ledger.values()}
    named |= {event.pupil for event in facts.events}
    known = {one.casefold(): Pupil(one, "", "") for one in named if one}
    known |= {one.casefold(): pupil for one, pupil in facts.pupils.items()}
    if code not in known:
        raise SetupError(f"Nobody has the code {wanted[:40]}.", where="Pupils", mend="Copy it from the tab Pupils.")
    return known[code]


def commissioner_named(facts: Facts, wanted: str) -> Organisation:
    """Return the school or authority of a code that arranged places, or raise SetupError."""
    codes = sorted({place.commissioner for place in facts.places if place.commissioner in facts.organisations})
    found = next((code for code in codes if code.casefold() == wanted.strip().casefold()), "")
    if not found:
        mend = f"Commissioners with places: {', '.join(codes) or 'none'}."
        raise SetupError(f"No place has the commissioner {wanted[:40]}.", where="Places", mend=mend)
    return facts.organisations[found]
