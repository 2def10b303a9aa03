"""Switches: each doubtful fact about Google, so that everything can be tried with the fact either way."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.wire import Call, GoogleError, page


@dataclass(frozen=True)
class Switch:
    """One doubtful fact: what the sandbox does unless told otherwise, and what the switch changes."""

    name: str
    default: str | bool
    meaning: str


SWITCHES: dict[str, Switch] = {}


def declare(name: str, *, default: str | bool = False, meaning: str) -> None:
    """Declare a switch; done at import by the package whose behaviour it changes."""
    SWITCHES[name] = Switch(name, default, meaning)


def read_switches(db: sqlite3.Connection) -> dict[str, str | bool]:
    """Return every switch as it stands."""
    stored = {row["name"]: json.loads(row["value"]) for row in db.execute("SELECT name, value FROM switches")}
    return {name: stored.get(name, switch.default) for name, switch in SWITCHES.items()}


def set_switch(db: sqlite3.Connection, name: str, *, value: str | bool) -> None:
    """Set one switch, or refuse a name that there is not."""
    if name not in SWITCHES:
        raise GoogleError(400, f"There is no switch “{name}”. There are: {', '.join(sorted(SWITCHES))}.")
    db.execute("INSERT OR REPLACE INTO switches VALUES (?, ?)", (name, json.dumps(value)))


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
