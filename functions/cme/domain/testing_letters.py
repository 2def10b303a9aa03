"""What the test page says: that nothing has happened, and what to do with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.form_links import HAVE_IT, action_link
from cme.domain.model import Facts, Obligation
from cme.domain.testing import OF_TEST


def test_page(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    """Return the values of a test page; it is taken by a choice of its own."""
    return {
        "first_line": "This is a test. Say “I have it”: one tap, and send.",
        "have_link": "",
        "test_link": action_link(facts, OF_TEST, HAVE_IT),
        "rings_in_chat": bool(facts.settings.chat_space),
    }
