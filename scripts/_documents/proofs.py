"""Finds what proves a rule: its scenarios, and the stories in whose expectations its code stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
SCENARIOS, STORIES = ROOT / "tests" / "scenarios", ROOT / "tests" / "stories"


@dataclass(frozen=True, slots=True)
class Proof:
    """One file that a rule stands in, and what it proves in the words of its author."""

    path: Path
    says: tuple[str, ...]

    @property
    def link(self) -> str:
        """How docs/ links to it."""
        return f"[{self.path.name}](../{self.path.relative_to(ROOT)})"


def scenarios_of(code: str, folder: Path = SCENARIOS) -> Proof | None:
    """Return the scenarios of a rule by name, or None where it has no file."""
    path = folder / f"{code}.yaml"
    if not path.exists():
        return None
    return Proof(path, tuple(str(raw["name"]) for raw in yaml.safe_load(path.read_text(encoding="utf-8"))))


def stories_of(code: str, folder: Path = STORIES) -> list[Proof]:
    """Return the stories that name a rule, by file, each with its first line."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if re.search(rf"\b{re.escape(code)}\b", text):
            found.append(Proof(path, (str(yaml.safe_load(text)["story"]),)))
    return found
