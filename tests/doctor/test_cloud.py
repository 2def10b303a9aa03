"""What the doctor sees of a Google Cloud project: what runs, what scripts/deploy would do, and who holds it."""

from __future__ import annotations

import json

import pytest

from scripts._deploy.gcloud import Gcloud
from scripts._deploy.upload import commit
from scripts._deploy.wanted import REGION
from scripts._doctor.look_at_cloud import see_deployed, see_holders, see_parts
from scripts._doctor.seen import Deployed, Part
from tests.deploy.cloud import PROJECT, Project
from tests.deploy.deployed import applied
from tests.doctor.test_command import ask
from tests.jobs.small import Scene


@pytest.fixture
def cloud(project: Project, first: tuple[str, ...]) -> Gcloud:
    applied(project, *first)
    return Gcloud(PROJECT, project.run)


def parts(cloud: Gcloud) -> dict[str, Part]:
    return {part.title: part for part in see_parts(cloud, REGION, see_deployed(cloud, REGION), "book")}


def test_where_nothing_was_deployed_nothing_runs_and_nothing_is_compared(project: Project) -> None:
    cloud = Gcloud(PROJECT, project.run)
    found = see_deployed(cloud, REGION)
    assert found == Deployed(PROJECT, None, commit())
    assert see_parts(cloud, REGION, found, "book") == ()


def test_a_project_as_deploy_made_it_has_nothing_to_be_said_of_it(cloud: Gcloud, project: Project) -> None:
    assert see_deployed(cloud, REGION) == Deployed(PROJECT, commit(), commit())
    assert {part for part in parts(cloud).values() if part.lines or part.why} == set()
    assert project.changes == []


def test_a_paused_schedule_an_open_service_and_what_may_not_be_seen_are_told_each(
    cloud: Gcloud, project: Project
) -> None:
    project.kept["scheduler jobs", "cme-tick"]["state"] = "PAUSED"
    project.policies["cme-tick"].append(("roles/run.invoker", "allUsers"))
    project.denied = "secrets describe"
    found = parts(cloud)
    assert found["schedules"].lines == ("cme-tick: its schedule was paused; set it going",)
    assert found["services"].lines == ("cme-tick: close it, allUsers may call it",)
    assert "Your account may not do “gcloud secrets describe" in found["secrets"].why


def test_who_holds_the_project_and_who_hears_alarms(cloud: Gcloud, project: Project) -> None:
    owner, viewer = "user:Val@innov8.example", "group:team@innov8.example"
    project.policies[PROJECT] += [("roles/viewer", viewer), ("roles/viewer", owner)]
    found = see_holders(cloud)
    assert found.owners == ("val@innov8.example",)
    assert found.roles["val@innov8.example"] == ("roles/owner", "roles/viewer")
    assert set(found.roles) == {"val@innov8.example", "team@innov8.example"}
    assert found.alarms == ("val@innov8.example",)


def test_the_command_looks_at_the_project_it_is_given_and_at_a_person(
    scene: Scene, cloud: Gcloud, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts._doctor.__main__.run_gcloud", project.run)
    told = json.loads(ask(scene, "--project", PROJECT, "--json").stdout)
    said = {found["check"]: found["what"] for found in told["findings"]}
    assert said["alarm readers"] == "Alarms write to val@innov8.example alone, who may be away."
    known = f"To do: tell the services of {scene.workbook}: they know book."
    assert said["project"] == f"Of Google Cloud, workbook. {known}"
    who = ask(scene, "--project", PROJECT, "--person", "Tess@innov8.example")
    assert who.exit_code == 2
    assert "Before they go: else something stops\n\n  TESS leads BIKE, COOK" in who.stdout
    blind = ask(scene, "--person", "val@innov8.example")
    assert blind.exit_code == 1
    assert "Not looked at: Google Cloud; because no project was named. Say --project ID." in blind.stdout
    assert project.changes == []
