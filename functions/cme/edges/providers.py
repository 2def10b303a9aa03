"""Whose workbook a call is about: one charity's, as the environment says, or one of many providers'.

    CME_PROVIDERS_FILE   a JSON file, for many: {"north": {"CME_WORKBOOK_ID": "…", "CME_TOKEN_INFO": {…}}, …}

What stands under a provider's name is said of that provider instead of the whole service; every other setting is the
service's. Without the file there is one provider, who has no name (docs/decisions/0059).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cme.errors import SetupError

FILE = "CME_PROVIDERS_FILE"
NAME = re.compile(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""A name is part of a queue's and of each task's, and stands in the log: no name of a person or a place."""
OWN = ("CME_WORKBOOK_ID", "CME_TOKEN_INFO", "CME_TOKEN", "CME_PING_URL")
"""What may be said of one provider."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One workbook and what is said of it; `environment` is the service's with the provider's own laid over it."""

    name: str
    environment: Mapping[str, str]

    @property
    def workbook_id(self) -> str:
        """The workbook's id, or a SetupError where nobody has set it."""
        found = self.environment.get("CME_WORKBOOK_ID", "")
        if not found:
            whose = f" for {self.name}" if self.name else ""
            mend = "Set it to the id in the workbook's address."
            raise SetupError(f"CME_WORKBOOK_ID is not set{whose}.", mend=mend)
        return found


@dataclass(frozen=True, slots=True)
class Providers:
    """All providers of a service by name; `wrong` says of each entry that was left out why."""

    known: Mapping[str, Provider]
    wrong: tuple[str, ...] = field(default=())

    def named(self, name: str) -> Provider:
        """Return a provider, or raise a SetupError that repeats nothing of what a caller sent."""
        if name in self.known:
            return self.known[name]
        what = "A call is for a provider that is not in the list of providers, or that has none where there are many."
        raise SetupError(what, where=FILE, mend="Bring the list up to date with scripts/deploy --providers.")


def providers(environment: Mapping[str, str] = os.environ) -> Providers:
    """Return the providers of this service; an entry that cannot be used is left out and stops no other."""
    if not (file := environment.get(FILE, "")):
        return Providers({"": Provider("", environment)})
    return checked(_entries(file), environment)


def checked(entries: Mapping[str, Any], environment: Mapping[str, str]) -> Providers:
    """Return the providers that a list has, and of each entry that cannot be used why."""
    shared = Counter(_workbook(entry) for entry in entries.values())
    wrong = {name: said for name, entry in entries.items() if (said := _wrong(name, entry, shared))}
    known = {
        name: Provider(name, {**environment, **_as_texts(entry)})
        for name, entry in entries.items()
        if name not in wrong
    }
    return Providers(known, tuple(f"{name}: {said}" for name, said in wrong.items()))


def _entries(file: str) -> dict[str, Any]:
    try:
        found = json.loads(Path(file).read_text("utf-8"))
        if isinstance(found, dict) and found:
            return found
    except (OSError, ValueError):
        pass
    mend = "Write it anew with scripts/deploy --providers."
    raise SetupError("The list of providers cannot be read, or is empty.", where=FILE, mend=mend)


def _workbook(entry: Any) -> str:
    return str(entry.get("CME_WORKBOOK_ID", "")) if isinstance(entry, dict) else ""


def _wrong(name: str, entry: Any, shared: Counter[str]) -> str:
    """Return why an entry cannot be used; two that share a workbook would each tell what the other has told."""
    if not NAME.fullmatch(name):
        return "a name has small letters, digits and hyphens, begins with a letter, and is not longer than 40."
    if not isinstance(entry, dict) or set(entry) - set(OWN):
        return f"only {', '.join(OWN)} can be said of one provider."
    if not _workbook(entry):
        return "it has no CME_WORKBOOK_ID."
    return "another has the same workbook." if shared[_workbook(entry)] > 1 else ""


def _as_texts(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return an entry as an environment holds it: texts, and of the mailbox's token its JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in entry.items()}
