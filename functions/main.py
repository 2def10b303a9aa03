"""What the scheduler calls: one entry point a job. Whoever else calls is sent away before anything is read."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import functions_framework
from flask import Request, Response, jsonify

from cme.edges import clock, log
from cme.edges.caller import Gate, StrangerError
from cme.edges.google import Endpoint, connect
from cme.edges.ping import Ping
from cme.errors import CmeError, EdgeError, SetupError
from cme.jobs import daily as daily_job
from cme.jobs import health as health_job
from cme.jobs import tick as tick_job

JOB = "X-CloudScheduler-JobName"
GATE = Gate()
PING = Ping()
GOOD = frozenset({"idle", "heartbeat", "done"})
"""How a run ends that did what was due."""
Answer = tuple[Response, int]


@functions_framework.http
def tick(request: Request) -> Answer:
    """Do what is due at this minute. 200: done, or nothing to do; 503: call again; 500: a mistake of the program."""
    return _answer(request, "tick", _tick)


@functions_framework.http
def health(request: Request) -> Answer:
    """Say whether the system runs. 200: well; 503: not well, or it could not be found out. One log line either way."""
    return _answer(request, "health", _health)


@functions_framework.http
def daily(request: Request) -> Answer:
    """Do what a night is for: throw stray drafts away. 200: done; 503: call again; 500: a mistake of the program."""
    return _answer(request, "daily", _daily)


@functions_framework.http
def archive(request: Request) -> Answer:
    """Archive the months that are over, which a night does as well. 200: done, or nothing to do; 503: call again."""
    return _answer(request, "archive", _archive)


def _tick(endpoint: Endpoint, now: datetime, job: str) -> Answer:
    report = tick_job.run(connect(endpoint), _workbook_id(), now)
    answer: dict[str, Any] = dataclasses.asdict(report)
    answer["next_at"] = report.next_at.isoformat() if report.next_at else None
    log.event("tick.done", severity="WARNING" if report.clock_off else "INFO", job=job, **answer)
    # A trial must not tell the watcher of the real system that all is well.
    if report.outcome in GOOD and not report.notes and not endpoint.is_sandbox:
        PING.send(now)
    return jsonify(answer), 200


def _health(endpoint: Endpoint, now: datetime, job: str) -> Answer:
    found = health_job.check_health(connect(endpoint), _workbook_id(), now)
    log.event("health", severity="INFO" if found.is_well else "ERROR", job=job, **found.facts)
    return jsonify(found.facts), 200 if found.is_well else 503


def _daily(endpoint: Endpoint, now: datetime, job: str) -> Answer:
    report = daily_job.run(connect(endpoint), _workbook_id(), now)
    answer = dataclasses.asdict(report)
    log.event("daily.done", severity="WARNING" if report.is_odd else "INFO", job=job, **answer)
    return jsonify(answer), 200


def _archive(endpoint: Endpoint, now: datetime, job: str) -> Answer:
    # What makes the files is too much for a tick, which is built from the same program.
    from cme.jobs.archive_month import archive_months

    report = archive_months(connect(endpoint), _workbook_id(), now)
    answer = dataclasses.asdict(report)
    log.event("archive.done", severity="WARNING" if report.notes else "INFO", job=job, **answer)
    return jsonify(answer), 200


def _answer(request: Request, name: str, do: Callable[[Endpoint, datetime, str], Answer]) -> Answer:
    """Do a job for the scheduler; nothing that a stranger's headers say is believed, or written down."""
    job = ""
    try:
        endpoint = Endpoint.from_environment()
        now = clock.now(request.headers, endpoint)
        GATE.check(request.headers, endpoint, now)
        job = request.headers.get(JOB, "")
        return do(endpoint, now, job)
    except StrangerError as stranger:
        log.event(f"{name}.refused", severity="WARNING", reason=stranger.reason, mend=stranger.mend)
        return jsonify(outcome="refused", error=str(stranger)), 403
    except EdgeError as wrong:
        said = f"Google did not do what was asked ({wrong.brief}). It is tried again in a minute."
        if wrong.status == 429:
            said = f"Google was asked too often in a minute ({wrong.brief}). It is tried again in the next."
        return _failed(503, name, job, said, wrong)
    except CmeError as wrong:
        return _failed(503, name, job, str(wrong), wrong)
    except Exception as wrong:
        # What it says may quote a cell, so that only its kind goes further.
        said = f"The run broke off ({type(wrong).__name__}). Report this; the next run goes on."
        return _failed(500, name, job, said, wrong)


def _failed(status: int, name: str, job: str, sentence: str, wrong: Exception) -> Answer:
    log.event(f"{name}.failed", severity="ERROR", error=type(wrong).__name__, at=_place(wrong), said=sentence, job=job)
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
