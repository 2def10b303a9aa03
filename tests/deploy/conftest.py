"""The folder that is uploaded, with what is installed for it, made once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts._deploy.upload import lay
from tests.jobs.conftest import busy, made

__all__ = ["busy", "made"]
UV = Path(sys.executable).parent / "uv"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clean folder in which the buildpack begins: what is uploaded and no more, and an interpreter of its own.

    In the interpreter is what requirements.txt pins, by its hashes, taken from what was downloaded before.
    """
    folder = tmp_path_factory.mktemp("uploaded") / "workspace"
    lay(folder)
    python = folder.parent / "python"
    run(UV, "venv", "--quiet", "--python", sys.executable, python)
    install = (UV, "pip", "install", "--quiet", "--python", python / "bin" / "python")
    pinned = ("--no-deps", "--require-hashes", "--requirement", folder / "requirements.txt")
    if run(*install, "--offline", *pinned, check=False).returncode and run(*install, *pinned, check=False).returncode:
        pytest.skip("What requirements.txt pins was not downloaded yet, and there is no network to fetch it.")
    return folder


def run(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=check)
