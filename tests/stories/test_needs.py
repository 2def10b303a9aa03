"""Each need of a school day has something that shows it; each rule and each story is there for somebody's sake."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cme.domain import rules
from cme.domain.rulebook import RULES
from scripts._documents.needs import PERSONS, Need, load_needs, needs_page, other_stories
from scripts._documents.proofs import ROOT, STORIES

rules.load()
NEEDS = load_needs()
EACH = pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.slug)
PAGE = needs_page()


def text_of(story: str) -> str:
    """What a story's file says; nothing where there is no such file."""
    path = STORIES / f"{story}.yaml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def is_named(code: str, text: str) -> bool:
    """Return whether a rule's code stands in a text, and not only the beginning of another's."""
    return bool(re.search(rf"\b{code}\b", text))


@EACH
def test_it_is_somebody_s_and_something_shows_it(need: Need) -> None:
    assert need.who in PERSONS
    assert need.stories or need.tests


@EACH
def test_the_stories_and_tests_that_it_names_exist(need: Need) -> None:
    assert [story for story in need.stories if not text_of(story)] == []
    for test in need.tests:
        path, _, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), test


@EACH
def test_its_rules_exist_and_speak_in_its_stories(need: Need) -> None:
    """Where a need has no story at all, its tests are about the rule, and a reader must look there."""
    told = "\n".join(map(text_of, need.stories))
    assert [code for code in need.rules if code not in RULES] == []
    assert [code for code in need.rules if need.stories and not is_named(code, told)] == []


@EACH
def test_it_is_on_the_page(need: Need) -> None:
    assert f"| {need.needs} | {need.does} |" in PAGE


def test_each_rule_of_the_rulebook_serves_somebody() -> None:
    assert set(RULES) - {code for need in NEEDS for code in need.rules} == set()


def test_each_story_is_there_for_somebody_or_says_why_it_is_there() -> None:
    for_somebody = {story for need in NEEDS for story in need.stories}
    elsewhere = [story for found in other_stories().values() for story in found]
    assert {path.stem for path in STORIES.glob("*.yaml")} == for_somebody | set(elsewhere)
    assert for_somebody & set(elsewhere) == set()
    assert [story for story, times in Counter(elsewhere).items() if times > 1] == []


def test_a_need_is_named_once_and_told_once() -> None:
    for told in ([need.slug for need in NEEDS], [need.needs for need in NEEDS]):
        assert [one for one, times in Counter(told).items() if times > 1] == []
