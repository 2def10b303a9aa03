"""The fidelity ledger: each behaviour of the sandbox, the fact about Google behind it, and how well that is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "fidelity.md"
LABELS = {
    "T": "seen in recorded traffic of Google's",
    "D": "Google's documentation or discovery document says so",
    "R": "reported by others who use it",
    "X": "tried in an experiment with the client libraries",
    "K": "general knowledge; check before relying on it",
    "U": "not verified; a person with an account should check it",
}
HEAD = "| line | behaviour | label | why we think so |\n| --- | --- | --- | --- |\n"
TITLES = {
    "core": "What all APIs share",
    "sheets": "Sheets",
    "forms": "Forms",
    "gmail": "Gmail",
    "drive": "Drive",
    "chat": "Chat",
    "tasks": "Cloud Tasks",
}


@dataclass(frozen=True)
class Line:
    """One behaviour."""

    id: str
    behaviour: str
    label: str
    source: str
    local: bool = False
    """True where it is about the sandbox's own controls, or where only the sandbox can be asked."""
    switch: str = ""
    """The switch that turns the behaviour round, where the fact is doubtful."""


def lines() -> dict[str, list[Line]]:
    """Return the ledger by API, in its order."""
    found = {}
    for file in sorted(HERE.glob("*.toml"), key=_place):
        rows = tomllib.loads(file.read_text("utf-8")).get("line", [])
        found[file.stem] = [Line(**row) for row in rows]
    return found


def all_lines() -> dict[str, Line]:
    """Return every line by its id, or refuse a ledger that contradicts itself."""
    by_id: dict[str, Line] = {}
    for rows in lines().values():
        for line in rows:
            if line.id in by_id:
                raise ValueError(f"The fidelity ledger has {line.id} twice.")
            if line.label not in LABELS:
                raise ValueError(f"{line.id} has the label “{line.label}”. There are: {', '.join(LABELS)}.")
            by_id[line.id] = line
    return by_id


def _place(file: Path) -> tuple[int, str]:
    order = list(TITLES)
    return (order.index(file.stem) if file.stem in order else len(order), file.stem)


def document() -> str:
    """Return the ledger as a document for people."""
    ledger = lines()
    counts = {label: sum(line.label == label for rows in ledger.values() for line in rows) for label in LABELS}
    parts = [
        "# The fidelity ledger\n",
        "<!-- Made by scripts/build_docs from sandbox/fidelity/*.toml. Do not edit by hand. -->\n",
        "What the sandbox does as Google does, line by line: the fact behind it, and how well that fact is known. Each "
        "line has a check of the same number in `sandbox/conformance/`, which `scripts/conformance --against sandbox` "
        "runs; `--against google` asks Google the same, save for the lines marked *here only*. Nothing has been tried "
        "against Google yet.\n",
        "| label | how well it is known | lines |\n| --- | --- | --- |\n"
        + "".join(f"| {label} | {LABELS[label]} | {count} |\n" for label, count in counts.items()),
    ]
    for api, rows in ledger.items():
        body = "".join(
            f"| {line.id} | {_cell(line.behaviour)}{_notes(line)} | {line.label} | {_cell(line.source)} |\n"
            for line in rows
        )
        parts.append(f"## {TITLES.get(api, api.title())}\n\n{HEAD}{body}")
    return "\n".join(parts)


def _notes(line: Line) -> str:
    notes = ["*here only*"] if line.local else []
    if line.switch:
        notes.append(f"switch `{line.switch}`")
    return f" ({'; '.join(notes)})" if notes else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
