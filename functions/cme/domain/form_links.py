"""Links that open a staff form with its first answer filled in, so that a phone needs fewer taps. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

from cme.domain.form_plan import option_of, option_of_session
from cme.domain.model import Facts


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


def _link(facts: Facts, form: str, kind: str, answer: str) -> str:
    """Google's own way of filling in: the field is called `entry.` and the question's id as a decimal number."""
    link = facts.settings.form_links.get(form, "")
    question = facts.settings.question_ids.get(f"{form}/{kind}", "")
    if not (link and answer and re.fullmatch(r"[0-9a-f]{1,8}", question)):
        return link
    return f"{link}{'&' if '?' in link else '?'}usp=pp_url&entry.{int(question, 16)}={quote(answer, safe='')}"
