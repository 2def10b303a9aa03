"""A story holds whichever way Google turns out to be; where it expects something else then, it says so.

Every third is played here; `scripts/sweep --switches` plays all of them, in every way.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.app import load_handlers
from sandbox.stage import Stage
from sandbox.stories.player import play
from sandbox.stories.said import StoryError, said
from sandbox.stories.story import read_story, story_of
from sandbox.stories.switched import AS_IT_IS, play_in, ways
from sandbox.switches import ALL, SWITCHES, chosen, standing, turned, usual

HERE = Path(__file__).parent
BUSY = HERE / "google_is_slow_and_forgetful.yaml"
load_handlers()


@pytest.mark.parametrize("path", sorted(HERE.glob("*.yaml"))[::3], ids=lambda path: path.stem)
def test_the_story_holds_with_every_switch_turned(path: Path) -> None:
    with turned(chosen([ALL])):
        assert play(read_story(path)).wrong() == []


@pytest.mark.parametrize("name", sorted(name for name in SWITCHES if not name.startswith("forms_")))
def test_a_busy_story_holds_with_this_switch_alone(name: str) -> None:
    assert play_in(name, [BUSY]).wrong == {}


@pytest.mark.parametrize("name", sorted(SWITCHES))
def test_a_switch_is_turned_to_something_else(name: str) -> None:
    assert SWITCHES[name].turned != SWITCHES[name].default


def test_the_ways_are_none_all_and_each() -> None:
    assert set(ways()) == {AS_IT_IS, ALL, *SWITCHES}


def test_a_switch_may_be_given_a_value_and_one_that_there_is_not_is_refused() -> None:
    assert chosen(["torn_reads=always", "gmail_second_send"]) == {"torn_reads": "always", "gmail_second_send": "400"}
    with pytest.raises(ValueError, match="There is no switch “torn_read”"):
        chosen(["torn_read"])


def test_a_turned_switch_stands_in_each_sandbox_until_it_is_over(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "sandbox.sqlite", datetime(2026, 11, 23, tzinfo=UTC))
    before = standing()
    try:
        with turned({"torn_reads": True}):
            assert stage.control("switches")["switches"]["torn_reads"] is True
            assert stage.control("switches", {"torn_reads": False})["switches"]["torn_reads"] is False
            stage.control("switches", verb="DELETE")
        assert standing() == before
        assert stage.control("switches")["switches"]["torn_reads"] is dict(before).get("torn_reads", False)
    finally:
        stage.close()


SMALL = """\
story: A small one
day: Mon 23 Nov 2026
until: 09:00
expect: {sent: []}
with:
  torn_reads: {sent: [{at: 08:59, rule: REG-1}]}
"""


def test_what_a_story_expects_with_a_switch_takes_the_place_of_the_rest_and_only_then() -> None:
    assert play_small("gmail_search_lag") == []
    assert [wrong.split(":")[0] for wrong in play_small("torn_reads")] == ["Expected and not sent"]


def play_small(switch: str) -> list[str]:
    with turned(usual() | chosen([switch])):
        return play(story_of(said(SMALL, "small.yaml"))).wrong()


def test_a_story_that_names_a_switch_that_there_is_not_is_refused() -> None:
    with pytest.raises(StoryError, match="Did you mean “torn_reads”"):
        story_of(said(SMALL.replace("torn_reads", "torn_read"), "small.yaml"))
