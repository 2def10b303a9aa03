"""Makes .venv from what is pinned, with what Python brings along and no more; on Windows, macOS and Linux.

`scripts/_environment` calls this where .venv is missing or old; a command that must run on Windows imports it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS, STAMP = "requirements-dev.txt", ".pins"
"""What is installed, and the copy of it in .venv that says so: `scripts/_environment` compares the two as well."""
OLDEST, TOO_NEW = (3, 11), (3, 14)
OTHER_PYTHON, STOPPED = 3, 130
"""How this ends where another Python must be tried, and where somebody stopped it."""
NEEDED = "Python 3.11, 3.12 or 3.13 is needed, and this is %s. Install one from python.org, and run this again."


def is_usable(version: tuple[int, ...]) -> bool:
    """Return whether what is pinned was made for such a Python."""
    return OLDEST <= version[:2] < TOO_NEW


def tool(venv: Path, name: str, system: str = os.name) -> Path:
    """Return where a program lies in a virtual environment: Windows puts it elsewhere, and calls it otherwise."""
    return venv / "Scripts" / f"{name}.exe" if system == "nt" else venv / "bin" / name


def is_made(root: Path = ROOT) -> bool:
    """Return whether .venv holds exactly what is pinned."""
    stamp = root / ".venv" / STAMP
    there = tool(root / ".venv", "python").exists() and stamp.exists()
    return there and stamp.read_bytes() == (root / PINS).read_bytes()


def make(root: Path = ROOT) -> None:
    """Make .venv, or bring it back in step; what is pinned is taken by its hashes, and nothing else."""
    if is_made(root):
        return
    venv, pins = root / ".venv", str(root / PINS)
    python, uv = tool(venv, "python"), tool(venv, "uv")
    if uv.exists():
        # `uv` is pinned in the same file: once it is there it installs in a second what takes pip half a minute.
        _run([uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", pins], {"UV_COMPILE_BYTECODE": "1"})
    else:
        print("Making .venv and installing what is pinned (about a minute, once) …", file=sys.stderr)
        _run([sys.executable, "-m", "venv", venv])
        quietly = ("--quiet", "--disable-pip-version-check", "--require-hashes")
        _run([python, "-m", "pip", "install", *quietly, "-r", pins])
    (venv / STAMP).write_bytes((root / PINS).read_bytes())


def _run(command: Sequence[str | Path], more: Mapping[str, str] | None = None) -> None:
    code = subprocess.run([str(word) for word in command], env={**os.environ, **(more or {})}, check=False).returncode  # noqa: S603
    if code:
        print("What is pinned could not be installed; above stands why. Mend it, and run this again.", file=sys.stderr)
        sys.exit(1)


def go_on(module: str, words: Sequence[str], root: Path = ROOT) -> int:
    """Run a module inside .venv with the project on its path, and return how it ended."""
    if not is_usable(sys.version_info[:2]):
        print(NEEDED % sys.version.split()[0], file=sys.stderr)
        return OTHER_PYTHON
    make(root)
    paths = [str(root), str(root / "functions"), *filter(None, [os.environ.get("PYTHONPATH")])]
    # Windows would write what is not English in a code page of its own.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
    # Windows has no exec that keeps the window, so the module runs as a child everywhere.
    command = [str(tool(root / ".venv", "python")), "-m", module, *words]
    try:
        return subprocess.run(command, cwd=root, env=environment, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return STOPPED


if __name__ == "__main__":
    if not is_usable(sys.version_info[:2]):
        sys.exit(OTHER_PYTHON)
    make()
