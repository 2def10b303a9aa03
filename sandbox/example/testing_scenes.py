"""The test page, as the DSL reads it: in rehearsal, with Chat, and where the form has no link."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.model import Facts, Mode
from sandbox.example.archive_scenes import ARCHIVED
from sandbox.example.letters import Scene, at


def _asked(facts: Facts) -> Facts:
    """Return the facts of a rehearsal in which somebody asked for a test at half past eight."""
    settings = replace(facts.settings, mode=Mode.REHEARSAL, live_from=None, test_page=at("08:30"))
    return replace(facts, settings=settings)


def _with_chat(facts: Facts) -> Facts:
    asked = _asked(facts)
    return replace(asked, settings=replace(asked.settings, chat_space="spaces/AAAA1111"))


def _no_links(facts: Facts) -> Facts:
    asked = _asked(facts)
    return replace(asked, settings=replace(asked.settings, form_links={}))


OF_ITSELF = (
    *ARCHIVED,
    Scene("test_page", "one", "A test, in rehearsal", "08:30", "innov8", (), _asked),
    Scene("test_page", "chat", "The same, with Google Chat", "08:30", "innov8", (), _with_chat),
    Scene("test_page", "no_links", "No form yet", "08:30", "innov8", (), _no_links),
)
