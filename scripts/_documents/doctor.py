"""Writes docs/doctor.md: what scripts/doctor looks at, check by check, and what each degree of danger means."""

from __future__ import annotations

from scripts._doctor.checks import CHECKS, CLOUD
from scripts._doctor.findings import HEADINGS, Danger
from scripts._documents.markdown import made_from, table

INTRODUCTION = """\
`scripts/doctor --workbook ID` says of a running installation what is wrong and how to mend it. It only looks: it may
be run at any time, by whoever has the mailbox's file (`CME_TOKEN_FILE=token.json`, [how](setup.md#begin)). Run it
after the set-up, after a newer version, once a term, and when somebody leaves.

Each finding is one sentence that says what and where, and one that says what to do. The degrees, in the order in which
they are told:
"""
MEANS = {
    Danger.NOW: "It ends with 2. Before anything else, today.",
    Danger.WRONG: "It ends with 2.",
    Danger.LOOK: "It ends with 1, where nothing is worse.",
    Danger.UNSEEN: "It ends with 1 as well: what could not be looked at never counts as fine.",
    Danger.BY_HAND: "It is told every time, and leaves the end at 0.",
}
CLOUDY = """\
With `--project ID`, through gcloud, as whoever is signed in to it:
"""
PERSON = """\
## When somebody leaves

`scripts/doctor --workbook ID --project ID --person ADDRESS` says what hangs on one address: files that it owns or may
open, its row on Staff and the sessions that it leads, settings that name it, schools whose contact it is, its roles in
Google Cloud and the alarms that write to it. First what would stop without them, then where to take them out, then
what no program can see: files on a laptop, passwords, the billing account. Do it in that order, and run it again.
"""
HOW = """\
## How it is built

\
One check that fails stops no other. The checks are pure functions (`scripts/_doctor/checks/`) of what was seen; the
looks (`looks.py`) are the only ones that ask Google, each once. None of it is uploaded: it is no part of what runs.

What Gmail shows of a mailbox's settings is readable with the permission that the system has already (`gmail.readonly`);
which permissions were given is what Google itself says when it hands out a token. The sandbox allows everything.
"""


def doctor_page() -> str:
    """Return the whole page."""
    degrees = table(("degree", "means"), ((heading, MEANS[danger]) for danger, heading in HEADINGS.items()))
    checks = table(("check", "what it looks at"), ((check.name, check.about) for check in CHECKS))
    cloud = table(("check", "what it looks at"), ((check.name, check.about) for check in CLOUD))
    made = made_from("scripts/_doctor/checks/__init__.py")
    return "\n".join(
        ["# The doctor\n", made, INTRODUCTION, degrees, "## What it looks at\n", checks, CLOUDY, cloud, PERSON, HOW]
    )
