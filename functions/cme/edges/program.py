"""Which program this is: a digest of its own files, and the name under which Cloud Run deployed it, where it did."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from cme.edges.schema import FOLDER

CODE = Path(__file__).resolve().parents[1]


@cache
def program() -> dict[str, str]:
    """Return what says which code and which schema were in force; the same files give the same digest anywhere."""
    return {
        "digest": _digest(CODE, "*.py", "*.toml"),
        "schema": _digest(FOLDER, "*.toml"),
        "deployed": os.environ.get("K_REVISION", ""),
    }


def _digest(folder: Path, *patterns: str) -> str:
    found = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in folder.rglob(pattern)}):
        found.update(path.relative_to(folder).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()
