"""Writes docs/data-protection/appropriate-policy.md: the skeleton of a policy for what the law protects more."""

from __future__ import annotations

from cme.domain.form_plan import FORMS
from cme.edges.schema import form_wording, tab
from scripts._documents.markdown import made_from, table
from scripts._documents.protection import DSL, OUTLINE, TRUSTEES, asked, undecided

ASKS = {
    "safeguarding": "each answer",
    "concerns": "the words of whoever saw or heard something",
    "observations": "reasons, which may speak of health",
    "entries": "what was typed, as it was typed",
    "chronology": "what was tried, said and decided in a case",
    "pupils": "who must never be rung, and what whoever rings must know",
    "agencies": "who else is around a child",
    "breaches": "what somebody says of a message that went to the wrong people",
    "history": "all that stood in Safeguarding and Pupils, as it was at each time",
}
"""The tabs that hold, or may hold, what the law protects more, and what in them does."""
FREE = ("words", "reason", "case_words", "case_reason", "wrong_words", "other", "why")
"""The questions of the forms into which anything can be typed."""
PRINCIPLES = (
    ("Lawful, fair and open", "a privacy text is [drafted](privacy-text.md); the basis: {basis}"),
    ("For a purpose", "the rules act on attendance and on concerns; nothing else is worked out of the data"),
    (
        "No more than is needed",
        "notices to schools and authorities show first name and initial; flags are in no mail and on no form",
    ),
    ("Right", "a correction is a new row, and whoever was told otherwise is told"),
    ("No longer than is needed", "nothing is erased by itself; what is over goes when two people say so: {kept}"),
    (
        "Safe",
        "staff sign in; the function checks who calls it; logs hold no name; a copy of the workbook sends nothing",
    ),
    ("Answered for", "each message stands in the tab Messages, with its reason in Obligations; `scripts/evidence`"),
)


def appropriate_page() -> str:
    """Return the whole page."""
    parts = [
        "# Appropriate policy document: a skeleton\n",
        made_from("sheets_schema/", "functions/cme/policy/questions.toml"),
        OUTLINE,
        "## On what it stands\n\n" + _basis(),
        "## Which data\n\n" + table(("tab", "what in it"), ((tab(slug).title, what) for slug, what in ASKS.items())),
        f"Anything can be typed under these questions of the forms:\n\n{_free()}",
        "## What the tab Safeguarding asks\n\n" + _flags(),
        "## How the principles are kept\n\n" + _principles(),
        "## Keeping and deleting\n\n" + asked("Q-KEPT"),
        "## Review\n\n" + _review(),
    ]
    return "\n".join(parts)


def _basis() -> str:
    rows = (
        ("The condition for data that the law protects more", undecided(TRUSTEES, "Q-BASIS")),
        ("The condition for data about offences", undecided(TRUSTEES, "Q-BASIS")),
        ("Whether this document is required", undecided(TRUSTEES)),
    )
    return table(("what", "answer"), rows) + f"\n{asked('Q-BASIS', 'Q-SHARE')}"


def _free() -> str:
    found = (
        (form_wording(slug).title, words.title)
        for slug in FORMS
        for kind, words in form_wording(slug).fields.items()
        if kind in FREE
    )
    return table(("form", "question"), found)


def _flags() -> str:
    return "".join(f"- {column.header}\n" for column in tab("safeguarding").columns[1:])


def _principles() -> str:
    said = {"basis": undecided(TRUSTEES, "Q-BASIS"), "kept": undecided(TRUSTEES, "Q-KEPT")}
    return table(("principle", "what the system does"), ((name, does.format_map(said)) for name, does in PRINCIPLES))


def _review() -> str:
    rows = (
        ("Approved by, and on", undecided(TRUSTEES)),
        ("Reviewed by, and when", undecided(DSL)),
        ("Kept until", undecided(TRUSTEES)),
    )
    return table(("what", "answer"), rows)
