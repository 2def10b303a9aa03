"""One message that went to the wrong people, and what was said of it, for the tests of breaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cme.domain.breach_words import Heard, Word
from cme.domain.breaches import SENT_IN_ERROR
from cme.domain.decide import decide
from cme.domain.model import Decision, Facts, Obligation, Problem, Role, State
from cme.domain.recipients import Recipient
from cme.policy import load_figures
from tests import builders as build

TODAY, SENT = "Mon 2026-11-23", build.at("Mon 2026-11-23 09:15")
SAID, NOW = build.at(f"{TODAY} 09:40"), build.at(f"{TODAY} 09:41")
OFFICE = "attendance@hill.example"
FIGURES = load_figures()


def word(heard: Heard, at: str = f"{TODAY} 09:40", **more: Any) -> Word:
    about = {"message": "m0", "organisation": "HILL", "to": OFFICE, "pupils": ("P1",), "notice": "absence"}
    usual: dict[str, Any] = {"breach": "B-1", "by": "DEE", "reference": "7F3K", "sent_at": SENT} | about
    said = {"heard": heard, "at": build.at(at), "recorded_at": build.at(at), "source": f"{heard.name} {at}"}
    return Word(**usual | said | more)


def told(*words: Word, **more: Any) -> Facts:
    """P1 was not seen at 09:05, and Hill School was told so at 09:15."""
    quiet = build.facts(**more)
    facts = replace(quiet, observations=build.a_register(quiet.places, build.at(f"{TODAY} 09:05")))
    facts = build.recorded(facts, decide(facts, SENT, FIGURES).owed, (), SENT, State.SENT)
    (message,) = facts.messages.values()
    ledger = {key: replace(row, message="m0") for key, row in facts.ledger.items()}
    return replace(facts, messages={"m0": replace(message, id="m0")}, ledger=ledger, breach_words=words)


def of_rule(decision: Decision, code: str) -> list[Obligation]:
    return [owed for owed in decision.owed if owed.rule == code]


def email(found: Recipient | Problem) -> str:
    return found.email if isinstance(found, Recipient) else ""


def the_letter(facts: Facts, now: object = NOW) -> Obligation:
    (found,) = [owed for owed in decide(facts, now, FIGURES).owed if owed.notice == SENT_IN_ERROR]  # type: ignore[arg-type]
    return found


def moved(facts: Facts, address: str) -> Facts:
    """Hill School's attendance address is another one."""
    hill = facts.organisations["HILL"]
    contacts = tuple(replace(c, email=address) if c.role is Role.ATTENDANCE else c for c in hill.contacts)
    return replace(facts, organisations={**facts.organisations, "HILL": replace(hill, contacts=contacts)})
