"""The stories, whichever way Google turns out to be: with each switch of the sandbox turned alone, and all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from sandbox.stories.switched import Way, play_in, ways
from scripts._sweep.part import Part, Said, Stopwatch

STORIES = Path(__file__).parents[2] / "tests" / "stories"


def try_switches(said: Said, processes: int, files: Sequence[Path] = ()) -> Part:
    """Play every story in every way, and return under which one does not hold."""
    stories = list(files) or sorted(STORIES.glob("*.yaml"))
    names = ways()
    watch = Stopwatch()
    counted = ((1, way) for way in _played(names, stories, processes))
    found = {way.name: way for way in said.progress("ways", counted, len(names))}
    every = [found[name] for name in names]
    failed = sum(len(way.wrong) for way in every)
    figures = {
        "stories": len(stories),
        "plays": len(stories) * len(every),
        "failed": failed,
        "ways": [{"name": way.name, "held": way.held, "wrong": sorted(way.wrong)} for way in every],
    } | watch.stop(processes)
    sentence = (
        f"Switches: {len(stories)} stories in {len(every)} ways; {failed} failures, {figures['seconds']} seconds."
    )
    return Part("switches", sentence, figures, tuple(sentence for way in every for sentence in _told(way)))


def _played(names: Sequence[str], stories: Sequence[Path], processes: int) -> Iterator[Way]:
    with ProcessPoolExecutor(processes) as pool:
        for job in as_completed([pool.submit(play_in, name, stories) for name in names]):
            yield job.result()


def _told(way: Way) -> Iterator[str]:
    for story, wrong in way.wrong.items():
        command = f"scripts/rehearse tests/stories/{story}.yaml --switch {way.name}"
        yield f"{way.name}, {story}: {' '.join(wrong)}\n    {command}"
