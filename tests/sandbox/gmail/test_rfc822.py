"""A message's bytes: one header is changed, and everything else is left as it came."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.gmail import delivery, rfc822
from sandbox.wire import GoogleError

RAW = (
    b"From: =?utf-8?q?Caf=C3=A9?= <a@x.example>\r\nSubject: A long\r\n  folded one\r\nX-Own: 1\r\nX-own: 2\r\n\r\n"
    b"X-Own: not a header\r\n\r\n\xff\xfe body\r\n"
)


def test_a_header_is_replaced_however_often_and_however_written() -> None:
    changed = rfc822.with_header(RAW, "X-OWN", "new")
    assert changed.startswith(b"X-OWN: new\r\nFrom:")
    assert changed.lower().split(b"\r\n\r\n")[0].count(b"x-own") == 1
    assert changed.endswith(RAW.partition(b"\r\n\r\n")[2])


def test_a_folded_header_goes_with_its_folds() -> None:
    assert b"folded" not in rfc822.without_header(RAW, "subject")


def test_from_keeps_the_name_and_loses_the_address() -> None:
    changed = rfc822.parse(rfc822.sender_rewritten(RAW, "bot@innov8.example"))
    assert str(changed["From"]) == "Café <bot@innov8.example>"


@pytest.mark.parametrize(
    ("subject", "key"),
    [("Re: RE: Attendance", "attendance"), ("Fwd: attendance ", "attendance"), ("Reattendance", "reattendance")],
)
def test_an_answers_subject_is_compared_without_its_prefix(subject: str, key: str) -> None:
    assert rfc822.subject_key(rfc822.parse(f"Subject: {subject}\r\n\r\n".encode())) == key


@pytest.mark.parametrize(
    "to", ["nobody", "a@b", "a b@c.example", "<>", "a@c.example, nobody", "@c.example", "a@c..example"]
)
def test_what_is_no_address_is_refused(to: str) -> None:
    with pytest.raises(GoogleError, match="Invalid To header"):
        rfc822.check_recipients(rfc822.parse(f"To: {to}\r\n\r\n".encode()), is_sending=False)


@pytest.mark.parametrize("to", ["a@c.example", "A B <a@c.example>", '"B, A" <a.b+c@d-e.example>, <x@y.example>'])
def test_addresses_as_people_write_them_are_taken(to: str) -> None:
    rfc822.check_recipients(rfc822.parse(f"To: {to}\r\n\r\n".encode()), is_sending=True)


def test_html_alone_is_read_as_text() -> None:
    raw = b"Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>Tom &amp; Zo\xc3\xab</p>"
    assert rfc822.plain_text(rfc822.parse(raw)).strip() == "Tom & Zoë"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_a_message(raw: bytes) -> None:
    message = rfc822.parse(rfc822.with_crlf(raw))
    rfc822.subject_key(message)
    rfc822.references(message)
    rfc822.plain_text(message)
    rfc822.addresses(message, "To", "Cc")


HEADERS = st.sampled_from(["To", "From", "Subject", "References", "Content-Type", "Content-Transfer-Encoding", "Date"])


@example([("To", "<")], "")  # breaks Python's own reading of addresses
@given(st.lists(st.tuples(HEADERS, st.text(max_size=30)), max_size=5), st.text(max_size=50))
def test_no_headers_break_the_reading_of_a_message(headers: list[tuple[str, str]], body: str) -> None:
    raw = rfc822.with_crlf(("".join(f"{n}: {v}\n" for n, v in headers) + "\n" + body).encode("utf-8", "replace"))
    message = rfc822.parse(raw)
    rfc822.subject_key(message)
    rfc822.references(message)
    rfc822.plain_text(message)
    rfc822.addresses(message, "To", "Cc")
    rfc822.sender_rewritten(raw, "bot@innov8.example")


def test_a_bounce_is_what_a_reader_of_bounces_looks_for() -> None:
    from datetime import UTC, datetime

    original = rfc822.parse(b"From: bot@innov8.example\r\nMessage-ID: <1@mail.gmail.com>\r\nSubject: S\r\n\r\nx")
    raw = delivery.bounce(
        original, b"Subject: S\r\n\r\nx", "a@b.example", "Gone.", datetime(2026, 11, 24, tzinfo=UTC), is_apart=False
    )
    report = rfc822.parse(raw)
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    kinds = [part.get_content_type() for part in report.iter_parts()]
    assert kinds == ["text/plain", "message/delivery-status", "text/rfc822-headers"]
    assert b"Final-Recipient: rfc822; a@b.example" in raw
    assert "Gone." in rfc822.plain_text(report)
