"""What every test may use: a Chromium to look at pages with, found or said to be missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from sandbox.app import load_handlers
from sandbox.switches import chosen, turned

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_addoption(parser: pytest.Parser) -> None:
    meaning = "Doubtful facts about Google to turn in every sandbox: NAME, NAME=VALUE, with commas between, or all."
    parser.addoption("--switches", default="", metavar="NAMES", help=meaning)


@pytest.fixture(scope="session", autouse=True)
def switches(request: pytest.FixtureRequest) -> Iterator[None]:
    """The doubtful facts about Google as the command line has them."""
    load_handlers()
    with turned(chosen(filter(None, request.config.getoption("--switches").split(",")))):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium here: install it with “sudo apt-get install chromium”")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield running
        running.close()
