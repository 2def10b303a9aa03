"""Writes docs/data-protection/privacy-text.md: what families and staff are told, to be finished by people."""

from __future__ import annotations

import re

from cme.domain.form_plan import FORMS, OPEN_FORMS
from cme.edges.schema import form_wording, tab
from scripts._documents.markdown import made_from
from scripts._documents.protection import DSL, OUTLINE, TRUSTEES, undecided

CONTACT = undecided(TRUSTEES)


def privacy_page() -> str:
    """Return the whole page."""
    return "\n".join(
        [
            "# What families and staff are told\n",
            made_from("sheets_schema/"),
            OUTLINE,
            "## For families\n",
            _families(),
            "## For staff\n",
            _staff(),
            "## Before it is given to anybody\n",
            f"Read by somebody who is neither staff nor lawyer: {undecided(DSL)}. Approved: {undecided(TRUSTEES)}.\n",
        ]
    )


def _families() -> str:
    return f"""\
**What we write down.** When your child is expected here, whether it came, and when. If it did not come: the reason, and
who gave it. Whom we may ring, whom we must not, and what came of a call. For each child there is one row, headed:
{_headed("pupils")}.
So that we know for whom minutes matter we also ask whether a child needs protection; only the people who lead on
safeguarding see that.

**Why.** To find out within minutes that a child has not come, and to tell those who can look. What the law calls the
basis: {undecided(TRUSTEES, "Q-BASIS")}.

**Who is told.** The school or authority that arranged the place, and the school on whose roll your child is: by mail,
the same day. If nobody knows where a child is, or a child may come to harm, the people who lead on safeguarding decide
whom else to ask for help: children's services, the police, the authority. We do not write to you by a program; people
ring. Who rings you first: {undecided("innov8 with each school", "Q-RINGS")}.

**A program helps.** It notices that somebody is missing and writes to whoever is named above. What is done then, people
decide.

**Where it stands.** In a Google workbook, forms and a mailbox of ours. How long: {undecided(TRUSTEES, "Q-KEPT")}.

**What you can ask.** To see what we keep about you and your child, and to have put right what is wrong. Ask: {CONTACT}.
If you are not content with our answer, complain to: {CONTACT}; and to the Information Commissioner.
"""


def _staff() -> str:
    forms = ", ".join(f"“{form_wording(slug).title}”" for slug in FORMS if slug not in OPEN_FORMS)
    return f"""\
**What is written down of you.** With each form that you send ({forms}) Google records the account that sent it and
when; on a shared phone the name that you choose as well. For each of you
there is one row, headed:
{_headed("staff")}.
And whether you were reminded of a register, took a page, rang somebody or said to be on duty, and when.

**Who sees it.** The people who lead on safeguarding, in the workbook. Whoever runs the morning sees who leads which
session and how to reach them. The posters on the wall name whom to ring. A trustee reads each month in numbers, which
name nobody. Evidence for a practice review names who said and did what.

**What it is for.** That somebody can be asked, and can be told that it is over. Whether it may be used for anything
else, and on what basis it is kept: {undecided(TRUSTEES, "Q-BASIS")}. How long: {undecided(TRUSTEES, "Q-KEPT")}.

**What you can ask.** To see it, and to have put right what is wrong. Ask: {CONTACT}; complain to: {CONTACT}, and to the
Information Commissioner.
"""


def _headed(slug: str) -> str:
    """Return the headings of a tab; those that differ by a number alone stand once."""
    headings = (re.sub(r"\d+ ?", "", column.header).strip() for column in tab(slug).columns)
    return ", ".join(dict.fromkeys(heading.lower() for heading in headings))
