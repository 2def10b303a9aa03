"""What evidence stands on: the whole record, the days that are asked about, and what is said of all evidence. Pure.

It is put together when a person asks, for one asker at a time, and from what the record holds: what it does not hold is
said, and nothing is worked out from silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from cme.domain.as_known import AsKnown, as_begun
from cme.domain.attendance import day_by_day
from cme.domain.calendar import OURS
from cme.domain.clocks import day_of, instant, time_and_date
from cme.domain.figures import Figures
from cme.domain.model import Facts, Message, Pupil, Term
from cme.domain.oversight import Span
from cme.domain.pack import WIDTHS, Field, plain
from cme.domain.paper import Table
from cme.domain.pruned import where_earlier, whole_from

NOT_HERE = "not recorded here"
"""What stands where this system keeps no record at all."""
CAUTION = "A line that begins with GAP says what is missing or came too late. Read it before you hand it on, and delete"
CAUTION += " the file when it is handed on."
ABOUT = ("About this evidence", "What the record holds")
TYPED = "the places, sessions, calendar and staff"
NOBODY = "nobody can say"
NOT_HELD = f"what was known sooner {NOBODY}, because the tab History holds nothing yet"
LEFT_OUT = "flags (a child's evidence has them in a paper apart), and the words of concerns (so has a referral pack)"


@dataclass(frozen=True, slots=True)
class Record:
    """All that a workbook holds, however old: facts, each message's events in order, the figures, and the clock.

    `known` says what was known when; it is None where the tab History holds nothing.
    """

    facts: Facts
    events: Mapping[str, tuple[Message, ...]]
    figures: Figures
    now: datetime
    known: AsKnown | None = None

    @property
    def first(self) -> date:
        """The first day of which anybody said anything, and no row has left the workbook."""
        said = min((said.day for said in self.facts.observations), default=day_of(self.now))
        return max(said, whole_from(self.facts) or said)

    def span(self, since: date | None = None, until: date | None = None) -> Span:
        """Return the days between two, both included, as far as the record reaches and the day has come."""
        last = min(until or day_of(self.now), day_of(self.now))
        return Span(max(since or self.first, self.first), last, self.now)

    def day_by_day(
        self, days: Iterable[date], of: Callable[[Facts], Facts] = lambda facts: facts
    ) -> Iterator[tuple[date, Facts]]:
        """Yield each day with its facts as they were known when its sessions began, in parts where that differs.

        `of` leaves in them what it is asked about.
        """
        known = self.known
        return day_by_day(self.facts, days, lambda then, day: map(of, as_begun(then, known, day) if known else (then,)))


def term_named(facts: Facts, name: str) -> Term | None:
    """Return the term of innov8's own calendar that has a label; of two the later."""
    ours = (term for term in facts.terms if term.calendar == OURS and term.label.strip())
    wanted = name.strip().casefold()
    return max((t for t in ours if t.label.strip().casefold() == wanted), key=lambda t: t.since, default=None)


def about_evidence(record: Record, span: Span, left_out: str = LEFT_OUT) -> tuple[Field, ...]:
    """Return what is said first of all evidence: which days, and what it does not show."""
    # By their tabs alone: a row's first cell may name a child who is nobody's here.
    unread = sorted({problem.where.partition(",")[0] for problem in record.facts.problems if problem.code == "SHEET-4"})
    fields: tuple[Field, ...] = (
        Field("Days", f"{span.since:%d/%m/%Y} to {span.until:%d/%m/%Y}"),
        Field("The record begins on", f"{record.first:%d/%m/%Y}"),
        Field("Who was expected", _by_what(record, span)),
        Field("Left out", left_out),
    )
    earlier = where_earlier(record.facts)
    fields += (Field("Earlier days", earlier),) if earlier else ()
    odd = Field("Not counted", f"rows that do not fit their columns, of {', '.join(map(plain, unread))}")
    return (*fields, odd) if unread else fields


def _by_what(record: Record, span: Span) -> str:
    """Say by what it is judged who was expected and on duty, and of which days nobody can say what was known."""
    began = record.known.began if record.known else None
    if began is None:
        return f"by {TYPED} as they stand today: {NOT_HELD}"
    words = f"by {TYPED} as they were known when each session began"
    if began <= instant(span.since, time()):
        return words
    return f"{words}; before {time_and_date(began)} as they stood then: what was known sooner {NOBODY}"


def about_table(fields: tuple[Field, ...]) -> Table:
    """Return what is said first as a table."""
    title, _ = ABOUT
    return Table(title, ABOUT, fields, WIDTHS)


def child_label(pupil: Pupil, *, names: bool) -> str:
    """Return how a child is called where others stand beside it: by our code, and by name only where that is wanted."""
    return plain(f"{pupil.code} {pupil.short_name}") if names else pupil.code
