"""What the scheduler calls: one entry point a job."""

from __future__ import annotations

import dataclasses
import os
from typing import Any

import functions_framework
from flask import Request, Response, jsonify

from cme.edges import clock, log
from cme.edges.google import Endpoint, connect
from cme.errors import CmeError, SetupError
from cme.jobs import tick as tick_job

JOB = "X-CloudScheduler-JobName"


@functions_framework.http
def tick(request: Request) -> tuple[Response, int]:
    """Do what is due at this minute. 200: done, or nothing to do; 503: call again."""
    endpoint = Endpoint.from_environment()
    now = clock.now(request.headers, endpoint)
    try:
        report = tick_job.run(connect(endpoint), _workbook_id(), now)
    except CmeError as wrong:
        log.event("tick.failed", severity="ERROR", error=type(wrong).__name__, job=request.headers.get(JOB, ""))
        return jsonify(outcome="failed", error=str(wrong)), 503
    answer: dict[str, Any] = dataclasses.asdict(report)
    answer["next_at"] = report.next_at.isoformat() if report.next_at else None
    log.event("tick.done", job=request.headers.get(JOB, ""), **answer)
    return jsonify(answer), 200


def _workbook_id() -> str:
    found = os.environ.get("CME_WORKBOOK_ID", "")
    if not found:
        raise SetupError("CME_WORKBOOK_ID is not set.", mend="Set it to the id in the workbook's address.")
    return found
