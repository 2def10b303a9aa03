"""A sandbox of one's own, and clients to speak to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.app import App, create_app
from sandbox.conformance import Probe
from sandbox.conformance.clients import sandbox_probe


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Return a sandbox at nine o'clock on Tuesday 24 November 2026."""
    made = create_app(tmp_path / "sandbox.sqlite", now="2026-11-24T09:00:00Z")
    yield made
    made.stop()


@pytest.fixture
def google(app: App) -> Probe:
    """Return the clients of a user of that sandbox."""
    _, base = app.start()
    return sandbox_probe(base)
