"""scripts/deploy against a stand-in for gcloud: planned, applied, broken off, gone on with, drifted, taken back."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from cme.errors import SetupError
from scripts._deploy.gcloud import Answer, Gcloud
from scripts._deploy.upload import ROOT, commit, lay, uploaded
from scripts._deploy.wanted import MOUNTED, SERVICES
from tests.deploy.cloud import FLAGS, GLOBAL, PROJECT, Project
from tests.deploy.deployed import SECRET, TOKEN, applied, deploy


def test_a_plan_says_what_is_missing_and_changes_nothing(project: Project, first: tuple[str, ...]) -> None:
    code, said = deploy(*first)
    assert code == 1
    assert project.changes == []
    assert "to do: make the service cme-tick" in said
    assert "to do: call cme-daily at “0 3 * * *”" in said
    assert "Nothing was changed; run it again with --apply to do it." in said


def test_a_second_apply_changes_nothing_and_need_not_be_told_again(project: Project, first: tuple[str, ...]) -> None:
    code, said = deploy(*first, "--apply")
    assert (code, "Done: " in said) == (0, True)
    project.changes.clear()
    for again in (first, ()):
        code, said = deploy(*again, "--apply")
        assert (code, project.changes) == (0, [])
        assert "Nothing to do: everything is as it should be." in said


def test_one_image_of_what_is_uploaded_serves_each_entry_point(
    project: Project, first: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts._deploy.gcloud.lay", lay)
    applied(project, *first)
    assert sorted(project.uploaded) == sorted(uploaded())
    found = {name: service for (kind, name), service in project.kept.items() if kind == "run services"}
    assert set(found) == {service.name for service in SERVICES}
    containers = [service["spec"]["template"]["spec"]["containers"][0] for service in found.values()]
    assert len({container["image"] for container in containers}) == 1
    assert "@sha256:" in containers[0]["image"]
    told = {entry["name"]: entry["value"] for entry in containers[0]["env"]}
    assert told["CME_AUDIENCE"] == project.kept["scheduler jobs", "cme-tick"]["httpTarget"]["oidcToken"]["audience"]
    assert (told["CME_TOKEN_FILE"], told["CME_WORKBOOK_ID"]) == (MOUNTED, "book")
    assert "CME_GOOGLE_ENDPOINT" not in told


def test_no_value_of_a_secret_is_on_a_command_or_on_the_screen(project: Project, first: tuple[str, ...]) -> None:
    _, said = deploy(*first, "--apply", "--commands")
    assert project.kept["value", "cme-mailbox-token"] == SECRET
    assert "not-for-anybody" not in said + "".join(project.commands)


def state(project: Project) -> tuple[Any, ...]:
    """What stands at the end, but for the digest of the image, in which a build differs from another."""
    kept = re.sub(r"sha256:\d+", "", repr(sorted(map(repr, project.kept.items()))))
    return (kept, project.apis, project.policies)


def test_broken_off_after_any_change_it_goes_on_from_there(
    project: Project, first: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = commit()
    monkeypatch.setattr("scripts._deploy.preflight.commit", lambda _: here)
    monkeypatch.setattr("scripts._deploy.project.commit", lambda: here)
    deploy(*first, "--apply")
    whole, count = state(project), len(project.changes)
    assert count > 30
    for after in range(count):
        broken = Project()
        broken.break_after = after
        monkeypatch.setattr("scripts._deploy.__main__.run_gcloud", broken.run)
        code, said = deploy(*first, "--apply")
        assert code == 2, after
        assert "What was done so far stays done: mend this, and run it again." in said
        broken.break_after = None
        assert deploy(*first, "--apply")[0] == 0
        assert (state(broken), len(broken.changes)) == (whole, count), after


def open_to_all(project: Project) -> None:
    project.policies["cme-health"].append(("roles/run.invoker", "allUsers"))


def pause(project: Project) -> None:
    project.kept["scheduler jobs", "cme-tick"]["state"] = "PAUSED"


def pin(project: Project) -> None:
    project.kept["run services", "cme-tick"]["spec"]["traffic"] = [{"revisionName": "cme-tick-00001", "percent": 100}]


def in_utc(project: Project) -> None:
    project.kept["scheduler jobs", "cme-daily"]["timeZone"] = "Etc/UTC"


def silence(project: Project) -> None:
    alarm(project, "No good run for ten minutes")["enabled"] = False


def deafen(project: Project) -> None:
    alarm(project, "Runs fail")["notificationChannels"] = []


def count_less(project: Project) -> None:
    project.kept["logging metrics", "cme_good_runs"]["filter"] = "severity=ERROR"


def alarm(project: Project, title: str) -> Any:
    kept = (found for (kind, _), found in project.kept.items() if kind == "alpha monitoring policies")
    return next(found for found in kept if found["displayName"] == f"CME: {title}")


@pytest.mark.parametrize(
    ("drift", "line"),
    [
        (open_to_all, "cme-health: close it, allUsers may call it"),
        (pause, "cme-tick: its schedule was paused; set it going"),
        (pin, "cme-tick: call its latest revision, and no other"),
        (in_utc, "cme-daily: zone"),
        (silence, "mend the alarm “No good run for ten minutes”"),
        (deafen, "mend the alarm “Runs fail”"),
        (count_less, "update the count cme_good_runs"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_somebody_changed_by_hand_is_named_and_put_right(
    project: Project, first: tuple[str, ...], drift: Callable[[Project], None], line: str
) -> None:
    applied(project, *first)
    before = deepcopy(state(project))
    drift(project)
    assert deploy()[1].count("to do: ") == 1
    assert f"to do: {line}\n" in deploy()[1]
    applied(project)
    assert state(project) == before


SERVICE_DRIFTS: dict[str, Callable[[Any], object]] = {
    "image": lambda found: container(found).update(image="other"),
    "commit": lambda found: found["metadata"]["labels"].update(commit="other"),
    "settings": lambda found: container(found)["env"].append({"name": "CME_GOOGLE_ENDPOINT", "value": "http://x"}),
    "secrets": lambda found: spec(found)["volumes"][0]["secret"].update(secretName="other"),
    "identity": lambda found: spec(found).update(serviceAccountName="other"),
    "time-out": lambda found: spec(found).update(timeoutSeconds=3600),
    "calls at once": lambda found: spec(found).update(containerConcurrency=80),
    "most instances": lambda found: found["spec"]["template"]["metadata"].pop("annotations"),
    "size": lambda found: container(found)["resources"]["limits"].update(memory="128Mi"),
    "reachable from": lambda found: found["metadata"]["annotations"].update({"run.googleapis.com/ingress": "all"}),
}


def spec(service: Any) -> Any:
    return service["spec"]["template"]["spec"]


def container(service: Any) -> Any:
    return spec(service)["containers"][0]


@pytest.mark.parametrize("name", SERVICE_DRIFTS)
def test_whatever_is_otherwise_about_a_service_is_named_and_put_right(
    project: Project, first: tuple[str, ...], name: str
) -> None:
    applied(project, *first)
    before = deepcopy(state(project))
    SERVICE_DRIFTS[name](project.kept["run services", "cme-daily"])
    assert f"to do: cme-daily: {name}\n" in deploy()[1]
    applied(project)
    assert state(project) == before


def test_a_new_token_and_another_budget_are_taken_up_once(
    project: Project, first: tuple[str, ...], tmp_path: Path
) -> None:
    applied(project, *first)
    (tmp_path / "token.json").write_text(json.dumps(TOKEN))
    assert deploy(*first, "--budget", "25", "--apply")[0] == 0
    (budget,) = (found["name"] for (kind, _), found in project.kept.items() if kind == "billing budgets")
    assert project.changes == ["secrets versions add cme-mailbox-token", f"billing budgets update {budget}"]
    assert project.kept["value", "cme-mailbox-token"] == json.dumps(TOKEN)
    project.changes.clear()
    assert deploy("--apply")[1].endswith("everything is as it should be.\n")


def test_an_outside_watcher_is_told_of_good_runs_and_its_address_is_a_secret(
    project: Project, first: tuple[str, ...], tmp_path: Path
) -> None:
    applied(project, *first)
    (tmp_path / "ping").write_text("https://watcher.example/abc")
    applied(project, "--ping-file", str(tmp_path / "ping"))
    assert "cme-ping-url" in repr(project.kept["run services", "cme-tick"])
    assert "cme-ping-url" not in repr(project.kept["run services", "cme-daily"])
    assert deploy("--apply")[1].endswith("everything is as it should be.\n")


def test_going_back_runs_the_earlier_image_and_builds_none(
    project: Project, first: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(project, *first)
    # A clone may hold no commit but its last, so that earlier ones are only named here.
    monkeypatch.setattr("scripts._deploy.preflight.commit", lambda name: commit() if name == "HEAD" else name)
    image = f"europe-west2-docker.pkg.dev/{PROJECT}/cme/cme:earlier"
    project.kept["artifacts docker images", image] = {"image_summary": {"digest": "sha256:0"}}
    assert deploy("--commit", "earlier", "--apply")[0] == 0
    assert project.changes == [f"run deploy {service.name}" for service in SERVICES]
    assert "cme@sha256:0'" in repr(project.kept["run services", "cme-tick"])
    code, said = deploy("--commit", "unbuilt")
    assert (code, "There is no image of the commit unbuilt. Check that commit out" in said) == (2, True)


def test_a_commit_that_is_none_is_named(project: Project, first: tuple[str, ...]) -> None:
    code, said = deploy(*first, "--commit", "nothing")
    assert (code, "mind how the commit is written" in said) == (2, True)


def test_what_is_in_no_commit_is_not_deployed(
    project: Project, first: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts._deploy.project.unkept", lambda: ["functions/main.py"])
    code, said = deploy(*first, "--apply")
    assert code == 2
    assert "What goes up is a commit, and this is in none: functions/main.py. Commit it" in said
    assert not [change for change in project.changes if change.startswith(("builds", "run"))]


def test_what_is_off_or_not_there_is_absent_and_what_may_not_be_seen_is_not() -> None:
    def said(error: str) -> Any:
        return Gcloud(PROJECT, lambda *_: Answer(1, err=error)).look("run", "services", "describe", "cme-tick")

    assert (
        said("PERMISSION_DENIED: Cloud Run Admin API has not been used in project 1 before or it is disabled") is None
    )
    assert said("Cannot find service [cme-tick]") is None
    with pytest.raises(SetupError, match="Cloud Run Admin"):
        said("PERMISSION_DENIED: Permission 'run.services.get' denied on resource (or it may not exist)")


def test_the_schedules_are_those_that_the_readme_tells() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert dict(rows) == {service.target: service.schedule for service in SERVICES}


def test_every_flag_is_one_that_gcloud_has() -> None:
    installed = shutil.which("gcloud")
    tree = Path(installed).resolve().parents[1] / "data" / "cli" / "gcloud_completions.py" if installed else None
    if tree is None or not tree.exists():
        pytest.skip("gcloud is not installed here, so that its own list of flags cannot be asked.")
    spec = importlib.util.spec_from_file_location("gcloud_completions", tree)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for command, flags in FLAGS.items():
        node = module.STATIC_COMPLETION_CLI_TREE
        for word in command.split():
            node = node["commands"][word]
        known = set(node["flags"]) | GLOBAL
        assert {f"--{flag}" for flag in flags.split()} <= known, command


def test_a_mailbox_that_is_delegated_needs_no_secret_and_stays_so_until_a_token_is_named(
    project: Project, first: tuple[str, ...]
) -> None:
    code, said = deploy(*first[:4], "--delegate", "bot@innov8.example", "--apply")
    assert (code, "cme-mailbox-token" in said) == (0, False)
    spec = project.kept["run services", "cme-tick"]["spec"]["template"]["spec"]
    told = {entry["name"]: entry["value"] for entry in spec["containers"][0]["env"] if "value" in entry}
    account = f"cme-service@{PROJECT}.iam.gserviceaccount.com"
    assert (told["CME_MAILBOX"], told["CME_IDENTITY"]) == ("bot@innov8.example", account)
    assert "CME_TOKEN_FILE" not in told
    assert spec["volumes"] == []
    assert ("roles/iam.serviceAccountTokenCreator", f"serviceAccount:{account}") in project.policies[account]
    assert "iamcredentials.googleapis.com" in project.apis
    project.changes.clear()
    assert (deploy("--apply")[0], project.changes) == (0, [])
    assert "cme-tick: settings, secrets" in deploy(*first, "--apply")[1]
