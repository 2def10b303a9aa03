"""Checks of Gmail's drafts: made, changed, sent once, and what is doubtful about that."""

from __future__ import annotations

from sandbox.conformance import Probe, checks, refused
from sandbox.conformance.gmail_asked import SCHOOL, draft, header, raw, send_draft


@checks("GMAIL-001")
def draft_is_kept(google: Probe) -> None:
    """A new draft has an id, and a message with the label DRAFT."""
    made = draft(google)
    assert made["message"]["labelIds"] == ["DRAFT"]
    got = google.gmail.users().drafts().get(userId="me", id=made["id"]).execute()
    assert got["message"]["id"] == made["message"]["id"]


@checks("GMAIL-002")
def draft_becomes_a_message(google: Probe) -> None:
    """Sending a draft deletes it and makes a message with another id and the label SENT."""
    made = draft(google)
    sent = send_draft(google, made["id"])
    assert "SENT" in sent["labelIds"]
    assert "DRAFT" not in sent["labelIds"]
    assert sent["id"] != made["message"]["id"]
    assert refused(google.gmail.users().drafts().get(userId="me", id=made["id"]).execute).code == 404


@checks("GMAIL-003")
def sent_draft_keeps_its_thread(google: Probe) -> None:
    """A draft and the message that it becomes share a thread."""
    made = draft(google)
    assert send_draft(google, made["id"])["threadId"] == made["message"]["threadId"]


@checks("GMAIL-004")
def second_send_is_refused(google: Probe) -> None:
    """A draft can be sent once."""
    made = draft(google)
    send_draft(google, made["id"])
    said = refused(lambda: send_draft(google, made["id"]))
    assert (said.code, said.message) == (404, "Requested entity was not found.")


@checks("GMAIL-005")
def passed_content_is_what_goes_out(google: Probe) -> None:
    """Content passed to drafts.send replaces the draft's, in the same thread."""
    made = draft(google, subject="Conformance check")
    sent = send_draft(google, made["id"], **raw(google, subject="Conformance check", X_Check="passed"))
    assert header(google, sent["id"], "X-Check") == "passed"
    assert sent["threadId"] == made["message"]["threadId"]


@checks("GMAIL-010")
def nobody_to_send_to(google: Probe) -> None:
    """A message without a recipient is refused when it is sent, not when it is drafted."""
    made = draft(google, to="")
    said = refused(lambda: send_draft(google, made["id"]))
    assert (said.code, said.message) == (400, "Recipient address required")


@checks("GMAIL-019")
def deleted_draft_is_gone(google: Probe) -> None:
    """A deleted draft is gone for good."""
    made = draft(google)
    google.gmail.users().drafts().delete(userId="me", id=made["id"]).execute()
    assert refused(google.gmail.users().drafts().get(userId="me", id=made["id"]).execute).code == 404


@checks("GMAIL-020")
def updated_draft_gets_a_new_message(google: Probe) -> None:
    """An updated draft keeps its id; its message gets a new one, and with another subject another thread."""
    made = draft(google)
    update = google.gmail.users().drafts().update
    same = update(userId="me", id=made["id"], body={"message": raw(google)}).execute()
    assert (same["id"], same["message"]["threadId"]) == (made["id"], made["message"]["threadId"])
    assert same["message"]["id"] != made["message"]["id"]
    other = update(userId="me", id=made["id"], body={"message": raw(google, subject="Conformance new")}).execute()
    assert other["message"]["threadId"] != made["message"]["threadId"]


@checks("GMAIL-028")
def second_send_may_be_400(google: Probe) -> None:
    """By switch, a second send of a draft is 400."""
    google.control("POST", "/sandbox/switches", {"gmail_second_send": "400"})
    made = draft(google)
    send_draft(google, made["id"])
    assert refused(lambda: send_draft(google, made["id"])).code == 400


@checks("GMAIL-029")
def draft_may_linger(google: Probe) -> None:
    """By switch, a sent draft can be read, and sent again, for a minute."""
    google.control("POST", "/sandbox/switches", {"gmail_draft_lingers": True})
    made = draft(google, to=SCHOOL)
    send_draft(google, made["id"])
    google.gmail.users().drafts().get(userId="me", id=made["id"]).execute()
    send_draft(google, made["id"])
    assert len(google.control("GET", f"/sandbox/mail?address={SCHOOL}")["messages"]) == 2
    google.control("POST", "/sandbox/clock", {"forward": 2})
    assert refused(google.gmail.users().drafts().get(userId="me", id=made["id"]).execute).code == 404


@checks("GMAIL-030")
def thread_may_change(google: Probe) -> None:
    """By switch, a sent draft gets a thread of its own."""
    google.control("POST", "/sandbox/switches", {"gmail_send_new_thread": True})
    made = draft(google)
    assert send_draft(google, made["id"])["threadId"] != made["message"]["threadId"]


@checks("GMAIL-031")
def passed_content_may_change_the_thread(google: Probe) -> None:
    """By switch, a draft sent with its content passed gets a thread of its own."""
    google.control("POST", "/sandbox/switches", {"gmail_raw_new_thread": True})
    made = draft(google)
    assert send_draft(google, made["id"], **raw(google))["threadId"] != made["message"]["threadId"]
