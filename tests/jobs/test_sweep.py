"""One busy minute, and at every call of it everything that can go wrong; then later minutes, and nothing is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cme.errors import CmeError
from tests.jobs.calls import READS, Killed, at_call, killed
from tests.jobs.small import Scene
from tests.jobs.truth import check_truth

DAY = "2026-11-23"
OWED = {
    *(f"REG-2/{DAY}/{session}//innov8/{step}" for session in ("BIKE", "COOK") for step in ("nudge", "coordinator")),
    f"REG-2/{DAY}/COOK//innov8/page",
    f"REG-1/{DAY}/BIKE/P1/HILL/",
}
"""All that is due by 09:27; the last two at 09:15, which is the busy minute."""
CALLS = READS + 6
"""Of the busy minute: what each run reads; two drafts, a commit, two sends, a commit."""
LATER = ("09:16", "09:17", "09:19", "09:23", "09:27")
FAULTS: dict[str, dict[str, Any]] = {
    "response lost": {"kind": "lose_response"},
    "applied a minute later": {"kind": "late_apply", "seconds": 70},
    "applied after the lease": {"kind": "late_apply", "seconds": 250},
    "timeout": {"kind": "timeout", "seconds": 0},
    "429": {"kind": "refuse", "status": 429, "retry_after": 1},
    "500": {"kind": "refuse", "status": 500},
}
ON_READS: dict[str, dict[str, Any]] = {
    "timeout": {"kind": "timeout", "seconds": 0},
    "503 three times": {"kind": "refuse", "status": 503, "times": 3},
}
Busy = Callable[[Path], Scene]


WHOLE = ("killed before", "killed after", "another run", *FAULTS)
WRITES = {
    READS: ("killed before", "another run", "response lost", "500"),
    READS + 1: ("killed after", "applied after the lease"),
    READS + 2: WHOLE,
    READS + 3: (
        "killed before",
        "killed after",
        "response lost",
        "applied a minute later",
        "applied after the lease",
        "429",
    ),
    READS + 4: ("killed before", "killed after", "response lost", "applied after the lease"),
    READS + 5: ("killed before", "killed after", "another run", "response lost", "applied a minute later", "500"),
}
"""What goes wrong at which write: everything at the commits and at a send; a second draft or send is as the first."""


def points() -> Iterator[tuple[str, int]]:
    for call in range(1, READS + 1):
        yield from ((what, call) for what in ON_READS)
    yield from (("another run", call) for call in (1, READS))
    for call, kinds in WRITES.items():
        yield from ((what, call) for what in kinds)


@pytest.fixture
def scene(busy: Busy, tmp_path: Path) -> Iterator[Scene]:
    opened = busy(tmp_path)
    yield opened
    opened.close()


def break_at(scene: Scene, what: str, call: int) -> None:
    """Run the busy minute with one thing that goes wrong at one of its calls."""
    google = scene.stage.google()
    if what == "another run":
        at_call(google, call, lambda: scene.tick("09:15"))
    elif what in (FAULTS | ON_READS):
        scene.fault(match={"path": "/(v4|v1|gmail)/"}, skip=call - 1, **(FAULTS | ON_READS)[what])
    else:
        at_call(google, call, killed, after=what == "killed after")
    with suppress(Killed, CmeError):
        scene.tick("09:15", google)


def let_it_go_on(scene: Scene) -> None:
    google = scene.stage.google()
    for when in LATER:
        scene.tick(when, google)


@pytest.mark.usual("torn_reads")
@pytest.mark.parametrize(("what", "call"), [*points()], ids=lambda value: str(value).replace(" ", "_"))
def test_whatever_breaks_at_whichever_call_each_obligation_goes_once(scene: Scene, what: str, call: int) -> None:
    break_at(scene, what, call)
    let_it_go_on(scene)
    # A minute in which the register could not be read pages about it: nobody knew better.
    unread = {f"REG-2/{DAY}/BIKE//innov8/page"} if (what, call) == ("503 three times", 2) else set()
    check_truth(scene, OWED | unread)


@pytest.mark.usual("torn_reads")
def test_the_busy_minute_has_the_calls_that_the_sweep_breaks(scene: Scene) -> None:
    assert scene.tick("09:15").calls == CALLS
    let_it_go_on(scene)
    check_truth(scene, OWED)


SWITCHES: list[dict[str, Any]] = [
    {"torn_reads": True},
    {"gmail_draft_lingers": True},
    {"gmail_send_new_thread": True},
    {"gmail_raw_new_thread": True},
    {"gmail_second_send": "400"},
    {"gmail_sent_lag": "100"},
    {"responses_unordered": True},
]


@pytest.mark.parametrize("what", ["killed after", "response lost"])
@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: next(iter(switch)))
def test_it_holds_whichever_way_google_turns_out_to_be(scene: Scene, switch: dict[str, Any], what: str) -> None:
    scene.switch(**switch)
    break_at(scene, what, 9 if what == "killed after" else 7)
    let_it_go_on(scene)
    scene.stage.control("switches", verb="DELETE")
    check_truth(scene, OWED)
