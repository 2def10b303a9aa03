"""Whatever a form, a sheet or a person puts into an email stays inside it: one recipient, our headers, one reading."""

from __future__ import annotations

import email
import re
import unicodedata
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.form_plan import FORMS
from cme.domain.model import Contact, Facts
from cme.domain.people import Relative
from cme.edges.templates import LONGEST, Rendered, call_link, one_line, render, to_mime, web_address
from cme.errors import SetupError
from sandbox.example.letters import Scene, letter
from sandbox.example.scenes import SCENES

HOSTILE = (
    "\r\nBcc: evil@evil.example\r\n",
    "\n\n.\nQUIT\n",
    "\u2028To: evil@evil.example",
    "\u202egnp.exe",
    "\u2066left\u2069",
    "a\u200bb\u200dc\ufeff",
    "\ud800",
    "\x00\x08\x1b[31m",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</main></body></html>",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("https://evil.example","see me")',
    "javascript:alert(1)",
    "evil@evil.example, second@evil.example",
    "x" * 60_000,
    "and then she said " * 3_334,
    "\N{PILE OF POO}\N{COMBINING ACUTE ACCENT}",
    "",
    " ",
)
ANYTHING = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec=None), max_size=40),
    st.lists(st.sampled_from(HOSTILE[:-5]), min_size=2, max_size=4).map("".join),
)
ONE_OF_EACH = {
    scene.notice: scene
    for scene in SCENES
    if scene.variant in ("one", "none_yet", "mixed", "bounced", "paused", "cancelled")
}
OUR_HEADERS = {
    "To",
    "From",
    "Reply-To",
    "Subject",
    "Auto-Submitted",
    "References",
    "In-Reply-To",
    "X-Innov8-Message",
    "MIME-Version",
    "Content-Type",
}


NAMED = ("first_name", "surname", "year", "admission_number")


def spoilt(facts: Facts, text: str) -> Facts:
    """Put a text into every field that a person fills in, except codes and addresses, which are checked on reading."""
    return replace(
        facts,
        settings=replace(
            facts.settings,
            organisation=text,
            dsl_name=text,
            dsl_phone=text,
            lawful_basis=text,
            form_links=dict.fromkeys(FORMS, text),
            question_ids=dict.fromkeys(
                ("register/which_session", "change/child", "today/which", "answer/reference"), text
            ),
        ),
        organisations={code: _organisation(o, text) for code, o in facts.organisations.items()},
        staff={code: replace(person, name=text, phone=text) for code, person in facts.staff.items()},
        pupils={
            code: replace(
                pupil,
                family=(Relative(text, text, text),),
                never_ring=text,
                social_worker=Relative(text, text, text),
                **dict.fromkeys(NAMED, text),
            )
            for code, pupil in facts.pupils.items()
        },
        places=tuple(replace(place, transport=text) for place in facts.places),
        sessions={code: replace(s, name=text, site=text, kind=text) for code, s in facts.sessions.items()},
        observations=tuple(replace(o, reason=text, said_by=text[:100], instead=text) for o in facts.observations),
    )


def _organisation(o, text: str):  # type: ignore[no-untyped-def]
    contacts = tuple(Contact(c.role, text, c.email, text) for c in o.contacts)
    return replace(o, name=text, telephone=text, contacts=contacts)


