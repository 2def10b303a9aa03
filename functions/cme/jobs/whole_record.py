"""The whole record of a workbook, however old, for whoever looks back; and the child, the body or the days meant."""

from __future__ import annotations

from datetime import date, datetime

from cme.domain.answers import in_force
from cme.domain.calendar import OURS
from cme.domain.evidence import Record, term_named
from cme.domain.figures import Figures
from cme.domain.model import Facts, Organisation, Pupil
from cme.domain.oversight import Span
from cme.domain.pruned import where_earlier
from cme.edges.google import Google
from cme.edges.ledger_read import message_events
from cme.edges.sheets import Workbook
from cme.edges.whole_tabs import check_tabs
from cme.errors import SetupError
from cme.jobs.gather import gather
from cme.jobs.known import Known, known_of

NEEDED = (
    *("observations", "obligations", "messages", "chronology", "changes"),
    *("pupils", "places", "sessions", "calendar", "schools", "authorities", "staff"),
)
"""The tabs on which a record stands."""


def read_record(google: Google, workbook_id: str, now: datetime, figures: Figures, what: str) -> tuple[Record, Known]:
    """Return all that a workbook holds, however old, and its History; where a tab cannot be read there is none."""
    snapshot = Workbook(google, workbook_id).read_whole()
    check_tabs(snapshot, NEEDED, what)
    gathered = gather(snapshot, workbook_id)
    events = message_events(snapshot.values["messages"])
    known = known_of(google, workbook_id, snapshot, gathered.facts)
    figures = in_force(figures, gathered.recorded.values)
    return Record(gathered.facts, events, figures, now, known if known.began else None), known


def span_of(record: Record, term_name: str, since: date | None, until: date | None) -> Span:
    """Return the days that are asked about, as far as the record reaches; or raise SetupError where it holds none."""
    if term_name:
        term = term_named(record.facts, term_name)
        if term is None:
            labels = (t.label.strip() for t in record.facts.terms if t.calendar == OURS and t.label.strip())
            mend = f"Terms with a label: {', '.join(labels) or 'none'}. Name one of them, or give --from and --to."
            raise SetupError(f"The tab Calendar has no term {term_name[:40]} of {OURS}.", where="Calendar", mend=mend)
        since, until = term.since, term.until
    span = record.span(since, until)
    if span.until < span.since:
        begins = f"{record.first:%d/%m/%Y}"
        raise SetupError(
            "The record holds none of these days.",
            where="Observations",
            mend=f"It begins on {begins}: name later ones. {where_earlier(record.facts)}".rstrip(),
        )
    return span


def pupil_named(facts: Facts, wanted: str) -> Pupil:
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
