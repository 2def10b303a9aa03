"""The folder that is uploaded, with what is installed for it, made once; and a project that is empty."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts._deploy.upload import lay
from tests.deploy.cloud import Project
from tests.deploy.deployed import SECRET
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


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project, which is what gcloud speaks to."""
    made = Project()
    monkeypatch.setattr("scripts._deploy.__main__.run_gcloud", made.run)
    monkeypatch.setattr("scripts._deploy.project.unkept", list)
    # What is uploaded is looked at by one test; copying it for every other takes seconds.
    monkeypatch.setattr("scripts._deploy.gcloud.lay", lambda _: None)
    return made


@pytest.fixture
def first(tmp_path: Path) -> tuple[str, ...]:
    """What must be said the first time."""
    token = tmp_path / "token.json"
    token.write_text(SECRET)
    return ("--workbook", "book", "--alert-to", "val@innov8.example", "--token-file", str(token))
