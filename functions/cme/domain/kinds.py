"""What follows from the kind of a session: where a tutor may be alone, where nobody is seen in person. Pure."""

from __future__ import annotations

from cme.domain.model import Facts

ALONE = ("home", "one-to-one")
"""Kinds of session at which a tutor may be alone with a child."""
VISITS = {"home": "Visit", "one-to-one": "One-to-one session"}
"""What such a session is called where a child was not met."""
NO_ANSWER, REFUSED = "no answer at the door", "refused to see the tutor"
"""Why nobody was met, as a form's answer is kept: such a child is not late."""


def is_alone(kind: str) -> bool:
    """Return whether a tutor may be alone there, so that silence may be the tutor's trouble as well."""
    return kind.casefold() in ALONE


def is_online(kind: str) -> bool:
    """Return whether children are met on a screen only, which never counts as seen in person."""
    return kind.casefold() == "online"


def online_sessions(facts: Facts) -> frozenset[str]:
    """Return the codes of the sessions that children come to on a screen."""
    return frozenset(code for code, session in facts.sessions.items() if is_online(session.kind))


def visit_of(kind: str) -> str:
    """Return what a session at which one child is met is called; empty for all others."""
    return VISITS.get(kind.casefold(), "")
