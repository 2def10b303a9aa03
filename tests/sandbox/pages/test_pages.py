"""The sandbox's pages on a phone: whole, readable by everybody, and doing what their buttons say."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
import requests

from sandbox.conformance import Probe
from sandbox.conformance.chat_posts import RING, post
from sandbox.conformance.gmail_asked import SCHOOL, send
from tests.axe import examined

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = "spaces/AAAApages00"
SCRIPT = "<script>document.title='taken over'</script><img src=x onerror=\"parent.document.title='taken over'\">"


def letter(google: Probe, html: str = "<h1>Hello</h1>", subject: str = "Attendance ref 7") -> str:
    """Send the school a letter with HTML, and return the id of its copy."""
    message = EmailMessage()
    message["To"], message["Subject"], message["Reply-To"] = SCHOOL, subject, "dsl@innov8.example"
    message.set_content("Hello as text")
    message.add_alternative(html, subtype="html")
    body = {"raw": base64.urlsafe_b64encode(message.as_bytes()).decode()}
    google.gmail.users().messages().send(userId="me", body=body).execute()
    return str(google.control("GET", f"/sandbox/mail?address={SCHOOL}")["messages"][-1]["id"])


@pytest.fixture
def phone(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(10_000)
    return page


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/mail/",
        f"/mail/{SCHOOL}",
        f"/mail/{SCHOOL}/{{id}}",
        "/mail/nobody@x.example",
        "/chat/",
        "/chat/AAAApages00",
        "/sandbox/",
    ],
)
def test_every_page_fits_a_phone_and_can_be_read_by_everybody(google: Probe, phone: Page, path: str) -> None:
    google.workbook("A workbook with quite a long name, as people give them to their workbooks")
    google.control(
        "POST", "/sandbox/faults", {"kind": "refuse", "status": 429, "match": {"method": "gmail.users.watch"}}
    )
    id_ = letter(google)
    google.control("POST", "/sandbox/chat", {"space": PAGES, "members": [google.me]})
    post(google, PAGES, "Ref ELPM · Barn · 09:15\nPage by email: open it.")
    phone.goto(google.base + path.format(id=id_))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    violations = examined(phone).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.browser
def test_the_clock_is_moved_by_a_button_and_put_by_hand(google: Probe, phone: Page) -> None:
    phone.goto(f"{google.base}/sandbox/")
    phone.get_by_role("button", name="15 minutes on").click()
    phone.wait_for_url("**/sandbox/#clock")
    assert phone.inner_text(".clock") == "Tue 24 Nov 2026, 12:15"
    phone.get_by_label("Put it to").fill("2026-06-01T09:15")
    phone.get_by_role("button", name="Put", exact=True).click()
    phone.get_by_text("Mon 1 Jun 2026, 09:15").first.wait_for()
    assert google.control("GET", "/sandbox/clock")["now"] == "2026-06-01T08:15:00.000Z"


@pytest.mark.browser
def test_a_letter_can_neither_run_nor_fetch_anything(google: Probe, phone: Page) -> None:
    id_ = letter(google, SCRIPT, subject=SCRIPT)
    answered: list[str] = []
    phone.on("response", lambda response: answered.append(response.url))
    phone.goto(f"{google.base}/mail/{SCHOOL}/{id_}", wait_until="networkidle")
    assert phone.title() == SCRIPT
    assert not [url for url in answered if url.endswith("/x")]


def test_a_letter_is_shown_as_text_as_html_and_as_source(google: Probe) -> None:
    id_ = letter(google)
    page = requests.get(f"{google.base}/mail/{SCHOOL}/{id_}", timeout=5)
    assert "Hello as text" in page.text
    assert "Message-ID: &lt;CA" in page.text
    html = requests.get(f"{google.base}/mail/{SCHOOL}/{id_}/html", timeout=5)
    assert "<h1>Hello</h1>" in html.text
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]


def test_a_letter_that_was_opened_is_read(google: Probe) -> None:
    id_ = letter(google)
    requests.get(f"{google.base}/mail/{SCHOOL}/{id_}", timeout=5)
    assert google.control("GET", f"/sandbox/mail?address={SCHOOL}")["messages"][0]["labels"] == ["INBOX"]


@pytest.mark.parametrize(
    ("kind", "address", "subject"),
    [
        ("reply", "dsl@innov8.example", "Re: Attendance ref 7"),
        ("auto_reply", "bot@innov8.example", "Automatic reply: Attendance ref 7"),
        ("bounce", "bot@innov8.example", "Delivery Status Notification (Failure)"),
    ],
)
def test_something_can_be_made_to_come_back_from_the_page(google: Probe, kind: str, address: str, subject: str) -> None:
    id_ = letter(google)
    requests.post(f"{google.base}/mail/{SCHOOL}/{id_}", data={"kind": kind, "text": ""}, timeout=5)
    inbox = google.control("GET", f"/sandbox/mail?address={address}&box=inbox")["messages"]
    assert [message["subject"] for message in inbox] == [subject]


def test_the_control_page_adds_and_removes_a_fault(google: Probe) -> None:
    form = {"do": "break", "method": "gmail.users.*", "kind": "refuse 429", "times": "2"}
    requests.post(f"{google.base}/sandbox/", data=form, timeout=5)
    (rule,) = google.control("GET", "/sandbox/faults")["faults"]
    assert (rule["kind"], rule["status"], rule["times"]) == ("refuse", 429, 2)
    assert "refused: 429" in requests.get(f"{google.base}/sandbox/", timeout=5).text
    requests.post(f"{google.base}/sandbox/", data={"do": "mend", "id": str(rule["id"])}, timeout=5)
    assert google.control("GET", "/sandbox/faults")["faults"] == []


def test_the_control_page_sets_switches(google: Probe) -> None:
    for name, value, wanted in (("gmail_draft_lingers", "true", True), ("gmail_second_send", "400", "400")):
        requests.post(f"{google.base}/sandbox/", data={"do": "switch", "name": name, "value": value}, timeout=5)
        assert google.control("GET", "/sandbox/switches")["switches"][name] == wanted


def test_the_control_page_refuses_what_it_has_no_button_for(google: Probe) -> None:
    assert requests.post(f"{google.base}/sandbox/", data={"do": "explode"}, timeout=5).status_code == 400


def test_the_first_page_names_workbooks_forms_and_mailboxes(google: Probe) -> None:
    book = google.workbook("Records <b>")
    send(google, to=SCHOOL)
    form = google.forms.forms().create(body={"info": {"title": "Register"}}).execute()
    page = requests.get(google.base, timeout=5).text
    assert form["responderUri"].removeprefix(google.base) in page
    assert f"/spreadsheets/d/{book.id}/edit" in page
    assert "Records &lt;b&gt;" in page
    assert SCHOOL in page


def test_a_message_that_is_not_there_is_not_found(google: Probe) -> None:
    assert requests.get(f"{google.base}/mail/{SCHOOL}/ffff", timeout=5).status_code == 404


@pytest.mark.browser
def test_an_answer_is_sent_by_its_button(google: Probe, phone: Page) -> None:
    id_ = letter(google)
    phone.goto(f"{google.base}/mail/{SCHOOL}/{id_}")
    phone.get_by_label("Text, if it matters").fill("He is ill.")
    phone.get_by_role("button", name="Send it").click()
    phone.wait_for_url(f"**/mail/{SCHOOL}")
    answer = google.control("GET", "/sandbox/mail?address=dsl@innov8.example")["messages"][0]
    assert answer["text"].strip() == "He is ill."


def test_a_space_shows_what_was_posted_the_newest_first_and_whether_it_rings(google: Probe) -> None:
    google.control("POST", "/sandbox/chat", {"space": PAGES, "title": "Pages <b>", "members": [google.me]})
    assert "Nothing was posted here yet." in requests.get(f"{google.base}/chat/AAAApages00", timeout=5).text
    post(google, PAGES, "Ref <i>\nPage by email")
    post(google, PAGES, "Ref 2", createMessageNotificationOptions_notificationType=RING)
    shown = requests.get(f"{google.base}/chat/AAAApages00", timeout=5).text
    assert "Ref &lt;i&gt;<br>Page by email<br>" in shown
    assert shown.index("Ref 2") < shown.index("Ref &lt;i&gt;")
    assert shown.count("· rings") == 1
    for path in ("/", "/chat/"):
        page = requests.get(google.base + path, timeout=5).text
        assert 'href="/chat/AAAApages00">Pages &lt;b&gt;</a>' in page
        assert "2 posted" in page
    assert requests.get(f"{google.base}/chat/AAAAother", timeout=5).status_code == 404
