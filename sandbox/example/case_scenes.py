"""The situations of a case: what it asks of our DSL, what a school is asked, and the word that it is over."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.case_triggers import MACHINE
from cme.domain.model import Did, Event, Facts
from sandbox.example.letters import Scene, at

MAYA, KAI, SIAN = "P0012", "P0003", "P0021"


def _said(clock: str, pupil: str, did: Did, words: str) -> Event:
    """Return what the DSL said of a case at a time."""
    return Event(
        pupil,
        did,
        at(clock),
        at(clock),
        words,
        "as said",
        "by telephone",
        MACHINE if did is Did.PROPOSED else "S06",
        source=clock,
        revision=at(clock).hour,
    )


PROPOSED = _said("09:31", MAYA, Did.PROPOSED, "Somebody here says that nobody knows where the child is (Tess Tutor).")
MISSING = _said("09:35", MAYA, Did.MISSING, "nobody at home")
SUSPECTED = _said("09:40", MAYA, Did.SUSPECTED, "not in school since Thursday either")
ON_ROLL = _said("09:50", MAYA, Did.ON_ROLL, "the office of the school, by telephone")
ABSENT = _said("10:10", KAI, Did.ABSENT, "at home, says the mother; does not want to come")
OF_KAI = _said("09:36", KAI, Did.PROPOSED, "The school says that it does not know where the child is (Mill School).")
OF_SIAN = (
    _said("09:36", SIAN, Did.SUSPECTED, "not seen since Thursday"),
    _said("09:40", SIAN, Did.TRIED, "rang the carer, nobody answered"),
    _said("09:50", SIAN, Did.OFF_ROLL, "the admissions team of the county"),
)
WRITTEN_TO = replace(
    _said("10:00", SIAN, Did.TOLD, "EXSH (cme team), as its DSL approved it"),
    source=f"CME-2/2026-11-23//{SIAN}/EXSH/referral {SIAN}-261123 2611230936",
)
NEWS = (
    WRITTEN_TO,
    _said("11:10", SIAN, Did.TRIED, "rang the uncle: he saw her at the station on Sunday"),
    _said("11:10", SIAN, Did.SOCIAL_CARE, "the duty team of Sampleford, reference SC-000"),
)
FOUND = _said("13:00", SIAN, Did.LOCATED, "at her uncle's, by the police")
SEEN = _said("11:00", MAYA, Did.LOCATED, "at the station")


def _bare(facts: Facts) -> Facts:
    """Return the facts with a child of whom little was typed, and without a form to answer with."""
    bare = replace(facts.pupils[MAYA], family=(), school="", lives_in="", social_worker=None, never_ring="")
    settings = replace(facts.settings, form_links={}, question_ids={})
    return replace(facts, pupils={**facts.pupils, MAYA: bare}, settings=settings)


CASES = (
    Scene("case_call", "one", "A case is proposed", "09:31", "innov8", happened=(PROPOSED,)),
    Scene(
        "case_call",
        "little_known",
        "The same, of a child of whom little is known",
        "09:31",
        "innov8",
        (),
        _bare,
        happened=(PROPOSED,),
    ),
    Scene(
        "case_call",
        "several",
        "On the third day: one not found, one not assessed",
        "Thu 14:00",
        "innov8",
        happened=(MISSING, OF_KAI),
    ),
    Scene("case_to_school", "one", "Has the school referred?", "09:50", "WOLD", happened=(SUSPECTED, ON_ROLL)),
    Scene("case_to_school", "at_once", "Missing, and social care must know", "09:35", "WOLD", happened=(MISSING,)),
    Scene("non_attendance", "one", "Absent, not missing education", "10:10", "MILL", happened=(ABSENT,)),
    Scene("referral", "one", "On no school's roll: we tell the authority", "09:50", "EXSH", happened=OF_SIAN),
    Scene(
        "referral",
        "on_roll",
        "On a roll, and the school has not said by the close of the day that it has referred",
        "15:30",
        "EXSH",
        happened=(SUSPECTED, ON_ROLL),
    ),
    Scene("placing_told", "one", "The same to whoever looks after the child", "09:50", "SAMP", happened=OF_SIAN),
    Scene("new_facts", "one", "What was heard after the authority was told", "11:10", "EXSH", happened=OF_SIAN + NEWS),
    Scene("referral_over", "one", "The authority hears that it is over", "13:00", "EXSH", happened=(*OF_SIAN, FOUND)),
    Scene("placing_over", "one", "Whoever looks after the child hears it", "13:00", "SAMP", happened=(*OF_SIAN, FOUND)),
    Scene("case_over", "one", "The child was seen", "11:00", "WOLD", happened=(SUSPECTED, ON_ROLL, SEEN)),
)
