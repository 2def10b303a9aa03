"""Pages in Google Chat: what rings there and what does not, what names a space, and what is said where it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.chat import chat_text, not_there, pages_unheard, rings, space_name
from cme.domain.model import Facts, Message, Owing, State
from cme.domain.notices import reference
from tests import builders as build

NOW = build.at("Mon 2026-11-23 10:20")
PAGE = Message("r-01", State.SENT, NOW, "child_page", "innov8", "dee@innov8.example", NOW.date())


@pytest.mark.parametrize(
    "typed",
    [
        "spaces/AAAAb_c-123",
        "https://chat.google.com/room/AAAAb_c-123",
        "https://chat.google.com/room/AAAAb_c-123?cls=7",
        "https://mail.google.com/chat/u/0/#chat/space/AAAAb_c-123",
        "https://mail.google.com/mail/u/1/#chat/space/AAAAb_c-123/thread",
        "https://chat.google.com/u/0/app/chat/AAAAb_c-123",
        "https://chat.google.com/dm/AAAAb_c-123",
    ],
)
def test_a_space_is_known_by_its_name_and_by_each_of_its_addresses(typed: str) -> None:
    assert space_name(typed) == "spaces/AAAAb_c-123"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "AAAAb_c-123",
        "DSL team",
        "spaces/",
        "spaces/AAAA/messages/BBBB",
        "spaces/../v1/other",
        "https://chat.google.com/",
        "https://chat.google.com.evil.example/room/AAAAb_c-123",
        "http://chat.google.com/room/AAAAb_c-123",
        "https://chat.googleapis.com/v1/spaces/AAAAb_c-123/messages?key=k&token=t",
    ],
)
def test_what_is_neither_is_no_space(typed: str) -> None:
    assert space_name(typed) == ""


@pytest.mark.parametrize(
    ("notice", "organisation", "state", "expected"),
    [
        ("child_page", "innov8", State.SENT, True),
        ("register_page", "innov8", State.UNKNOWN, True),
        ("page_again", "innov8", State.SENT, True),
        ("child_page", "innov8", State.CLAIMED, False),
        ("child_page", "innov8", State.REHEARSED, False),
        ("child_page", "innov8", State.WITHDRAWN, False),
        ("child_page", "innov8", State.FAILED, False),
        ("child_page", "HILL", State.SENT, False),
        ("refer_yourself", "innov8", State.SENT, False),
        ("dsl_list", "innov8", State.SENT, False),
        ("absence", "HILL", State.SENT, False),
    ],
)
def test_a_page_of_ours_rings_once_it_went_or_may_have(
    notice: str, organisation: str, state: State, *, expected: bool
) -> None:
    assert rings(replace(PAGE, notice=notice, organisation=organisation, state=state)) is expected


def test_what_is_posted_is_the_line_of_a_locked_telephone_and_where_the_rest_is() -> None:
    facts = build.facts()
    day = NOW.date()
    (session,) = list(facts.sessions.values())[:1]
    key = f"REG-4/{day}/{session.code}/P1/innov8/"
    row = Owing(key, "REG-4", day, session.code, "P1", "innov8", "", "r-01", NOW, NOW, "Sam left without permission.")
    ref = reference(facts.settings.workbook_id, "innov8", day)
    assert chat_text(row, facts) == f"Ref {ref} · {session.site} · 10:20\nPage by email: open it."
    assert chat_text(replace(row, session=""), facts).startswith(f"Ref {ref} · 10:20\n")


def failed(why: str, minute: str = "10:20", **more: object) -> Message:
    at = build.at(f"Mon 2026-11-23 {minute}")
    page = replace(PAGE, id=f"r-{minute}", at=at, **more)  # type: ignore[arg-type]
    return replace(page, detail=not_there(page.detail, why) if why else page.detail)


def facts_with(*messages: Message, space: str = "spaces/AAAApages") -> Facts:
    facts = build.facts()
    settings = replace(facts.settings, chat_space=space)
    return replace(facts, settings=settings, messages={message.id: message for message in messages})


@pytest.mark.parametrize(
    ("why", "says", "mend"),
    [
        ("Refused 401 POST messages", "Google does not know our Chat app.", "service account of the app's own project"),
        ("Refused 403 POST messages", "our Chat app may not write into the space.", "Add it to the space again"),
        ("Refused 404 POST messages", "there is no such space, or no Chat app of ours.", "Mend or empty “chat space”"),
        ("Unavailable 503 POST messages", "it did not take the last one (Unavailable 503", "tried again with the next"),
        ("NoAnswer POST messages", "it did not take the last one (NoAnswer POST", "tried again with the next"),
        ("ValueError", "it did not take the last one (ValueError).", "if it stays so, report it"),
    ],
)
def test_what_keeps_pages_from_the_space_is_one_sentence_with_what_to_do(why: str, says: str, mend: str) -> None:
    (problem,) = pages_unheard(facts_with(failed(why, detail="a repeat")), NOW)
    assert (problem.code, problem.where) == ("CHAT-1", "Settings, chat space")
    assert problem.what.startswith("Pages do not reach Google Chat: ")
    assert says in problem.what
    assert mend in problem.mend
    assert problem.mend.endswith("Pages go by email all the same: keep its sound loud.")


def test_it_is_said_until_a_page_rings_again_the_day_is_over_or_there_is_no_space_any_more() -> None:
    lost, heard = failed("Refused 403 POST messages"), failed("", "10:25")
    assert pages_unheard(facts_with(lost), NOW)
    assert pages_unheard(facts_with(failed("Refused 403 POST messages", "10:30"), heard), NOW)
    assert pages_unheard(facts_with(lost, heard), NOW) == []
    assert pages_unheard(facts_with(lost), build.at("Tue 2026-11-24 07:00")) == []
    assert pages_unheard(facts_with(lost, space=""), NOW) == []
    assert pages_unheard(facts_with(), NOW) == []
