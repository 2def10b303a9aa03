"""What can go wrong at one call of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cme.errors import CmeError
from sandbox.sweep.day import Tick
from sandbox.sweep.door import Client, KilledError
from sandbox.sweep.fork import Fork

GOOGLE = {"path": "/(v4|v1|gmail|drive)/"}
BEFORE_LEASE, AFTER_LEASE = 70, 250
"""Seconds after which a call is applied that nobody waits for any more; a lease lasts 180."""


@dataclass(frozen=True)
class Break:
    """One thing that can go wrong: what it is, and whether it differs for a call that only reads."""

    name: str
    meaning: str
    do: Callable[[Fork, Tick, int, Client], None]
    reads: bool = True


def _killed_before(_: Fork, __: Tick, call: int, client: Client) -> None:
    client.door.before = _at(call, _die)


def _killed_after(_: Fork, __: Tick, call: int, client: Client) -> None:
    client.door.after = _at(call, _die)


def _second(fork: Fork, tick: Tick, call: int, client: Client) -> None:
    client.door.before = _at(call, lambda: fork.second(tick.now))


def _at(call: int, do: Callable[[], object]) -> Callable[[int], object]:
    def step(number: int) -> None:
        if number == call:
            do()

    return step


def _die() -> None:
    raise KilledError


def _rule(**rule: Any) -> Callable[[Fork, Tick, int, Client], None]:
    def do(fork: Fork, _: Tick, call: int, __: Client) -> None:
        fork.control("faults", {"match": GOOGLE, "skip": call - 1, **rule})

    return do


BREAKS: Mapping[str, Break] = {
    found.name: found
    for found in (
        Break("killed-before", "the run is killed before the call", _killed_before),
        Break("killed-after", "the run is killed after the call was applied", _killed_after),
        Break("response-lost", "the call is applied and its answer is lost", _rule(kind="lose_response")),
        Break(
            "applied-late",
            f"the call is applied {BEFORE_LEASE} seconds after the client gave up",
            _rule(kind="late_apply", seconds=BEFORE_LEASE),
        ),
        Break(
            "applied-after-lease",
            f"the call is applied {AFTER_LEASE} seconds after the client gave up, when its lease is over",
            _rule(kind="late_apply", seconds=AFTER_LEASE),
            reads=False,
        ),
        Break("timeout", "no answer comes, and nothing is applied", _rule(kind="timeout", seconds=0)),
        Break(
            "429",
            "Google refuses: quota exceeded, try again in a second",
            _rule(kind="refuse", status=429, retry_after=1),
        ),
        Break("500", "Google fails once", _rule(kind="refuse", status=500)),
        Break("503", "Google fails three times in a row", _rule(kind="refuse", status=503, times=3)),
        Break(
            "503-applied",
            "Google says 503, and has applied the call",
            _rule(kind="refuse", status=503, applied=True),
            reads=False,
        ),
        Break("second-run", "a second copy of the run starts before the call, and runs whole", _second),
    )
}


def break_at(fork: Fork, tick: Tick, call: int, name: str) -> None:
    """Run a tick with one thing that goes wrong at one of its calls."""
    fork.move(tick.now)
    client = fork.prepared()
    BREAKS[name].do(fork, tick, call, client)
    with suppress(KilledError, CmeError):
        fork.run(client, tick.now)
    # What the run did not come to strikes nobody else; what is to be applied late stays.
    for rule in fork.control("faults")["faults"]:
        fork.control(f"faults?id={rule['id']}", verb="DELETE")
