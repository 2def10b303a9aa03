"""The states of a message, the moves between them, and what each means for what is owed."""

from __future__ import annotations

from cme.domain.model import State

MOVES: dict[State | None, frozenset[State]] = {
    None: frozenset({State.CLAIMED, State.REHEARSED, State.OVERTAKEN, State.HELD, State.FAILED, State.SENT}),
    State.CLAIMED: frozenset({State.CLAIMED, State.SENT, State.UNKNOWN, State.FAILED, State.WITHDRAWN}),
    State.SENT: frozenset({State.ANSWERED, State.BOUNCED}),
    State.ANSWERED: frozenset({State.ANSWERED, State.BOUNCED}),
    State.HELD: frozenset({State.CLAIMED, State.WITHDRAWN}),
    State.UNKNOWN: frozenset({State.SENT, State.CLAIMED}),
    State.WITHDRAWN: frozenset(),
    State.BOUNCED: frozenset(),
    State.FAILED: frozenset(),
    State.OVERTAKEN: frozenset(),
    State.REHEARSED: frozenset(),
}
"""From a state, or from nothing, to the states that may follow. CLAIMED follows CLAIMED when a lease is taken over;
SENT follows nothing where the mailbox remembers what the workbook has lost."""

HANDLED_BY: dict[State, str] = {
    State.CLAIMED: "recover",
    State.SENT: "watch_replies",
    State.ANSWERED: "watch_replies",
    State.HELD: "board",
    State.WITHDRAWN: "decide",
    State.BOUNCED: "board",
    State.UNKNOWN: "recover",
    State.FAILED: "board",
    State.OVERTAKEN: "board",
    State.REHEARSED: "decide",
}
"""Which job takes a message further from each state, or shows it to a person."""

MAY_HAVE_ARRIVED = frozenset(
    {State.CLAIMED, State.SENT, State.ANSWERED, State.UNKNOWN, State.BOUNCED, State.FAILED, State.REHEARSED}
)
"""States in which somebody may have been told, so that they must be stood down when it is over.

What came back or was refused is among them: innov8's DSL was asked to give it by telephone.
"""

PAYS = frozenset(State) - {State.WITHDRAWN, State.REHEARSED}
"""States in which what the message carries is not owed again. REHEARSED pays only for as long as nothing is sent."""
