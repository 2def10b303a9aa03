"""How a command that makes papers ends where it cannot: with sentences for whoever ran it, and exit code 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer

from cme.errors import CmeError, SetupError
from scripts._apply_schema_words import what_went_wrong


@contextmanager
def refusing(workbook_id: str, base: str) -> Iterator[None]:
    """Turn whatever is raised on purpose into its sentences and exit code 1."""
    try:
        yield
    except SetupError as wrong:
        raise _refuse([str(wrong)]) from wrong
    except CmeError as wrong:
        raise _refuse(what_went_wrong(wrong, workbook_id, base, made=False)) from wrong


def _refuse(sentences: Iterable[str]) -> typer.Exit:
    typer.echo("\n".join(sentences), err=True)
    return typer.Exit(1)
