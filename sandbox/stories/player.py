"""Plays a story: moves the clock from minute to minute, lets happen what happens, and calls the runs.

Only minutes at which something can change are played: those of the events, those that the last run named as the next
at which the clock alone can change the answer, and the one after each run that left something unsent. While something
is going on that no run tells of (Google fails, a run was killed) each minute is played.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial, reduce
from pathlib import Path
from typing import Any

from cme.domain.clocks import hhmm
from cme.domain.figures import Figures
from cme.edges.drafts import list_drafts
from cme.errors import CmeError
from cme.policy import load_figures
from sandbox.stage import FormRefusedError, Outcome, Sent, Stage
from sandbox.stories.callers import Caller, Job, Ran
from sandbox.stories.kinds import Event
from sandbox.stories.ready import stage_for
from sandbox.stories.scene import MINUTE, Scene
from sandbox.stories.story import Story
from sandbox.stories.times import is_seen_later

SCREENS = {
    "Today": "today",
    "Waiting": "waiting",
    "Sessions today": "sessions_today",
    "Desk": "desk",
    "Cases": "cases",
    "Questions": "questions",
}
"""What a story may look at, and its tab: the screens, the cases, and where the policy's questions stand."""
DUTY = ("Now", "Ring list", "Day sheet")
"""What the Duty board has besides; its Sessions today are the workbook's."""


@dataclass(frozen=True)
class Played:
    """A story after it was played: what stands in the workbook, what Gmail sent, and what the screens showed when."""

    story: Story
    outcome: Outcome
    mail: list[Sent]
    lines: list[tuple[datetime, str]]
    failures: list[str]
    screens: dict[datetime, dict[str, list[list[str]]]] = field(default_factory=dict)
    minutes: int = 0
    drafts: int = 0
    chat: list[tuple[datetime, str]] = field(default_factory=list)

    def wrong(self) -> list[str]:
        """Return a sentence for each expectation that does not hold; none, where the story holds."""
        return [*self.failures, *(sentence for check in self.story.checks for sentence in check(self))]


def figures_of(story: Story) -> Figures:
    """Return the figures of the policy, with those that the story changes."""
    return reduce(lambda found, change: found.replaced(*change), story.cast.figures, load_figures())


def play(
    story: Story,
    *,
    every_minute: bool = False,
    by: Callable[[Stage], Caller] | None = None,
    port: int = 0,
) -> Played:
    """Play a story on a stage of its own, with the job itself unless another way to call it is given."""
    with tempfile.TemporaryDirectory(prefix="innov8-story-") as folder:
        stage = stage_for(story.cast, Path(folder) / "sandbox.sqlite", port)
        try:
            caller = by(stage) if by else Job(stage, figures_of(story))
            return _Play(story, stage, caller, every_minute=every_minute).run()
        finally:
            stage.close()


class _Play:
    """One story on its stage."""

    def __init__(self, story: Story, stage: Stage, caller: Caller, *, every_minute: bool) -> None:
        self.story, self.stage, self.caller, self.every_minute = story, stage, caller, every_minute
        self.scene = Scene(stage, story.cast, story.starts)
        self.screens: dict[datetime, dict[str, list[list[str]]]] = {}
        self.minutes = 0
        self._looks = [_whole(at) for at in story.looks]
        for event in story.events:
            self.scene.later(event.at, partial(self._happen, event))

    def run(self) -> Played:
        """Play it to its end."""
        self._expect_later()
        minute: datetime | None = _whole(self.story.starts)
        while minute is not None:
            self.scene.play_until(minute)
            self.scene.now = minute
            self.stage.move(minute)
            ran = self._call(minute)
            if minute in self._looks:
                self._look(minute)
            minute = self._next(minute, ran)
        self.stage.control("faults", verb="DELETE")
        scene = self.scene
        return Played(
            self.story,
            self.stage.outcome(),
            self.stage.sent(),
            scene.lines,
            scene.failures,
            self.screens,
            self.minutes,
            len(list_drafts(self.stage.google())),
            self.stage.posted(),
        )

    def _happen(self, event: Event) -> str:
        """Let something happen; where that is not possible, the story does not hold, and says why."""
        self._expect_later()
        try:
            return event.act(self.scene)
        except (CmeError, FormRefusedError, LookupError, ValueError) as wrong:
            why = str(wrong).rstrip(".")
            self.scene.fail(f"At {hhmm(event.at)} this could not be done: {why}.", event.where)
            return ""

    def _expect_later(self) -> None:
        """Where a run may see only a minute later what happened, that minute is played as well."""
        if is_seen_later():
            self.scene.watch(1)

    def _call(self, minute: datetime) -> list[Ran]:
        how, self.scene.special = self.scene.special, ""
        if self.scene.missed_until and minute < self.scene.missed_until:
            return []
        self.minutes += 1
        ran = self.caller.call(minute + self.scene.clock_off, how)
        for each in ran:
            self.scene.lines += [(minute, f"the run says: {note}") for note in each.notes]
            if each.crash:
                self.scene.fail(f"The run at {hhmm(minute)} broke off: {each.crash}.")
        return ran

    def _next(self, minute: datetime, ran: list[Ran]) -> datetime | None:
        last = _whole(self.story.until)
        if minute >= last:
            return None
        scene, soon = self.scene, minute + MINUTE
        is_watched = scene.watched_until is not None and minute < scene.watched_until
        if self.every_minute or is_watched or not all(each.is_settled for each in ran):
            return soon
        wanted = [each.next_at for each in ran] if ran else [scene.missed_until]
        wanted += [scene.next_act, last, *(at for at in self._looks if at > minute)]
        return max(soon, min(_whole(at) for at in wanted if at is not None))

    def _look(self, minute: datetime) -> None:
        seen = {name: self.stage.rows(slug, "A1:M90") for name, slug in SCREENS.items()}
        seen |= {name: self.stage.board_rows(name, "A1:J90") for name in DUTY}
        self.screens[minute] = {name: [[str(cell) for cell in row] for row in rows] for name, rows in seen.items()}


def _whole(at: datetime) -> datetime:
    """Return the first whole minute that is not before an instant: what happens in it is seen by its run."""
    floor: Any = at.astimezone(UTC).replace(second=0, microsecond=0)
    return floor if floor == at else floor + MINUTE  # type: ignore[no-any-return]
