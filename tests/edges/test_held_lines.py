"""A message of the mailbox as words: its text wherever it stands, what is attached by name, its folder and instant."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest

from cme.domain.subject_search import DRAFTS, RECEIVED, SENT, Line
from cme.edges.held_lines import mail_line
from tests import builders as build

AT = build.at("Mon 2026-11-23 09:31")
HEAD = "From: Ann <ann@hill.example>\r\nTo: bot@innov8.example\r\nSubject: =?utf-8?q?Zo=C3=AB?=\r\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nZoë is ill."
PAGE = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Zoë &amp; Kai</p>"
FILE = 'Content-Type: text/plain; name="a.txt"\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\nnot read'


def several(*parts: str) -> str:
    return "".join(
        ("Content-Type: multipart/mixed; boundary=b\r\n\r\n", *(f"--b\r\n{p}\r\n" for p in parts), "--b--\r\n")
    )


def read(text: str, *labels: str, head: str = HEAD) -> Line:
    raw = base64.urlsafe_b64encode(f"{head}{text}".encode()).decode().rstrip("=")
    got: dict[str, Any] = {"raw": raw, "labelIds": list(labels), "internalDate": str(int(AT.timestamp() * 1000))}
    messages = SimpleNamespace(get=lambda **_: SimpleNamespace(execute=lambda: got))
    return mail_line(SimpleNamespace(messages=messages), "m1")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "text", "files"),
    [
        (PLAIN, "Zoë is ill.", None),
        (PAGE, "Zoë & Kai", None),
        (several(PAGE, FILE), "Zoë & Kai", "a.txt"),
        (
            several(PLAIN, FILE.replace('; filename="a.txt"', "").replace('; name="a.txt"', "")),
            "Zoë is ill.",
            "without a name",
        ),
        (several(FILE), "", "a.txt"),
        (PLAIN.replace("utf-8", "x-nothing"), "Zoë is ill.", None),
    ],
)
def test_a_message_is_read_whatever_it_is_made_of(body: str, text: str, files: str | None) -> None:
    says = read(body).says
    assert (says["Text"].strip(), says.get("Attachments")) == (text, files)
    assert (says["Subject"], says["From"]) == ("Zoë", "Ann <ann@hill.example>")


@pytest.mark.parametrize(
    ("labels", "source"),
    [(("SENT", "INBOX"), SENT), (("DRAFT",), DRAFTS), (("INBOX", "UNREAD"), RECEIVED), (("TRASH",), RECEIVED)],
)
def test_its_folder_and_its_instant_are_gmails(labels: tuple[str, ...], source: str) -> None:
    line = read(PLAIN, *labels)
    assert (line.source, line.at) == (source, AT)


def test_our_own_headers_say_what_it_answers_for() -> None:
    head = HEAD + "X-Innov8-Message: m1\r\nX-Innov8-Pays: REG-1/P1\r\nX-Innov8-Notice: absence\r\n"
    says = read(PLAIN, head=head).says
    assert (says["Message"], says["Answers for"], says["Kind"]) == ("m1", "REG-1/P1", "absence")
