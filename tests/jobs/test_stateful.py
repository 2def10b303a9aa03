"""The model's actions (tests/protocol) on the real jobs: runs go on call by call, die, lose answers, overlap."""

from __future__ import annotations

import os
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cme.domain.clocks import instant
from cme.edges.gmail import Posted, create_draft, send_draft
from cme.errors import NoAnswer
from sandbox.sweep.fork import Fork
from sandbox.sweep.truth import Standing, wrong
from tests.jobs.small import MONDAY, at
from tests.jobs.stepped import Running, busy_minute, clients, folder
from tests.jobs.test_sweep import CALLS, OWED

MINUTE = timedelta(minutes=1)
MOST, LONGEST = 3, 21
"""Runs at a time; minutes until all must have settled."""
SWITCHES = ("gmail_draft_lingers", "torn_reads", "gmail_send_new_thread")
IN_CI = os.environ.get("CI") == "true"
LATE = {"kind": "late_apply", "seconds": 70}
LOST = {"kind": "lose_response"}
BUSY = {"kind": "refuse", "status": 503}


class Jobs(RuleBasedStateMachine):
    """Up to three runs over one workbook and one mailbox."""

    @initialize(switch=st.sampled_from(("", *SWITCHES)))
    def opens(self, switch: str) -> None:
        file, workbook = busy_minute()
        shared, self.free = clients()[0], list(clients()[1][:MOST])
        self.fork = Fork(file, folder() / "fork.sqlite", workbook, shared)
        self.now, self.number = at("09:15"), 0
        self.runs: list[Running] = []
        self.fork.move(self.now)
        if switch:
            self.fork.control("switches", {switch: True})

    def _chosen(self, which: int) -> Running:
        return self.runs[which % len(self.runs)]

    def _tidied(self) -> None:
        for run in [run for run in self.runs if run.done]:
            self.runs.remove(run)
            self.free.append(run.client)
            assert run.broken is None, run.broken

    @precondition(lambda self: len(self.runs) < MOST)
    @rule()
    def a_run_starts(self) -> None:
        self.number += 1
        self.runs.append(Running(self.fork, self.free.pop(), self.now, f"-{self.number}"))
        self._tidied()

    @precondition(lambda self: self.runs)
    @rule(which=st.integers(0, MOST - 1), calls=st.integers(1, 7))
    def a_run_goes_on(self, which: int, calls: int) -> None:
        run = self._chosen(which)
        for _ in range(calls):
            if not run.done:
                run.go_on()
        self._tidied()

    @precondition(lambda self: self.runs)
    @rule(which=st.integers(0, MOST - 1), when=st.sampled_from(("before", "after")))
    def a_run_dies(self, which: int, when: str) -> None:
        run = self._chosen(which)
        while not run.done:
            run.go_on(when)
        self._tidied()

    @precondition(lambda self: self.runs)
    @rule(which=st.integers(0, MOST - 1), fault=st.sampled_from((LOST, LATE, BUSY)))
    def the_next_call_goes_wrong(self, which: int, fault: dict[str, object]) -> None:
        made = self.fork.control("faults", {"match": {"path": "/(v4|v1|gmail)/"}, **fault})
        self._chosen(which).go_on()
        self.fork.control(f"faults?id={made['id']}", verb="DELETE")
        self._tidied()

    @rule(minutes=st.sampled_from((1, 1, 4)))
    def time_passes(self, minutes: int) -> None:
        """A function's process is ended after a minute: no run goes on for longer than that."""
        self.now += minutes * MINUTE
        for run in self.runs:
            while not run.done and self.now - run.began > MINUTE:
                run.go_on("before")
            run.client.patience.sleep(45.0)
        self._tidied()
        self.fork.move(self.now)

    @invariant()
    def nobody_was_told_twice(self) -> None:
        if hasattr(self, "fork"):
            standing = self._standing()
            assert not {key: times for key, times in standing.mailed.items() if times > 1}
            twice = {key for key, times in standing.sent.items() if times > 1 + standing.repeats(key)}
            assert not twice

    def _standing(self) -> Standing:
        return Standing.of(self.fork, instant(MONDAY, time()))

    def teardown(self) -> None:
        """Let everything die that still runs, and the schedule go on: all that is owed is there once."""
        if not hasattr(self, "fork"):
            return
        try:
            for run in self.runs:
                while not run.done:
                    run.go_on("before")
            end = self._settled()
            allowed = frozenset(end.sent)
            assert not list(wrong(end, frozenset(OWED), frozenset(), allowed))
        finally:
            self.fork.close()

    def _settled(self) -> Standing:
        for _ in range(LONGEST):
            self.now += MINUTE
            self.fork.play(self.now)
            if not self._standing().needs_time(frozenset(OWED), frozenset()):
                break
        self.fork.play(self.now + 6 * MINUTE)
        return self._standing()


TestJobs = Jobs.TestCase
TestJobs.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    derandomize=IN_CI,
    # What fails is said as it was found, within bounded time; at a desk the example is made smaller first.
    phases=[Phase.generate] if IN_CI else [*Phase],
    suppress_health_check=[*HealthCheck],
    print_blob=True,
)


def test_a_send_that_is_repeated_by_itself_is_seen_by_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(google: Any, draft: str, mime: bytes | None, thread: str = "") -> Posted:
        try:
            return send_draft(google, draft, mime, thread)
        except NoAnswer:
            return send_draft(google, create_draft(google, mime or b"", thread).draft, mime, thread)

    monkeypatch.setattr("cme.jobs.send.send_draft", again)
    jobs = Jobs()
    jobs.opens("")
    jobs.a_run_starts()
    jobs.a_run_goes_on(0, CALLS - 3)
    jobs.the_next_call_goes_wrong(0, LOST)
    jobs.a_run_goes_on(0, CALLS)
    with pytest.raises(AssertionError, match="assert not"):
        jobs.nobody_was_told_twice()
    jobs.fork.close()
