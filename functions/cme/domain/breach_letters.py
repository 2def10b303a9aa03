"""What is said of a message that went to the wrong people: to whoever got it, and to our own DSL. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.breach_words import Heard
from cme.domain.breaches import LETTER, Breach, breaches, letter_about, sent_at
from cme.domain.clocks import dated, hhmm
from cme.domain.form_links import wrong_people_link
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Obligation
from cme.domain.notice_names import called, stands

Values = dict[str, Any]


def sent_in_error(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the letter to whoever got a message: how to find it, and nothing of what it says."""
    at = sent_at(facts, facts.messages[obligations[0].step.removeprefix(LETTER)])
    return {
        "first_line": "We sent you a message by mistake. Please delete it, and reply that you have.",
        "sent": f"{hhmm(at)} on {dated(at)}",
        "chair_phone": facts.settings.chair_phone,
        # Whoever it went to, be it an address that we took for one of our own, is a stranger here.
        "is_ours": False,
        "lock_line": "",
    }


def breach_call(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of what our own DSL is asked: each breach once, how far it is, and how to say what was done."""
    known = {f"breach {breach.id}": breach for breach in breaches(facts)}
    asked = {owed.basis: owed.reason for owed in obligations}
    rows = [_row(facts, known[basis], reason) for basis, reason in asked.items() if basis in known]
    number = count(len(asked), "message went to the wrong people", "messages went to the wrong people")
    return {
        "first_line": f"{number}, or may have. What is to be done stands below.",
        "rows": rows,
        "chair_phone": facts.settings.chair_phone,
    }


def _row(facts: Facts, breach: Breach, reason: str) -> Values:
    link = wrong_people_link(facts, breach.said.reference if breach.said else "")
    return {"id": breach.id, "reason": reason, "known": how_far(facts, breach), "link": link}


def how_far(facts: Facts, breach: Breach) -> list[str]:
    """Return what is known of a breach: the message, the letter, and whether its reader has deleted it."""
    said = breach.said
    if said is None:
        # What somebody typed, a reference among it, may name anybody: it stays in the workbook.
        return [f"Said by {breach.first.by}; what was typed stands on the tab Breaches."]
    at = said.sent_at or said.at
    what = called(said.notice)
    found = [
        f"{what[:1].upper()}{what[1:]}, reference {said.reference}, sent at {hhmm(at)} on {dated(at)} to {said.to}."
    ]
    letter = breach.last(Heard.LETTER)
    message = letter_about(facts, said.message)
    gone = f"told {hhmm(letter.at)} on {dated(letter.at)}" if letter else "NOT gone"
    gone = stands(facts, message) if message else gone
    found.append(f"The letter that asks to delete it: {gone}.")
    deleted = breach.last(Heard.DELETED)
    found.append(f"Its reader says that it is deleted: {f'yes, {dated(deleted.at)}' if deleted else 'not yet'}.")
    return found