def sent(rendered: Rendered) -> EmailMessage:
    """Return the message as a mail program reads it."""
    mime = to_mime(
        rendered,
        key="run-01",
        sender="register@innov8.example",
        reply_to="attendance@innov8.example",
        to="attendance@mill.example",
        thread="<abc@innov8-register.invalid>",
    )
    assert len(mime) < 400_000
    found = email.message_from_bytes(mime, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def steering(text: str) -> set[str]:
    """Return the characters that would steer a program or turn the reading direction; line ends are ours."""
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\r\n"}


@given(scene=st.sampled_from(sorted(ONE_OF_EACH.values(), key=lambda s: s.name)), text=ANYTHING)
@settings(max_examples=120, deadline=None)
def test_whatever_is_typed_stays_text_of_one_message_to_one_reader(scene: Scene, text: str) -> None:
    found = letter(replace(scene, change=lambda facts: spoilt(scene.change(facts), text)))
    rendered = render(found)
    message = sent(rendered)
    expected = OUR_HEADERS | ({"Importance"} if found.urgent else set())
    assert sorted(message.keys()) == sorted(expected)
    assert str(message["To"]) == "attendance@mill.example"
    assert len(message["To"].addresses) == 1
    assert steering(str(message["Subject"])) == set()
    assert len(str(message["Subject"])) < 120
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert steering(plain.get_content()) == set()
    assert steering(html.get_content()) == set()
    assert not re.search(r"<(script|img|iframe|form)\b|<[^>]+\son\w+=|href=\"(?!https?:|tel:)", html.get_content())
    assert html.get_content().count("</html>") == 1


def test_there_is_one_hostile_scene_for_every_notice() -> None:
    assert set(ONE_OF_EACH) == {scene.notice for scene in SCENES}


def test_a_template_never_runs_what_somebody_typed() -> None:
    scene = ONE_OF_EACH["absence"]
    rendered = render(letter(replace(scene, change=lambda facts: spoilt(scene.change(facts), "{{ 7 * 7 }}"))))
    assert "{{ 7 * 7 }}" in rendered.text
    assert "{{ 7 * 7 }}" in rendered.html
    assert "49" not in rendered.text


def test_html_is_escaped_in_html_and_left_alone_in_text() -> None:
    scene = ONE_OF_EACH["absence"]
    rendered = render(letter(replace(scene, change=lambda facts: spoilt(scene.change(facts), "Tom & <b>Jo</b>"))))
    assert "Tom & <b>Jo</b>" in rendered.text
    assert "Tom &amp; &lt;b&gt;Jo&lt;/b&gt;" in rendered.html
    assert "<b>Jo" not in rendered.html


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "Ann <a@b.example>",
        "a@exаmple.example",
    ],
)
def test_what_is_not_one_plain_address_is_refused_in_words(address: str) -> None:
    rendered = Rendered("subject", "text", "html")
    with pytest.raises(SetupError, match="is not one email address, so nothing was sent to it"):
        to_mime(rendered, key="k", sender="", reply_to="", to=address, thread="<t@innov8-register.invalid>")
    if address:
        with pytest.raises(SetupError):
            to_mime(rendered, key="k", sender=address, reply_to="", to="a@b.example", thread="<t@x.invalid>")
        with pytest.raises(SetupError):
            to_mime(rendered, key="k", sender="", reply_to=address, to="a@b.example", thread="<t@x.invalid>")


def test_one_line_is_one_line_and_ends() -> None:
    assert one_line("  a\r\n\tb\u2028c \u202e d ") == "a b c d"
    assert one_line("Zoë O’Neil-Łukasz 🤒") == "Zoë O’Neil-Łukasz 🤒"
    assert one_line("x" * 60_000) == "x" * LONGEST + " …"


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("07700 900106", 'href="tel:07700900106"'),
        ("+44 (0)1632 960101", 'href="tel:+441632960101"'),
        ("01632 960101 ext. 12", 'href="tel:01632960101"'),
        ("999", 'href="tel:999"'),
    ],
)
def test_a_number_rings_when_it_is_tapped(typed: str, link: str) -> None:
    assert link in call_link(typed)
    assert f">{typed}</a>" in call_link(typed)


@pytest.mark.parametrize("typed", ["no number is entered", "", "12", "javascript:alert(1)"])
def test_what_is_no_number_is_no_link(typed: str) -> None:
    assert "<a" not in call_link(typed)


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", "https://a.example/ b", "", 'https://a"b']
)
def test_only_a_web_address_is_a_link(typed: str) -> None:
    assert web_address(typed) == ""


def test_what_is_urgent_says_so_to_the_reader_s_mail_program() -> None:
    by_urgency = {letter(scene).urgent: sent(render(letter(scene))) for scene in ONE_OF_EACH.values()}
    assert by_urgency[True]["Importance"] == "high"
    assert by_urgency[False]["Importance"] is None
