"""Links that open a staff form with its first answer filled in, so that a phone needs fewer taps. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from cme.domain.form_plan import A_MESSAGE, EVERYTHING, THE_TEST, option_of, option_of_session
from cme.domain.model import Facts
from cme.domain.testing import OF_TEST


def register_link(facts: Facts, session: str = "") -> str:
    """Return the link to the register, with the session chosen where it is known; empty where there is no form."""
    found = facts.sessions.get(session)
    return _link(facts, "register", "which_session", option_of_session(found) if found else "")


def change_link(facts: Facts, pupil: str = "") -> str:
    """Return the link to “One child changed”, with the child chosen where it is known; empty where there is no form."""
    found = facts.pupils.get(pupil)
    return _link(facts, "change", "child", option_of(found) if found else "")


def today_link(facts: Facts, session: str = "") -> str:
    """Return the link to “Today changed”, with the session chosen where it is known; empty where there is no form."""
    found = facts.sessions.get(session)
    return _link(facts, "today", "which", option_of_session(found) if found else "")


def action_link(facts: Facts, about: str = "", done: str = "") -> str:
    """Return the link to “I have it” about a child, a session or a test by its code, else about all that was paged."""
    pupil, session = facts.pupils.get(about), facts.sessions.get(about)
    others = THE_TEST if about == OF_TEST else EVERYTHING
    chosen = option_of(pupil) if pupil else option_of_session(session) if session else others
    return _filled(facts, "action", {"about": chosen, "done": done})


def case_link(facts: Facts, pupil: str) -> str:
    """Return the link to “I have it” about a child, with its second page chosen: the one about its case."""
    return action_link(facts, pupil, A_CASE)


def wrong_people_link(facts: Facts, reference: str = "") -> str:
    """Return the link to “I have it” with its third page chosen, about the message with a reference if it is known."""
    return _filled(facts, "action", {"about": A_MESSAGE, "done": WRONG_PEOPLE, "wrong_ref": reference})


def answer_link(facts: Facts, reference: str) -> str:
    """Return the link to the form for schools with the reference filled in; empty where there is no form."""
    return _link(facts, "answer", "reference", reference)


def tapped(row: tuple[str, ...], link: str) -> tuple[str, ...]:
    """Return a screen's row with the form that its time opens behind it, where there is such a form."""
    return (*row, link) if link else row


HAVE_IT, ON_DUTY = "I have it", "I am on duty today"
A_CASE = "a case: what was decided, tried or heard (a second page)"
WRONG_PEOPLE = "it went to the wrong people: a message of ours (a third page)"
"""The choices of “What did you do?” that take a page, and the day's pages, and lead to the other pages of the form."""


def _link(facts: Facts, form: str, kind: str, answer: str) -> str:
    return _filled(facts, form, {kind: answer})


def _filled(facts: Facts, form: str, answers: Mapping[str, str]) -> str:
    """Google's own way of filling in: the field is called `entry.` and the question's id as a decimal number."""
    link = facts.settings.form_links.get(form, "")
    ids = {kind: facts.settings.question_ids.get(f"{form}/{kind}", "") for kind, answer in answers.items() if answer}
    known = {kind: int(found, 16) for kind, found in ids.items() if re.fullmatch(r"[0-9a-f]{1,8}", found)}
    if not (link and known):
        return link
    said = "".join(f"&entry.{number}={quote(answers[kind], safe='')}" for kind, number in known.items())
    return f"{link}{'&' if '?' in link else '?'}usp=pp_url{said}"
