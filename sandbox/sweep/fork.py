"""A moment of a day, copied, and played on by itself."""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import reduce
from pathlib import Path

from cme.domain.figures import Figures
from cme.edges.google import Google
from cme.jobs import tick
from cme.jobs.attempt import Report
from cme.policy import load_figures
from sandbox.app import create_app
from sandbox.stage import ROBOT, Stage
from sandbox.sweep.door import BASE, Client

PATIENT = reduce(
    lambda figures, name: figures.replaced(name, 7 * 24 * 60),
    ("page_deputy", "page_third", "page_repeat", "page_refer_yourself", "page_unresolved"),
    load_figures(),
)
"""Figures with which no page comes again: where nobody goes on with the day, nobody can take one."""


class Clients:
    """Three ways to Google, made once in a process: the run's, that of a second run beside it, and a reader's."""

    def __init__(self) -> None:
        self.run, self.second, self.reader = Client.made(), Client.made(), Client.made()


class Fork(Stage):
    """A stage over a copy of a file, without a server: the jobs come to it in this process, with figures of its own."""

    figures: Figures = PATIENT

    def __init__(self, file: Path, copy: Path, workbook_id: str, clients: Clients) -> None:
        for old in copy.parent.glob(f"{copy.name}*"):
            old.unlink()
        shutil.copyfile(file, copy)
        self.app = create_app(copy)
        self.base = BASE
        self.workbook_id = workbook_id
        self.clients = clients
        self._reader = clients.reader.lead_to(self.app)

    def google(self, token: str = ROBOT) -> Google:
        """Return the reader's way to this sandbox, which speaks as the robot."""
        if token != ROBOT:
            raise ValueError("a fork is read by the robot only")
        return self._reader

    def play(self, now: datetime, client: Client | None = None, name: str = "") -> Report:
        """Run the job of a minute; a client that was prepared is taken as it is."""
        self.move(now)
        return self.run(client or self.prepared(), now, name)

    def prepared(self) -> Client:
        """Return the run's client, as good as new."""
        self.clients.run.lead_to(self.app)
        return self.clients.run

    def run(self, client: Client, now: datetime, name: str = "") -> Report:
        """Run the job once, without moving the clock."""
        run = f"{now:%Y%m%dT%H%M%S}{name}"
        clock = client.patience.monotonic
        return tick.run(client.google, self.workbook_id, now, name=run, monotonic=clock, figures=self.figures)

    def second(self, now: datetime) -> None:
        """Run a second copy of a minute's run from its beginning to its end."""
        self.clients.second.lead_to(self.app)
        self.run(self.clients.second, now, "-second")
