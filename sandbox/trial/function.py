"""The real function in the real framework's process, as Cloud Run would start it, but for the address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "functions" / "main.py"
STARTS_WITHIN = 30.0


class NotStartedError(Exception):
    """Something could not be started; the message says what, and what to do."""


class FunctionProcess:
    """functions-framework serving `functions/main.py`, or another; a context that leaves no process behind."""

    def __init__(
        self,
        endpoint: str,
        workbook_id: str,
        log: Path,
        target: str = "tick",
        source: Path = MAIN,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._environment = {
            **os.environ,
            "CME_GOOGLE_ENDPOINT": endpoint,
            "CME_WORKBOOK_ID": workbook_id,
            "CME_TOKEN": "sandbox:bot@innov8.example",
            "WORKERS": "1",
            "THREADS": "1",
            **(settings or {}),
        }
        self._command = [
            str(Path(sys.executable).parent / "functions-framework"),
            *("--source", str(source), "--target", target),
            *("--host", "127.0.0.1", "--port", str(self.port)),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                # The framework itself answers this one, without calling the function.
                urlopen(f"{self.url}/robots.txt", timeout=1)  # noqa: S310 - loopback
            except HTTPError:
                return
            except (URLError, OSError):
                time.sleep(0.05)
        last = self._log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        raise NotStartedError(f"the function's process did not come up. The last that it said: {last or 'nothing'}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
