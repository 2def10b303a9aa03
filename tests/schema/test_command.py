"""The command scripts/apply_schema, as a person runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from sandbox.app import create_app

ROOT = Path(__file__).parent.parent.parent


def run(*words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "functions")])
    command = [sys.executable, str(ROOT / "scripts" / "_set_up.py"), *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, input=""
    )


def test_it_makes_a_workbook_and_two_forms_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    app = create_app(tmp_path / "sandbox.sqlite", now="2026-11-23T07:30:00Z")
    base = app.start()[1]
    try:
        first = run("--endpoint", base, "--yes")
        assert first.returncode == 0, first.stderr
        workbook = re.search(r"Made the workbook (\S+)", first.stdout)
        assert workbook
        assert "to do: make the form “Register”" in first.stdout
        assert f"{base}/spreadsheets/d/{workbook[1]}" in first.stdout
        assert len(re.findall(r"/viewform", first.stdout)) == 2
        second = run("--endpoint", base, "--workbook", workbook[1])
        assert second.returncode == 0, second.stderr
        assert "Nothing to do: everything is as it should be." in second.stdout
        assert "  to do:" not in second.stdout
    finally:
        app.stop()


def test_an_address_that_is_neither_googles_nor_this_machines_is_refused_in_a_sentence() -> None:
    done = run("--endpoint", "http://sheets.evil.example", "--yes")
    assert done.returncode == 1
    assert "neither Google nor this machine" in done.stderr
