"""The test page: whether what rings in earnest rings, with no child in it; and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.clocks import day_of, hhmm
from cme.domain.figures import Figures
from cme.domain.model import Facts, Message, Observation, Problem, Saw, Severity, State
from cme.domain.said_by import who_said

CODE, NOTICE = "OPS-12", "test_page"
SETTING = "test page"
OF_TEST = "TEST PAGE"
"""What stands for a session where somebody answers a test: no session can have such a code."""
ARRIVED = (State.SENT, State.ANSWERED)
CHECK = (
    "Look at the telephone: is the mailbox's mail on it, in its inbox, and does it make a sound? docs/setup.md says "
    "what to check, in order. Then type another day and time beside “test page”."
)


def went_out(facts: Facts, now: datetime) -> Message | None:
    """Return the test page that Settings asked for today, once it went or was tried."""
    asked = facts.settings.test_page
    if asked is None or day_of(asked) != day_of(now):
        return None
    theirs = (m for m in facts.messages.values() if m.notice == NOTICE and m.at >= asked)
    return max(theirs, key=lambda m: m.at, default=None)


def answer_to(facts: Facts, message: Message) -> Observation | None:
    """Return by what somebody said “I have it” of a test page: of it alone, or of everything that was paged."""
    said = (o for o in facts.observations if o.saw is Saw.HAS_IT and o.recorded_at >= message.at)
    return next((o for o in said if not o.pupil and o.session in ("", OF_TEST)), None)


def line_of_test(facts: Facts, now: datetime) -> str:
    """Return how today's test page stands, in a few words; empty where there is none."""
    message = went_out(facts, now)
    if message is None:
        return ""
    answer = answer_to(facts, message)
    who = f"{who_said(facts, answer)} has it since {hhmm(answer.recorded_at)}" if answer else "nobody has it yet"
    return f"test page of {hhmm(message.at)}: {who}"


def problems_of_test(facts: Facts, now: datetime, figures: Figures) -> Iterator[Problem]:
    """Yield that today's test page did not go, or that nobody answered it: nor would a page that matters be heard."""
    asked, message = facts.settings.test_page, went_out(facts, now)
    patience = figures.minutes("page_deputy", day_of(now))
    where = f"Settings, {SETTING}"
    if message is None and asked is not None and day_of(asked) == day_of(now) and now >= asked + patience:
        mend = f"Type a later day and time beside “{SETTING}”; if none goes then either, look at the other lines."
        yield Problem(CODE, Severity.ERROR, where, f"No test page went at {hhmm(asked)}.", mend)
    elif message and message.state in ARRIVED and not answer_to(facts, message) and now >= message.at + patience:
        what = f"The test page of {hhmm(message.at)} went to {message.to}, and nobody has said “I have it”."
        yield Problem(CODE, Severity.ERROR, where, what, CHECK)
