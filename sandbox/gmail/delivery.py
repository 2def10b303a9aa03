"""Sending: what Gmail changes in a message, who gets it, and what comes back: bounces, replies, automatic replies."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sandbox.clock import instant, zulu
from sandbox.gmail import boxes, rfc822
from sandbox.store import next_number
from sandbox.wire import GoogleError

KINDS = ("bounce", "bounce_apart", "reply", "reply_apart", "auto_reply", "auto_reply_within")
"""What may come back. Apart: under a subject of its own, and so in another thread; within: in the message's own."""
DAEMON = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
BOUNCES = frozenset({"bounce", "bounce_apart"})
TEXTS = {
    "bounce": "The email account that you tried to reach does not exist.",
    "bounce_apart": "The recipient's mailbox is full and can't accept messages now.",
    "reply": "Thank you, received.",
    "reply_apart": "A word about today.",
    "auto_reply": "I am out of the office and will read this when I am back.",
    "auto_reply_within": "I am out of the office and will read this when I am back.",
}


def prepare(db: sqlite3.Connection, raw: bytes, mailbox: str, now: datetime) -> bytes:
    """Return the bytes that go out: From is the mailbox's, and Message-ID is Gmail's whatever the sender wrote."""
    raw = rfc822.sender_rewritten(raw, mailbox)
    raw = rfc822.with_header(raw, "Message-ID", rfc822.message_id(f"{mailbox}{next_number(db, 'message id')}"))
    if not rfc822.header(rfc822.head_of(raw), "Date"):
        raw = rfc822.with_header(raw, "Date", format_datetime(now))
    return raw


def send(db: sqlite3.Connection, mailbox: str, raw: bytes, now: datetime, thread: str | None) -> str:
    """Send a message and return the id of the sender's copy."""
    message = rfc822.head_of(raw)
    rfc822.check_recipients(message, is_sending=True)
    raw = prepare(db, raw, mailbox, now)
    sent = boxes.add_message(db, mailbox, raw, ["SENT"], now, thread)
    for address in rfc822.addresses(message, *rfc822.RECIPIENT_HEADERS):
        _deliver(db, sent, mailbox, address, raw, now)
    return sent


def _deliver(db: sqlite3.Connection, sent: str, mailbox: str, address: str, raw: bytes, now: datetime) -> None:
    rules = db.execute("SELECT * FROM mail_rules WHERE address = ? ORDER BY id", (address,)).fetchall()
    for rule in rules:
        if not rule["always"]:
            db.execute("DELETE FROM mail_rules WHERE id = ?", (rule["id"],))
        due = now + timedelta(minutes=rule["minutes"])
        db.execute(
            "INSERT INTO mail_waiting (due, kind, message, address, text) VALUES (?, ?, ?, ?, ?)",
            (zulu(due), rule["kind"], sent, address, rule["text"]),
        )
    if not any(rule["kind"] in BOUNCES for rule in rules):
        if address == mailbox:
            boxes.relabel(db, sent, add=["INBOX", "UNREAD"])
        else:
            arrive(db, address, rfc822.without_header(raw, "Bcc"), now)
    deliver_due(db, now)


def arrive(db: sqlite3.Connection, address: str, raw: bytes, now: datetime, thread: str | None = None) -> str:
    """Put a message into somebody's inbox, in the thread that it belongs to."""
    thread = thread or boxes.thread_for(db, address, raw, None)
    return boxes.add_message(db, address, raw, ["INBOX", "UNREAD"], now, thread)


def deliver_due(db: sqlite3.Connection, now: datetime) -> None:
    """Let everything come back whose time has come by the sandbox's clock."""
    rows = db.execute("SELECT * FROM mail_waiting WHERE due <= ? ORDER BY due, id", (zulu(now),)).fetchall()
    for row in rows:
        db.execute("DELETE FROM mail_waiting WHERE id = ?", (row["id"],))
        come_back(db, row["kind"], row["message"], row["address"], row["text"], instant(row["due"]))


