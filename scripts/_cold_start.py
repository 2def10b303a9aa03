"""How long a service takes from nothing until it can answer: our entry points, beside the usual main.py.

What Cloud Run adds to that (fetching the image, a slower processor) is the same for each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sandbox.trial.function import MAIN, FunctionProcess
from scripts._deploy.wanted import SERVICES

TARGETS = tuple(service.target for service in SERVICES)
USUAL = """
import functions_framework
import gspread
import jinja2
import pandas
from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build

GMAIL = build("gmail", "v1", credentials=AnonymousCredentials())


@functions_framework.http
def tick(request):
    return "done"
"""
"""What is usually written: all that some job may need is imported, and made, before the first call."""


def ways(folder: Path) -> Iterator[tuple[str, Callable[[], float]]]:
    """Yield what can be started, by name: each returns after how many seconds it could answer, and is ended again."""
    for target in TARGETS:
        yield target, partial(_start, MAIN, target, folder / "log")
    usual = folder / "main.py"
    usual.write_text(USUAL, encoding="utf-8")
    yield "the usual main.py", partial(_start, usual, "tick", folder / "log")


def _start(source: Path, target: str, log: Path) -> float:
    began = time.monotonic()
    with FunctionProcess("http://127.0.0.1:9", "none", log, target, source):
        return time.monotonic() - began
