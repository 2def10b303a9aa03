"""The last step: one page with no child in it, through everything that a real one goes through, and its answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from cme.domain.clocks import hhmm, local
from cme.domain.health import WITHOUT_DUE
from cme.domain.model import Facts
from cme.domain.said_by import who_said
from cme.domain.testing import NOTICE, SETTING, answer_to, problems_of_test, went_out
from cme.edges.setup_calls import see_now
from cme.edges.sheets import Workbook
from cme.jobs.apply_schema import apply_settings
from cme.jobs.gather import gather
from cme.policy import load_figures
from scripts._setup.steps import Found, World, task

SOON = timedelta(minutes=3)
"""Time for the form to offer “The test page” before the page itself goes."""


def look(world: World) -> Found:
    """Look whether a test page was ever answered; else whether the system runs, so that one can be asked for."""
    snapshot = Workbook(world.google, world.workbook).read()
    facts, now = gather(snapshot, world.workbook).facts, see_now(world.google, world.workbook)
    if answered := _answered(facts):
        return Found((answered,))
    if snapshot.heartbeat is None or now - snapshot.heartbeat > WITHOUT_DUE:
        return Found(people=("Let it run first (the step before): nothing looks at the workbook yet",))
    asked = facts.settings.test_page
    if asked is not None and now < asked:
        return Found(
            people=(f"Take the DSL's telephone: at {hhmm(asked)} a page comes. Say “I have it”; run this again",)
        )
    if wrong := [f"{one.what} {one.mend}" for one in problems_of_test(facts, now, load_figures())]:
        return Found(people=tuple(wrong))
    if went_out(facts, now):
        return Found(people=("The test page went. Say “I have it” on the telephone, and run this again",))
    return Found(todo=(task(f"Ask for a test page in {SOON.seconds // 60} minutes", lambda: _ask(world)),))


def _answered(facts: Facts) -> str:
    """Return who answered a test page, as far back as the workbook is read; empty where nobody has."""
    for message in sorted(facts.messages.values(), key=lambda m: m.at, reverse=True):
        answer = answer_to(facts, message) if message.notice == NOTICE else None
        if answer is not None:
            return f"{who_said(facts, answer)} answered the test page of {local(message.at):%d/%m/%Y %H:%M}"
    return ""


def _ask(world: World) -> None:
    at: datetime = local(see_now(world.google, world.workbook) + SOON)
    apply_settings(world.google, world.workbook, {SETTING: f"{at:%d/%m/%Y %H:%M}"})
