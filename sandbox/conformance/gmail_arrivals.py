"""Checks of what comes of mail: it arrives, bounces, is answered, or goes to too many."""

from __future__ import annotations

import base64

from sandbox.conformance import Probe, checks, refused
from sandbox.conformance.gmail_asked import SCHOOL, draft, header, send, send_draft


@checks("GMAIL-023")
def mail_arrives(google: Probe) -> None:
    """What is sent lies in the recipient's own mailbox, unread."""
    send(google, to=f"{SCHOOL}, Second <second@hill.example>")
    for address in (SCHOOL, "second@hill.example"):
        got = google.control("GET", f"/sandbox/mail?address={address}")["messages"]
        assert [(m["subject"], m["labels"]) for m in got] == [("Conformance check", ["INBOX", "UNREAD"])]


@checks("GMAIL-024")
def bounce_comes_back(google: Probe) -> None:
    """A bounce comes from the mailer-daemon, in the thread of what bounced, naming the address that failed."""
    google.control("POST", "/sandbox/mail", {"kind": "bounce", "address": SCHOOL, "always": True})
    sent = send(google, to=SCHOOL)
    thread = google.gmail.users().threads().get(userId="me", id=sent["threadId"]).execute()
    bounce = thread["messages"][-1]
    names = {h["name"]: h["value"] for h in bounce["payload"]["headers"]}
    assert bounce["payload"]["mimeType"] == "multipart/report"
    assert "mailer-daemon@googlemail.com" in names["From"]
    assert names["X-Failed-Recipients"] == SCHOOL
    assert names["In-Reply-To"] == header(google, sent["id"], "Message-ID")
    assert google.control("GET", f"/sandbox/mail?address={SCHOOL}")["messages"] == []


@checks("GMAIL-025")
def answers_come_back(google: Probe) -> None:
    """A person's answer goes to Reply-To, a machine's to the sender and says that it is one."""
    google.control("POST", "/sandbox/mail", {"kind": "reply", "address": SCHOOL, "text": "He is ill."})
    google.control("POST", "/sandbox/mail", {"kind": "auto_reply", "address": SCHOOL})
    send(google, to=SCHOOL, Reply_To="dsl@innov8.example")
    answer = google.control("GET", "/sandbox/mail?address=dsl@innov8.example")["messages"][0]
    assert (answer["subject"], answer["text"].strip()) == ("Re: Conformance check", "He is ill.")
    machine = google.control("GET", f"/sandbox/mail?address={google.me}&box=inbox")["messages"][0]
    assert machine["headers"]["Auto-Submitted"] == "auto-replied"


@checks("GMAIL-026")
def bounce_can_take_its_time(google: Probe) -> None:
    """What comes back can come later, by the sandbox's clock."""
    google.control("POST", "/sandbox/mail", {"kind": "bounce", "address": SCHOOL, "minutes": 3})
    send(google, to=SCHOOL)
    inbox = google.gmail.users().messages().list(userId="me", labelIds=["INBOX"])
    assert "messages" not in inbox.execute()
    google.control("POST", "/sandbox/clock", {"forward": 3})
    assert len(inbox.execute()["messages"]) == 1


@checks("GMAIL-034")
def too_many_recipients(google: Probe) -> None:
    """More than a hundred recipients are refused."""
    many = ", ".join(f"p{n}@hill.example" for n in range(101))
    assert refused(lambda: send(google, to=many)).code == 400


@checks("GMAIL-035")
def daily_limit(google: Probe) -> None:
    """The daily limit is a fault rule that refuses with 429."""
    rule = {"kind": "refuse", "status": 429, "match": {"method": "gmail.users.*.send"}, "times": None}
    google.control("POST", "/sandbox/faults", rule)
    made = draft(google, to=SCHOOL)
    for _ in range(2):
        assert refused(lambda: send_draft(google, made["id"])).code == 429
    assert google.control("GET", f"/sandbox/mail?address={SCHOOL}")["messages"] == []


@checks("GMAIL-037")
def another_server_sends_it_back(google: Probe) -> None:
    """A report of another server names nobody in its head, has a thread of its own, and quotes what it is about."""
    google.control("POST", "/sandbox/mail", {"kind": "bounce_apart", "address": SCHOOL})
    sent = send(google, to=SCHOOL, X_Own="m-1")
    listed = google.gmail.users().messages().list(userId="me", labelIds=["INBOX"]).execute()["messages"]
    got = google.gmail.users().messages().get(userId="me", id=listed[0]["id"]).execute()
    names = {h["name"]: h["value"] for h in got["payload"]["headers"]}
    assert got["threadId"] != sent["threadId"]
    assert got["payload"]["mimeType"] == "multipart/report"
    assert names["Subject"] == "Undeliverable: Conformance check"
    assert "postmaster@hill.example" in names["From"]
    assert "X-Failed-Recipients" not in names
    raw = google.gmail.users().messages().get(userId="me", id=listed[0]["id"], format="raw").execute()["raw"]
    assert b"X-Own: m-1" in base64.urlsafe_b64decode(raw + "==")


@checks("GMAIL-038")
def answers_have_their_thread(google: Probe) -> None:
    """An answer is in the message's thread where its subject is the message's, and else in another."""
    for kind, is_within in (("auto_reply_within", True), ("auto_reply", False), ("reply_apart", False)):
        google.control("POST", "/sandbox/mail", {"kind": kind, "address": SCHOOL})
        sent = send(google, to=SCHOOL, subject=f"Conformance check {kind}")
        newest = google.gmail.users().messages().list(userId="me", labelIds=["INBOX"]).execute()["messages"][0]
        assert (newest["threadId"] == sent["threadId"]) is is_within
