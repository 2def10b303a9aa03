"""What the DSL is told of the system itself: a pause, a day in shadow, a workbook taken back in time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import hhmm
from cme.domain.letter_rows import count, who
from cme.domain.model import Facts, Message, Obligation, Owing
from cme.domain.modes import since_when
from cme.domain.notice_names import called
from cme.domain.recipients import INNOV8
from cme.domain.rules.modes import rehearsed, restores

Values = dict[str, Any]
MOST = 200
"""More rows than a day can have: whatever a workbook holds, a mail has an end."""


def still_paused(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the reminder that sending is paused: since when, until when, how many notices wait."""
    settings = facts.settings
    waiting = max(_number(owed.basis.removeprefix("waiting ")) for owed in obligations)
    since = since_when(settings.paused_from or now, now)
    return {
        "first_line": f"Sending has been paused since {since}: schools are not told. Is that still right?",
        "until": since_when(settings.paused_until or now, now),
        "waiting": count(waiting, "notice waits", "notices wait") if waiting else "",
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def shadow_digest(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of a day in shadow: each message that would have gone, when, to whom, about whom."""
    by_message = rehearsed(facts, obligations[0].day)
    messages = [facts.messages[key] for key in by_message]
    counts = Counter(called(message.notice).removeprefix("the ") for message in messages)
    number = count(len(messages), "message", "messages")
    line = f"{number} would have gone, and none did: {', '.join(f'{n} × {name}' for name, n in counts.items())}."
    return {
        "first_line": line if messages else "No message would have gone today, and none did.",
        "rows": [_would_have_gone(message, by_message[message.id], facts, now) for message in messages[:MOST]],
        "more": count(len(messages) - MOST, "more", "more") if len(messages) > MOST else "",
    }


def _would_have_gone(message: Message, rows: Sequence[Owing], facts: Facts, now: datetime) -> Values:
    name = called(message.notice).removeprefix("the ")
    return {
        "at": since_when(message.at, now),
        "what": f"{name[:1].upper()}{name[1:]}",
        "to": f"{_whom(message, facts)}, {message.to or 'no address'}",
        "about": ", ".join(dict.fromkeys(_about(row, facts) for row in rows)),
    }


def _whom(message: Message, facts: Facts) -> str:
    if message.organisation == INNOV8:
        return next((p.name for p in facts.staff.values() if p.name and p.email == message.to), facts.settings.dsl_name)
    known = facts.organisations.get(message.organisation)
    return known.name if known else message.organisation


def _about(row: Owing, facts: Facts) -> str:
    pupil, session = facts.pupils.get(row.pupil), facts.sessions.get(row.session)
    if pupil is not None:
        return f"{who(pupil)['name']} ({row.pupil})"
    return session.name if session else "all whom they placed" if row.organisation != INNOV8 else "the system itself"


def taken_back(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the warning that the workbook had lost something: what came back, and what did not."""
    steps = {owed.step for owed in obligations}
    found = [rows for at, rows in restores(facts, obligations[0].day) if f"{at:%H%M%S}" in steps]
    rows = [row for group in found for row in group]
    first = min((row.due for row in rows), default=obligations[0].due)
    by_message: dict[str, list[Owing]] = {}
    for row in rows:
        by_message.setdefault(row.message, []).append(row)
    return {
        "first_line": "The workbook was taken back in time. Please type again what is lost, now.",
        "found_at": since_when(obligations[0].due, now),
        "since": since_when(first, now),
        "back": [_back(by_message[key], facts.messages.get(key), facts) for key in list(by_message)[:MOST]],
    }


def _back(rows: Sequence[Owing], message: Message | None, facts: Facts) -> str:
    name = called(message.notice).removeprefix("the ") if message else "a message"
    to = _whom(message, facts) if message else rows[0].organisation
    about = ", ".join(dict.fromkeys(_about(row, facts) for row in rows))
    return f"{hhmm(rows[0].due)}: {name} to {to}, about {about}"