def come_back(db: sqlite3.Connection, kind: str, sent: str, address: str, text: str, now: datetime) -> str:
    """Make a sent message come back as a bounce or an answer, and return the id of what came."""
    row = db.execute("SELECT * FROM mail WHERE id = ?", (sent,)).fetchone()
    if row is None:
        raise GoogleError(404, f"There is no message {sent}.")
    original = rfc822.parse(row["raw"])
    address = address or next(iter(rfc822.addresses(original, "To")), "nobody@nowhere.example")
    text = text or TEXTS[kind]
    if kind in BOUNCES:
        report = bounce(original, row["raw"], address, text, now, is_apart=kind == "bounce_apart")
        # Gmail's own bounce has a subject of its own, yet Gmail shows it in the conversation that it is about.
        return arrive(db, row["mailbox"], report, now, row["thread"] if kind == "bounce" else None)
    answer = reply(original, address, text, now, kind)
    id_ = ""
    for to in rfc822.addresses(rfc822.head_of(answer), "To"):
        own_thread = row["thread"] if to == row["mailbox"] and kind in ("reply", "auto_reply_within") else None
        id_ = arrive(db, to, answer, now, own_thread)
    boxes.add_message(db, address, answer, ["SENT"], now, boxes.thread_for(db, address, answer, None))
    return id_


def reply(original: EmailMessage, address: str, text: str, now: datetime, kind: str) -> bytes:
    """Return an answer to a message: a person's goes to Reply-To, a machine's to the sender."""
    answer = EmailMessage()
    subject = rfc822.header(original, "Subject")
    to = rfc822.addresses(original, "Reply-To") if kind == "reply" else rfc822.addresses(original, "From")
    answer["From"] = address
    answer["To"] = ", ".join(to or rfc822.addresses(original, "From"))
    answer["Subject"] = {"auto_reply": f"Automatic reply: {subject}", "reply_apart": "About today"}.get(
        kind, f"Re: {subject}"
    )
    _answering(answer, original, now, f"reply{address}")
    if kind == "reply_apart":
        # A new mail: somebody took the address from the address book and answers nothing.
        del answer["In-Reply-To"], answer["References"]
    if kind.startswith("auto_reply"):
        answer["Auto-Submitted"] = "auto-replied"
        answer["X-Autoreply"] = "yes"
    answer.set_content(text)
    return rfc822.with_crlf(answer.as_bytes())


def bounce(original: EmailMessage, raw: bytes, address: str, text: str, now: datetime, *, is_apart: bool) -> bytes:
    """Return a delivery failure: as Gmail's mailer-daemon writes it, or, apart, as the recipient's own server does."""
    report = EmailMessage()
    report["From"] = f"Mail Delivery System <postmaster@{address.rpartition('@')[2]}>" if is_apart else DAEMON
    report["To"] = ", ".join(rfc822.addresses(original, "From"))
    subject = rfc822.header(original, "Subject")
    report["Subject"] = f"Undeliverable: {subject}" if is_apart else "Delivery Status Notification (Failure)"
    report["Auto-Submitted"] = "auto-replied"
    if not is_apart:
        report["X-Failed-Recipients"] = address
    _answering(report, original, now, f"bounce{address}")
    report.set_content(f"Your message wasn't delivered to {address}.\n\n{text}\n")
    report.make_mixed()
    report.attach(_status(address, text))
    headers = EmailMessage()
    headers["Content-Type"] = "text/rfc822-headers"
    headers.set_payload(raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace"))
    report.attach(headers)
    report.replace_header("Content-Type", "multipart/report")
    report.set_param("report-type", "delivery-status")
    return rfc822.with_crlf(report.as_bytes())


def _status(address: str, text: str) -> EmailMessage:
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    host, person = EmailMessage(), EmailMessage()
    host["Reporting-MTA"] = "dns; googlemail.com"
    person["Final-Recipient"] = f"rfc822; {address}"
    person["Action"] = "failed"
    person["Status"] = "5.1.1"
    person["Diagnostic-Code"] = f"smtp; 550-5.1.1 {text}"
    status.set_payload([host, person])
    return status


def _answering(answer: EmailMessage, original: EmailMessage, now: datetime, seed: str) -> None:
    own = rfc822.header(original, "Message-ID")
    answer["Date"] = format_datetime(now)
    answer["Message-ID"] = rfc822.message_id(f"{seed}{own}{now}").replace("mail.gmail.com", "mx.sandbox.example")
    answer["In-Reply-To"] = own
    answer["References"] = " ".join([*rfc822.references(original), own])
