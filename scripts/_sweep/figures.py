"""What was measured, kept beside the document that shows it: one part may be measured anew without the others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from scripts._sweep.document import Figures, document
from scripts._sweep.part import Part

FILE = Path(__file__).parents[2] / "docs" / "reliability.json"


def kept(file: Path = FILE) -> Figures:
    """Return the figures of each part that was ever measured."""
    found: Figures = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def keep(parts: Iterable[Part], file: Path = FILE) -> None:
    """Put new figures in the place of the old, write the document anew, and leave the other parts as they are."""
    figures = kept(file)
    for part in parts:
        figures[part.name] = part.figures
        if part.name == "points":
            # What was played again was of the points before.
            figures.pop("again", None)
    _write(figures, file)


def note_register(number: int, on: date, *, holds: bool, file: Path = FILE) -> None:
    """Note that a register of those measured was asked again: a new measurement makes a new beginning."""
    figures = kept(file)
    again = figures["registers"].setdefault("again", {"registers": [], "failed": 0})
    again["registers"] = sorted({*again["registers"], number})
    again |= {"on": on.isoformat(), "failed": again["failed"] + (not holds)}
    _write(figures, file)


def _write(figures: Figures, file: Path) -> None:
    file.write_text(json.dumps(figures, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    file.with_suffix(".md").write_text(document(figures), "utf-8")
