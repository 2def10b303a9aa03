"""scripts/deploy for many providers: a list instead of one workbook, a queue for each, and `dispatch` before all."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from cme.edges.providers import providers
from cme.edges.tasks import Job
from scripts._deploy.providers import MOST
from scripts._deploy.upload import commit
from scripts._deploy.wanted import DISPATCH, SERVICES, Wanted
from tests.deploy.cloud import Project
from tests.deploy.deployed import SECRET, TOKEN, applied, deploy

ALERT = ("--alert-to", "val@innov8.example")


def write(folder: Path, *names: str, **more: str) -> tuple[str, str]:
    """A list of providers, each with a token of its own, as somebody writes it."""
    file, lines = folder / "providers.toml", []
    for name in names:
        (folder / f"{name}.json").write_text(json.dumps(TOKEN | {"refresh_token": f"1//{name}-not-for-anybody"}))
        lines += [f"[{name}]", f'workbook = "https://docs.google.com/spreadsheets/d/book-of-{name}/edit#gid=0"']
        lines += [f'token_file = "{folder / name}.json"', *(f'{key} = "{value}"' for key, value in more.items())]
    file.write_text("\n".join(lines))
    return ("--providers", str(file))


@pytest.fixture
def many(tmp_path: Path) -> tuple[str, ...]:
    return (*write(tmp_path, "north", "south"), *ALERT)


def environment(project: Project, service: str) -> dict[str, str]:
    container = project.kept["run services", service]["spec"]["template"]["spec"]["containers"][0]
    return {entry["name"]: entry["value"] for entry in container["env"] if "value" in entry}


def kept(project: Project) -> Any:
    return json.loads(project.kept["value", "cme-providers"])


def test_a_second_apply_changes_nothing_and_need_not_be_told_again(project: Project, many: tuple[str, ...]) -> None:
    assert deploy(*many)[0] == 1
    assert project.changes == []
    applied(project, *many)
    for again in (many, ()):
        code, said = deploy(*again, "--apply")
        assert (code, project.changes) == (0, []), said


def test_broken_off_after_any_change_it_goes_on_from_there(
    project: Project, many: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = commit()
    monkeypatch.setattr("scripts._deploy.preflight.commit", lambda _: here)
    monkeypatch.setattr("scripts._deploy.project.commit", lambda: here)
    deploy(*many, "--apply")
    count = len(project.changes)
    for after in range(count):
        broken = Project()
        broken.break_after = after
        monkeypatch.setattr("scripts._deploy.__main__.run_gcloud", broken.run)
        assert deploy(*many, "--apply")[0] == 2
        broken.break_after = None
        assert deploy(*many, "--apply")[0] == 0
        assert len(broken.changes) == count, after


def test_what_the_services_are_told_fits_together(project: Project, many: tuple[str, ...], tmp_path: Path) -> None:
    applied(project, *many)
    dispatch = environment(project, "cme-dispatch")
    for service in SERVICES:
        own = environment(project, service.name)
        assert own["CME_AUDIENCE"] == dispatch["CME_SERVICES"].format(job=service.target)
        assert "CME_WORKBOOK_ID" not in own
        called = project.kept["scheduler jobs", service.name]["httpTarget"]
        assert called["uri"].rstrip("/") == called["oidcToken"]["audience"] == dispatch["CME_AUDIENCE"]
        said = json.loads(b64decode(called["body"]))
        assert Job.of(said) == Job(service.target, service.seconds, service.retries + 1)
    assert environment(project, "cme-tick")["THREADS"] == "8"
    assert "cloudtasks.googleapis.com" in project.apis
    made = {name for kind, name in project.kept if kind == "tasks queues"}
    assert made == {"cme-north", "cme-south"}
    assert dispatch["CME_QUEUES"].endswith("/locations/europe-west2/queues")
    # The list is what the services read.
    (tmp_path / "as-mounted.json").write_text(project.kept["value", "cme-providers"])
    found = providers({"CME_PROVIDERS_FILE": str(tmp_path / "as-mounted.json")})
    assert {name: one.workbook_id for name, one in found.known.items()} == {
        "north": "book-of-north",
        "south": "book-of-south",
    }


def test_no_token_is_on_a_command_or_on_the_screen(project: Project, many: tuple[str, ...]) -> None:
    _, said = deploy(*many, "--apply", "--commands")
    assert kept(project)["north"]["CME_TOKEN_INFO"]["refresh_token"] == "1//north-not-for-anybody"
    assert "not-for-anybody" not in said + "".join(project.commands)


def test_one_is_added_without_the_tokens_of_the_others(project: Project, many: tuple[str, ...], tmp_path: Path) -> None:
    applied(project, *many)
    file = tmp_path / "later.toml"
    entries = {name: f'[{name}]\nworkbook = "book-of-{name}"\n' for name in ("north", "south")}
    (tmp_path / "west.json").write_text(SECRET)
    added = f'[west]\nworkbook = "w"\ntoken_file = "{tmp_path}/west.json"\nping = "https://watcher.example/w"\n'
    file.write_text("".join(entries.values()) + added)
    assert deploy("--providers", str(file), "--apply")[0] == 0
    assert project.changes == ["secrets versions add cme-providers", "tasks queues create cme-west"]
    assert kept(project)["north"]["CME_TOKEN_INFO"]["refresh_token"] == "1//north-not-for-anybody"
    assert kept(project)["west"]["CME_PING_URL"] == "https://watcher.example/w"


def test_a_project_for_one_becomes_one_for_many(
    project: Project, first: tuple[str, ...], many: tuple[str, ...]
) -> None:
    applied(project, *first)
    assert deploy(*many, "--apply")[0] == 0
    assert deploy("--apply")[1].endswith("everything is as it should be.\n")
    assert "CME_WORKBOOK_ID" not in environment(project, "cme-tick")


def test_a_queue_that_somebody_paused_is_set_going(project: Project, many: tuple[str, ...]) -> None:
    applied(project, *many)
    project.kept["tasks queues", "cme-north"]["state"] = "PAUSED"
    applied(project)
    assert project.kept["tasks queues", "cme-north"]["state"] == "RUNNING"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("north", "cannot be read as a list of providers"),
        ("[north]\nbook = 'x'", "what stands for north is not understood"),
        ("north = 'x'", "what stands for north is not understood"),
        ("[north]\nworkbook = 1", "what stands for north is not understood"),
        ("[North]\nworkbook = 'x'", "North: a name has small letters"),
        ("[north]\nworkbook = 'x'", "no token was ever given for north"),
        ("[north]\nworkbook = 'x'\nping = 'http://watcher.example'", "the watcher of north is not an https address"),
        ("[north]\nworkbook = 'x'\ntoken_file = 'none.json'", "none.json cannot be read"),
        ("[north]\nworkbook = 'x'\n[south]\nworkbook = 'x'", "another has the same workbook"),
    ],
)
def test_a_list_with_a_mistake_is_a_sentence_and_changes_nothing(
    project: Project, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "providers.toml").write_text(content)
    code, told = deploy("--providers", str(tmp_path / "providers.toml"), *ALERT, "--apply")
    assert (code, project.changes) == (2, [])
    assert said in told


def test_more_than_a_project_carries_are_refused(project: Project, tmp_path: Path) -> None:
    code, said = deploy(*write(tmp_path, *(f"p{number}" for number in range(MOST + 1))), *ALERT)
    assert code == 2
    assert "a project carries 60 providers, and here are 61. Put the rest into a second project" in said


@pytest.mark.parametrize("flag", [("--workbook", "book"), ("--delegate", "bot@innov8.example")])
def test_what_is_said_of_one_beside_the_list_is_refused(
    project: Project, many: tuple[str, ...], flag: tuple[str, str]
) -> None:
    code, said = deploy(*flag, *many)
    assert (code, "This project is for many providers." in said) == (2, True)
    applied(project, *many)
    code, said = deploy(*flag)
    assert (code, "This project is for many providers." in said) == (2, True)


def test_as_many_instances_as_all_need_at_once_and_no_more_deployments_when_one_is_added() -> None:
    one, most = (Wanted("p", "1", "b", "r", "c", "", providers=("north",) * number) for number in (1, MOST))
    for service in most.services:
        assert one.instances(service) == most.instances(service)
        if service != DISPATCH:
            assert most.instances(service) * most.at_once(service) >= MOST
    assert most.instances(DISPATCH) == 1
