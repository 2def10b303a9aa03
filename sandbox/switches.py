"""Switches: each doubtful fact about Google, so that everything can be tried with the fact either way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.wire import Call, GoogleError, page


@dataclass(frozen=True)
class Switch:
    """One doubtful fact: what the sandbox does unless told otherwise, what the switch changes, and how it is turned."""

    name: str
    default: str | bool
    meaning: str
    turned: str | bool = True


ALL = "all"
SWITCHES: dict[str, Switch] = {}
_TURNED: dict[str, str | bool] = {}
"""The switches that stand otherwise in this process, wherever a sandbox's own file says nothing of them."""


def declare(name: str, *, default: str | bool = False, turned: str | bool = True, meaning: str) -> None:
    """Declare a switch; done at import by the package whose behaviour it changes."""
    SWITCHES[name] = Switch(name, default, meaning, turned)


def chosen(words: Iterable[str]) -> dict[str, str | bool]:
    """Return the switches that words ask for, each NAME, NAME=VALUE, or “all”; raise ValueError where there is none."""
    found: dict[str, str | bool] = {}
    for word in words:
        name, _, value = word.strip().partition("=")
        if name == ALL:
            found |= {each.name: each.turned for each in SWITCHES.values()}
        elif name in SWITCHES:
            found[name] = value or SWITCHES[name].turned
        else:
            raise ValueError(_unknown(name))
    return found


@contextmanager
def turned(values: Mapping[str, str | bool]) -> Iterator[None]:
    """Turn switches in every sandbox of this process, for a while."""
    before = dict(_TURNED)
    _TURNED.update(values)
    try:
        yield
    finally:
        _TURNED.clear()
        _TURNED.update(before)


def usual() -> dict[str, str | bool]:
    """Return every switch as it stands unless told otherwise: what the fidelity ledger's lines are said of."""
    return {name: switch.default for name, switch in SWITCHES.items()}


def standing() -> tuple[tuple[str, str | bool], ...]:
    """Return the switches that are turned in this process."""
    return tuple(sorted(pair for pair in _TURNED.items() if pair[1] != SWITCHES[pair[0]].default))


def read_switches(db: sqlite3.Connection) -> dict[str, str | bool]:
    """Return every switch as it stands."""
    stored = {row["name"]: json.loads(row["value"]) for row in db.execute("SELECT name, value FROM switches")}
    return {name: stored.get(name, _TURNED.get(name, switch.default)) for name, switch in SWITCHES.items()}


def set_switch(db: sqlite3.Connection, name: str, *, value: str | bool) -> None:
    """Set one switch, or refuse a name that there is not."""
    if name not in SWITCHES:
        raise GoogleError(400, _unknown(name))
    db.execute("INSERT OR REPLACE INTO switches VALUES (?, ?)", (name, json.dumps(value)))


def _unknown(name: str) -> str:
    return f"There is no switch “{name}”. There are: {', '.join(sorted(SWITCHES))}."


@page("GET POST DELETE", "/sandbox/switches")
def switches(call: Call) -> dict[str, Any]:
    """List the switches, set some ({"name": value}), or put all back."""
    if call.verb == "DELETE":
        call.db.execute("DELETE FROM switches")
    for name, value in call.content.items():
        set_switch(call.db, name, value=value)
    now = read_switches(call.db)
    return {
        "switches": now,
        "meanings": {name: switch.meaning for name, switch in sorted(SWITCHES.items())},
    }
