"""What belongs to the image, and nothing else: this list is what is uploaded, and what the tests build and start."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

from cme.errors import SetupError

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("functions", "sheets_schema", "templates", "requirements.txt", "project.toml")
"""The code, what it reads beside it, what is installed, and what the buildpack is told."""


def uploaded() -> list[str]:
    """Return every file that is uploaded: what git keeps of the parts, so that no token that lies about goes along."""
    return [name for name in _git("ls-files", "-z", "--", *PARTS).split("\0") if name and (ROOT / name).is_file()]


def lay(folder: Path) -> None:
    """Put what is uploaded into an empty folder."""
    for name in uploaded():
        there = folder / name
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, there)


def commit(name: str = "HEAD") -> str:
    """Return the commit that stands here, or another, as an image is named after it."""
    return _git("rev-parse", "--short=12", "--verify", f"{name}^{{commit}}").strip()


def unkept() -> list[str]:
    """Return what was changed in the parts, or lies there, and is in no commit."""
    return [line[3:] for line in _git("status", "--porcelain", "--", *PARTS).splitlines()]


def build_settings(folder: Path = ROOT) -> dict[str, str]:
    """Return what the buildpack is told."""
    described = tomllib.loads((folder / "project.toml").read_text(encoding="utf-8"))
    return {entry["name"]: entry["value"] for entry in described["build"]["env"]}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError) as wrong:
        mend = "Take the project with “git clone”, as a whole, and mind how the commit is written."
        raise SetupError(f"“git {' '.join(arguments)}” did not succeed.", mend=mend) from wrong
    return done.stdout
