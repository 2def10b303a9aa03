"""Every line of the fidelity ledger is checked against a fresh sandbox, by the real clients.

A line says what Google does as far as is known; what a switch turns round has a line of its own, which turns it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.app import create_app
from sandbox.conformance import load_checks
from sandbox.conformance.clients import sandbox_probe

CHECKS = load_checks()


@pytest.mark.parametrize("line", CHECKS)
def test_the_sandbox_does_what_the_line_says(line: str, tmp_path: Path) -> None:
    app = create_app(tmp_path / "sandbox.sqlite", now="2026-11-24T09:00:00Z")
    _, base = app.start()
    try:
        CHECKS[line](sandbox_probe(base))
    finally:
        app.stop()
