"""What the set-up says when something went wrong, and what it says comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cme.domain.model import Facts
from cme.domain.modes import papers_unread
from cme.errors import CmeError, NoAnswer, Refused, Unavailable

FILE = "https://docs.google.com/spreadsheets/d/%s/edit"
NEEDED = ("sender", "reply to", "domain", "dsl name", "dsl phone")
"""Settings that nobody can work without, and only a person knows."""


def placed(link: str, endpoint: str) -> str:
    """Return an address of Google's as a person opens it: at a sandbox it is the sandbox's."""
    return re.sub(r"https://\w+\.google\.com", endpoint, link) if endpoint else link


def what_went_wrong(wrong: CmeError, workbook: str, endpoint: str, *, made: bool) -> Iterator[str]:
    """Yield what went wrong and what to do, as sentences for whoever ran the command."""
    yield from _said(wrong, workbook, endpoint)
    if made:
        yield f"The new workbook was made, and may be half done. Go on with: {command(workbook, endpoint)}"


def command(workbook: str, endpoint: str) -> str:
    """Return the command that brings this workbook in step."""
    return f"scripts/apply_schema --workbook {workbook}" + (f" --endpoint {endpoint}" if endpoint else "")


def _said(wrong: CmeError, workbook: str, endpoint: str) -> Iterator[str]:
    thing = "workbook" if workbook and workbook in getattr(wrong, "call", "") else "form of the workbook"
    status = getattr(wrong, "status", 0)
    if isinstance(wrong, NoAnswer) and endpoint:
        yield f"Nothing answers at {endpoint}."
        yield "Start the sandbox (scripts/sandbox --port PORT --file FILE) and run this again."
    elif isinstance(wrong, NoAnswer):
        yield f"Google did not answer ({wrong})"
        yield "Check the connection and run this again: what was done stands, and nothing is done twice."
    elif isinstance(wrong, Unavailable):
        yield f"Google cannot do it at the moment ({wrong})"
        yield "Wait a few minutes and run this again: what was done stands, and nothing is done twice."
    elif isinstance(wrong, Refused) and status == 404:
        yield f"There is no {thing} {workbook} that this account can see."
        yield "Copy the id from its address, between /d/ and /edit, and run this as the account that owns the workbook."
    elif isinstance(wrong, Refused) and status == 403:
        yield f"This account may not do that with the {thing}: {wrong}."
        yield "Run this as the account that owns the workbook and the forms: the mailbox that made them."
    elif isinstance(wrong, Refused):
        yield f"Google refuses what was asked of the {thing}: {wrong}"
        yield "Nothing of that step was done. Run this again; if it is refused again, report this sentence."
    else:
        yield str(wrong)


def next_steps(stored: Mapping[str, str], facts: Facts, again: str) -> Iterator[str]:
    """Yield what a person does next, as far as the workbook shows it; `again` is the command that goes on."""
    empty = [name for name in NEEDED if not stored.get(name, "").strip()]
    if empty:
        yield f"Open the workbook, show the tab Settings (View, Hidden sheets), and fill in: {', '.join(empty)}."
    tabs = {"Staff": facts.staff, "Schools": facts.organisations, "Sessions": facts.sessions, "Pupils": facts.pupils}
    bare = [title for title, rows in tabs.items() if not rows] + ([] if facts.places else ["Places"])
    if bare:
        yield f"Fill in {', '.join(bare)}, in this order. Each heading has a note that says what to type."
    if empty or bare:
        yield f"Run this again, so that the forms follow: {again}"
    if stored.get("mode", "") == "rehearsal":
        yield "The mode is “rehearsal”: the system decides and writes, and mails nobody. Settings changes it."
    yield from (f"Before it goes live: {problem.mend}" for problem in papers_unread(facts.settings))
