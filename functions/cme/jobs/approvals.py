"""What must be approved: written out to the last word, looked up on the Desk, and once more as of the claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cme.domain.approvals import Asking, Draft, asking
from cme.domain.model import Facts, Obligation, Problem, Severity
from cme.domain.notices import compose
from cme.domain.recipients import is_prepared, recipient
from cme.edges.desk import read_drafts
from cme.edges.schema import tab
from cme.edges.sheets import Committed, Snapshot
from cme.edges.templates import render
from cme.jobs.claim import rows_of
from cme.jobs.outgoing import Outgoing

WHY = "its approval was taken back meanwhile"


def on_desk(prepared: Sequence[Obligation], facts: Facts, snapshot: Snapshot, now: datetime) -> Asking:
    """Return what the Desk says of what must be approved; nothing where it, or the Chronology, cannot be trusted."""
    if not prepared or snapshot.unfit & {"desk", "chronology"}:
        return Asking()
    drafts, problems = drafts_of(prepared, facts)
    found = asking(drafts, read_drafts(snapshot.values.get("desk", ())[1:]), facts.staff, now)
    return Asking(found.approved, found.refused, found.unasked, (*problems, *found.problems))


def drafts_of(prepared: Sequence[Obligation], facts: Facts) -> tuple[list[Draft], list[Problem]]:
    """Return the texts of what must be approved, and what is wrong with those that cannot be written."""
    problems: list[Problem] = []
    return [draft for owed in prepared if (draft := _draft(owed, facts, problems))], problems


def _draft(owed: Obligation, facts: Facts, problems: list[Problem]) -> Draft | None:
    """Return the text of what is owed; where nobody can receive it, or it cannot be written, that is a problem."""
    to = recipient(owed, facts)
    if isinstance(to, Problem):
        problems.append(to)
        return None
    try:
        shown = render(compose(to, (owed,), facts, owed.due))
        return Draft(owed, to.email, shown.subject, shown.text)
    except Exception as wrong:
        what = f"The notice “{owed.notice}” to {owed.organisation} could not be written ({type(wrong).__name__})."
        mend = "Tell them by telephone, and report this."
        problems.append(Problem("SEND-5", Severity.ERROR, f"{owed.rule} {owed.organisation}", what, mend))
        return None


def ranges(snapshot: Snapshot, outgoing: Sequence[Outgoing]) -> list[str]:
    """Return what the claim asks to see of the Desk: its lines, where something goes out that was approved there."""
    rows = snapshot.values.get("desk", ())
    return [f"'{snapshot.titles['desk']}'!1:{len(rows)}"] if rows and any(map(_is_approved, outgoing)) else []


def taken_back(committed: Committed, facts: Facts, outgoing: Sequence[Outgoing]) -> dict[str, str]:
    """Return the ids of messages whose approval does not stand on the Desk any more, each with why."""
    lines = read_drafts(rows_of(committed, "desk", len(tab("desk").headers)))
    standing = {line.digest for line in lines if line.word == "approve"}
    sent = (out for out in outgoing if _is_approved(out))
    return {out.message.id: WHY for out in sent if facts.approved[out.obligations[0].key].digest not in standing}


def _is_approved(out: Outgoing) -> bool:
    return is_prepared(out.obligations[0])
