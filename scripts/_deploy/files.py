"""What a person hands over in a file is looked at before it is used: a wrong one would silence the system later."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cme.edges.credentials import SCOPES
from cme.errors import SetupError

ADDRESS = r"https://[^\s/]+/\S*"
KEYS = ("client_id", "client_secret", "refresh_token")


def check_token(file: str) -> None:
    """Raise SetupError where a file is not the mailbox's, or does not allow all that the system asks Google for."""
    mend = "Sign the mailbox in again, as docs/setup.md says, and leave no box empty."
    try:
        kept = json.loads(_text(file))
        lacking = [key for key in KEYS if not kept.get(key)]
    except (ValueError, AttributeError):
        lacking = list(KEYS)
    if lacking:
        raise SetupError(f"{file} is not what signing the mailbox in leaves behind: no {lacking[0]}.", mend=mend)
    # An older file may not say what it allows.
    missing = [scope.rpartition("/")[2] for scope in SCOPES if scope not in kept.get("scopes", SCOPES)]
    if missing:
        raise SetupError(f"{file} does not allow {', '.join(missing)}.", mend=mend)


def check_ping(file: str) -> None:
    """Raise SetupError where a file holds anything but one https address, even the end of a line."""
    if not re.fullmatch(ADDRESS, _text(file)):
        mend = f"Write it anew, without a line's end: printf %s ADDRESS > {file}"
        raise SetupError(f"{file} does not hold one https address and nothing else.", mend=mend)


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise SetupError(f"{file} cannot be read.", mend="Mind where it lies and how it is called.") from wrong
