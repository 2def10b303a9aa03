"""Pages: who has taken one, what was said since, what is settled. Opening a page takes it for nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from cme.domain.clocks import hhmm
from cme.domain.model import Facts, Message, Observation, Owing, Saw, State
from cme.domain.recipients import INNOV8
from cme.domain.said import OF_PAGES, SETTLES
from cme.domain.said_by import who_said
from cme.domain.sent_on import SENT_ON
from cme.domain.testing import NOTICE as TEST

CONCERN_RULE = "SAFE-4"
"""The rule that pages about a concern."""
OF_CONCERN = frozenset({Saw.HANDED_OVER, Saw.REFERRED, Saw.ASSESSED})
"""What ends a concern: to know where the child is does not."""
A_DAY = timedelta(hours=24)
"""So long after a page what is said of its child or its session is of this page, for whoever looks back."""
WENT_OUT = (State.CLAIMED, State.SENT, State.ANSWERED, State.UNKNOWN, State.BOUNCED, State.FAILED)
"""How a page stands that somebody was to read, whether it arrived or not."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it went out, with the rows of the ledger that it pays."""

    message: Message
    rows: tuple[Owing, ...]

    @property
    def sent(self) -> datetime:
        """When it was claimed: from then on somebody may take it."""
        return min(row.decided_at for row in self.rows)

    @property
    def sessions(self) -> tuple[str, ...]:
        """The sessions that it is about."""
        return tuple(dict.fromkeys(row.session for row in self.rows if row.session))

    @property
    def pupils(self) -> tuple[str, ...]:
        """The children whom it names; none where it is about a register."""
        return tuple(dict.fromkeys(row.pupil for row in self.rows if row.pupil))


def is_page(message: Message) -> bool:
    """Return whether a message went out to be taken by somebody of ours, in earnest."""
    is_called_so = message.notice.endswith("_page") and message.notice != TEST
    return message.organisation == INNOV8 and is_called_so and message.state in WENT_OUT


def pages(facts: Facts, day: date) -> tuple[Page, ...]:
    """Return the pages of a day, earliest first; one that was sent on is the same page still."""
    return _by_day(facts).get(day, ())


@lru_cache(maxsize=8)
def _by_day(facts: Facts) -> Mapping[date, tuple[Page, ...]]:
    theirs: dict[str, list[Owing]] = {}
    for row in facts.ledger.values():
        message = facts.messages.get(row.message)
        if message is not None and row.rule != SENT_ON and is_page(message):
            theirs.setdefault(message.id, []).append(row)
    found: dict[date, list[Page]] = {}
    for name, rows in theirs.items():
        found.setdefault(rows[0].day, []).append(Page(facts.messages[name], tuple(rows)))
    return {day: tuple(sorted(group, key=lambda page: (page.sent, page.message.id))) for day, group in found.items()}


def said_since(facts: Facts, page: Page) -> tuple[Observation, ...]:
    """Return what people said of a page since it went out, in the order in which they did."""
    # By the instant, not by the day: a page of before midnight is taken after it.
    said = (o for o in facts.observations if o.saw in OF_PAGES and o.recorded_at >= page.sent)
    since = (o for o in said if _is_about(o, page))
    return tuple(sorted(since, key=lambda o: (o.recorded_at, o.entry)))


def is_of_page(at: datetime, page: Page) -> bool:
    """Return whether what was known at an instant is of a page, for whoever looks back: later it is of another one."""
    return page.sent <= at <= page.sent + A_DAY


def said_of(facts: Facts, page: Page) -> tuple[Observation, ...]:
    """Return what people said of a page in the day after it, in the order in which they did."""
    return tuple(o for o in said_since(facts, page) if is_of_page(o.recorded_at, page))


def _is_about(said: Observation, page: Page) -> bool:
    if said.pupil:
        return said.pupil in page.pupils
    return said.session in ("", *page.sessions)


def owner(said: Sequence[Observation]) -> Observation | None:
    """Return by what somebody has a page: the last “I have it”. To ring home for it takes it for nobody."""
    return next((o for o in reversed(said) if o.saw is Saw.HAS_IT), None)


def is_settled(row: Owing, said: Iterable[Observation]) -> bool:
    """Return whether somebody has said what ends a row of a page: of a concern, that it was assessed, as well."""
    ends = OF_CONCERN if row.rule == CONCERN_RULE else SETTLES
    return any(o.saw in ends and o.pupil in ("", row.pupil) for o in said)


def page_of(facts: Facts, message: Message) -> Page | None:
    """Return the page that a message is, or None where it is none."""
    return next((page for page in pages(facts, message.day) if page.message.id == message.id), None)


def has_it(facts: Facts, page: Page) -> str:
    """Return who has a page and since when, or who ended it without a word before, in words."""
    said = said_since(facts, page)
    ended = next((o for o in reversed(said) if any(is_settled(row, [o]) for row in page.rows)), None)
    if taken := owner(said):
        return f"{who_said(facts, taken)} has it since {hhmm(taken.recorded_at)}"
    return f"{who_said(facts, ended)} dealt with it at {hhmm(ended.recorded_at)}" if ended else "nobody has it yet"
