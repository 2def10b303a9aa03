"""Checks of Gmail: drafts, sending, threads, and what comes back. Mail goes only to the account itself."""

from __future__ import annotations

import base64
import re
from email.message import EmailMessage
from typing import Any

from sandbox.conformance import Probe, checks, refused

SCHOOL = "attendance@hill.example"


def raw(google: Probe, subject: str = "Conformance check", to: str | None = None, **headers: str) -> dict[str, str]:
    """Return a small message to the account itself, as the API wants it."""
    letter = EmailMessage()
    letter["To"] = google.me if to is None else to
    letter["From"] = google.me
    letter["Subject"] = subject
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("A check of what Gmail does. It may be deleted.")
    return {"raw": base64.urlsafe_b64encode(letter.as_bytes()).decode()}


def draft(google: Probe, **more: Any) -> dict[str, Any]:
    """Make a draft."""
    made: dict[str, Any] = (
        google.gmail.users().drafts().create(userId="me", body={"message": raw(google, **more)}).execute()
    )
    google.drafted.append(made["id"])
    return made


def send_draft(google: Probe, id_: str, **message: Any) -> dict[str, Any]:
    """Send a draft."""
    body = {"id": id_} | ({"message": message} if message else {})
    sent: dict[str, Any] = google.gmail.users().drafts().send(userId="me", body=body).execute()
    google.mailed.append(sent["id"])
    return sent


def send(google: Probe, thread: str | None = None, **more: Any) -> dict[str, Any]:
    """Send a message."""
    body = raw(google, **more) | ({"threadId": thread} if thread else {})
    sent: dict[str, Any] = google.gmail.users().messages().send(userId="me", body=body).execute()
    google.mailed.append(sent["id"])
    return sent


def header(google: Probe, id_: str, name: str) -> str:
    """Return one header of a message."""
    messages = google.gmail.users().messages()
    got = messages.get(userId="me", id=id_, format="metadata", metadataHeaders=[name]).execute()
    return next((h["value"] for h in got["payload"].get("headers", []) if h["name"].lower() == name.lower()), "")


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


@checks("GMAIL-010")
def nobody_to_send_to(google: Probe) -> None:
    """A message without a recipient is refused when it is sent, not when it is drafted."""
    made = draft(google, to="")
    said = refused(lambda: send_draft(google, made["id"]))
    assert (said.code, said.message) == (400, "Recipient address required")


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
