"""What the scheduler calls: one entry point a job. Whoever else calls is sent away before anything is read."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import functions_framework
from flask import Request, Response, jsonify

from cme.edges import clock, log
from cme.edges.caller import Gate, StrangerError
from cme.edges.google import Endpoint, Google, connect
from cme.edges.ping import Ping
from cme.edges.providers import NAME, Provider, providers
from cme.errors import CmeError, EdgeError
from cme.jobs import daily as daily_job
from cme.jobs import health as health_job
from cme.jobs import tick as tick_job

JOB, SCHEDULED = "X-CloudScheduler-JobName", "X-CloudScheduler-ScheduleTime"
TASK = "X-CloudTasks-TaskName"
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


@functions_framework.http
def dispatch(request: Request) -> Answer:
    """Hand a job of this minute out to many providers' queues. 200: handed out, or some of it; 503: to nobody."""
    return _answer(request, "dispatch", _dispatch)


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of an entry point by whom it may be called: whose workbook, when, and by which job of the scheduler."""

    endpoint: Endpoint
    now: datetime
    job: str
    scheduled: str
    sent: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The provider's name; empty where there is one only."""
        return str(self.sent.get("provider", ""))

    def provider(self) -> Provider:
        """Return whose workbook it is about, or raise SetupError where that is nobody whom we know."""
        return providers().named(self.name)

    @property
    def told(self) -> dict[str, str]:
        """What each line of the log says of a call: the job, and the provider where there are many."""
        return {"job": self.job} | ({"provider": self.name} if NAME.fullmatch(self.name) else {})


def _tick(asked: Asked) -> Answer:
    provider = asked.provider()
    report = tick_job.run(_google(asked, provider), provider.workbook_id, asked.now)
    answer: dict[str, Any] = dataclasses.asdict(report)
    answer["next_at"] = report.next_at.isoformat() if report.next_at else None
    log.event("tick.done", severity="WARNING" if report.clock_off else "INFO", **asked.told, **answer)
    # A trial must not tell the watcher of the real system that all is well.
    if report.outcome in GOOD and not report.notes and not asked.endpoint.is_sandbox:
        PING.send(asked.now, provider.environment)
    return jsonify(answer), 200


def _health(asked: Asked) -> Answer:
    provider = asked.provider()
    found = health_job.check_health(_google(asked, provider), provider.workbook_id, asked.now)
    log.event("health", severity="INFO" if found.is_well else "ERROR", **asked.told, **found.facts)
    return jsonify(found.facts), 200 if found.is_well else 503


def _daily(asked: Asked) -> Answer:
    provider = asked.provider()
    report = daily_job.run(_google(asked, provider), provider.workbook_id, asked.now)
    answer = dataclasses.asdict(report)
    log.event("daily.done", severity="WARNING" if report.is_odd else "INFO", **asked.told, **answer)
    return jsonify(answer), 200


def _archive(asked: Asked) -> Answer:
    # What makes the files is too much for a tick, which is built from the same program.
    from cme.jobs.archive_month import archive_months

    provider = asked.provider()
    report = archive_months(_google(asked, provider), provider.workbook_id, asked.now)
    answer = dataclasses.asdict(report)
    log.event("archive.done", severity="WARNING" if report.notes else "INFO", **asked.told, **answer)
    return jsonify(answer), 200


def _dispatch(asked: Asked) -> Answer:
    # Only where there are many providers; the tick, which is built from the same program, needs none of it.
    from cme.edges.tasks import Job, Queues
    from cme.jobs.dispatch import hand_out, minute_of

    minute = minute_of(asked.scheduled, asked.now)
    handed = hand_out(Queues.connect(asked.endpoint), providers(), Job.of(asked.sent), minute)
    answer = dataclasses.asdict(handed)
    end, severity = ("partly", "ERROR") if handed.notes else ("done", "INFO")
    log.event(f"dispatch.{end}", severity=severity, told_by=asked.job, **answer)
    return jsonify(answer), 200 if handed.reached else 503


def _google(asked: Asked, provider: Provider) -> Google:
    return connect(asked.endpoint, environment=provider.environment)


def _answer(request: Request, name: str, do: Callable[[Asked], Answer]) -> Answer:
    """Do a job for the scheduler; nothing that a stranger's headers say is believed, or written down."""
    told: dict[str, str] = {}
    try:
        endpoint = Endpoint.from_environment()
        now = clock.now(request.headers, endpoint)
        GATE.check(request.headers, endpoint, now)
        asked = _asked(request, endpoint, now)
        told = asked.told
        return do(asked)
    except StrangerError as stranger:
        log.event(f"{name}.refused", severity="WARNING", reason=stranger.reason, mend=stranger.mend)
        return jsonify(outcome="refused", error=str(stranger)), 403
    except EdgeError as wrong:
        said = f"Google did not do what was asked ({wrong.brief}). It is tried again in a minute."
        if wrong.status == 429:
            said = f"Google was asked too often in a minute ({wrong.brief}). It is tried again in the next."
        return _failed(503, name, told, said, wrong)
    except CmeError as wrong:
        return _failed(503, name, told, str(wrong), wrong)
    except Exception as wrong:
        # What it says may quote a cell, so that only its kind goes further.
        said = f"The run broke off ({type(wrong).__name__}). Report this; the next run goes on."
        return _failed(500, name, told, said, wrong)


def _asked(request: Request, endpoint: Endpoint, now: datetime) -> Asked:
    """Return what the scheduler, or a task that it had made, asks for; a body that is no JSON says nothing."""
    sent = request.get_json(force=True, silent=True)
    job, scheduled = request.headers.get(JOB) or request.headers.get(TASK, ""), request.headers.get(SCHEDULED, "")
    return Asked(endpoint, now, job, scheduled, sent if isinstance(sent, dict) else {})


def _failed(status: int, name: str, told: Mapping[str, str], sentence: str, wrong: Exception) -> Answer:
    kind = {"error": type(wrong).__name__, "at": _place(wrong), "said": sentence}
    log.event(f"{name}.failed", severity="ERROR", **kind, **told)
    return jsonify(outcome="failed", error=sentence), status


def _place(wrong: Exception) -> str:
    """Return the file and line where it broke: what a trace would say, without the values that it might."""
    trace, last = wrong.__traceback__, ""
    while trace is not None:
        last = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last
