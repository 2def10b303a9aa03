"""cloudtasks…tasks.create: a task under its own name, or a refusal; what cannot be called is refused as well."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import instant, zulu
from sandbox.store import next_number
from sandbox.wire import Call, GoogleError, serves

NO_QUEUE = "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize."
TOO_RECENT = (
    "The task cannot be created because a task with this name existed too recently. For more information about task "
    "de-duplication see https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks/create"
    "#body.request_body.FIELDS.task."
)
EXISTS = "Requested entity already exists"
KEPT = timedelta(hours=1)
"""So long a name is not free again after its task was done with, as Google says of such queues."""
SHORTEST, LONGEST = 15, 1800
LARGEST = 100_000


@serves("cloudtasks.projects.locations.queues.tasks.create")
def create(call: Call) -> dict[str, Any]:
    """Keep a task until it is due."""
    queue = "projects/{projectsId}/locations/{locationsId}/queues/{queuesId}".format(**call.params)
    if call.db.execute("SELECT 1 FROM task_queues WHERE name = ?", (queue,)).fetchone() is None:
        raise GoogleError(404, NO_QUEUE)
    task = dict(call.content.get("task") or {})
    _check(task, queue)
    name = task.get("name") or f"{queue}/tasks/{next_number(call.db, 'task'):020d}"
    _refuse_repeat(call, name)
    due = zulu(instant(task["scheduleTime"])) if "scheduleTime" in task else zulu(call.now)
    call.db.execute("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, 0, NULL)", (name, queue, json.dumps(task), due))
    shown = {key: value for key, value in task.get("httpRequest", {}).items() if key != "body"}
    return {**task, "name": name, "scheduleTime": due, "createTime": zulu(call.now), "httpRequest": shown}


def _check(task: dict[str, Any], queue: str) -> None:
    name, url = str(task.get("name", "")), str(task.get("httpRequest", {}).get("url", ""))
    if len(json.dumps(task)) > LARGEST:
        raise GoogleError(400, "Task size too large")
    if name and not re.fullmatch(rf"{re.escape(queue)}/tasks/[A-Za-z0-9_-]{{1,500}}", name):
        raise GoogleError(400, f'Task name must be formatted: "{queue}/tasks/TASK_ID".')
    if not url.startswith(("http://", "https://")):
        raise GoogleError(400, "HttpRequest.url is required and must begin with http:// or https://.")
    told = str(task.get("dispatchDeadline", "600s")).removesuffix("s")
    if not told.isdigit() or not SHORTEST <= int(told) <= LONGEST:
        raise GoogleError(400, "The dispatch_deadline must be between [15s, 30m].")


def _refuse_repeat(call: Call, name: str) -> None:
    row = call.db.execute("SELECT done FROM tasks WHERE name = ?", (name,)).fetchone()
    if row is None:
        return
    if row["done"] is None:
        raise GoogleError(409, EXISTS)
    if call.now < datetime.fromisoformat(row["done"]) + KEPT:
        raise GoogleError(409, TOO_RECENT)
