"""The rules, one file a situation. `load` registers them all."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from cme.domain.model import Role

INNOV8 = "innov8"
"""The organisation that pages and reminders go to."""
INNOV8_DSL = Role.INNOV8_DSL
ONE_RUN = timedelta(minutes=1)
"""What happens within a minute of something's falling due simply happened in time."""


def load() -> None:
    """Import every file of rules, so that the rulebook holds them."""
    names = (
        "register",
        "no_register",
        "absence",
        "found",
        "left_site",
        "where_now",
        "walk_in",
        "unanswered",
        "safeguarding",
        "morning_list",
        "patterns",
        "policy_health",
        "report",
        "changed",
        "operations",
        "oversight",
        "sent_on",
        "quota",
        "modes",
        "pages",
        "duty",
        "concerns",
        "cases",
        "breaches",
        "archive",
        "testing",
    )
    for name in names:
        import_module(f"cme.domain.rules.{name}")
