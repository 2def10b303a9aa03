"""Mailboxes over the wire: what the conformance checks leave out."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Any

import pytest
import requests

from sandbox.conformance import Probe, refused
from sandbox.conformance.gmail_asked import SCHOOL, draft, header, raw, send, send_draft


def encoded(letter: EmailMessage) -> dict[str, str]:
    return {"raw": base64.urlsafe_b64encode(letter.as_bytes()).decode()}


def box(google: Probe, address: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = google.control("GET", f"/sandbox/mail?address={address}")["messages"]
    return messages


def test_a_blind_copy_is_delivered_and_named_to_nobody(google: Probe) -> None:
    send(google, to=SCHOOL, Bcc="dsl@innov8.example")
    copy = box(google, "dsl@innov8.example")[0]
    assert "Bcc" not in copy["headers"]
    assert "Bcc" not in box(google, SCHOOL)[0]["headers"]


def test_the_same_message_has_one_message_id_in_every_mailbox(google: Probe) -> None:
    sent = send(google, to=SCHOOL)
    assert box(google, SCHOOL)[0]["headers"]["Message-ID"] == header(google, sent["id"], "Message-ID")


def test_a_schools_mailbox_threads_what_belongs_together(google: Probe) -> None:
    root = "<day@innov8.example>"
    for _ in range(2):
        send(google, to=SCHOOL, subject="Attendance ref 7", References=root)
    send(google, to=SCHOOL, subject="Attendance ref 8", References=root)
    threads = [message["thread"] for message in box(google, SCHOOL)]
    assert threads[0] == threads[1] != threads[2]


def test_a_school_can_read_and_answer_its_mail_with_the_same_api(google: Probe) -> None:
    sent = send(google, to=SCHOOL, subject="Attendance ref 7")
    school = google.as_user(SCHOOL)
    got = school.gmail.users().messages().list(userId="me").execute()["messages"][0]
    own = header(school, got["id"], "Message-ID")
    send(school, thread=got["threadId"], to=google.me, subject="Re: Attendance ref 7", In_Reply_To=own)
    thread = google.gmail.users().threads().get(userId="me", id=sent["threadId"], format="minimal").execute()
    assert [message["labelIds"] for message in thread["messages"]] == [["SENT"], ["INBOX", "UNREAD"]]


def test_a_message_in_parts_is_shown_in_parts(google: Probe) -> None:
    letter = EmailMessage()
    letter["To"], letter["Subject"] = google.me, "Parts"
    letter.set_content("text")
    letter.add_alternative("<p>html</p>", subtype="html")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    sent = google.gmail.users().messages().send(userId="me", body=encoded(letter)).execute()
    payload = google.gmail.users().messages().get(userId="me", id=sent["id"]).execute()["payload"]
    assert payload["mimeType"] == "multipart/mixed"
    alternative, attached = payload["parts"]
    assert [(p["partId"], p["mimeType"]) for p in alternative["parts"]] == [("0.0", "text/plain"), ("0.1", "text/html")]
    assert (attached["partId"], attached["filename"], attached["body"]["size"]) == ("1", "a.pdf", 4)


def test_drafts_are_listed_in_pages(google: Probe) -> None:
    made = [draft(google)["id"] for _ in range(3)]
    listing = google.gmail.users().drafts().list
    first = listing(userId="me", maxResults=2).execute()
    rest = listing(userId="me", maxResults=2, pageToken=first["nextPageToken"]).execute()
    assert [d["id"] for d in first["drafts"] + rest["drafts"]] == made[::-1]
    assert "nextPageToken" not in rest


def test_an_empty_list_is_left_out(google: Probe) -> None:
    assert google.gmail.users().messages().list(userId="me").execute() == {"resultSizeEstimate": 0}
    assert google.gmail.users().drafts().list(userId="me").execute() == {"resultSizeEstimate": 0}


def test_history_gives_what_came_since(google: Probe) -> None:
    start = google.gmail.users().getProfile(userId="me").execute()["historyId"]
    sent = send(google)
    history = google.gmail.users().history().list(userId="me", startHistoryId=start).execute()
    assert history["history"][-1]["messagesAdded"][0]["message"]["id"] == sent["id"]


def test_labels_are_changed_but_sent_and_draft_are_not_ones_to_change(google: Probe) -> None:
    sent = send(google)
    modify = google.gmail.users().messages().modify
    changed = modify(
        userId="me", id=sent["id"], body={"removeLabelIds": ["UNREAD"], "addLabelIds": ["STARRED"]}
    ).execute()
    assert changed["labelIds"] == ["INBOX", "SENT", "STARRED"]
    assert refused(modify(userId="me", id=sent["id"], body={"removeLabelIds": ["SENT"]}).execute).code == 400


def test_a_draft_is_in_the_mailbox_until_it_is_sent(google: Probe) -> None:
    made = draft(google, to=SCHOOL)
    listing = google.gmail.users().messages().list(userId="me", labelIds=["DRAFT"])
    assert [m["id"] for m in listing.execute()["messages"]] == [made["message"]["id"]]
    send_draft(google, made["id"])
    assert "messages" not in listing.execute()
    assert refused(google.gmail.users().messages().get(userId="me", id=made["message"]["id"]).execute).code == 404


def test_a_draft_sent_with_another_subject_leaves_its_thread(google: Probe) -> None:
    made = draft(google)
    assert send_draft(google, made["id"], **raw(google, subject="Other"))["threadId"] != made["message"]["threadId"]


def test_a_draft_that_was_refused_can_be_mended_and_sent(google: Probe) -> None:
    made = draft(google, to="")
    assert refused(lambda: send_draft(google, made["id"])).code == 400
    assert "SENT" in send_draft(google, made["id"], **raw(google, to=SCHOOL))["labelIds"]


@pytest.mark.parametrize("id_", ["", "x", "r1"])
def test_a_draft_that_never_was_cannot_be_sent(google: Probe, id_: str) -> None:
    assert refused(lambda: send_draft(google, id_)).code in (400, 404)


def test_drafts_of_others_are_out_of_reach(google: Probe) -> None:
    made = draft(google)
    other = google.as_user("dsl@innov8.example")
    assert refused(lambda: send_draft(other, made["id"])).code == 404


def test_a_rule_for_an_address_fires_once_or_always(google: Probe) -> None:
    google.control("POST", "/sandbox/mail", {"kind": "auto_reply", "address": SCHOOL})
    google.control("POST", "/sandbox/mail", {"kind": "bounce", "address": "gone@hill.example", "always": True})
    for _ in range(2):
        send(google, to=f"{SCHOOL}, gone@hill.example")
    inbox = google.control("GET", f"/sandbox/mail?address={google.me}&box=inbox")["messages"]
    subjects = sorted(message["subject"] for message in inbox)
    assert subjects == ["Automatic reply: Conformance check", *["Delivery Status Notification (Failure)"] * 2]
    assert google.control("DELETE", "/sandbox/mail")["rules"] == []


def test_something_can_come_back_to_a_message_that_was_read_at_the_other_end(google: Probe) -> None:
    sent = send(google, to=SCHOOL)
    copy = box(google, SCHOOL)[0]
    google.control("POST", "/sandbox/mail", {"kind": "bounce", "message": copy["id"], "address": SCHOOL})
    thread = google.gmail.users().threads().get(userId="me", id=sent["threadId"]).execute()
    assert len(thread["messages"]) == 2


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"kind": "shout"}, "Mail needs a kind"),
        ({"kind": "bounce"}, "Mail needs a message"),
        ({"kind": "bounce", "message": "ffff"}, "There is no message ffff"),
    ],
)
def test_what_cannot_come_back_is_refused_in_a_sentence(google: Probe, wanted: dict[str, str], sentence: str) -> None:
    answer = requests.post(f"{google.base}/sandbox/mail", json=wanted, timeout=5)
    assert answer.status_code >= 400
    assert sentence in answer.json()["error"]["message"]


def test_an_unfinished_message_is_kept_as_it_is(google: Probe) -> None:
    body = {"message": {"raw": base64.urlsafe_b64encode(b"no headers at all").decode()}}
    made = google.gmail.users().drafts().create(userId="me", body=body).execute()
    assert google.gmail.users().drafts().get(userId="me", id=made["id"]).execute()["message"]["labelIds"] == ["DRAFT"]
