"""gmail.users.messages, threads, labels, history and the profile."""

from __future__ import annotations

from typing import Any

from sandbox.gmail import boxes, delivery, rfc822, shapes
from sandbox.gmail.drafts import RAW_NEEDED
from sandbox.gmail.paging import named, paged
from sandbox.gmail.search import matching, wants_trash
from sandbox.switches import declare
from sandbox.wire import Call, GoogleError, serves

LABELS = ("CHAT", "SENT", "INBOX", "IMPORTANT", "TRASH", "DRAFT", "SPAM", "STARRED", "UNREAD")
FIXED = frozenset({"SENT", "DRAFT"})

declare("gmail_search_lag", meaning="A search (q) does not find mail of the last two minutes, or of so many seconds.")
declare("gmail_sent_lag", meaning="Listings do not show what was sent in the last two minutes, or so many seconds.")


@serves("gmail.users.getProfile")
def profile(call: Call) -> dict[str, Any]:
    """Return whose mailbox this is."""
    mailbox = boxes.mailbox_of(call)
    rows = boxes.listed(call, mailbox, [], is_search=False, with_trash=True)
    newest = max((row["history"] for row in rows), default=1)
    return {
        "emailAddress": mailbox,
        "messagesTotal": len(rows),
        "threadsTotal": len({row["thread"] for row in rows}),
        "historyId": str(newest),
    }


@serves("gmail.users.messages.send")
def send(call: Call) -> dict[str, Any]:
    """Send a message at once, without a draft."""
    mailbox = boxes.mailbox_of(call)
    if call.upload:
        raise GoogleError(501, "The sandbox does not implement uploads to gmail.users.messages.send.")
    if not call.content.get("raw"):
        raise GoogleError(400, RAW_NEEDED, reason="invalidArgument")
    raw = rfc822.decode_raw(call.content["raw"])
    thread = boxes.thread_for(call.db, mailbox, raw, call.content.get("threadId"))
    message = delivery.send(call.db, mailbox, raw, call.now, thread)
    return shapes.labelled(boxes.find_message(call.db, mailbox, message))


@serves("gmail.users.messages.get")
def get(call: Call) -> dict[str, Any]:
    """Return one message."""
    mailbox = boxes.mailbox_of(call)
    delivery.deliver_due(call.db, call.now)
    row = boxes.find_message(call.db, mailbox, call.params["id"])
    return shapes.message(row, call.arg("format") or "full", call.args("metadataHeaders"))


@serves("gmail.users.messages.list")
def list_messages(call: Call) -> dict[str, Any]:
    """Return the ids of a mailbox's messages, newest first."""
    rows, more = paged(call, found := _found(call))
    return {**named("messages", [shapes.brief(row) for row in rows]), **more, "resultSizeEstimate": len(found)}


def _found(call: Call) -> list[Any]:
    mailbox = boxes.mailbox_of(call)
    delivery.deliver_due(call.db, call.now)
    q = call.arg("q") or ""
    labels = call.args("labelIds")
    for label in labels:
        if label not in LABELS:
            raise GoogleError(400, f"Invalid label: {label}", reason="invalidArgument")
    with_trash = call.flag("includeSpamTrash") or wants_trash(q)
    rows = boxes.listed(call, mailbox, labels, is_search=bool(q), with_trash=with_trash)
    return matching(rows, q, call.now)


@serves("gmail.users.messages.modify")
def modify(call: Call) -> dict[str, Any]:
    """Add and take away labels."""
    mailbox = boxes.mailbox_of(call)
    row = boxes.find_message(call.db, mailbox, call.params["id"])
    add, remove = call.content.get("addLabelIds", []), call.content.get("removeLabelIds", [])
    for label in [*add, *remove]:
        if label not in LABELS or label in FIXED:
            raise GoogleError(400, f"Invalid label: {label}", reason="invalidArgument")
    boxes.relabel(call.db, row["id"], add=add, remove=remove)
    return shapes.labelled(boxes.find_message(call.db, mailbox, row["id"]))


@serves("gmail.users.messages.trash")
def trash(call: Call) -> dict[str, Any]:
    """Put a message into the bin."""
    mailbox = boxes.mailbox_of(call)
    row = boxes.find_message(call.db, mailbox, call.params["id"])
    boxes.relabel(call.db, row["id"], add=["TRASH"], remove=["INBOX"])
    return shapes.labelled(boxes.find_message(call.db, mailbox, row["id"]))


@serves("gmail.users.messages.delete")
def delete(call: Call) -> None:
    """Delete a message for good."""
    row = boxes.find_message(call.db, boxes.mailbox_of(call), call.params["id"])
    boxes.remove_message(call.db, row["id"])


@serves("gmail.users.threads.get")
def get_thread(call: Call) -> dict[str, Any]:
    """Return a thread with its messages, oldest first."""
    mailbox = boxes.mailbox_of(call)
    delivery.deliver_due(call.db, call.now)
    rows = boxes.thread_rows(call.db, mailbox, call.params["id"])
    if not rows:
        raise GoogleError(404, boxes.NOT_FOUND)
    form = call.arg("format") or "full"
    return {
        "id": call.params["id"],
        "historyId": str(max(row["history"] for row in rows)),
        "messages": [shapes.message(row, form, call.args("metadataHeaders")) for row in rows],
    }


@serves("gmail.users.threads.list")
def list_threads(call: Call) -> dict[str, Any]:
    """Return a mailbox's threads, the one with the newest message first."""
    threads = {row["thread"]: row for row in reversed(_found(call))}
    newest = sorted(threads.values(), key=lambda row: (row["at"], row["id"]), reverse=True)
    rows, more = paged(call, newest)
    shown = [
        {"id": row["thread"], "snippet": shapes.message(row, "minimal")["snippet"], "historyId": str(row["history"])}
        for row in rows
    ]
    return {**named("threads", shown), **more, "resultSizeEstimate": len(newest)}


@serves("gmail.users.labels.list")
def list_labels(call: Call) -> dict[str, Any]:
    """Return the labels that every mailbox has."""
    boxes.mailbox_of(call)
    return {"labels": [{"id": label, "name": label, "type": "system"} for label in LABELS]}


@serves("gmail.users.history.list")
def list_history(call: Call) -> dict[str, Any]:
    """Return the messages that came or changed since a moment of the mailbox's history."""
    mailbox = boxes.mailbox_of(call)
    since = int(call.arg("startHistoryId") or 0)
    rows = [r for r in boxes.listed(call, mailbox, [], is_search=False, with_trash=True) if r["history"] > since]
    rows.sort(key=lambda row: int(row["history"]))
    shown = [
        {
            "id": str(row["history"]),
            "messages": [shapes.brief(row)],
            "messagesAdded": [{"message": shapes.labelled(row)}],
        }
        for row in rows
    ]
    return {**named("history", shown), "historyId": str(max([since, *(row["history"] for row in rows)]))}
