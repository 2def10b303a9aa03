"""How a command begins on a machine where nothing is installed, whichever system that has."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from scripts import _venv
from scripts._setup.__main__ import app
from scripts._venv import OTHER_PYTHON, PINS, ROOT, STAMP, go_on, is_made, is_usable, make, tool


@pytest.mark.parametrize(
    ("version", "usable"), [((3, 10), False), ((3, 11), True), ((3, 13, 9), True), ((3, 14), False), ((4, 0), False)]
)
def test_only_a_python_for_which_packages_are_pinned_will_do(version: tuple[int, ...], usable: bool) -> None:
    assert is_usable(version) is usable


@pytest.mark.parametrize(("system", "place"), [("nt", "venv/Scripts/python.exe"), ("posix", "venv/bin/python")])
def test_windows_puts_programs_elsewhere(system: str, place: str) -> None:
    assert tool(Path("venv"), "python", system).as_posix() == place


def test_the_entry_and_what_makes_the_environment_need_nothing_that_must_be_installed() -> None:
    for file in (ROOT / "scripts" / "setup", ROOT / "scripts" / "_venv.py"):
        found = [
            node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        names = {name.name for node in found if isinstance(node, ast.Import) for name in node.names}
        names |= {str(node.module) for node in found if isinstance(node, ast.ImportFrom)}
        assert {name.split(".")[0] for name in names - {"scripts._venv"}} <= sys.stdlib_module_names


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of which .venv was made, by the look of it."""
    (tmp_path / PINS).write_text("one==1\n")
    python = tool(tmp_path / ".venv", "python")
    python.parent.mkdir(parents=True)
    python.write_text("")
    (tmp_path / ".venv" / STAMP).write_text("one==1\n")
    return tmp_path


def test_what_is_in_step_is_left_alone_and_what_is_pinned_anew_is_installed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(_venv, "_run", lambda command, *_: ran.append(" ".join(map(str, command))))
    make(root)
    assert ran == []
    (root / PINS).write_text("one==2\n")
    assert not is_made(root)
    make(root)
    assert ["-m venv" in ran[0], "pip install" in ran[1], "--require-hashes" in ran[1]] == [True, True, True]
    assert is_made(root)
    (root / PINS).write_text("one==3\n")
    tool(root / ".venv", "uv").write_text("")
    make(root)
    assert "pip sync" in ran[2]


def test_what_could_not_be_installed_is_not_taken_for_installed(root: Path) -> None:
    (root / PINS).write_text("one==2\n")
    tool(root / ".venv", "uv").symlink_to("/bin/false")
    with pytest.raises(SystemExit):
        make(root)
    assert not is_made(root)


def test_another_python_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    assert go_on("scripts._setup", []) == OTHER_PYTHON
    assert "Python 3.11, 3.12 or 3.13 is needed" in capsys.readouterr().err


def test_the_page_names_every_option_of_the_command() -> None:
    page = (ROOT / "docs" / "setup.md").read_text("utf-8")
    options = {name for param in get_command(app).params for name in param.opts} - {"--help"}
    assert {name for name in options if name not in page} == set()


def test_the_command_tells_what_it_does_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "setup", "--help"], cwd=tmp_path, capture_output=True)
    assert (done.returncode, b"go on where it broke off" in done.stdout.replace(b"\n ", b"")) == (0, True), done.stderr
