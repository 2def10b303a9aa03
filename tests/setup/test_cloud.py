"""The set-up's steps about Google Cloud: what an organisation forbids, and what runs, by deploy's own stand-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cme.errors import SetupError
from scripts._deploy.gcloud import ROLES, Gcloud
from scripts._setup import cloud
from scripts._setup.permissions import NEEDED
from scripts._setup.steps import World, lines_of
from tests.deploy.cloud import ACCOUNT, PROJECT, Project
from tests.deploy.conftest import first, project

__all__ = ["first", "project"]


def world(project: Project, **more: Any) -> World:
    return World(cloud=Gcloud(PROJECT, project.run), workbook="book", alert_to=("val@innov8.example",), **more)


def test_an_empty_project_that_somebody_pays_for_will_do(project: Project) -> None:
    found = cloud.look_at_project(world(project))
    assert (found.todo, found.people) == ((), ())


def test_a_project_for_which_nobody_pays_is_refused_with_who_links_it(project: Project) -> None:
    project.is_billed = False
    with pytest.raises(SetupError, match="has no billing account"):
        cloud.look_at_project(world(project))


@pytest.mark.parametrize(
    ("name", "policy", "forbids"),
    [
        ("run.allowedIngress", {"listPolicy": {"allowedValues": ["all"]}}, True),
        ("run.allowedIngress", {"listPolicy": {"allowedValues": ["internal"]}}, False),
        ("run.allowedIngress", {"listPolicy": {"deniedValues": ["internal"]}}, True),
        ("run.allowedIngress", {"listPolicy": {"allValues": "DENY"}}, True),
        ("gcp.resourceLocations", {"listPolicy": {"allowedValues": ["in:europe-west1-locations"]}}, True),
        ("gcp.resourceLocations", {"listPolicy": {"allowedValues": ["in:europe-west2-locations"]}}, False),
        ("iam.disableServiceAccountCreation", {"booleanPolicy": {"enforced": True}}, True),
        ("iam.disableServiceAccountCreation", {"booleanPolicy": {}}, False),
        # No key is ever made, so this one stands in nobody's way.
        ("iam.disableServiceAccountKeyCreation", {"booleanPolicy": {"enforced": True}}, False),
    ],
)
def test_what_an_organisation_forbids_is_named_with_who_may_change_it(
    project: Project, name: str, policy: dict[str, Any], forbids: bool
) -> None:
    project.apis.add("cloudresourcemanager.googleapis.com")
    project.kept["policy", name] = policy
    said = cloud.look_at_project(world(project)).people
    assert [f"The organisation's policy {name} forbids" in one for one in said] == ([True] if forbids else [])
    assert all("Organization Policy Administrator" in one for one in said)


@pytest.mark.parametrize(
    ("held", "lacks"),
    [
        ([("roles/owner", "user:Val@innov8.example")], ()),
        ([(role, f"user:{ACCOUNT}") for role in NEEDED], ()),
        ([("roles/editor", f"user:{ACCOUNT}")], tuple(NEEDED.values())),
        ([("roles/owner", "user:sam@innov8.example")], tuple(NEEDED.values())),
        ([(role, f"user:{ACCOUNT}") for role in NEEDED if "run" not in role], ("Cloud Run Admin",)),
    ],
)
def test_what_the_account_may_not_do_is_named_before_anything_is_built(
    project: Project, held: list[tuple[str, str]], lacks: tuple[str, ...]
) -> None:
    project.apis.add("cloudresourcemanager.googleapis.com")
    project.policies[PROJECT] = held
    said = cloud.look_at_project(world(project)).people
    assert bool(said) is bool(lacks)
    assert all(f"{ACCOUNT} is not Owner of the project, and lacks {', '.join(lacks)}:" in one for one in said)


def test_what_may_not_be_seen_is_said_and_stops_nothing(project: Project) -> None:
    project.apis.add("cloudresourcemanager.googleapis.com")
    project.denied = "projects get-iam-policy"
    (said,) = cloud.look_at_project(world(project)).people
    assert said.startswith(f"What {ACCOUNT} may do in the project cannot be seen: Whoever owns the project")


def test_of_what_runs_nobody_is_asked_what_they_may(project: Project, first: tuple[str, ...]) -> None:
    for task in cloud.look_at_running(world(project, token_file=Path(first[-1]))).todo:
        task.do()
    project.policies[PROJECT] = []
    assert cloud.look_at_project(world(project)).people == ()


def test_each_role_that_a_refusal_may_name_is_looked_for() -> None:
    # Queues are for many providers only, and an account may be let act as another by one identity alone.
    assert set(NEEDED.values()) == set(ROLES.values()) - {"Cloud Tasks Admin"} | {"Service Account User"}


def test_without_a_project_it_says_how_to_name_one() -> None:
    assert cloud.look_at_project(World()).people == cloud.look_at_running(World()).people == (cloud.NO_PROJECT,)
    assert cloud.look_at_running(World(endpoint="http://127.0.0.1:1")) == cloud.AT_A_SANDBOX


def test_who_hears_when_it_fails_must_be_said_once(project: Project, first: tuple[str, ...]) -> None:
    here = world(project)
    here.alert_to = ()
    assert cloud.look_at_running(here).people == (cloud.TELLS,)


def test_what_runs_is_planned_and_done_as_by_scripts_deploy(
    project: Project, first: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    here = world(project, token_file=Path(first[-1]))
    found = cloud.look_at_running(here)
    assert "make the service cme-tick" in lines_of(found.todo)
    assert project.changes == []
    for task in found.todo:
        task.do()
    assert "doing: make the service cme-tick" in capsys.readouterr().out
    elsewhere = World(cloud=Gcloud(PROJECT, project.run))
    cloud.look_at_project(elsewhere)
    assert elsewhere.workbook == "book"
    again = cloud.look_at_running(here)
    assert (again.todo, len(again.there)) == ((), 1)
