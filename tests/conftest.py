"""What every test may use: a Chromium to look at pages with, found or said to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from sandbox.app import load_handlers
from sandbox.garbage import collect_rarely
from sandbox.pictures import chromium
from sandbox.switches import SWITCHES, chosen, turned

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_configure() -> None:
    collect_rarely()


def pytest_addoption(parser: pytest.Parser) -> None:
    meaning = "Doubtful facts about Google to turn in every sandbox: NAME, NAME=VALUE, with commas between, or all."
    parser.addoption("--switches", default="", metavar="NAMES", help=meaning)


@pytest.fixture(scope="session", autouse=True)
def switches(request: pytest.FixtureRequest) -> Iterator[None]:
    """The doubtful facts about Google as the command line has them."""
    load_handlers()
    with turned(chosen(filter(None, request.config.getoption("--switches").split(",")))):
        yield


@pytest.fixture(autouse=True)
def said_of_the_usual(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave a switch as it usually stands for a test that says `usual("its_name")`; `usual()` leaves every one."""
    names = [name for mark in request.node.iter_markers("usual") for name in mark.args or SWITCHES]
    with turned({name: SWITCHES[name].default for name in names}):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    try:
        with chromium() as running:
            yield running
    except LookupError as gone:
        pytest.skip(str(gone))
