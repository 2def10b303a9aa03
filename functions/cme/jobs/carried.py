"""Asks messages that went whether they paid what seems to be owed: somebody may have changed rows of the ledger.

Where a row of Obligations was deleted or changed by hand, what it paid is owed again, although the message that paid it
stands in Messages. So before it is drafted, each message that may have carried it is asked: what it pays stands in its
head (docs/decisions/0017). Nothing is asked of a message that was decided before that was owed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from cme.domain.clocks import day_of, hhmm
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.model import Decision, Facts, Message, Obligation, Owing, Problem, Severity, State
from cme.edges.gmail import PAYS_HEADER, get_head, taken_at
from cme.edges.google import Google
from cme.errors import EdgeError
from cme.jobs.recall import pays

SHOWS = "The mailbox shows"
"""How the reason of a row begins that was written down again."""
BY_HAND = "its row in the ledger was changed by hand"


def carried(
    google: Google, facts: Facts, owed: Iterable[Obligation], figures: Figures, has_time: Callable[[], bool]
) -> list[Owing]:
    """Return the rows of the ledger that somebody took away, from the heads of the messages that paid them."""
    lost = [obligation for obligation in owed if _is_lost(obligation.key, facts)]
    found: list[Owing] = []
    for message in facts.messages.values():
        if not (message.gmail_id and _may_carry(message, lost, facts, figures) and has_time()):
            continue
        try:
            head = get_head(google, message.gmail_id, PAYS_HEADER)
        except EdgeError:
            # It is gone from the mailbox, or the mailbox does not answer: then what is owed goes rather twice.
            continue
        said = f"{SHOWS} that this was sent at {hhmm(taken_at(head))}; {BY_HAND}."
        found += [row for row in pays(head, message.id, said) if _is_lost(row.key, facts)]
    return found


def _may_carry(message: Message, lost: Iterable[Obligation], facts: Facts, figures: Figures) -> bool:
    """Return whether a message was decided when one of these was owed already, to the same, for the same day."""
    at = min((row.decided_at for row in facts.ledger.values() if row.message == message.id), default=message.at)
    alike = {o.key for o in lost if (o.organisation, o.notice, o.day) == _kind(message) and o.due <= at}
    return bool(alike) and not alike.isdisjoint(_owed(decide(_known_at(facts, at), at, figures)))


def _owed(decision: Decision) -> set[str]:
    """Return what was owed, also where its text had still to be approved: that was on the Desk then."""
    return {o.key for o in (*decision.owed, *decision.prepared)}


def _kind(message: Message) -> tuple[str, str, date]:
    return message.organisation, message.notice, message.day


def _known_at(facts: Facts, at: datetime) -> Facts:
    return replace(
        facts,
        observations=tuple(seen for seen in facts.observations if seen.recorded_at <= at),
        ledger={key: row for key, row in facts.ledger.items() if row.decided_at < at},
    )


def _is_lost(key: str, facts: Facts) -> bool:
    """Return whether the ledger holds no row of it but one that was taken back."""
    row = facts.ledger.get(key)
    message = facts.messages.get(row.message) if row else None
    return row is None or (message is not None and message.state is State.WITHDRAWN)


def changed_by_hand(facts: Facts, now: datetime) -> list[Problem]:
    """Return the problem that rows of the ledger were changed today, for as long as today lasts."""
    found = [r for r in facts.ledger.values() if r.reason.startswith(SHOWS) and day_of(r.decided_at) == day_of(now)]
    rows = [row for row in found if BY_HAND in row.reason]
    if not rows:
        return []
    what = f"Rows of “Obligations” were deleted or changed by hand; {len(rows)} of them had been paid by a message."
    mend = "Nothing is sent twice: they are written down again. Only the machine writes there; ask who opened it."
    return [Problem("SHEET-8", Severity.ERROR, "Obligations", what, mend)]
