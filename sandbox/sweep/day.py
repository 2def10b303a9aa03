"""Plays the busy day once, and keeps a copy of the sandbox at the beginning of every run that writes or sends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cme.domain.clocks import hhmm
from cme.domain.model import Owing
from cme.domain.modes import OVERTAKEN_LIST
from cme.domain.notice_names import notice_of
from cme.domain.sent_on import SENT_ON, first_key
from sandbox.stage import Stage
from sandbox.stories.callers import Job, Ran
from sandbox.stories.player import Played, figures_of, play
from sandbox.stories.story import read_story

STORY = Path(__file__).with_name("busy_day.yaml")
SAME_MINUTE = timedelta(seconds=30)


@dataclass(frozen=True)
class Tick:
    """One run of the undisturbed day that wrote or sent: where it began, its calls, and what it paid."""

    name: str
    now: datetime
    file: Path
    calls: tuple[str, ...]
    """The method of each, in order."""
    owed: frozenset[str] = frozenset()
    """What it told somebody: each must be in the mailbox once, whatever happens to the run."""
    overtaken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Day:
    """The undisturbed day: its runs, and to whom anything went."""

    workbook_id: str
    ticks: tuple[Tick, ...]
    addresses: frozenset[str]
    messages: int
    minutes: int

    def tick(self, name: str) -> Tick:
        """Return the run of a minute, such as 0915."""
        for found in self.ticks:
            if found.name == name:
                return found
        raise ValueError(
            f"There is no run “{name}” that wrote or sent. There are: {', '.join(t.name for t in self.ticks)}."
        )


@dataclass
class _Recorder(Job):
    """Calls the job as a story does, and keeps how each run began."""

    folder: Path = field(kw_only=True)
    ticks: list[Tick] = field(default_factory=list)

    def call(self, now: datetime, how: str = "") -> list[Ran]:
        """Call the run of a minute; keep a copy of what was before it, if it writes."""
        name = hhmm(now).replace(":", "")
        file = self.folder / f"{name}.sqlite"
        self.stage.app.store.copy_to(file)
        before = self._last()
        ran = super().call(now, how)
        with self.stage.app.store.transaction() as db:
            calls = db.execute("SELECT method, verb FROM traffic WHERE id > ? ORDER BY id", (before,)).fetchall()
        if all(call["verb"] == "GET" for call in calls):
            file.unlink()
        else:
            self.ticks.append(Tick(name, now, file, tuple(call["method"] for call in calls)))
        return ran

    def _last(self) -> int:
        with self.stage.app.store.transaction() as db:
            return int(db.execute("SELECT coalesce(max(id), 0) FROM traffic").fetchone()[0])


def play_day(folder: Path, story: Path = STORY) -> Day:
    """Play the day; the copies lie in the folder. It raises ValueError where the day itself does not hold."""
    told = read_story(story)
    recorders: list[_Recorder] = []

    def by(stage: Stage) -> _Recorder:
        recorders.append(_Recorder(stage, figures_of(told), folder=folder))
        return recorders[-1]

    played = play(told, by=by)
    if wrong := played.wrong():
        raise ValueError(f"The undisturbed day does not hold: {' '.join(wrong)}")
    (recorder,) = recorders
    ticks = tuple(_with_owed(tick, played) for tick in recorder.ticks)
    addresses = frozenset(sent.to for sent in played.mail)
    return Day(recorder.stage.workbook_id, ticks, addresses, len(played.mail), played.minutes)


def _with_owed(tick: Tick, played: Played) -> Tick:
    rows = [row for row in played.outcome.owing if abs(row.decided_at - tick.now) < SAME_MINUTE]
    mailed = {sent.key for sent in played.mail}
    owed = frozenset(lasting(row) for row in rows if row.message in mailed)
    return replace(tick, owed=owed, overtaken=frozenset(row.key for row in rows if not row.message))


def lasting(row: Owing) -> str:
    """Return what names an obligation, also where it is decided a minute later.

    The key of a list holds its minute, and that of what was sent on the message that was not read.
    """
    if row.rule == SENT_ON:
        return f"{SENT_ON} of {first_key(row)}"
    return "OPS-2" if notice_of(row.rule, row.organisation, row.step) == OVERTAKEN_LIST else row.key
