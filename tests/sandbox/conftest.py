"""A fresh sandbox for a test, with the real clients pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.app import App, create_app
from sandbox.conformance import Probe
from sandbox.conformance.clients import sandbox_probe

NOON = "2026-11-24T12:00:00Z"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """The sandbox as it would be started."""
    made = create_app(tmp_path / "sandbox.sqlite", now=NOON)
    yield made
    made.stop()


@pytest.fixture
def base(app: App) -> str:
    """Its address."""
    return app.start()[1]


@pytest.fixture
def google(base: str) -> Probe:
    """The clients of the bot's account."""
    return sandbox_probe(base)
