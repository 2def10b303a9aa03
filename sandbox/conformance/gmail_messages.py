"""Checks of Gmail's messages: what is sent, how it is threaded, shown, listed and found."""

from __future__ import annotations

import base64
import re
from email.message import EmailMessage

from sandbox.conformance import Probe, checks, refused
from sandbox.conformance.gmail_asked import SCHOOL, header, send


@checks("GMAIL-006")
def message_id_is_rewritten(google: Probe) -> None:
    """Whatever Message-ID we write, the stored one is Gmail's."""
    sent = send(google, Message_ID="<ours@innov8.example>")
    assert re.fullmatch(r"<CA[\w+=-]+@mail\.gmail\.com>", header(google, sent["id"], "Message-ID"))


@checks("GMAIL-007")
def own_headers_survive(google: Probe) -> None:
    """Headers of our own and Auto-Submitted are kept."""
    sent = send(google, X_Innov8_Message="m-1", Auto_Submitted="auto-generated")
    assert header(google, sent["id"], "X-Innov8-Message") == "m-1"
    assert header(google, sent["id"], "Auto-Submitted") == "auto-generated"


@checks("GMAIL-008")
def from_is_the_mailboxs(google: Probe) -> None:
    """Nobody can write in another's name: From becomes the account's address."""
    letter = EmailMessage()
    letter["To"], letter["From"], letter["Subject"] = google.me, "Head <head@hill.example>", "Conformance check"
    letter.set_content("x")
    body = {"raw": base64.urlsafe_b64encode(letter.as_bytes()).decode()}
    sent = google.gmail.users().messages().send(userId="me", body=body).execute()
    google.mailed.append(sent["id"])
    assert google.me in header(google, sent["id"], "From")
    assert "head@hill.example" not in header(google, sent["id"], "From")


@checks("GMAIL-009")
def bad_address_is_refused(google: Probe) -> None:
    """A To that is no address is refused."""
    said = refused(lambda: send(google, to="no address at all"))
    assert (said.code, said.message) == (400, "Invalid To header")


@checks("GMAIL-011")
def missing_content_is_refused(google: Probe) -> None:
    """A message without `raw` is refused in Gmail's own words."""
    said = refused(google.gmail.users().messages().send(userId="me", body={}).execute)
    words = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"
    assert (said.code, said.message) == (400, words)


@checks("GMAIL-012")
def bad_base64_is_refused(google: Probe) -> None:
    """`raw` that is not base64 is refused, at message.raw."""
    said = refused(google.gmail.users().messages().send(userId="me", body={"raw": "§§"}).execute)
    assert said.code == 400
    assert said.message.startswith("Invalid value at 'message.raw' (TYPE_BYTES)")


@checks("GMAIL-013")
def thread_needs_all_three(google: Probe) -> None:
    """A message joins a thread that is asked for only with References and the same subject."""
    first = send(google, subject="Conformance thread")
    own = header(google, first["id"], "Message-ID")
    joined = send(google, thread=first["threadId"], subject="Conformance thread", References=own)
    assert joined["threadId"] == first["threadId"]
    alone = send(google, thread=first["threadId"], subject="Conformance thread")
    assert alone["threadId"] != first["threadId"]
    other = send(google, thread=first["threadId"], subject="Conformance other", References=own)
    assert other["threadId"] != first["threadId"]


@checks("GMAIL-014")
def shared_reference_threads(google: Probe) -> None:
    """Messages of one subject that name one id in References form a thread, though no message has that id."""
    root = "<conformance-day@innov8.example>"
    first = send(google, subject="Conformance day", References=root, In_Reply_To=root)
    second = send(google, subject="Conformance day", References=root, In_Reply_To=root)
    assert second["threadId"] == first["threadId"]


@checks("GMAIL-015")
def unknown_thread_is_refused(google: Probe) -> None:
    """A thread that does not exist cannot be joined."""
    said = refused(lambda: send(google, thread="1234567890abcdef"))
    assert said.code == 404


