"""Every email as its reader gets it, with invented facts: written into a folder to look at, or kept as approved."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from sandbox.example.approved import APPROVED, approve, renderings
from sandbox.example.gallery import write_gallery


def main(
    out: Annotated[
        Path | None, typer.Option(help="The folder to write into; without it, a new temporary folder.")
    ] = None,
    *,
    keep: Annotated[
        bool, typer.Option("--approve", help="Keep what is written as approved: tests compare with it from then on.")
    ] = False,
) -> None:
    """Write every email as text and as HTML, with an index page that shows them at a telephone's width and a desk's."""
    folder = out or Path(tempfile.mkdtemp(prefix="notices-"))
    try:
        index = write_gallery(folder)
    except LookupError as gone:
        typer.echo(f"{gone}\nThe rules or the figures changed: mend that scene in sandbox/example/scenes.py.", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(renderings())} emails are written. Look at them: {index.resolve().as_uri()}")
    if keep:
        changed = approve()
        for name in changed:
            typer.echo(f"  approved: {name}")
        typer.echo(f"{len(changed)} files changed in {APPROVED.name}/. Read the difference before you commit it.")


if __name__ == "__main__":
    typer.run(main)
