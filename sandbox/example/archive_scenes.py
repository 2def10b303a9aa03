"""The mail about a sealed archive, as the DSL and a trustee read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from cme.domain.archive_steps import FILES, Happened, Step
from cme.domain.clocks import instant
from cme.domain.model import Facts
from sandbox.example.letters import Scene

NIGHT, AFTER = "2026-12-01 03:00", "2026-12-01 03:01"
NOTES = {"attendance.json": "20 tabs, 4210 rows", "safeguarding.json": "15 tabs, 3106 rows"}


def archived(month: str, day: date, at: time) -> tuple[Happened, ...]:
    """Return the rows of a month whose archive is complete: each file made, stored and sealed in one night."""
    sealed_at = instant(day, at)
    return tuple(
        Happened(
            month, file, step, sealed_at, f"1drive-{number}", f"{number}a7c" * 16, 1000 * number, NOTES.get(file, "")
        )
        for step in (Step.GIVEN, Step.STORED, Step.SEALED)
        for number, file in enumerate(FILES, 1)
    )


def _sealed(facts: Facts) -> Facts:
    return replace(facts, archived=archived("2026-11", date(2026, 12, 1), time(3)))


ARCHIVED = (Scene("archive_sealed", "one", "A month is sealed", AFTER, "innov8", (), _sealed, AFTER),)
