"""Writes docs/messages.md: every notice and who may receive it, and the states of a message with the moves between."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.model import Role, State
from cme.domain.recipients import AUDIENCES, Audience
from cme.domain.states import HANDLED_BY, MAY_HAVE_ARRIVED, MOVES, PAYS
from scripts._documents.markdown import made_from, table

ABOUT = {
    "home": "a child who lives in the reader's area",
    "placed": "a child whom the reader looks after",
    "pupil": "a child whom the reader placed in that session, or has on its roll",
    "commissioner": "the children whom the reader placed",
    "session": "a session",
    "message": "messages: what went and what did not",
    "sent": "a message that went to the wrong people: to the address that got it, and nowhere else",
}
WHO = {
    Role.ATTENDANCE: "attendance officer",
    Role.DSL: "DSL",
    Role.HEAD: "head",
    Role.COMMISSIONING: "commissioning contact",
    Role.CME: "team for missing education",
    Role.PLACING: "whoever looks after the child",
    Role.LEAD: "the session's lead",
    Role.COORDINATOR: "coordinator",
    Role.INNOV8_DSL: "innov8's DSL, by duty order",
    Role.TRUSTEE: "the safeguarding trustee",
}
INTRODUCTION = """\
What may be sent, to whom, and how far a message has come. One table in the code decides who may receive what; what
stands there in no role is never sent there, whatever a form, a template or a cell of the workbook says.

## Notices

The first role that has an address receives it. What is meant for a DSL never falls back to a shared inbox. *Confirmed*:
what goes outside goes only to an address that a second person stands for, or that stood there before the system was
live; so does whatever else is meant for a school's DSL. *Approved*: it goes only once somebody of the DSL team has
read exactly this text on the Desk and let it out.
"""
STATES = """\
## States

The latest row of a message in the Messages tab says how it stands. *May have been read*: its reader must be told when
it is over. *Not owed again*: what the message carries is not sent a second time.
"""


def messages_page() -> str:
    """Return the whole page."""
    notices = table(
        ("notice", "to a school", "to an authority", "within innov8", "confirmed", "approved", "about"),
        (
            (f"`{name}`", *roles(audience), *_conditions(audience), about_whom(audience))
            for name, audience in AUDIENCES.items()
        ),
    )
    states = table(
        ("state", "taken further by", "may have been read", "not owed again"),
        (
            (state.value, f"`{HANDLED_BY[state]}`", _said(yes=state in MAY_HAVE_ARRIVED), _said(yes=state in PAYS))
            for state in State
        ),
    )
    return "\n".join(
        [
            "# Messages\n",
            made_from("functions/cme/domain/recipients.py", "functions/cme/domain/states.py"),
            INTRODUCTION,
            notices,
            STATES,
            f"```mermaid\n{''.join(_moves())}```\n",
            states,
        ]
    )


def about_whom(audience: Audience) -> str:
    """Return whom or what a notice is about, in words."""
    outside = audience.school or audience.authority
    return ABOUT[audience.about] if outside or audience.about != "pupil" else "a child"


def roles(audience: Audience) -> Iterator[str]:
    """Yield who receives a notice at a school, at an authority and within innov8, in words."""
    for theirs in (audience.school, audience.authority, audience.ours):
        yield ", else ".join(WHO[role] for role in theirs) or "never"


def _conditions(audience: Audience) -> Iterator[str]:
    yield _said(yes=audience.safeguarding)
    yield _said(yes=audience.prepared)


def _moves() -> Iterator[str]:
    yield "stateDiagram-v2\n"
    for before, following in MOVES.items():
        for after in (state for state in State if state in following):
            yield f"  {before.value if before else '[*]'} --> {after.value}\n"


def _said(*, yes: bool) -> str:
    return "yes" if yes else "no"
