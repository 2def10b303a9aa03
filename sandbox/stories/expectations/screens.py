"""What a story expects people to see: sentences on the DSL's screens or the Duty board, at the end or at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cme.domain.clocks import hhmm
from sandbox.stories.said import Said
from sandbox.stories.story import Check, Told, expectation
from sandbox.stories.times import moment

if TYPE_CHECKING:
    from sandbox.stories.player import Played

TABS = ("Today", "Waiting", "Sessions today", "Desk", "Cases", "Questions", "Now", "Ring list", "Day sheet")


def _moment(said: Said, told: Told) -> datetime:
    at = moment(said.pairs()["at"], told.day) if "at" in said.pairs() else told.until
    if at > told.until:
        raise said.pairs()["at"].wrong("The story has ended by then.")
    return at


def _moments(said: Said, told: Told) -> list[datetime]:
    return [_moment(item, told) for item in said.each()]


@expectation("board", "tab", "at", "says", "never", moments=_moments)
def board(said: Said, told: Told) -> Check:
    """A screen shows these sentences, and not those."""
    looks = [_look(item, told) for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        for tab, at, wanted, unwanted, where in looks:
            rows = [" | ".join(row) for row in played.screens.get(at, {}).get(tab, [])]
            for sentence in wanted:
                if not any(sentence.casefold() in row.casefold() for row in rows):
                    shown = "\n    ".join(row for row in rows if row.strip(" |"))
                    yield f"At {hhmm(at)} {tab} does not show “{sentence}” ({where}). It shows:\n    {shown}"
            for sentence in unwanted:
                yield from (
                    f"At {hhmm(at)} {tab} must not show “{sentence}” ({where}), and it does: {row}."
                    for row in rows
                    if sentence.casefold() in row.casefold()
                )

    return check


def _look(said: Said, told: Told) -> tuple[str, datetime, list[str], list[str], str]:
    given = said.known(("tab", "at", "says", "never"), "A screen")
    if "tab" not in given:
        raise said.wrong("“tab” is missing.", f"Say one of: {', '.join(TABS)}.")
    sentences = {key: [item.text() for item in given[key].each()] if key in given else [] for key in ("says", "never")}
    if not any(sentences.values()):
        raise said.wrong("It does not say what the screen shows.", "Say “says” or “never”.")
    tab = given["tab"].one_of(TABS, "screen")
    return tab, _moment(said, told), sentences["says"], sentences["never"], said.where
