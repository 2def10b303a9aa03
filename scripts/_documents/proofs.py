"""Finds what proves a rule: its scenarios, and the stories in whose expectations its code stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    """Return the stories that name a rule, by file."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if re.search(rf"\b{re.escape(code)}\b", text):
            found.append(Proof(path, (_title(yaml.safe_load(text), path),)))
    return found


def _title(story: Any, path: Path) -> str:
    """A story's own title where it gives one, else its file's name as words."""
    given = (
        next((story[key] for key in ("title", "story", "name") if key in story), "") if isinstance(story, dict) else ""
    )
    return str(given) or path.stem.replace("_", " ").replace("-", " ")
