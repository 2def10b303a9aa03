"""What a story expects to ring in Google Chat: exactly these texts, none of which names a child."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sandbox.stories import wishes
from sandbox.stories.matching import Found, differences
from sandbox.stories.said import Said
from sandbox.stories.story import Check, Told, expectation

if TYPE_CHECKING:
    from sandbox.stories.player import Played

POST: Mapping[str, wishes.Reader] = {"at": wishes.at_minute, "says": wishes.within}


@expectation("chat", *POST)
def chat(said: Said, told: Told) -> Check:
    """These texts were posted in Google Chat, and no others."""
    wanted = [wishes.read_line(item, told, POST, "A post", bare="at") for item in said.each()]

    def check(played: Played) -> Iterator[str]:
        words = [(at, text, wishes.shown(at, told)) for at, text in played.chat]
        found = [Found({"at": at, "says": text}, {"at": when, "says": f"“{text}”"}) for at, text, when in words]
        yield from differences(wanted, found, "posted in Google Chat")
        pupils = played.outcome.facts.pupils.values()
        names = {name for pupil in pupils for name in (pupil.code, pupil.first_name, pupil.surname) if name}
        for _, text, when in words:
            if any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names):
                yield f"At {when} Google Chat names a child: “{text}”."

    return check
