"""What a sweep measured, in one sentence and as docs/reliability.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sandbox.sweep.breaks import BREAKS
from sandbox.sweep.day import Day
from sandbox.sweep.sweep import Result

FILE = Path(__file__).parents[2] / "docs" / "reliability.md"
HEAD = """# Reliability

<!-- Written by “scripts/sweep --write” from what it measured. Do not edit it by hand. -->

`scripts/sweep` plays a busy school day of the example once and keeps a copy of the sandbox at the beginning of every
run that writes or sends. Then it goes back to each of these, and at **every HTTP call** of the run lets one thing go
wrong. The schedule goes on, minute by minute through the leases, until nothing is under way, and for one heartbeat
more. After each point must hold:

- every obligation that the undisturbed run paid is in the mailbox exactly once (a page whose sending could not be
  known, at most twice, and the second says so);
- nothing was sent that the undisturbed minutes would not have sent, and nothing to an address they did not use;
- every entry and every observation is in the workbook exactly once;
- no message is in the mailbox that the ledger does not know; each that it calls sent is there once, and none that it
  calls withdrawn or failed;
- what was overtaken is noted; nothing is still claimed.

The day is [sandbox/sweep/busy_day.yaml](../sandbox/sweep/busy_day.yaml). `scripts/sweep --only 0915:7:killed-after`
plays one point alone, `--points 60 --seed 1` a sample; `scripts/test` plays one with every run of the tests.
"""


@dataclass(frozen=True)
class Measured:
    """What a sweep found, and over how much."""

    on: date
    ticks: int
    minutes: int
    messages: int
    calls: int
    played: Counter[str]
    failed: Counter[str]
    seconds: float
    whole: bool

    @classmethod
    def of(cls, day: Day, results: Sequence[Result], seconds: float, *, whole: bool) -> Measured:
        """Return the figures of a sweep."""
        played = Counter(point.fault for point, _ in results)
        failed = Counter(point.fault for point, wrong in results if wrong)
        calls = sum(len(tick.calls) for tick in day.ticks)
        today = datetime.now(UTC).date()
        return cls(today, len(day.ticks), day.minutes, day.messages, calls, played, failed, seconds, whole)

    @property
    def points(self) -> int:
        """How many points were played."""
        return self.played.total()

    @property
    def failures(self) -> int:
        """At how many of them something did not hold."""
        return self.failed.total()

    def sentence(self) -> str:
        """Return the last line of the command."""
        part = "" if self.whole else " (a sample)"
        return (
            f"{self.ticks} runs, {self.calls} calls, {self.messages} messages; {self.points} points{part}, "
            f"{self.failures} failures, {self.seconds:.0f} seconds."
        )


def document(measured: Measured) -> str:
    """Return docs/reliability.md."""
    lines = [
        HEAD,
        f"## Measured on {measured.on.day} {measured.on:%B %Y}",
        "",
        "| what | how much |",
        "|---|---|",
        f"| messages of the day | {measured.messages} |",
        f"| runs of the day that write or send | {measured.ticks} |",
        f"| HTTP calls that they make | {measured.calls} |",
        f"| points played | {measured.points}{'' if measured.whole else ', a sample'} |",
        f"| points after which something did not hold | {measured.failures} |",
        f"| how long | {measured.seconds:.0f} seconds, on a machine that did other work as well |",
        "",
        "| what goes wrong | | points | did not hold |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{found.name}` | {found.meaning} | {measured.played[found.name]} | {measured.failed[found.name]} |"
        for found in BREAKS.values()
    ]
    return "\n".join([*lines, ""])
