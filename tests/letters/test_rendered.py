"""What every email must be, whatever it says: the same in text and HTML, readable anywhere, discreet where it shows."""

from __future__ import annotations

import re

import pytest

from cme.edges.templates import Rendered
from sandbox.example.approved import renderings
from sandbox.example.letters import Scene, letter, scene_facts
from sandbox.example.scenes import SCENES
from tests.letters.reading import flat, read

every_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
MAY_SAY = {"case_to_school", "referral", "placing_told", "new_facts"}
CODES = re.compile(r"\b(REG|ASK|OPS|PAT|POL|CME|SAFE|ENT|SEND)-\d")


def rendered(scene: Scene) -> Rendered:
    return renderings()[scene.name]


def before_the_foot(text: str) -> str:
    return text.partition("\n-- \n")[0]


@every_scene
def test_every_line_and_every_cell_of_the_html_stands_in_the_text(scene: Scene) -> None:
    found, text = read(rendered(scene).html), flat(rendered(scene).text)
    assert [line for line in found.lines if line not in text] == []
    assert [link for link in found.links if link.startswith("http") and link not in text] == []


@every_scene
def test_every_line_of_the_text_stands_in_the_html(scene: Scene) -> None:
    found = read(rendered(scene).html)
    shown = f"{' '.join(found.lines)} {flat(found.words)}"
    for line in rendered(scene).text.splitlines():
        bare = re.sub(r"^(- |\d+\. )", "", line.strip())
        for part in re.split(r"https?://\S+", bare):
            # A label of the text is a heading of the table.
            without = re.sub(r"^(What we know|What happened): ", "", flat(part)).removesuffix(":")
            assert without in shown or without == "--", line


@every_scene
def test_no_cell_is_empty_and_every_heading_says_what_it_heads(scene: Scene) -> None:
    found = read(rendered(scene).html)
    assert "" not in found.cells
    assert set(found.scopes) <= {"row", "col"}


@every_scene
def test_no_word_is_left_out_of_a_sentence(scene: Scene) -> None:
    assert not re.search(r"[:,(]\s*[,.;)]|“”|\bNone\b", before_the_foot(rendered(scene).text))


@every_scene
def test_nothing_is_fetched_from_outside(scene: Scene) -> None:
    found = read(rendered(scene).html)
    assert {tag for tag, _ in found.tags} & {
        "img",
        "link",
        "script",
        "iframe",
        "object",
        "embed",
        "video",
        "form",
    } == set()
    assert not re.search(r"url\(|@import|@font-face", rendered(scene).html)
    assert [link for link in found.links if not re.match(r"https://forms\.example/|tel:\+?\d+$", link)] == []


@every_scene
def test_it_says_its_language_and_its_styles_fit_where_gmail_cuts(scene: Scene) -> None:
    html = rendered(scene).html
    assert html.startswith('<!doctype html>\n<html lang="en-GB">')
    assert '<main lang="en-GB"' in html
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert 0 < len(style) < 8192
    assert len(html.encode()) < 102_000, "Gmail clips what is longer"


@every_scene
def test_what_a_notice_shows_before_it_is_opened_names_nobody(scene: Scene) -> None:
    subject, first = rendered(scene).subject, rendered(scene).text.partition("\n")[0]
    facts = scene.change(scene_facts())
    people = {p.first_name for p in facts.pupils.values()} | {p.surname for p in facts.pupils.values()}
    schools = {organisation.name for organisation in facts.organisations.values()}
    assert not [name for name in people | schools if name in subject or name in first]
    words = "attendance|for the DSL|for your team|(?:test )?page|register|duty|week|month|archive|to decide|message"
    assert re.fullmatch(rf"innov8 ({words}) (Mon 23 Nov|Thu 26 Nov|Tue 1 Dec) – ref [2-9A-Z]{{4}}", subject)


@every_scene
def test_a_page_begins_with_reference_site_and_time_and_says_no_more_to_a_locked_telephone(scene: Scene) -> None:
    is_page = scene.organisation == "innov8" and letter(scene).urgent
    first, _, rest = rendered(scene).text.partition("\n\n")
    has_lock_line = bool(re.fullmatch(r"(TEST · )?Ref [2-9A-Z]{4}( · [\w ]+)? · \d\d:\d\d", first))
    assert has_lock_line == is_page
    if is_page:
        assert read(rendered(scene).html).lines[0] == first
        padding = rest.partition("\n\n")[0]
        assert len(padding) > 120
        assert "left" not in padding
        assert "register" not in padding


@every_scene
def test_codes_of_ours_stand_at_the_foot_only(scene: Scene) -> None:
    body, foot = before_the_foot(rendered(scene).text), rendered(scene).text.partition("\n-- \n")[2]
    assert not CODES.search(body)
    assert "_" not in re.sub(r"https?://\S+", "", body)
    assert CODES.search(foot)
    # Whoever got a message by mistake is not told what it was about.
    assert ("our policy on children missing education" in foot) is (scene.notice != "sent_in_error")


@every_scene
def test_a_child_is_never_called_missing(scene: Scene) -> None:
    """Only our DSL, who decides it, reads the word; a school's DSL and an authority read the law's own term."""
    text = before_the_foot(rendered(scene).text).casefold()
    text = "" if scene.notice == "case_call" else text
    assert "missing" not in (text.replace("missing education", "") if scene.notice in MAY_SAY else text)


@every_scene
def test_numbers_agree_with_their_words(scene: Scene) -> None:
    text = rendered(scene).text
    assert not re.search(r"\b1 (children|pupils|notices|sessions|minutes|have|are|were)\b", text)
    assert not re.search(r"\b([02-9]|\d\d) (child|pupil|notice|session|minute|has|is|was)\b", text)


@every_scene
def test_outsiders_are_told_whom_to_ring_or_to_reply(scene: Scene) -> None:
    if scene.organisation != "innov8":
        assert re.search(r"07700 900106|reply to this message|Please reply now", before_the_foot(rendered(scene).text))
    else:
        assert "Questions:" not in rendered(scene).text


@every_scene
def test_every_number_can_be_rung_by_a_tap(scene: Scene) -> None:
    found = read(rendered(scene).html)
    shown = set(re.findall(r"\b0(?:7700 900|1632 960)\d{3}\b|\bring 999\b", " ".join(found.lines[1:])))
    tapped = {re.sub(r"\D", "", link) for link in found.links if link.startswith("tel:")}
    assert {re.sub(r"\D", "", number) for number in shown} == tapped
