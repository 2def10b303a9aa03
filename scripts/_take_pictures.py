"""Take the handbook's pictures anew from the sandbox."""

from __future__ import annotations

import typer

from sandbox.pictures import FOLDER, chromium, write


def main() -> None:
    """Play the example day and take what people see of it at a telephone's width."""
    try:
        with chromium() as browser:
            names = write(browser)
    except LookupError as gone:
        typer.echo(str(gone), err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{len(names)} pictures are in {FOLDER.relative_to(FOLDER.parents[2])}/. Look at them before you commit."
    )


if __name__ == "__main__":
    typer.run(main)
