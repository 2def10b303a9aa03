"""gmail.users.settings: what somebody set up in a mailbox that decides what becomes of its mail."""

from __future__ import annotations

import json
from typing import Any

from sandbox.gmail import boxes
from sandbox.store import next_number
from sandbox.wire import Call, GoogleError, serves

VACATION, FORWARDING, FILTER = "vacation", "autoForwarding", "filter"
UNTOUCHED: dict[str, dict[str, Any]] = {VACATION: {"enableAutoReply": False}, FORWARDING: {"enabled": False}}
"""What Gmail answers where nobody set anything."""


def _kept(call: Call, kind: str) -> list[dict[str, Any]]:
    rows = call.db.execute(
        "SELECT value FROM mail_settings WHERE mailbox = ? AND kind = ? ORDER BY id", (boxes.mailbox_of(call), kind)
    )
    return [json.loads(row["value"]) for row in rows]


def _keep(call: Call, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    call.db.execute(
        "INSERT INTO mail_settings (mailbox, kind, value) VALUES (?, ?, ?)",
        (boxes.mailbox_of(call), kind, json.dumps(value)),
    )
    return value


@serves("gmail.users.settings.getVacation")
def get_vacation(call: Call) -> dict[str, Any]:
    """Return what the mailbox answers by itself, and whether it does."""
    return (_kept(call, VACATION) or [UNTOUCHED[VACATION]])[-1]


@serves("gmail.users.settings.updateVacation")
def update_vacation(call: Call) -> dict[str, Any]:
    """Let the mailbox answer by itself, or end that."""
    wanted = call.content
    if wanted.get("enableAutoReply") and not (
        wanted.get("responseSubject") or wanted.get("responseBodyPlainText") or wanted.get("responseBodyHtml")
    ):
        raise GoogleError(400, "Vacation responder must have a subject or a body.", reason="invalidArgument")
    return _keep(call, VACATION, wanted)


@serves("gmail.users.settings.getAutoForwarding")
def get_forwarding(call: Call) -> dict[str, Any]:
    """Return whether all that comes in goes on to another address."""
    return (_kept(call, FORWARDING) or [UNTOUCHED[FORWARDING]])[-1]


@serves("gmail.users.settings.updateAutoForwarding")
def update_forwarding(call: Call) -> dict[str, Any]:
    """Send all that comes in on to another address, or end that."""
    return _keep(call, FORWARDING, call.content)


@serves("gmail.users.settings.filters.list")
def list_filters(call: Call) -> dict[str, Any]:
    """Return the filters; where there is none, no list either."""
    found = _kept(call, FILTER)
    return {"filter": found} if found else {}


@serves("gmail.users.settings.filters.create")
def create_filter(call: Call) -> dict[str, Any]:
    """Add a filter under an id of its own."""
    return _keep(call, FILTER, {"id": f"ANe1Bm{next_number(call.db, 'mail_settings'):08d}", **call.content})


@serves("gmail.users.settings.sendAs.list")
def list_send_as(call: Call) -> dict[str, Any]:
    """Return the addresses in whose name the mailbox may write: its own, because nobody verified another here."""
    address = boxes.mailbox_of(call)
    own = {"sendAsEmail": address, "displayName": "", "replyToAddress": "", "signature": ""}
    return {"sendAs": [{**own, "isPrimary": True, "isDefault": True}]}
