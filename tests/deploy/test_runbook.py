"""Each alarm has its section in the runbook, rings for what the log really says, and the page of set-up is whole."""

from __future__ import annotations

import re
from typing import Any

import pytest

import main
from cme.edges.credentials import SCOPES
from scripts._deploy.alarms import ALARMS, COUNTED, GOOD
from scripts._deploy.upload import ROOT
from scripts._deploy.wanted import DISPATCH, SERVICES
from scripts._deploy.watching import BUDGET
from tests.edges.test_caller import REFUSED

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
SECTIONS = re.findall(r"^## (.+)$", RUNBOOK, re.MULTILINE)


def test_every_alarm_has_a_section_and_every_section_an_alarm_in_the_order_of_harm() -> None:
    rings = [alarm.title for alarm in ALARMS] + [BUDGET.removeprefix("CME: ")]
    assert [*rings, "What has no alarm"] == SECTIONS


@pytest.mark.parametrize("section", SECTIONS[:-1])
def test_a_section_says_what_it_means_and_then_what_to_do(section: str) -> None:
    said = RUNBOOK.split(f"## {section}\n")[1].split("\n## ")[0]
    assert said.index("**It means:**") < said.index("**Do:**")


def test_every_reason_for_which_a_call_is_refused_has_its_row() -> None:
    section = RUNBOOK.split("## Calls are refused\n")[1].split("\n## ")[0]
    reasons = {reason for _, reason in REFUSED.values()} | {"signature removed", "wrong issuer"}
    assert set(re.findall(r"`([a-z ]+)`", section)) >= reasons


@pytest.mark.parametrize(
    "said", ["The run broke off", "It is tried again in a minute", "CME_TOKEN_FILE", "NOT RUNNING"]
)
def test_what_the_runbook_quotes_is_what_the_system_says(said: str) -> None:
    places = [*(ROOT / "functions").rglob("*.py"), ROOT / "sheets_schema" / "tabs" / "today.toml"]
    assert said in RUNBOOK
    assert any(said in place.read_text() for place in places)


def test_what_is_counted_are_lines_that_the_entry_points_write() -> None:
    written = {f"{one.target}.{end}" for one in (*SERVICES, DISPATCH) for end in ("done", "failed", "refused")}
    written |= {"health", "dispatch.partly"}
    assert {message for counted in COUNTED for message in counted.messages} <= written
    assert set(GOOD.facts["outcome"]) == main.GOOD  # type: ignore[arg-type]


def test_the_filter_is_in_the_logs_own_language() -> None:
    assert GOOD.filter == (
        'resource.type="cloud_run_revision" AND resource.labels.service_name=~"^cme-" AND '
        'jsonPayload.message=("tick.done") AND jsonPayload.outcome=("done" OR "heartbeat" OR "idle")'
    )
    well = next(counted for counted in COUNTED if counted.name == "cme_not_well")
    assert well.filter.endswith('jsonPayload.message=("health") AND jsonPayload.well=false')


def test_every_count_rings_somewhere_and_none_that_is_absent_is_waited_for_too_long() -> None:
    conditions = [condition for alarm in ALARMS for condition in alarm.conditions]
    assert {condition.counted.name for condition in conditions} == {counted.name for counted in COUNTED}
    made: list[dict[str, Any]] = [condition.made for condition in conditions]
    absent = [condition["conditionAbsent"]["duration"] for condition in made if "conditionAbsent" in condition]
    # Google looks back no further than 23½ hours for what is absent.
    assert all(120 <= int(duration.removesuffix("s")) <= 84_600 for duration in absent)


def test_the_page_of_set_up_names_every_permission_that_the_code_asks_for() -> None:
    page = (ROOT / "docs" / "setup.md").read_text()
    assert re.findall(r"^\| `(https://\S+)` \|", page, re.MULTILINE) == list(SCOPES)
