"""Of a month's messages that went to the wrong people: how many, how soon it was decided, what is open. Pure."""

from __future__ import annotations

from cme.domain.breach_words import Heard
from cme.domain.breaches import CLOCK, Breach, breaches
from cme.domain.clocks import day_of
from cme.domain.letter_rows import count
from cme.domain.model import Facts
from cme.domain.oversight import Line, Span

HOUR = CLOCK / 72


def wrong_people(facts: Facts, span: Span) -> Line:
    """Say how many messages went to the wrong people, of how many the ICO was told, and what is late or open."""
    every = [breach for breach in breaches(facts) if breach.to_decide or breach.decision is not None]
    new = [breach for breach in every if span.has(day_of(breach.noticed_at))]
    told = sum(breach.decision is not None and breach.decision.heard is Heard.REPORTED for breach in new)
    took = [b.decision.recorded_at - b.noticed_at for b in new if b.decision is not None]
    waiting = [breach for breach in every if breach.to_decide]
    kept = sum(breach.to_delete for breach in every)
    parts = [f"{count(len(new), 'message', 'messages')} went to the wrong people, or may have."]
    if took:
        parts.append(f"Of {len(took)} it was decided, after {max(took) / HOUR:.0f} hours at the longest.")
        parts.append(f"Of {told} the ICO was told.")
    parts += [f"To be decided today: {len(waiting)}."] if waiting else []
    parts += [f"Of {kept} nobody has heard that it is deleted."] if kept else []
    is_off = any(_is_late(breach, span) for breach in [*new, *waiting]) or kept > 0
    return Line(
        " ".join(parts), f"each is decided within {CLOCK / HOUR:.0f} hours, and its reader has deleted it", is_off
    )


def _is_late(breach: Breach, span: Span) -> bool:
    """Return whether it was decided after its hours were over, or they are over and it is not decided."""
    decided = breach.decision.recorded_at if breach.decision is not None else span.at
    return decided > breach.deadline
