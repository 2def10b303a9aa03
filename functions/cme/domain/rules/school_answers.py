"""What the form for schools says: an answer to our question, from whoever has the link. It waits for one of us."""

from __future__ import annotations

from datetime import date, timedelta

from cme.domain.calendar import within
from cme.domain.clocks import day_of
from cme.domain.entries import Read
from cme.domain.model import Facts, Saw, Severity
from cme.domain.references import meant_by
from cme.domain.rules.answers import Answers, note, say, text_of

SAID_BY_CHOICE = (
    ("the child is with us", Saw.SCHOOL_SEES),
    ("we know why", Saw.SCHOOL_KNOWS),
    ("we last saw", Saw.SCHOOL_SAW),
    ("we do not know", Saw.SCHOOL_LOST),
    ("please ring", Saw.SCHOOL_ASKS),
)
"""How a choice of “What do you know?” begins, and what it says: the words behind may change."""
LONGEST_AGO = timedelta(days=366)


def read_school_answer(read: Read, answers: Answers, facts: Facts) -> None:
    """Note what a school answers about whom it was asked; what bears no reference of ours is kept, and counts not."""
    sent, typed, choice = read.entry.submitted_at, text_of(answers, "reference"), text_of(answers, "answer")
    read.who = text_of(answers, "who")
    said = next((saw for begins, saw in SAID_BY_CHOICE if choice.casefold().startswith(begins)), None)
    meant = meant_by(typed, facts)
    if meant is None:
        what = f"“{typed[:60]}” is the reference of none of our messages, so nobody knows about whom it is."
        mend = "Read it under Entries. If it is from a school that you know, ring them; else leave it."
        say(read, "ENT-18", Severity.QUERY, what, mend)
        return
    if said is None:
        what = f"“{choice[:60]}” is not one of the choices of “What do you know?”; it counts as “please ring me”."
        say(read, "ENT-11", Severity.QUERY, what, "Ring them.")
    read.day = meant.day
    last = _last_seen(read, answers) if said is Saw.SCHOOL_SAW else None
    note(
        read,
        meant.pupil,
        said or Saw.SCHOOL_ASKS,
        sent,
        reason=text_of(answers, "words"),
        said_by=read.who,
        instead=f"{last:%d/%m/%Y}" if last else "",
        # Whoever has the link may have sent it: it is the organisation's word, and nobody's account.
        by=meant.organisation,
    )


def _last_seen(read: Read, answers: Answers) -> date | None:
    """Return the day on which a child was seen last; one that cannot be is a query."""
    typed, today = text_of(answers, "day"), day_of(read.entry.submitted_at)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is not None and within(today - LONGEST_AGO, today, day):
        return day
    what = f"“{typed[:20]}” cannot be the day on which the child was last seen." if typed else "It does not say when."
    say(read, "ENT-3", Severity.QUERY, what, "Ring them and ask on which day it was.")
    return None
