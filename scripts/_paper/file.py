"""Writes what a command makes as a file that only whoever asked for it can read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cme.domain.paper import Paper
from cme.errors import SetupError
from scripts._paper.document import document_of

FOR_THE_OWNER = 0o600


@contextmanager
def private_file(file: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that only its owner can read, or raise SetupError where it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_THE_OWNER)
        with os.fdopen(opened, "wb") as written:
            yield written
    except OSError as wrong:
        mend = "Name another place with --out."
        raise SetupError(f"{file} cannot be written: {wrong.strerror}.", where="--out", mend=mend) from wrong


def write_paper(paper: Paper, folder: Path) -> Path:
    """Return the Word file that was written, or raise SetupError where the folder takes none."""
    file = folder / f"{paper.file_name}.docx"
    with private_file(file) as written:
        document_of(paper).save(written)
    return file
