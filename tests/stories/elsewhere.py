"""Plays a story in a process of its own and says all that came of it: started by a test, in another time zone."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from sandbox.garbage import collect_rarely
from sandbox.stories.player import Played, play
from sandbox.stories.said import said
from sandbox.stories.story import story_of


def came_of(played: Played) -> dict[str, Any]:
    """Return what was decided and written, but for ids that are drawn by lot."""
    out = played.outcome
    return {
        "wrong": played.wrong(),
        "messages": [(m.at, m.state, m.notice, m.to, m.subject.split(" – ")[0], m.lease_until) for m in out.messages],
        "owing": [(row.key, row.due, row.decided_at, row.reason) for row in out.owing],
        "observations": [(o.day, o.pupil, o.saw, o.at, o.recorded_at) for o in out.observations],
        "entries": [(entry[1:7], entry[8:10]) for entry in out.entries],
        "screens": [(at, screens) for at, screens in sorted(played.screens.items())],
    }


if __name__ == "__main__":
    collect_rarely()
    story = story_of(said(Path(sys.argv[1]).read_text(), sys.argv[1]))
    sys.stdout.write(json.dumps({"zone": time.tzname[0], **came_of(play(story))}, default=str))
