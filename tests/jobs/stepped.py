"""Runs that stand still before each of their calls until they are let go on: any order of them can be played."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Semaphore, Thread

from cme.errors import CmeError
from cme.jobs.attempt import Report
from sandbox.stage import Stage
from sandbox.sweep.door import Client, KilledError
from sandbox.sweep.fork import Clients, Fork
from tests.jobs.small import EARLY, Scene, set_up

MOST, PATIENT = 5, 30.0
"""Runs at a time; seconds that a test waits for a run, which should never be."""


@cache
def folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="innov8-stepped-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def busy_minute() -> tuple[Path, str]:
    """A sandbox's file at 09:14, with a register to be read and a notice and a page that fall due; and its workbook."""
    file = folder() / "busy.sqlite"
    stage = Stage(file, EARLY)
    workbook = set_up(stage.google())
    stage.close()
    scene = Scene(file, workbook, EARLY)
    for when in ("07:30", "08:55", "09:08", "09:12"):
        scene.tick(when)
    scene.register("09:14", "BIKE", "P4", "P2")
    still = file.with_name("ready.sqlite")
    scene.stage.app.store.copy_to(still)
    scene.close()
    return still, workbook


@cache
def clients() -> tuple[Clients, tuple[Client, ...]]:
    return Clients(), tuple(Client.made() for _ in range(MOST))


class Running:
    """One run in a thread, which stands still before each of its calls until it is let go on."""

    def __init__(self, fork: Fork, client: Client, now: datetime, name: str) -> None:
        self.client, self.began, self.done = client, now, False
        self.broken: Exception | None = None
        self.report: Report | None = None
        self._go, self._stands, self._dies = Semaphore(0), Semaphore(0), ""
        client.lead_to(fork.app)
        client.door.before, client.door.after = self._wait, self._ended
        Thread(target=self._run, args=(fork, now, name), daemon=True).start()
        self._arrive()

    def _run(self, fork: Fork, now: datetime, name: str) -> None:
        try:
            self.report = fork.run(self.client, now, name)
        except (KilledError, CmeError):
            pass
        except Exception as broken:
            self.broken = broken
        finally:
            self.done = True
            self._stands.release()

    def _wait(self, _: int) -> None:
        self._stands.release()
        self._go.acquire()
        if self._dies == "before":
            raise KilledError

    def _ended(self, _: int) -> None:
        if self._dies == "after":
            raise KilledError

    def _arrive(self) -> None:
        assert self._stands.acquire(timeout=PATIENT), "the run neither called nor ended"

    def go_on(self, dies: str = "") -> None:
        """Let the run make its next call, or die before or after it."""
        self._dies = dies
        self._go.release()
        self._arrive()

    def to_its_end(self) -> None:
        """Let the run make all the calls that it still has to make."""
        while not self.done:
            self.go_on()
