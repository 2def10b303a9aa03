"""What the scheduler calls: one entry point a job."""

from __future__ import annotations

import dataclasses
import os
from typing import Any

import functions_framework
from flask import Request, Response, jsonify

from cme.edges import clock, log
from cme.edges.google import Endpoint, connect
from cme.errors import CmeError, EdgeError, SetupError
from cme.jobs import tick as tick_job

JOB = "X-CloudScheduler-JobName"


@functions_framework.http
def tick(request: Request) -> tuple[Response, int]:
    """Do what is due at this minute. 200: done, or nothing to do; 503: call again; 500: a mistake of the program."""
    job = request.headers.get(JOB, "")
    try:
        endpoint = Endpoint.from_environment()
        now = clock.now(request.headers, endpoint)
        report = tick_job.run(connect(endpoint), _workbook_id(), now)
    except EdgeError as wrong:
        return _failed(
            503, job, f"Google did not do what was asked ({wrong.brief}). It is tried again in a minute.", wrong
        )
    except CmeError as wrong:
        return _failed(503, job, str(wrong), wrong)
    except Exception as wrong:
        # What it says may quote a cell, so that only its kind goes further.
        return _failed(
            500, job, f"The run broke off ({type(wrong).__name__}). Report this; the next run goes on.", wrong
        )
    answer: dict[str, Any] = dataclasses.asdict(report)
    answer["next_at"] = report.next_at.isoformat() if report.next_at else None
    log.event("tick.done", job=job, **answer)
    return jsonify(answer), 200


def _failed(status: int, job: str, sentence: str, wrong: Exception) -> tuple[Response, int]:
    log.event("tick.failed", severity="ERROR", error=type(wrong).__name__, at=_place(wrong), said=sentence, job=job)
    return jsonify(outcome="failed", error=sentence), status


def _place(wrong: Exception) -> str:
    """Return the file and line where it broke: what a trace would say, without the values that it might."""
    trace, last = wrong.__traceback__, ""
    while trace is not None:
        last = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


def _workbook_id() -> str:
    found = os.environ.get("CME_WORKBOOK_ID", "")
    if not found:
        raise SetupError("CME_WORKBOOK_ID is not set.", mend="Set it to the id in the workbook's address.")
    return found
