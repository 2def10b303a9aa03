"""A machine in another time zone decides the same and writes the same rows: no code asks where it stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ZONES = {"UTC": "UTC", "America/New_York": "EST", "Asia/Kolkata": "IST"}
EVENING = """
story: A summer's evening, over midnight and into the next day
day: Wed 1 Jul 2026
from: Wed 18:00
until: Thu 09:20
register:
  sessions: {LATE: Wed 20:00-23:50, BIKE: Thu 09:00-10:00}
  pupils: [P1, P2]
happens:
  - {at: 20:04, register: LATE, ticked: P2}
  - {at: 23:40, changed: P1, what: arrived, time: "23:30"}
  - {at: Thu 09:04, register: BIKE, ticked: P1}
expect:
  sent:
    - {at: 20:15, rule: REG-1, about: P1, to: HILL}
    - {at: 23:40, rule: REG-5, about: P1, to: HILL, says: Arrived at 23:30}
    - {at: 23:50, rule: REG-6, to: HILL}
    - {at: Thu 09:15, rule: REG-1, about: P2, to: HILL}
  board:
    - {tab: Today, at: 20:15, says: P1}
    - {tab: Today, at: Thu 09:15, says: P2}
"""


def test_wherever_the_machine_stands_the_same_is_decided_and_written(tmp_path: Path) -> None:
    story = tmp_path / "evening.yaml"
    story.write_text(EVENING)
    running = {
        zone: subprocess.Popen(
            [sys.executable, "-m", "tests.stories.elsewhere", str(story)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'functions'}", "TZ": zone},
            stdout=subprocess.PIPE,
            text=True,
        )
        for zone in ZONES
    }
    came = {zone: json.loads(process.communicate(timeout=300)[0]) for zone, process in running.items()}
    assert {zone: found.pop("zone") for zone, found in came.items()} == ZONES, "each stood where it was told to"
    assert came["UTC"]["wrong"] == []
    assert came["America/New_York"] == came["UTC"]
    assert came["Asia/Kolkata"] == came["UTC"]
