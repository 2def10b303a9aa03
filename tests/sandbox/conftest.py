"""A fresh sandbox for a test, with the real clients pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.app import App, create_app
from sandbox.conformance import Probe
from sandbox.conformance.clients import sandbox_probe
from sandbox.switches import turned, usual

NOON = "2026-11-24T12:00:00Z"


@pytest.fixture(autouse=True)
def as_usual() -> Iterator[None]:
    """What is said of the sandbox here is said of it as it usually is; a test of a switch turns it."""
    with turned(usual()):
        yield


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
