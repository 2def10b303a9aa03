"""The papers on data protection, in docs/data-protection/: made from what the system does, open where people decide.

No paper names a lawful basis: the sentence that each notice gives is read from the set-up, and what it stands on is for
people to decide. What is open stands there with who decides it, and with its question where the policy's list has one.
"""

from __future__ import annotations

from cme.edges.schema import tab
from cme.policy import load_questions

TRUSTEES, DSL = "the trustees", "the DSL"
OUTLINE = """\
An outline, made from the code and the data of this system: what it says that the system does, the system does. It is
no advice and decides nothing. What only people can decide stands as *to be decided*, with who decides it; the trustees
take advice on data protection before they do. Who has read it, and when, is typed on the tab Settings.
"""


def undecided(by: str, *questions: str) -> str:
    """Return what stands where people decide; a question that the policy's list does not have is a KeyError."""
    open_ones = [load_questions()[name].id for name in questions]
    links = ", ".join(f"[{name}](../policy.md#{name.lower()})" for name in open_ones)
    return f"*to be decided by {by}{f' ({links})' if links else ''}*"


def asked(*questions: str) -> str:
    """Return questions of the policy's list: what is open, and what is in force until somebody decides."""
    found = (load_questions()[name] for name in questions)
    lines = (f"- **{q.id}**. {q.unclear} In force until decided: {q.default}\n" for q in found)
    return "".join(lines)


def basis_sentence() -> str:
    """Return the sentence about the lawful basis as the set-up writes it first; Settings may hold another."""
    return next(row[1] for row in tab("settings").rows if row[0] == "lawful basis")