@checks("GMAIL-016")
def formats(google: Probe) -> None:
    """The four formats: minimal has no payload, metadata only the headers asked for, raw the bytes, full the parts."""
    sent = send(google)
    get = google.gmail.users().messages().get
    assert "payload" not in get(userId="me", id=sent["id"], format="minimal").execute()
    asked = get(userId="me", id=sent["id"], format="metadata", metadataHeaders=["Subject"]).execute()
    assert asked["payload"]["headers"] == [{"name": "Subject", "value": "Conformance check"}]
    assert b"Conformance check" in base64.urlsafe_b64decode(
        get(userId="me", id=sent["id"], format="raw").execute()["raw"]
    )
    full = get(userId="me", id=sent["id"]).execute()
    assert full["payload"]["mimeType"] == "text/plain"
    assert b"A check" in base64.urlsafe_b64decode(full["payload"]["body"]["data"])
    assert full["internalDate"].isdigit()


@checks("GMAIL-017")
def lists_give_ids_only(google: Probe) -> None:
    """A list has ids and threads, newest first; the label narrows it."""
    sent = send(google)
    listed = google.gmail.users().messages().list(userId="me", labelIds=["SENT"], maxResults=5).execute()
    assert listed["messages"][0] == {"id": sent["id"], "threadId": sent["threadId"]}


@checks("GMAIL-018")
def malformed_id_is_refused(google: Probe) -> None:
    """An id that cannot be one is 400; one that is not there is 404."""
    get = google.gmail.users().messages().get
    assert (refused(get(userId="me", id="no-id").execute).message) == "Invalid id value"
    assert refused(get(userId="me", id="1234567890abcdef").execute).code == 404


@checks("GMAIL-021")
def own_mail_is_one_message(google: Probe) -> None:
    """Mail to oneself is one message that is both sent and in the inbox."""
    sent = send(google)
    got = google.gmail.users().messages().get(userId="me", id=sent["id"], format="minimal").execute()
    assert {"SENT", "INBOX"} <= set(got["labelIds"])


@checks("GMAIL-022")
def another_mailbox_is_closed(google: Probe) -> None:
    """Only one's own mailbox can be opened."""
    said = refused(google.gmail.users().getProfile(userId="somebody.else@hill.example").execute)
    assert (said.code, said.message) == (403, f"Delegation denied for {google.me}")


@checks("GMAIL-027")
def search(google: Probe) -> None:
    """The operators that are used find what they should."""
    sent = send(google, subject="Conformance needle", to=SCHOOL)
    own = header(google, sent["id"], "Message-ID")

    def found(q: str) -> int:
        return len(google.gmail.users().messages().list(userId="me", q=q).execute().get("messages", []))

    for q in (
        f"rfc822msgid:{own}",
        "subject:needle in:sent newer_than:2d",
        f"to:{SCHOOL} -in:inbox",
        "after:2026/11/24",
    ):
        assert found(q) == 1, q
    for q in ("from:mailer-daemon", "subject:haystack", "before:2026/11/24", "in:inbox"):
        assert found(q) == 0, q
    assert refused(lambda: found("a OR b")).code == 501


@checks("GMAIL-032")
def search_may_lag(google: Probe) -> None:
    """By switch, a search does not find the newest mail."""
    google.control("POST", "/sandbox/switches", {"gmail_search_lag": "90"})
    send(google)
    search_it = google.gmail.users().messages().list(userId="me", q="subject:Conformance")
    assert "messages" not in search_it.execute()
    google.control("POST", "/sandbox/clock", {"forward": 2})
    assert len(search_it.execute()["messages"]) == 1


@checks("GMAIL-033")
def sent_listing_may_lag(google: Probe) -> None:
    """By switch, listings do not show what was just sent."""
    google.control("POST", "/sandbox/switches", {"gmail_sent_lag": True})
    sent = send(google, to=SCHOOL)
    listing = google.gmail.users().messages().list(userId="me", labelIds=["SENT"])
    assert "messages" not in listing.execute()
    assert google.gmail.users().messages().get(userId="me", id=sent["id"]).execute()["id"] == sent["id"]
    google.control("POST", "/sandbox/clock", {"forward": 3})
    assert len(listing.execute()["messages"]) == 1


@checks("GMAIL-036")
def bin_hides(google: Probe) -> None:
    """What is in the bin is not listed unless it is asked for."""
    sent = send(google)
    google.gmail.users().messages().trash(userId="me", id=sent["id"]).execute()
    listing = google.gmail.users().messages().list
    ids = [m["id"] for m in listing(userId="me").execute().get("messages", [])]
    assert sent["id"] not in ids
    ids = [m["id"] for m in listing(userId="me", includeSpamTrash=True).execute()["messages"]]
    assert sent["id"] in ids
