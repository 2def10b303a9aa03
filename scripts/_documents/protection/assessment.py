"""Writes docs/data-protection/dpia.md: an outline of an impact assessment, filled with what the system does."""

from __future__ import annotations

from cme.domain import rules
from cme.domain.form_plan import FORMS
from cme.domain.recipients import AUDIENCES
from cme.domain.rulebook import RULES
from cme.edges.schema import duty_tabs, tab, tabs
from scripts._documents.markdown import count, made_from, table
from scripts._documents.protection import DSL, OUTLINE, TRUSTEES, asked, undecided

RISKS = (
    (
        "A child is told of to somebody whom it does not concern",
        "Readers follow from the child's own record, by one table; one reader a message; a changed address waits for a"
        " second person where safeguarding is concerned",
        ("0020-a-changed-address-waits",),
    ),
    (
        "A name is read on a lock screen, in a subject line or over a shoulder",
        "Subjects hold a reference and the date; a page begins with a reference, site and minute; pages in Google Chat"
        " hold no name",
        ("0034-google-chat-beside-gmail",),
    ),
    (
        "Flags are seen by whoever runs the morning",
        "They stand in the DSL's file alone; a second file is drawn without them",
        ("0032-the-duty-board", "0029-for-whom-minutes-matter"),
    ),
    (
        "What somebody feared for a child travels by mail",
        "The words of a concern go into no mail",
        ("0030-a-concern",),
    ),
    (
        "A child is not looked for because the system was silent or wrong",
        "Silence is paged; what cannot be read or delivered is said to a person; an outside watcher says when the"
        " system stands still",
        ("0011-what-stops-the-system", "0015-an-outside-watcher"),
    ),
    (
        "A child is called absent, or missing, who is not",
        "A correction stands everybody down who was told, and says where it was our mistake; a person alone says that a"
        " child is missing education",
        ("0010-what-stands-of-what-people-said", "0039-a-case"),
    ),
    (
        "A stranger's answer is taken for the school's",
        "What comes with the open form counts for nothing until somebody here has rung",
        ("0037-a-school-that-does-not-answer",),
    ),
    (
        "One person can hide something",
        "A second person agrees not to refer; a trustee reads each month in numbers",
        ("0046-a-month-in-numbers",),
    ),
    (
        "More is kept, and for longer, than is needed",
        "Nothing is erased by itself; scripts/retention says what is over. This risk is open until it is decided",
        (),
    ),
)
"""What may go wrong for a person, what the system does about it, and the decisions that say why."""


def assessment_page() -> str:
    """Return the whole page."""
    rules.load()
    parts = [
        "# Impact assessment: an outline\n",
        made_from("the schema", "the rules", "functions/cme/policy/questions.toml"),
        OUTLINE,
        "## 1. Why it is assessed\n\n" + _why(),
        "## 2. What is done with whose data\n\n" + _what(),
        "## 3. What decides, and what a person decides\n\n" + _decides(),
        f"## 4. Who was asked\n\n{_consulted()}",
        f"## 5. Whether it is necessary, and no more than that\n\n{asked('Q-BASIS', 'Q-NAMES', 'Q-SECURE', 'Q-KEPT')}",
        "## 6. What may go wrong, and what is done about it\n\n" + _risks(),
        f"## 7. Who agrees\n\n{_signed()}",
    ]
    return "\n".join(parts)


def _why() -> str:
    flags = len(tab("safeguarding").columns) - 1
    return (
        f"Children are concerned, some of whom need protection: the tab Safeguarding asks {flags} things of each.\n"
        "Rules decide by themselves, every minute, who is written to. Whether an assessment is required:\n"
        f"{undecided(TRUSTEES)}.\n"
    )


def _what() -> str:
    forms, board = count(len(FORMS), "form"), count(len(duty_tabs()), "tab")
    return (
        f"{count(len(tabs()), 'tab')} of a workbook for the DSL team, {board} of a second file for whoever runs the\n"
        f"morning, {forms}, and {count(len(AUDIENCES), 'notice')}. Each is listed, column by column and question by\n"
        "question, in the [record of processing](record-of-processing.md), with who reads it and how long it is kept.\n"
    )


def _decides() -> str:
    return (
        f"{count(len(RULES), 'rule')} work out what is owed, each with its reason in one sentence "
        "([all of them](../policy.md)). What they do by\nthemselves is to write to the roles that the "
        "[page about messages](../messages.md) lists. None of them rings or writes to\na family, refers a child, or "
        "says that a child is missing education: people do.\n"
    )


def _consulted() -> str:
    rows = [(who, undecided(TRUSTEES)) for who in ("Families and children", "Staff", "Schools and authorities")]
    return table(("who", "when, and what they said"), [*rows, ("Adviser on data protection", undecided(TRUSTEES))])


def _risks() -> str:
    rows = ((what, does, _links(names), undecided(TRUSTEES)) for what, does, names in RISKS)
    return table(("what may go wrong", "what the system does", "why", "is that enough?"), rows)


def _links(names: tuple[str, ...]) -> str:
    return ", ".join(f"[{name[:4]}](../decisions/{name}.md)" for name in names)


def _signed() -> str:
    rows = (
        ("What remains of each risk is accepted", undecided(TRUSTEES)),
        ("The measures are in place", undecided(DSL)),
        ("Advice was taken, and followed or not", undecided(TRUSTEES)),
        ("Looked at again on", undecided(TRUSTEES)),
    )
    return table(("what", "by whom, and on which day"), rows)
