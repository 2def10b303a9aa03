"""The mailbox pages: whose mail there is, and one message as text, as HTML and as source."""

from __future__ import annotations

import sqlite3
from typing import Any

from werkzeug.wrappers import Response

from sandbox.gmail import boxes, control, delivery, rfc822
from sandbox.pages.html import render, see_other
from sandbox.wire import Call, GoogleError, page

# Nothing runs: scripts are not allowed. The origin stays, or headless browsers lose clicks near the frame.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-same-origin"


def mailboxes(call: Call) -> list[dict[str, Any]]:
    """Return every mailbox with what is in it, the one with the newest mail first."""
    rows = call.db.execute(
        "SELECT mailbox AS address, sum(labels LIKE '%INBOX%') AS received, sum(labels LIKE '%SENT%') AS sent, "
        "max(at) AS last FROM mail GROUP BY mailbox ORDER BY last DESC, mailbox"
    ).fetchall()
    return [dict(row) for row in rows]


@page("GET", "/mail/")
def all_mailboxes(call: Call) -> Response:
    """Show whose mail there is."""
    delivery.deliver_due(call.db, call.now)
    return render("mailboxes.html", call, boxes=mailboxes(call))


@page("GET", "/mail/<address>")
def mailbox(call: Call) -> Response:
    """Show one address's mail, newest first."""
    delivery.deliver_due(call.db, call.now)
    address = call.params["address"].lower()
    rows = call.db.execute("SELECT * FROM mail WHERE mailbox = ? ORDER BY at DESC, id DESC LIMIT 200", (address,))
    return render("mailbox.html", call, address=address, messages=[control.seen(row) for row in rows])


def _message(call: Call) -> sqlite3.Row:
    return boxes.find_message(call.db, call.params["address"].lower(), call.params["id"])


@page("GET", "/mail/<address>/<id>")
def message(call: Call) -> Response:
    """Show one message, and mark it as read."""
    row = _message(call)
    boxes.relabel(call.db, row["id"], remove=["UNREAD"])
    parsed = rfc822.parse(row["raw"])
    return render(
        "message.html",
        call,
        address=row["mailbox"],
        message=control.seen(row),
        has_html=bool(rfc822.html_text(parsed)),
        is_answerable="DRAFT" not in boxes.labels_of(row),
        source=row["raw"].decode("utf-8", "replace"),
    )


@page("GET", "/mail/<address>/<id>/html")
def letter(call: Call) -> Response:
    """Return a message's HTML by itself, unable to run or fetch anything."""
    text = rfc822.html_text(rfc822.parse(_message(call)["raw"]))
    if not text:
        raise GoogleError(404, "This message has no HTML.")
    headers = {"Content-Security-Policy": LETTER_POLICY}
    return Response(text, content_type="text/html; charset=UTF-8", headers=headers)


@page("POST", "/mail/<address>/<id>")
def answer(call: Call) -> Response:
    """Let an answer, an automatic answer or a bounce come back from this address."""
    row = _message(call)
    address = "" if "SENT" in boxes.labels_of(row) else row["mailbox"]
    wanted = {"kind": call.form.get("kind", ""), "text": call.form.get("text", ""), "message": row["id"]}
    control.provoke(call, {**wanted, "address": address})
    return see_other(f"/mail/{row['mailbox']}")
