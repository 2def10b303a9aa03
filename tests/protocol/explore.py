"""Tries every order of every step of the protocol's model, and says what went wrong and how it came to that."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from tests.protocol.model import ENDED, Luck, Protocol, Run, World, latest

RECOVERIES = 4
"""Quiet runs after the last one, by which everything must have settled."""


class Finding(NamedTuple):
    """How many states were seen; what went wrong, if anything did, and the steps that led there."""

    states: int
    wrong: str = ""
    steps: tuple[str, ...] = ()


def explore(protocol: Protocol, runs: int, luck: Luck) -> Finding:
    """Return the fault that the fewest steps lead to, or the number of states in which there was none."""
    first = World(tuple(Run() for _ in range(runs)), luck)
    came_from: dict[World, tuple[World, str] | None] = {first: None}
    waiting = deque([first])
    ends: dict[World, str] = {}
    while waiting:
        world = waiting.popleft()
        if wrong := sent_too_often(protocol, world) or is_forgotten(protocol, world, ends):
            return Finding(len(came_from), wrong, _steps(came_from, world))
        for what, after in protocol.moves(world):
            if after not in came_from:
                came_from[after] = (world, what)
                waiting.append(after)
    return Finding(len(came_from))


def sent_too_often(protocol: Protocol, world: World) -> str:
    """Say that somebody was told twice. A page whose sending could not be known may be repeated, and says so."""
    repeats = world.unknowns if protocol.is_page else 0
    return f"SENT {len(world.sent)} TIMES" if len(world.sent) > 1 + repeats else ""


def is_forgotten(protocol: Protocol, world: World, ends: dict[World, str]) -> str:
    """Say what stays wrong once every run has ended and quiet ones follow: never sent, or told falsely."""
    if any(run.at not in ENDED for run in world.runs):
        return ""
    # Nothing more befalls what is left to quiet runs: worlds that differ in their luck alone end alike.
    calm = world._replace(luck=Luck())
    if calm not in ends:
        ends[calm] = _end(protocol, calm)
    return ends[calm]


def _end(protocol: Protocol, calm: World) -> str:
    end = settled(protocol, calm)
    states = {event.state for event in latest(end.rows).values()}
    if wrong := sent_too_often(protocol, end):
        return f"{wrong} in the end"
    if not end.sent:
        return "NEVER SENT" if "unknown" not in states else "NEVER SENT, and only said to be unknown"
    return "" if states & {"sent", "unknown"} else "SENT, and the ledger does not say so"


def settled(protocol: Protocol, calm: World) -> World:
    """Return a world without bad luck after what was late is applied, every lease is over, and quiet runs came by."""
    for _ in range(RECOVERIES):
        calm = _flushed(protocol, calm)
        number = len(calm.runs)
        calm = calm._replace(runs=(*calm.runs, Run()))
        while calm.runs[number].at not in ENDED:
            step = next((after for what, after in protocol.moves(calm) if what.startswith(f"run {number}:")), None)
            if step is None:
                break
            calm = step
    return calm


def _flushed(protocol: Protocol, world: World) -> World:
    """Apply all that Google still owes, and let every lease end."""
    while True:
        moves = protocol.moves(world)
        following = next((after for what, after in moves if "Google" in what or what.endswith("lease ends")), None)
        if following is None:
            return world
        world = following


def _steps(came_from: dict[World, tuple[World, str] | None], world: World) -> tuple[str, ...]:
    steps: list[str] = []
    before = came_from[world]
    while before is not None:
        world, what = before
        steps.append(what)
        before = came_from[world]
    return tuple(reversed(steps))
