"""What the authorities of a case are told: that a child may be missing education, what is new, and that it is over.

Only what is needed to find the child stands in a mail; the whole record goes as the authority wants it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cme.domain.case_events import Did, Event
from cme.domain.case_told import REFERRED, told
from cme.domain.cases import Case, cases
from cme.domain.clocks import time_and_date
from cme.domain.letter_rows import sentence
from cme.domain.model import Facts, Obligation, Pupil
from cme.domain.new_facts import IT_KNOWS, NEWS, news_of
from cme.domain.pack import known, known_day
from cme.domain.sightings import last_seen

Values = dict[str, Any]
SAID = (*IT_KNOWS, Did.SOCIAL_CARE)
"""What others have done about a child already."""
NOT_SEEN = "not in the last five weeks"
RECORD = (
    "The whole record, in the order in which you ask for it, is ready. Please tell us by which secure way you want it."
)


def referral(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the first word to the authority in which a child lives."""
    return _first_word(
        obligations[0],
        facts,
        "A child who lives in your area may be missing education. Please reply today, with your reference.",
        "Please tell us who deals with it, your reference, and when somebody will visit the home.",
    )


def placing_told(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the first word to the authority that looks after a child."""
    return _first_word(
        obligations[0],
        facts,
        "A child whom you look after may be missing education. Please reply today: who deals with it?",
        "Please tell the child's social worker and your virtual school, and tell us who deals with it.",
    )


def new_facts(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of what an authority may not know yet."""
    pupil, case = _about(obligations[0], facts)
    return {
        "first_line": "We have heard more about a child who may be missing education.",
        "child": _child(pupil, facts),
        "fields": [("Your reference", _reference(case))],
        "heading": "What is new",
        "happened": _each(news_of(case, facts, pupil.lives_in)),
        "asked": "Please add it to your record, and tell us what you find.",
    }


def over(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the word to an authority that the search for a child is over."""
    pupil, case = _about(obligations[0], facts)
    return {
        "first_line": "A child of whom you know from us: the search is over.",
        "child": _child(pupil, facts),
        "fields": [("Your reference", _reference(case)), ("How it ended", obligations[0].reason)],
        "heading": "",
        "happened": [],
        "asked": "We ask nothing more of you.",
    }


def _first_word(owed: Obligation, facts: Facts, first_line: str, asked: str) -> Values:
    pupil, case = _about(owed, facts)
    last = last_seen(pupil.code, facts)
    return {
        "first_line": first_line,
        "child": _child(pupil, facts),
        "fields": [
            ("School", _school(case, pupil, facts)),
            ("Why", owed.reason),
            ("Concern first recorded", time_and_date(case.began)),
            ("Last seen here", time_and_date(last.at) if last else NOT_SEEN),
        ],
        "heading": "What was tried, and what others say",
        "happened": [*_each(case.every(*NEWS, *SAID)), *_asked(case, facts)] or ["nothing is recorded yet"],
        "asked": f"{asked} {RECORD}",
    }


def _about(owed: Obligation, facts: Facts) -> tuple[Pupil, Case]:
    return facts.pupils[owed.pupil], next(case for case in cases(facts) if owed.basis == f"case {case.id}")


def _child(pupil: Pupil, facts: Facts) -> dict[str, str]:
    return {
        "name": f"{pupil.first_name} {pupil.surname}".strip() or "a child without a name",
        "born": known_day(pupil.born),
        "year": known(pupil.year),
    }


def _school(case: Case, pupil: Pupil, facts: Facts) -> str:
    """Return what is known of the roll, and who says so."""
    school = facts.organisations.get(pupil.school)
    name = school.name if school and case.roll not in ("on no roll", "educated at home") else ""
    said = f"says {case.confirmed.words}" if case.confirmed and case.confirmed.words else ""
    return ", ".join(part for part in (name, case.roll, said) if part)


def _reference(case: Case) -> str:
    referred = case.last(Did.REFERRED, Did.CONFIRMED)
    return known("; ".join(part for part in (referred.words, referred.evidence) if part) if referred else "")


def _asked(case: Case, facts: Facts) -> list[str]:
    """Return when the school was asked whether it has referred, where it has not said so."""
    if case.last(Did.SCHOOL_REFERRED) is not None:
        return []
    asked = (time_and_date(one.at) for one in told(facts, case) if one.step.startswith(REFERRED))
    return [f"{at}: we asked the school whether it has referred; it has not said so." for at in asked]


def _each(events: Iterable[Event]) -> list[str]:
    """Return a line for each event: when, what, and its words; who said it is for those to know who ask us."""
    return [
        f"{time_and_date(event.at)}: {event.did.value}" + (f". {sentence(event.words)}" if event.words else ".")
        for event in events
    ]
