"""Entries of the kind that people make, as rows of the past: each kept as typed, and what was wrong with it said."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sandbox.example.cast import Row, address

LONG = "and then she said " * 3334
"""60,012 characters: more than one cell takes, as a phone's dictation left running makes."""

MESSES: tuple[tuple[str, str, str, str], ...] = (
    ("P9999 Nobody K", "error", "There is no pupil P9999.", "MON-BIKE"),
    ("P0003 Kai T", "query", "P0003 is not expected in WED-COOK.", "WED-COOK"),
    ("P0001 Sam S", "query", "The same answers came twice within a minute.", "FRI-BIKE"),
    ("P0001 Sam S, yesterday", "query", "The day is before the day on which it was sent.", "FRI-BIKE"),
    ('=HYPERLINK("https://evil.example","click")', "query", "Somebody else is here: a name is needed.", "TUE-WOOD"),
    ("🚕🚕 late again 😡", "accepted", "", "TUE-WOOD"),
    ("Máire O'Sample-Ó Dálaigh's cousin", "query", "Somebody else is here: who is it?", "THU-COOK"),
)


def messy_entries() -> list[Row]:
    """Return the messy rows; the longest is cut to what a cell takes, as the program itself would have done."""
    rows: list[Row] = []
    texts = [
        *MESSES,
        (LONG, "quarantined", "The text is longer than a cell takes; only its beginning is kept.", "FRI-BIKE"),
    ]
    for number, (typed, outcome, wrong, session) in enumerate(texts):
        at = datetime(2026, 11, 20, 9, 10 + number, tzinfo=UTC)
        rows.append(
            {
                "Entry": f"past-messy-{number}@2026-11-20T09:{10 + number}",
                "Form": "register",
                "Submitted at": at,
                "By": address("Tess"),
                "Session": session,
                "Day": at.date(),
                "Answers": json.dumps({"other": [typed]}, ensure_ascii=False)[:45_000],
                "Outcome": outcome,
                "What was wrong": wrong,
                "Revision": 1,
            }
        )
    return rows
