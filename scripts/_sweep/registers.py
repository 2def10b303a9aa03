"""Random registers: whoever would be told of anything in them is somebody who may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields

from scripts._sweep.part import Part, Said, Stopwatch
from tests.registers.made import register
from tests.registers.tried import Tried, try_many, try_some

MILLION = 1_000_000
SHOWN = 200
"""More registers than this that fail, fail for one reason."""


def try_registers(said: Said, seed: int, number: int, processes: int) -> Part:
    """Try so many registers, and return what was wrong with any."""
    watch, total = Stopwatch(), Tried()
    counted = ((part.registers, part) for part in try_many(seed, range(number), processes))
    for part in said.progress("registers", counted, number):
        total.add(part)
    figures = asdict(total) | {"seed": seed, "failed": total.failures} | watch.stop(processes)
    del figures["wrong"]
    sentence = (
        f"Registers: {total.registers:,} of seed {seed}, asked at {total.instants:,} instants; {total.messages:,} "
        f"messages, {total.failures} failures, {figures['seconds']} seconds."
    )
    told = tuple(
        f"register {found}: {'; '.join(total.wrong[found][:3])}\n    scripts/sweep --seed {seed} --register {found}"
        for found in sorted(total.wrong)[:SHOWN]
    )
    return Part("registers", sentence, figures, told)


def show_register(said: Said, seed: int, number: int) -> list[str]:
    """Print one register and what is wrong with it, and return that."""
    wrong = try_some(seed, [number]).wrong.get(number, [])
    for line in (*_lines(seed, number), *(f"✗ {sentence}" for sentence in wrong)):
        said.console.print(line, markup=False, soft_wrap=True)
    said.console.print(f"Register {number} of seed {seed}: {len(wrong) or 'nothing'} wrong.", markup=False)
    return wrong


def _lines(seed: int, number: int) -> Iterator[str]:
    made = register(seed, number)
    yield f"{made.day:%A %d/%m/%Y}, asked at {', '.join(f'{now:%H:%M} UTC' for now in made.instants)}"
    for part in fields(made.facts):
        value = getattr(made.facts, part.name)
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]:
            yield f"  {part.name}: {one}"
