"""Submitted forms for tests: the questions of the forms of a small timetable, and entries that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cme.domain.entries import RawEntry, Read
from cme.domain.form_items import FormId
from cme.domain.model import Facts
from cme.domain.rules.entries import read_entry
from tests import builders as build

OF_SECTION = ("who", "present", "other", "taken_at", "send")
OF_REGISTER = ("which_session", "session", "day")
OF_CHANGE = ("child", "change", "time", "reason", "said_by", "due", "who")
OF_TODAY = ("which", "what", "why", "start", "end", "where", "lead", "phone", "who")
OF_CONCERN = ("told", "child", "harm", "words", "whereabouts", "who")
OF_CASE = ("case", "case_words", "case_reason", "case_evidence", "case_owner", "case_due")
OF_WRONG = ("wrong", "wrong_ref", "wrong_at", "wrong_words", "wrong_decided")
OF_ACTION = ("about", "done", "words", "time", "who", *OF_CASE, *OF_WRONG)
OF_ANSWER = ("reference", "answer", "day", "words", "who")
IDS: Mapping[str, FormId] = {
    row.question_id: row
    for row in (
        *(FormId("register", kind, code, f"r-{kind}-{code}", "") for code in ("BIKE", "COOK") for kind in OF_SECTION),
        *(FormId("register", kind, "", f"r-{kind}-", "") for kind in OF_REGISTER),
        *(FormId("register", kind, "", f"r-{kind}-", "") for kind in OF_SECTION),
        *(FormId("change", kind, "", f"c-{kind}-", "") for kind in OF_CHANGE),
        *(FormId("today", kind, "", f"t-{kind}-", "") for kind in OF_TODAY),
        *(FormId("concern", kind, "", f"n-{kind}-", "") for kind in OF_CONCERN),
        *(FormId("action", kind, "", f"a-{kind}-", "") for kind in OF_ACTION),
        *(FormId("answer", kind, "", f"s-{kind}-", "") for kind in OF_ANSWER),
    )
}
"""Each question by the id that Google would give it."""


def register(
    when: str | datetime, session: str = "BIKE", *, email: str = "tess@innov8.example", **said: Any
) -> RawEntry:
    """A register of one session; each word is a question's kind, a list is ticks."""
    answers = {f"r-{kind}-{'' if kind in OF_REGISTER else session}": told for kind, told in said.items()}
    return _entry("register", when, email, answers)


def change(when: str | datetime, child: str, what: str, *, email: str = "tess@innov8.example", **said: Any) -> RawEntry:
    """One child changed."""
    answers = {f"c-{kind}-": told for kind, told in ({"child": child, "change": what} | said).items()}
    return _entry("change", when, email, answers)


def today(when: str | datetime, which: str, what: str, *, email: str = "tess@innov8.example", **said: Any) -> RawEntry:
    """Today changed."""
    answers = {f"t-{kind}-": told for kind, told in ({"which": which, "what": what} | said).items()}
    return _entry("today", when, email, answers)


def action(when: str | datetime, about: str, done: str, *, email: str = "dee@innov8.example", **said: Any) -> RawEntry:
    """I have it."""
    answers = {f"a-{kind}-": told for kind, told in ({"about": about, "done": done} | said).items()}
    return _entry("action", when, email, answers)


def concern(
    when: str | datetime, child: str, harm: str, *, email: str = "tess@innov8.example", **said: Any
) -> RawEntry:
    """A concern about a child."""
    usual = {"told": "not yet", "child": child, "harm": harm, "words": "something that was heard"}
    return _entry("concern", when, email, {f"n-{kind}-": told for kind, told in (usual | said).items()})


def answer(when: str | datetime, reference: str, said: str, **more: Any) -> RawEntry:
    """An answer from a school: nobody is signed in."""
    usual = {"reference": reference, "answer": said, "who": "Ann Register, 01632 960001"}
    return _entry("answer", when, "", {f"s-{kind}-": told for kind, told in (usual | more).items()})


def _entry(form: str, when: str | datetime, email: str, answers: Mapping[str, Any]) -> RawEntry:
    at = build.at(when) if isinstance(when, str) else when
    told = {q: tuple(v) if isinstance(v, list | tuple) else (v,) for q, v in answers.items()}
    return RawEntry(form, f"r-{at:%H%M%S}", at, email, told)


def read(entry: RawEntry, facts: Facts, seen: tuple[RawEntry, ...] = ()) -> Read:
    """What an entry says."""
    return read_entry(entry, facts, IDS, seen)
