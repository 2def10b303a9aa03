"""`scripts/sweep`: the proofs that count. 0: everything held; 1: something did not; 2: nothing to try."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from sandbox.garbage import collect_rarely
from scripts._sweep.figures import keep, note_register
from scripts._sweep.model import try_model
from scripts._sweep.part import Part, Said
from scripts._sweep.points import ALL, list_points, try_points
from scripts._sweep.registers import MILLION, show_register, try_registers
from scripts._sweep.switches import try_switches

CORES = os.cpu_count() or 1
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def main(
    *,
    points: Annotated[
        str, typer.Option(metavar="N|all", help="Break the busy day at a sample of so many points, or at all.")
    ] = "",
    registers: Annotated[int, typer.Option(help="Try so many random registers.")] = 0,
    model: Annotated[bool, typer.Option("--model", help="Try every order of every step of the protocol.")] = False,
    switches: Annotated[
        bool, typer.Option("--switches", help="Play every story with each switch of the sandbox turned.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Which sample, which registers: the same number gives the same.")] = 1,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Play this point alone, as it was printed: 0915:7:killed-after; --write notes that it was."),
    ] = None,
    register: Annotated[
        int | None, typer.Option(help="Show this register alone, by its number, and what is wrong; --write notes it.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Print the points and play none.")] = False,
    processes: Annotated[int, typer.Option(help="How many processes share the work.")] = CORES,
    write: Annotated[
        bool, typer.Option("--write", help="Keep the figures in docs/reliability.json and write docs/reliability.md.")
    ] = False,
) -> None:
    """Try what must never happen: a lost or doubled message, one to the wrong person, an order of steps that fails.

    Without --model, --registers, --points or --switches it does all, whole: a million registers, every point.
    """
    said = Said(console, errors)
    collect_rarely()
    try:
        if show:
            list_points(said, points or ALL, seed)
            return
        if register is not None:
            wrong = show_register(said, seed, register)
            if write:
                note_register(register, datetime.now(tz=UTC).date(), holds=not wrong)
            raise typer.Exit(1 if wrong else 0)
        whole = not (points or registers or model or switches or only)
        every = _parts(
            said,
            points=ALL if whole else points,
            registers=MILLION if whole else registers,
            model=model or whole,
            switches=switches or whole,
            seed=seed,
            only=only or [],
            processes=processes,
        )
        held = True
        for part in every:
            held = held and not part.wrong
            if write:
                keep([part])
    except ValueError as unknown:
        errors.print(f"✗ {unknown}", markup=False)
        raise typer.Exit(2) from None
    raise typer.Exit(0 if held else 1)


def _parts(
    said: Said,
    *,
    points: str,
    registers: int,
    model: bool,
    switches: bool,
    seed: int,
    only: list[str],
    processes: int,
) -> Iterator[Part]:
    """Yield each part when it is done: the short ones first."""
    if model:
        yield said.done(try_model(said, processes))
    if registers:
        yield said.done(try_registers(said, seed, registers, processes))
    if switches:
        yield said.done(try_switches(said, processes))
    if points or only:
        yield said.done(try_points(said, points, seed, only, processes))


app = typer.Typer()
app.command()(main)

if __name__ == "__main__":
    app()
