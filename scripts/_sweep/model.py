"""The model check: every order of every step of the protocol, and what each safeguard prevents."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import NamedTuple

from scripts._sweep.part import Part, Said, Stopwatch
from tests.protocol.explore import Finding, explore
from tests.protocol.model import ALL, Luck, Protocol, Safeguard
from tests.protocol.without import LARGE, TRIED, WITHOUT

KINDS = {False: "routine mail", True: "a page"}


class World(NamedTuple):
    """What is explored: how many runs of which protocol meet how much bad luck."""

    runs: int
    luck: Luck
    is_page: bool
    without: Safeguard | None = None


def try_model(said: Said, processes: int) -> Part:
    """Explore every world, and return how many states each has."""
    worlds = [World(runs, luck, is_page) for runs, luck in (*LARGE, *TRIED) for is_page in KINDS]
    worlds += [World(runs, luck, is_page=False, without=safeguard) for safeguard, (runs, luck) in WITHOUT.items()]
    watch = Stopwatch()
    counted = ((1, result) for result in _explored(worlds, processes))
    found = dict(said.progress("worlds of the model", counted, len(worlds)))
    held = [world for world in worlds if world.without is None]
    states = sum(found[world].states for world in held)
    figures = {
        "worlds": [
            {"runs": w.runs, "luck": {kind: n for kind, n in w.luck._asdict().items() if n}, "of": KINDS[w.is_page]}
            | {"states": found[w].states}
            for w in held
        ],
        "states": states,
        "safeguards": len(WITHOUT),
        "failed": 0,
    } | watch.stop(processes)
    wrong = tuple(_told(world, finding) for world, finding in found.items() if bool(finding.wrong) != _must_fail(world))
    figures["failed"] = len(wrong)
    sentence = (
        f"Model: {states:,} states of {len(held)} worlds, {len(WITHOUT)} safeguards taken away one by one; "
        f"{len(wrong)} failures, {figures['seconds']} seconds."
    )
    return Part("model", sentence, figures, wrong)


def _explored(worlds: list[World], processes: int) -> Iterator[tuple[World, Finding]]:
    with ProcessPoolExecutor(processes, max_tasks_per_child=1) as pool:
        jobs = {pool.submit(_explore, world): world for world in worlds}
        for job in as_completed(jobs):
            yield jobs[job], job.result()


def _explore(world: World) -> Finding:
    guards = ALL - {world.without} if world.without else ALL
    return explore(Protocol(guards, is_page=world.is_page), world.runs, world.luck)


def _must_fail(world: World) -> bool:
    return world.without is not None


def _told(world: World, found: Finding) -> str:
    if world.without is not None:
        return f"without “{world.without.value}” nothing goes wrong, so nothing shows what it is for"
    return f"{world.runs} runs, {world.luck}, {KINDS[world.is_page]}: {found.wrong}. " + "; ".join(found.steps)
