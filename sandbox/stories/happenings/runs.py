"""What the scheduler does wrong: runs that are missed, doubled, or killed half-way."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import reduce

from cme.domain.clocks import hhmm
from cme.jobs import daily
from cme.policy import load_figures
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.scene import Scene
from sandbox.stories.times import moment

WORDS = ("missed", "twice", "at once", "killed")
POINTS = ("reading", "drafting", "claiming", "sending")
"""After what a run may be killed: it had read; its drafts were made; its claim stood; Gmail had sent the first."""
AFTERWARDS = 6
CLOCK = re.compile(r"(\d{1,4}) (second|minute|hour|day)s? (slow|fast)")


@happening("runs", "until", "after")
def runs(spoken: Spoken) -> Act:
    """The runs of a while are missed; or this minute's is doubled, or killed."""
    how = spoken.need("runs").one_of(WORDS, "way for a run to go wrong")
    if how == "missed":
        until = moment(spoken.need("until"), spoken.day)
        if until <= spoken.at:
            raise spoken.said["until"].wrong("It ends before it begins.")

        def miss(scene: Scene) -> str:
            scene.missed_until = until
            return f"no runs from now until {hhmm(until)}"

        return miss
    point = spoken.said["after"].one_of(POINTS, "point to kill a run at") if "after" in spoken.said else "claiming"
    if "until" in spoken.said:
        raise spoken.said["until"].wrong(f"“{how}” is about one minute.", "Take “until” away.")
    if "after" in spoken.said and how != "killed":
        raise spoken.said["after"].wrong(f"“{how}” does not end half-way.", "Only “killed” knows “after”.")

    def act(scene: Scene) -> str:
        scene.special = f"killed after {point}" if how == "killed" else how
        scene.watch(AFTERWARDS)
        words = {"twice": "this minute's run is called twice", "at once": "two runs at once"}
        return words.get(how, f"this minute's run is killed after {point}")

    return act


@happening("nightly")
def nightly(spoken: Spoken) -> Act:
    """The job of the night runs, which throws stray drafts away and works out patterns of absence."""
    if not spoken.need("nightly").flag():
        raise spoken.said["nightly"].wrong("A night without its job is one that is not told.", "Take the event away.")

    def act(scene: Scene) -> str:
        figures = reduce(lambda found, change: found.replaced(*change), scene.cast.figures, load_figures())
        now = scene.now + scene.clock_off
        report = daily.run(scene.stage.google(), scene.stage.workbook_id, now, figures=figures)
        notes = "".join(f"; {note}" for note in report.notes)
        return f"the night's job, drafts: {report.drafts}, thrown away: {report.thrown_away}{notes}"

    return act


@happening("clock", "until")
def clock(spoken: Spoken) -> Act:
    """The clock of the machine that runs the jobs goes wrong, for a while or from now on."""
    said = spoken.need("clock")
    found = CLOCK.fullmatch(said.text().strip())
    if found is None:
        raise said.wrong(f"“{said.text()}” does not say how wrong a clock is.", "Write it as 20 minutes slow.")
    off = timedelta(**{f"{found[2]}s": int(found[1])}) * (1 if found[3] == "fast" else -1)
    until = moment(spoken.said["until"], spoken.day) if "until" in spoken.said else None
    if until and until <= spoken.at:
        raise spoken.said["until"].wrong("It ends before it begins.")

    def act(scene: Scene) -> str:
        scene.clock_off = off
        if until:
            scene.later(until, lambda: _right_again(scene))
        return f"the clock of the machine that runs the jobs is {said.text()}"

    return act


def _right_again(scene: Scene) -> str:
    scene.clock_off = timedelta(0)
    return "the clock of the machine that runs the jobs is right again"
