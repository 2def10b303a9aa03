"""What is counted in the log, and what rings when: each alarm has its section in docs/runbook.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts._deploy.wanted import PREFIX

RUNBOOK = "docs/runbook.md"
ON_CLOUD_RUN = 'resource.type="cloud_run_revision"'
MINUTE, HOUR = 60, 3600
Told = str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines of the log that are counted: those of some messages of which some facts hold."""

    name: str
    about: str
    messages: tuple[str, ...]
    facts: Mapping[str, Told] = field(default_factory=dict)

    @property
    def filter(self) -> str:
        """The same in the log's own language."""
        ours = f'{ON_CLOUD_RUN} AND resource.labels.service_name=~"^{PREFIX}-"'
        told = {"message": self.messages, **self.facts}
        return " AND ".join((ours, *(f"jsonPayload.{name}={_quoted(value)}" for name, value in told.items())))


def _quoted(value: Told) -> str:
    return f"({' OR '.join(json.dumps(one) for one in value)})" if isinstance(value, tuple) else json.dumps(value)


GOOD = Counted(
    "cme_good_runs", "Ticks that did what was due", ("tick.done",), {"outcome": ("done", "heartbeat", "idle")}
)
FAILED = Counted(
    "cme_failed_runs",
    "Ticks that could not do what was due, for one provider or for many",
    ("tick.failed", "dispatch.failed", "dispatch.partly"),
)
REFUSED = Counted(
    "cme_refused",
    "Calls that did not show that the scheduler sent them",
    ("tick.refused", "daily.refused", "health.refused", "dispatch.refused"),
)
LOOKED = Counted("cme_looked", "Hourly looks at how the system stands", ("health",))
NOT_WELL = Counted("cme_not_well", "Looks that found it not well", ("health",), {"well": False})
NIGHT_FAILED = Counted("cme_night_failed", "Nights that broke off", ("daily.failed",))
NIGHT_MISSED = Counted(
    "cme_night_missed", "Looks that found a night missing, or odd", ("health",), {"problems.code": "OPS-6"}
)
COUNTED = (GOOD, FAILED, REFUSED, LOOKED, NOT_WELL, NIGHT_FAILED, NIGHT_MISSED)


@dataclass(frozen=True, slots=True)
class Condition:
    """When it rings: more than so many were counted within a time, or none at all for so long."""

    counted: Counted
    seconds: int
    above: int | None = None

    @property
    def made(self) -> dict[str, Any]:
        """As Cloud Monitoring takes it. Revisions are added up: a new one must not look like silence."""
        absent = self.above is None
        window = {"alignmentPeriod": f"{MINUTE if absent else self.seconds}s", "perSeriesAligner": "ALIGN_DELTA"}
        of = {
            "filter": f'metric.type="logging.googleapis.com/user/{self.counted.name}" AND {ON_CLOUD_RUN}',
            "aggregations": [{**window, "crossSeriesReducer": "REDUCE_SUM"}],
            "duration": f"{self.seconds if absent else 0}s",
        }
        if absent:
            return {"displayName": f"no {self.counted.name}", "conditionAbsent": of}
        threshold = {**of, "comparison": "COMPARISON_GT", "thresholdValue": self.above}
        return {"displayName": self.counted.name, "conditionThreshold": threshold}


@dataclass(frozen=True, slots=True)
class Alarm:
    """What rings, under the name of its section in the runbook, with the first thing to do."""

    title: str
    first: str
    conditions: tuple[Condition, ...]
    severity: str = "WARNING"

    @property
    def name(self) -> str:
        """What it is called among the project's alert policies."""
        return f"CME: {self.title}"

    def policy(self, channels: list[str]) -> dict[str, Any]:
        """Return it as Cloud Monitoring takes it."""
        said = f"{self.first}\n\nThen: {RUNBOOK}, “{self.title}”."
        return {
            "displayName": self.name,
            "combiner": "OR",
            "conditions": [condition.made for condition in self.conditions],
            "notificationChannels": channels,
            "documentation": {"content": said, "mimeType": "text/markdown"},
            "severity": self.severity,
            "enabled": True,
        }


ALARMS = (
    Alarm(
        "No good run for ten minutes",
        "Nobody is told of a missing child now. Use paper, and ring round.",
        (Condition(GOOD, 10 * MINUTE),),
        "CRITICAL",
    ),
    Alarm(
        "It runs, and is not well",
        "Somebody may not be told. Open the workbook: the tabs Waiting and Problems say who, and what.",
        (Condition(NOT_WELL, HOUR, above=0),),
        "CRITICAL",
    ),
    Alarm(
        "Runs fail",
        "Look at Today in the workbook: where its first cell says NOT RUNNING, use paper, and ring round.",
        (Condition(FAILED, 15 * MINUTE, above=3),),
    ),
    Alarm(
        "Calls are refused",
        "Look at Today in the workbook: where its first cell says NOT RUNNING, use paper, and ring round.",
        (Condition(REFUSED, 10 * MINUTE, above=3),),
    ),
    Alarm(
        "Nobody looks whether it is well",
        "Look at Today in the workbook: the hourly check is silent, which need not mean that the runs are.",
        (Condition(LOOKED, 3 * HOUR),),
    ),
    Alarm(
        "The night's job failed",
        "Nobody is untold because of this. It can wait for the next working day, no longer.",
        (Condition(NIGHT_FAILED, HOUR, above=0), Condition(NIGHT_MISSED, HOUR, above=0)),
    ),
)
