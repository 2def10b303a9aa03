"""The list of many providers: written by a person as TOML, kept in the project as the services read it.

[north]
workbook = "https://docs.google.com/spreadsheets/d/…/edit"
token_file = "north.json"
ping = "https://watcher.example/…"
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cme.edges.providers import checked
from cme.edges.setup_calls import workbook_id_of
from cme.errors import SetupError
from scripts._deploy.files import ADDRESS, check_token

MOST = 60
"""So many one project's quota carries, worked out in docs/many.md; a secret would hold some more."""
LARGEST = 65_536
"""Bytes of a secret, as Google says."""
KEYS = {"workbook": "CME_WORKBOOK_ID", "token_file": "CME_TOKEN_INFO", "ping": "CME_PING_URL"}
Entries = Mapping[str, Mapping[str, Any]]


def listed(file: str, kept: Entries) -> dict[str, dict[str, Any]]:
    """Return the entries that a list names; a token or a watcher that it leaves away stays as it was kept before."""
    named = _parsed(file)
    entries = {name: {**kept.get(name, {}), **_entry(file, name, said)} for name, said in named.items()}
    if wrong := checked(entries, {}).wrong:
        raise SetupError(f"{file}: {' '.join(wrong)}", mend="Mend the list, and run this again.")
    if bare := [name for name, entry in entries.items() if "CME_TOKEN_INFO" not in entry]:
        mend = "Sign its mailbox in as docs/setup.md says, and name the file as token_file."
        raise SetupError(f"{file}: no token was ever given for {', '.join(bare)}.", mend=mend)
    if len(entries) > MOST or len(packed(entries).encode()) > LARGEST:
        mend = "Put the rest into a second project, with a list of its own (docs/many.md)."
        raise SetupError(f"{file}: a project carries {MOST} providers, and here are {len(entries)}.", mend=mend)
    return entries


def packed(entries: Entries) -> str:
    """Return the list as the services read it; the same entries always give the same text."""
    return json.dumps(entries, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parsed(file: str) -> dict[str, dict[str, Any]]:
    try:
        found = tomllib.loads(Path(file).read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        mend = "Write a heading [name] for each provider, and below it workbook and token_file (docs/many.md)."
        raise SetupError(f"{file} cannot be read as a list of providers ({wrong}).", mend=mend) from wrong
    return found


def _entry(file: str, name: str, said: Any) -> dict[str, Any]:
    if (
        not isinstance(said, dict)
        or set(said) - set(KEYS)
        or not all(isinstance(value, str) for value in said.values())
    ):
        mend = f"Below [{name}] stand texts for {', '.join(KEYS)}, and nothing else."
        raise SetupError(f"{file}: what stands for {name} is not understood.", mend=mend)
    entry: dict[str, Any] = {}
    if "workbook" in said:
        entry["CME_WORKBOOK_ID"] = workbook_id_of(said["workbook"])
    if "token_file" in said:
        check_token(said["token_file"])
        entry["CME_TOKEN_INFO"] = json.loads(Path(said["token_file"]).read_text("utf-8"))
    if "ping" in said:
        if not re.fullmatch(ADDRESS, said["ping"]):
            raise SetupError(f"{file}: the watcher of {name} is not an https address.", mend="Mind how it is written.")
        entry["CME_PING_URL"] = said["ping"]
    return entry
