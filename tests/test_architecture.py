"""The shape of the house: who may import whom, who may read a clock, and what never goes into the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FUNCTIONS = ROOT / "functions"
CME = FUNCTIONS / "cme"


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(CME / "domain"), ids=name_of)
def test_the_domain_imports_the_standard_library_and_itself_only(path: Path) -> None:
    foreign = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(("cme.domain", "cme.errors"))
    }
    assert not foreign


@pytest.mark.parametrize("path", modules(CME / "domain"), ids=name_of)
def test_the_domain_never_reads_a_clock(path: Path) -> None:
    clocks = {"now", "today", "utcnow", "time_ns", "monotonic", "localtime"}
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & clocks


@pytest.mark.parametrize("path", modules(CME / "edges"), ids=name_of)
def test_edges_know_the_domain_and_no_job(path: Path) -> None:
    assert not {name for name in imported(path) if name.startswith("cme.jobs")}


@pytest.mark.parametrize("path", modules(FUNCTIONS), ids=name_of)
def test_nothing_that_is_deployed_imports_the_sandbox(path: Path) -> None:
    assert not {name for name in imported(path) if name.split(".")[0] in {"sandbox", "tests", "scripts"}}


def test_the_tick_imports_neither_pandas_nor_a_command_line_nor_plots() -> None:
    code = "import sys, main; print(*sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run(  # the interpreter of this test, our own sentence
        [sys.executable, "-c", code], cwd=FUNCTIONS, capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "numpy", "pyarrow", "matplotlib", "typer", "rich", "openpyxl", "docx", "sandbox", "formualizer"}
    heavy |= {"xlsxwriter", "typst"}
    assert not heavy & set(done.stdout.split())


def test_pandas_is_imported_by_reports_alone() -> None:
    users = {path.parent for path in modules(FUNCTIONS) if "pandas" in imported(path)}
    assert users == {CME / "reports"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_locks_hold_hashes_and_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"://|--index-url|--extra-index-url|--find-links", text), name


def test_no_real_contact_and_no_path_of_a_machine_is_kept() -> None:
    """Only the charity's own configuration may name its people; examples use .example and Ofcom's drama numbers."""
    forbidden = re.compile(
        r"@innov8workshops\.com|@suffolk\.gov\.uk|07442\s?860\s?088|/ro" r"ot/|/ho" r"me/[a-z]|/wo" r"rk/"
    )
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".sqlite", ".gz"}:
            continue
        if match := forbidden.search(path.read_text(errors="replace")):
            found.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert not found


def test_every_module_says_what_it_is() -> None:
    silent = [
        name_of(path)
        for folder in (FUNCTIONS, ROOT / "sandbox")
        for path in modules(folder)
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_no_room_is_called_utils_or_helpers() -> None:
    vague = {"utils.py", "util.py", "helpers.py", "helper.py", "manager.py", "common.py", "misc.py"}
    assert not [name_of(p) for f in (FUNCTIONS, ROOT / "sandbox") for p in modules(f) if p.name in vague]


def test_rooms_stay_small() -> None:
    large = {
        name_of(path): lines
        for folder in (FUNCTIONS, ROOT / "sandbox")
        for path in modules(folder)
        if (lines := len(path.read_text().splitlines())) > 300
    }
    assert not large
