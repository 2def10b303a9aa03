"""Which of our messages a mail is about: what it quotes, its conversation, the address that failed, its writer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cme.domain.incoming import Incoming, Kind, mails, meant, noticed
from cme.domain.model import Message, State
from tests import builders as build

AT = build.at("Mon 2026-11-23 09:30")
HILL, DSL = "attendance@hill.example", "dsl@hill.example"
FIRST = build.a_message("m1", State.SENT, AT - timedelta(minutes=15), to=HILL)
LATER = build.a_message("m2", State.SENT, AT - timedelta(minutes=5), to=HILL)
OTHER = build.a_message("m3", State.SENT, AT - timedelta(minutes=2), to=DSL)
EVERY = [FIRST, LATER, OTHER]


def mail(kind: Kind = Kind.PERSON, **more: Any) -> Incoming:
    return Incoming("x1", kind, AT, **{"sender": HILL} | more)


def about(found: Message | None) -> str:
    return found.id if found else ""


@pytest.mark.parametrize(
    ("came", "near", "expected"),
    [
        (mail(), [], "m2"),
        (mail(sender="stranger@elsewhere.example"), [], ""),
        (mail(sender="stranger@elsewhere.example"), [OTHER], "m3"),
        (mail(), [FIRST, OTHER], "m1"),
        (mail(Kind.AUTOMATIC), [], "m2"),
        (mail(Kind.FAILURE, sender="postmaster@hill.example", original="m1"), [], "m1"),
        (mail(Kind.FAILURE, sender="postmaster@hill.example", failed=(DSL,)), [], "m3"),
        (mail(Kind.FAILURE, sender="postmaster@hill.example", failed=(DSL,)), EVERY, "m3"),
        (mail(Kind.FAILURE, sender="postmaster@hill.example"), [], ""),
        (mail(Kind.FAILURE, sender="postmaster@hill.example"), [FIRST], "m1"),
        (mail(Kind.OURS), EVERY, ""),
        (replace(mail(), at=AT - timedelta(minutes=20)), [], ""),
        (replace(mail(), at=AT + timedelta(days=1)), [], ""),
    ],
    ids=[
        *("its writer, the latest", "a stranger", "a stranger in our thread", "the conversation before the address"),
        *("a program", "what it quotes", "the address that failed", "the address within the conversation"),
        *("a report about others", "a report in our thread", "our own", "written before", "written tomorrow"),
    ],
)
def test_a_mail_is_about_the_message_that_it_names_best(came: Incoming, near: list[Message], expected: str) -> None:
    assert about(meant(came, near, EVERY)) == expected


def test_a_report_is_about_the_last_message_to_an_address_whenever_it_comes() -> None:
    late = replace(mail(Kind.FAILURE, failed=(HILL,)), at=AT + timedelta(days=2))
    assert about(meant(late, [], EVERY)) == "m2"


def test_a_program_takes_back_no_persons_answer() -> None:
    answered = noticed(FIRST, mail(), AT)
    after = noticed(answered, replace(mail(Kind.AUTOMATIC), id="x2"), AT)
    assert (after.detail, mails(after)) == ("replied mail=x1 mail=x2", ["x1", "x2"])


def test_a_person_takes_the_place_of_a_program() -> None:
    automatic = noticed(FIRST, mail(Kind.AUTOMATIC), AT)
    assert automatic.detail.startswith("an automatic reply: nobody has read it")
    assert noticed(automatic, replace(mail(), id="x2"), AT).detail == "replied mail=x1 mail=x2"


def test_what_comes_back_counts_whatever_was_answered() -> None:
    assert noticed(noticed(FIRST, mail(), AT), replace(mail(Kind.FAILURE), id="x2"), AT).state is State.BOUNCED
