"""Asks the mailbox, before anything is drafted, for sent messages that the workbook knows nothing of.

Somebody may have taken the workbook back in time, put yesterday's copy in its place, or deleted rows of the ledger.
Then everything since is owed again; but what it pays stands in the head of each message (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any
from urllib.parse import unquote

from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.decide import days_back
from cme.domain.ledger import RECALLED
from cme.domain.model import Facts, Message, Owing, Problem, Severity, State
from cme.edges.gmail import NOTICE_HEADER, OUR_HEADER, PAYS_HEADER, get_head, header, newest_sent, taken_at
from cme.edges.google import Google


@dataclass(slots=True)
class Recalled:
    """What the mailbox remembered; `is_whole` is False where there was no time to look at all of it."""

    messages: list[Message] = field(default_factory=list)
    rows: list[Owing] = field(default_factory=list)
    is_whole: bool = True

    def known_to(self, facts: Facts) -> Facts:
        """Return the facts with what was recalled."""
        return replace(
            facts,
            ledger={**facts.ledger, **{row.key: row for row in self.rows}},
            messages={**facts.messages, **{message.id: message for message in self.messages}},
        )


def recall(google: Google, facts: Facts, now: datetime, has_time: Callable[[], bool]) -> Recalled:
    """Return the messages that were sent and do not stand in the ledger: one call where it has forgotten nothing."""
    found = Recalled()
    known = {message.gmail_id for message in facts.messages.values()}
    first = instant(days_back(facts, day_of(now))[0], time())
    since = max(facts.settings.live_from or first, first)
    for mail in newest_sent(google):
        if mail in known:
            continue
        if not has_time():
            found.is_whole = not found.messages
            break
        head = get_head(google, mail, OUR_HEADER, PAYS_HEADER, NOTICE_HEADER, "To", "Subject")
        if taken_at(head) < since:
            break
        if header(head, PAYS_HEADER) and header(head, OUR_HEADER) not in facts.messages:
            _remember(found, head, now)
    return found


def forgotten(facts: Facts, now: datetime) -> list[Problem]:
    """Return the problem that the workbook went back in time today, for as long as today lasts."""
    found = [m for m in facts.messages.values() if m.detail.startswith(RECALLED) and day_of(m.at) == day_of(now)]
    if not found:
        return []
    count = f"{len(found)} message{'s' if len(found) > 1 else ''} that had been sent"
    what = f"At {hhmm(min(m.at for m in found))} the workbook knew nothing of {count}: it was taken back in time."
    mend = (
        "Nothing is sent twice: they are written down again, and the forms are read again. "
        "What people had typed into its tabs since is lost: look with File, Version history, and type it again."
    )
    return [Problem("SHEET-8", Severity.ERROR, "workbook", what, mend)]


def pays(head: dict[str, Any], message: str, said: str) -> list[Owing]:
    """Return the rows of the ledger that a message's head names; what is not ours is left out."""
    keys = (unquote(word) for word in header(head, PAYS_HEADER).split())
    return [row for key in keys if (row := Owing.from_key(key, message, taken_at(head), said)) is not None]


def _remember(found: Recalled, head: dict[str, Any], now: datetime) -> None:
    """Put a message back as it was sent; what is not ours, whatever its head says, is left alone."""
    key, at = header(head, OUR_HEADER), taken_at(head)
    said = f"The mailbox shows that this was sent at {hhmm(at)}; the workbook had lost it."
    basis = f"{RECALLED} {now.isoformat(timespec='seconds')}"
    rows = [replace(row, basis=basis) for row in pays(head, key, said)]
    if not rows:
        return
    found.rows += rows
    found.messages.append(
        Message(
            id=key,
            state=State.SENT,
            at=now,
            notice=header(head, NOTICE_HEADER),
            organisation=rows[0].organisation,
            to=header(head, "To"),
            day=rows[0].day,
            subject=header(head, "Subject"),
            thread=head.get("threadId", ""),
            gmail_id=head["id"],
            detail=f"{RECALLED}, sent at {hhmm(at)}",
        )
    )
