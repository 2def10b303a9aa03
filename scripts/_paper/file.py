"""Writes a paper as a Word file that only whoever asked for it can read."""

from __future__ import annotations

import os
from pathlib import Path

from cme.domain.paper import Paper
from cme.errors import SetupError
from scripts._paper.document import document_of

FOR_THE_OWNER = 0o600


def write_paper(paper: Paper, folder: Path) -> Path:
    """Return the file that was written, or raise SetupError where the folder takes none."""
    file = folder / f"{paper.file_name}.docx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_THE_OWNER)
        with os.fdopen(opened, "wb") as written:
            document_of(paper).save(written)
    except OSError as wrong:
        mend = "Name another folder with --out."
        raise SetupError(f"{file} cannot be written: {wrong.strerror}.", where="--out", mend=mend) from wrong
    return file
