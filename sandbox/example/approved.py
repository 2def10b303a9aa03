"""The approved rendering of every email: what somebody has read and found right, kept beside the tests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cme.edges.templates import Rendered, render
from sandbox.example.letters import letter
from sandbox.example.scenes import SCENES

APPROVED = Path(__file__).resolve().parents[2] / "tests" / "approved"


@cache
def renderings() -> Mapping[str, Rendered]:
    """Return every email by the name of its scene, as it is rendered now."""
    return {scene.name: render(letter(scene), repeat=scene.repeat) for scene in SCENES}


@cache
def files() -> Mapping[str, str]:
    """Return what should stand in the folder of approved renderings, by file name."""
    found = {}
    for name, rendered in renderings().items():
        found[f"{name}.txt"] = f"Subject: {rendered.subject}\n\n{rendered.text}"
        found[f"{name}.html"] = rendered.html
    return found


def approve(folder: Path = APPROVED) -> list[str]:
    """Write the folder anew and return the names of the files that changed, came or went."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = files()
    known = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}
    for name in known.keys() - wanted.keys():
        (folder / name).unlink()
    changed = [name for name, text in wanted.items() if known.get(name) != text]
    for name in changed:
        (folder / name).write_text(wanted[name], encoding="utf-8")
    return sorted({*changed, *(known.keys() - wanted.keys())})
