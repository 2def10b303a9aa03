"""The example's busy day through the function: nothing that it prints or answers names anybody, however it fails."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from flask.testing import FlaskClient

from cme.edges import google
from cme.jobs import tick
from sandbox.example.cast import tables
from sandbox.stage import Stage
from sandbox.stories.callers import Ran
from sandbox.stories.player import play
from sandbox.stories.story import read_story
from sandbox.trial.day import DAY

MAIN = Path(__file__).parents[2] / "functions" / "main.py"
PERSONAL = re.compile(r"name|contact|email|phone|do not", re.IGNORECASE)
QUOTED = (
    "Invalid value: Łukasz Examplowski, Pat Specimen 07700 900201, dsl@hill-school.example, Mill Lane Pretend Academy"
)
"""What Google may say of a cell that it does not take."""
BROKEN = ("sheets.*.batchUpdate", "sheets.*.batchGet", "forms.*.list", "gmail.*.create", "gmail.*.send", "gmail.*.list")
STATUSES = (400, 403, 500)
SECRET = "ya29.not-for-the-log"


def register() -> set[str]:
    """Every name, word of a name, address and number of the example's register; the names of its schools as well."""
    cells = {
        str(value)
        for slug in ("pupils", "schools", "authorities", "staff", "agencies")
        for row in tables()[slug]
        for heading, value in row.items()
        if value not in ("", "yes", "no") and (PERSONAL.search(heading) or heading == "Surname")
    }
    people = [row["Name"] for row in tables()["staff"]]
    people += [row[f"{who} name"] for row in tables()["schools"] for who in ("DSL", "Head")]
    return cells | {word for person in people for word in str(person).split()}


def entered() -> set[str]:
    """What staff type about a child in the forms of that day."""
    return set(re.findall(r"\b(?:Máire|Björk|O'Sample|sick|HYPERLINK|evil\.example|broke down)\b", DAY.read_text()))


def named(texts: Iterable[str], words: Iterable[str]) -> set[str]:
    """Return which words stand in the texts, each as a whole word."""
    every = "\n".join(texts)
    return {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", every)}


@dataclass
class Told:
    """Calls both entry points each minute, with something of Google's broken, and keeps all that they answer."""

    stage: Stage
    clients: dict[str, FlaskClient]
    output: pytest.CaptureFixture[str]
    faults: Iterator[dict[str, Any]]
    texts: list[str] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)

    def call(self, now: datetime, how: str = "") -> list[Ran]:
        """Call a minute as it is, or with a fault, and then once more without."""
        assert not how
        self.stage.control("faults", next(self.faults))
        self._called("tick", now)
        self.stage.control("faults", verb="DELETE")
        self._called("health", now)
        answer = self._called("tick", now)
        stamp = answer.get("next_at")
        return [Ran(datetime.fromisoformat(stamp) if stamp else None, str(answer.get("outcome")))]

    def _called(self, job: str, now: datetime) -> dict[str, Any]:
        stamp = now.isoformat()
        headers = {"X-Sandbox-Now": stamp, "X-CloudScheduler-JobName": job, "X-CloudScheduler-ScheduleTime": stamp}
        got = self.clients[job].post("/", headers=headers)
        self.texts += [got.get_data(as_text=True), *map(str, got.headers.items())]
        self.answered[f"{job} {got.status_code}"] += 1
        out, err = self.output.readouterr()
        # Read back, so that an “Ł” that is written as an escape is found as well.
        self.texts += [json.dumps(json.loads(line), ensure_ascii=False) for line in out.splitlines() if line[:1] == "{"]
        self.texts += [out, err]
        found: dict[str, Any] = got.get_json()
        self.texts.append(json.dumps(found, ensure_ascii=False))
        return found


def faults() -> Iterator[dict[str, Any]]:
    every = [
        {"match": {"method": method}, "kind": "refuse", "status": status, "message": QUOTED, "times": 3}
        for status in STATUSES
        for method in BROKEN
    ]
    return cycle(every)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Told:
    """The whole day, played once."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(google, "connect", partial(google.connect, sleep=lambda _: None))
    kept: list[Told] = []

    def by(stage: Stage) -> Told:
        monkeypatch.setenv("CME_GOOGLE_ENDPOINT", stage.base)
        monkeypatch.setenv("CME_WORKBOOK_ID", stage.workbook_id)
        clients = {job: functions_framework.create_app(job, str(MAIN)).test_client() for job in ("tick", "health")}
        kept.append(Told(stage, clients, capfd, faults()))
        _breaks_now_and_then(monkeypatch)
        return kept[0]

    play(read_story(DAY), by=by)
    kept[0].texts += [record.getMessage() for record in caplog.records]
    return kept[0]


def _breaks_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each seventh run breaks off with a mistake whose words quote a child."""
    look, calls = tick.look, iter(range(10_000))

    def broken(this: Any) -> Any:
        if next(calls) % 7 == 3:
            raise KeyError(f"Zoë Mockford {SECRET}")
        return look(this)

    monkeypatch.setattr("cme.jobs.tick.look", broken)


def test_nothing_that_is_printed_or_answered_on_a_busy_day_names_anybody(told: Told) -> None:
    assert told.answered["tick 200"] > 30
    assert told.answered["tick 500"] > 3
    assert told.answered["tick 503"] > 3
    assert told.answered["health 200"] > 10
    assert len(register()) > 200
    assert len(entered()) == 7
    assert len(told.texts) > 500
    assert named(told.texts, register() | entered() | {SECRET}) == set()


def test_a_name_would_be_found_in_whatever_way_it_were_written() -> None:
    assert named(["{“Zoë M” and 07700 900201}"], ["Zoë", "07700 900201", "Zo", "900"]) == {"Zoë", "07700 900201"}
