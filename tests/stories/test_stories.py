"""Every story holds; the one in the document does; and a story that is a little wrong does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cme.domain.model import State
from cme.domain.states import MOVES
from sandbox.stories.player import Played, play
from sandbox.stories.said import said
from sandbox.stories.story import read_story, story_of
from sandbox.trial.day import DAY

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "stories.md"
FIRST = HERE / "two_children_with_staggered_starts_both_missing.yaml"


@pytest.mark.parametrize("path", [DAY, *sorted(HERE.glob("*.yaml"))], ids=lambda path: path.stem)
def test_the_story_holds(path: Path) -> None:
    played = play(read_story(path))
    assert played.wrong() == []
    assert list(forbidden_moves(played)) == []


def forbidden_moves(played: Played) -> Iterator[str]:
    """Yield each step of a message that the table of states does not know."""
    before: dict[str, State] = {}
    for key, state, *_ in played.outcome.events:
        after = State(state)
        if after not in MOVES[before.get(key)]:
            yield f"{key}: {before.get(key)} → {after}"
        before[key] = after


def test_a_move_that_the_table_does_not_know_would_be_seen(first: Played) -> None:
    again = [*first.outcome.events, first.outcome.events[0]]
    assert len(list(forbidden_moves(replace(first, outcome=replace(first.outcome, events=again))))) == 1


def test_the_story_in_the_document_holds() -> None:
    found = re.search(r"```yaml\n(story: .*?)```", DOCUMENT.read_text(), re.S)
    assert found
    assert play(story_of(said(found[1], "docs/stories.md"))).wrong() == []


@pytest.fixture(scope="module")
def first() -> Played:
    """The first story, played once: a changed expectation is held against what was played."""
    return play(read_story(FIRST))


WRONG = {
    "one too few is expected": (
        "    - {at: 09:45, rule: REG-1, about: P2, to: HILL attendance, notice: absence}\n",
        "",
    ),
    "one too many is expected": (
        "  problems: []",
        "    - {at: 09:50, rule: REG-5, about: P1, to: HILL}\n  problems: []",
    ),
    "one goes to another address": ("about: P1, to: HILL attendance", "about: P1, to: office@hill.example"),
    "one goes to another school": ("about: P1, to: HILL attendance", "about: P1, to: MILL"),
    "one goes to another role": ("about: P1, to: HILL attendance", "about: P1, to: HILL DSL"),
    "one is a minute late": ("at: 09:45, rule", "at: 09:46, rule"),
    "one is about another child": ("about: P2", "about: P3"),
    "one is by another rule": ("{at: 09:45, rule: REG-1", "{at: 09:45, rule: REG-5"),
    "one is another notice": ("to: HILL attendance, notice: absence", "to: HILL attendance, notice: stand_down"),
    "one says something else": ("notice: absence}\n  problems", "notice: absence, says: all is well}\n  problems"),
    "one says what it must not": ("notice: absence}\n  problems", "notice: absence, never: Zoe M}\n  problems"),
    "one is in another state": ("notice: absence}\n  problems", "notice: absence, state: bounced}\n  problems"),
    "the mailbox is counted otherwise": ("  problems: []", "  mailbox: 3"),
    "a problem is expected that does not stand": ("  problems: []", "  problems: [ENT-2]"),
    "something was to be overtaken": ("  problems: []", "  overtaken: [{rule: REG-1}]"),
    "an entry had another outcome": (
        "  problems: []",
        "  entries: [{at: 09:04, outcome: accepted}, {at: 09:34, outcome: query}]",
    ),
    "an entry is missing": ("  problems: []", "  entries: [accepted]"),
    "a name must nowhere be said": ("  problems: []", "  never: Zoe M"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_story_does_not_hold_where(name: str, first: Played) -> None:
    before, after = WRONG[name]
    text = FIRST.read_text()
    assert before in text
    changed = story_of(said(text.replace(before, after, 1), "changed.yaml"))
    wrong = Played(changed, first.outcome, first.mail, first.lines, first.failures).wrong()
    assert len(wrong) == 1, wrong


def test_the_first_story_as_it_is_holds_against_the_same_playing(first: Played) -> None:
    assert first.wrong() == []


@pytest.mark.parametrize("name", ["gmail_down_for_ten_minutes", "a_bounced_notice"])
def test_to_play_every_minute_sends_the_same_messages_at_the_same_time(name: str) -> None:
    text = (HERE / f"{name}.yaml").read_text()
    story = story_of(said(text.replace("until: 10:00", "from: 09:03\nuntil: 09:27"), name))
    jumped, walked = play(story), play(story, every_minute=True)
    assert walked.minutes > jumped.minutes
    assert _told(walked) == _told(jumped)
    assert walked.wrong() == []


def _told(played: Played) -> list[tuple[object, ...]]:
    return [(m.id, m.state, m.at, m.organisation, m.to, m.subject) for m in played.outcome.messages]


def test_what_cannot_be_done_in_a_story_is_said_and_not_a_traceback() -> None:
    text = FIRST.read_text().replace("happens:\n", "happens:\n  - {at: 09:01, bounces: HILL}\n", 1)
    text = text.replace("happens:\n", "happens:\n  - {at: 09:02, sheet: Schools, row: FORD, set: {Name: x}}\n", 1)
    text = text.replace("happens:\n", "happens:\n  - {at: 09:03, register: BIKE, by: me@elsewhere.example}\n", 1)
    wrong = play(story_of(said(text, "s.yaml"))).wrong()
    assert len(wrong) == 3
    assert "nothing had been sent to HILL" in wrong[0]
    assert "Schools has no row “FORD”" in wrong[1]
    assert "did not take what me@elsewhere.example sent" in wrong[2]
