"""The situations of a message that went to the wrong people: the letter to its reader, and what is asked of our DSL."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.breach_words import Heard, Word
from cme.domain.model import Facts, Message, Owing, State
from cme.domain.references import reference
from sandbox.example.letters import DAY, Scene, at

SENT, OFFICE = "09:15", "attendance@hill-school.example"


def _sent(facts: Facts) -> Facts:
    """Hill School's attendance office was told at 09:15 that a child is not here."""
    key = f"REG-1/{DAY}/MON-BIKE/P0001/HILL/"
    row = Owing(key, "REG-1", DAY, "MON-BIKE", "P0001", "HILL", "", "m1", at(SENT), at(SENT))
    message = Message("m1", State.SENT, at(SENT), "absence", "HILL", OFFICE, DAY)
    settings = replace(facts.settings, question_ids={**facts.settings.question_ids, "action/wrong_ref": "7081923a"})
    return replace(facts, ledger={key: row}, messages={"m1": message}, settings=settings)


def _said(facts: Facts, clock: str, heard: Heard, **more: str) -> Facts:
    """Return the facts with a word of somebody's about that message."""
    word = Word(
        breach="B-7C2A",
        heard=heard,
        at=at(clock),
        recorded_at=at(clock),
        reference=reference("example", "HILL", DAY),
        message="m1",
        notice="absence",
        sent_at=at(SENT),
        organisation="HILL",
        to=OFFICE,
        pupils=("P0001",),
        source=f"example-{clock}-{heard.name}",
    )
    return replace(facts, breach_words=(*facts.breach_words, replace(word, **{"by": "S06", **more})))  # type: ignore[arg-type]


def _wrong_address(facts: Facts) -> Facts:
    return _said(_sent(facts), "09:40", Heard.WRONG_ADDRESS)


def _on_thursday(facts: Facts) -> Facts:
    settings = replace(facts.settings, chair_phone="01632 960777")
    return _said(_sent(replace(facts, settings=settings)), "Thu 10:00", Heard.WRONG_CHILD)


def _without_phones(facts: Facts) -> Facts:
    found = _wrong_address(facts)
    settings = replace(found.settings, dsl_name="", dsl_phone="", chair_phone="", form_links={}, question_ids={})
    return replace(found, settings=settings)


def _two_of_them(facts: Facts) -> Facts:
    """Of one the hours are over and its reader has deleted it; of the other nobody knows which message it was."""
    found = _said(_wrong_address(facts), "09:41", Heard.LETTER, message="m2")
    found = _said(found, "11:00", Heard.DELETED)
    nothing = {"message": "", "notice": "", "organisation": "", "to": ""}
    other = {"breach": "B-19E4", "by": "S02", "reference": "", "words": "A parent says that the school rang her"}
    return _said(found, "Wed 09:30", Heard.NOTICED, **nothing, **other)


WRONG_PEOPLE = (
    Scene("sent_in_error", "one", "It went to a wrong address", "09:40", "HILL", (), _wrong_address, "09:40"),
    Scene("sent_in_error", "later", "Known three days later", "Thu 10:00", "HILL", (), _on_thursday, "Thu 10:00"),
    Scene("sent_in_error", "no_phones", "Nobody's telephone", "09:40", "HILL", (), _without_phones, "09:40"),
    Scene(
        "breach_call", "one", "Somebody of the team has just said so", "09:40", "innov8", (), _wrong_address, "09:40"
    ),
    Scene(
        "breach_call",
        "no_links",
        "The same, without form or telephone",
        "09:40",
        "innov8",
        (),
        _without_phones,
        "09:40",
    ),
    Scene("breach_call", "several", "One is overdue, one not found", "Thu 14:00", "innov8", (), _two_of_them, "09:40"),
)
