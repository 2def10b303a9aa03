"""The mailbox is signed in without a browser on this machine; what Google grants is looked at before it is kept."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from cme.edges.credentials import SCOPES
from cme.edges.google import Google
from cme.errors import Refused, SetupError
from scripts._deploy.gcloud import Gcloud
from scripts._setup import __main__ as setup
from scripts._setup import mailbox
from scripts._setup.sign_in import BACK, TOKENS, address, client_in, code_in, keep, token_for
from scripts._setup.steps import World
from tests.deploy.cloud import PROJECT, Project

CLIENT = {"id": "client-1", "secret": "shared-with-programs"}
GRANTED = {"refresh_token": "lasting", "scope": " ".join(SCOPES)}
FILE = {"client_id": "c", "client_secret": "s", "refresh_token": "r", "scopes": list(SCOPES)}


def test_the_address_asks_for_all_we_need_and_for_proof_that_only_we_have() -> None:
    asked = parse_qs(urlsplit(address(CLIENT, "proof", "state-1")).query)
    assert asked["scope"] == [" ".join(SCOPES)]
    assert (asked["redirect_uri"], asked["access_type"], asked["prompt"]) == ([BACK], ["offline"], ["consent"])
    digest = hashlib.sha256(b"proof").digest()
    assert asked["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]


def test_the_code_is_read_out_of_the_address_of_a_page_that_cannot_be_reached() -> None:
    assert code_in(f" {BACK}?state=s1&code=4%2Fabc&scope=x \n", "s1") == "4/abc"


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        (f"{BACK}?state=other&code=abc", "not the address to which this sign-in leads"),
        (f"{BACK}?state=s1", "Copy the whole address"),
        ("abc", "Copy the whole address"),
        (f"{BACK}?error=access_denied&state=s1", "did not sign the mailbox in \\(access_denied\\)"),
    ],
)
def test_what_is_no_answer_to_this_sign_in_is_refused(pasted: str, said: str) -> None:
    with pytest.raises(SetupError, match=said):
        code_in(pasted, "s1")


def test_what_is_kept_is_the_file_that_a_service_signs_in_with(tmp_path: Path) -> None:
    asked: list[tuple[str, Mapping[str, str]]] = []

    def post(url: str, said: Mapping[str, str]) -> Mapping[str, Any]:
        asked.append((url, said))
        return GRANTED

    file = tmp_path / "token.json"
    keep(file, token_for(CLIENT, "code-1", "proof", post))
    ((url, said),) = asked
    assert (url, said["code"], said["code_verifier"]) == (TOKENS, "code-1", "proof")
    assert json.loads(file.read_text())["refresh_token"] == "lasting"
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (GRANTED | {"scope": " ".join(SCOPES[:-1])}, "did not allow gmail.readonly. Leave no box empty"),
        ({"scope": GRANTED["scope"]}, "a permission that does not last"),
    ],
)
def test_a_box_left_empty_is_named_and_nothing_is_kept(answer: dict[str, str], said: str) -> None:
    with pytest.raises(SetupError, match=said):
        token_for(CLIENT, "code-1", "proof", lambda *_: answer)


@pytest.mark.parametrize("text", ["", "{}", '{"web": {"client_id": "x", "client_secret": "y"}}', "[]"])
def test_a_client_of_another_kind_is_told_from_the_right_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "client.json"
    file.write_text(text)
    with pytest.raises(SetupError, match="not the file of a client of the kind “Desktop app”"):
        client_in(file)


def test_another_machine_takes_the_mailbox_out_of_the_projects_secret() -> None:
    project = Project()
    project.apis.add("secretmanager.googleapis.com")
    world = World(cloud=Gcloud(PROJECT, project.run))
    assert mailbox.reach(world, world.cloud) is None
    project.kept["value", "cme-mailbox-token"] = json.dumps(FILE)
    found = mailbox.reach(world, world.cloud)
    assert isinstance(found, Google)
    assert found.http.session.credentials.refresh_token == "r"  # type: ignore[attr-defined]


def test_a_file_of_the_mailbox_is_looked_at_before_it_is_used(tmp_path: Path) -> None:
    file = tmp_path / "token.json"
    file.write_text(json.dumps(FILE | {"scopes": list(SCOPES[1:])}))
    with pytest.raises(SetupError, match="does not allow spreadsheets"):
        mailbox.reach(World(token_file=file), None)


def test_a_permission_that_has_ended_is_said_and_signed_in_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: object) -> str:
        raise Refused("GET about", status=401)

    monkeypatch.setattr(mailbox, "who_asks", ended)
    found = mailbox.look(World(cast(Google, object()), client=Path("client.json")))
    assert found.there == ("a permission of the mailbox that Google does not accept any more",)
    assert len(found.todo) == 1


def test_nothing_later_is_begun_before_the_mailbox_is_signed_in() -> None:
    nobody = {"CME_GOOGLE_ENDPOINT": "", "CME_TOKEN_FILE": "", "CME_MAILBOX": "", "CME_WORKBOOK_ID": ""}
    done = CliRunner().invoke(setup.app, ["--look"], env=nobody)
    assert done.exit_code == 1
    assert done.output.count("later: it comes when the mailbox is signed in") == len(setup.STEPS) - 2
    assert "yours: Sign the mailbox in: docs/setup.md says how" in done.output


def test_who_is_not_signed_in_and_cannot_be_asked_is_told_how() -> None:
    assert mailbox.look(World(look_only=True, client=Path("client.json"))).people == (mailbox.HOW,)
    assert mailbox.look(World()).people == (mailbox.HOW,)
    (task,) = mailbox.look(World(client=Path("client.json"))).todo
    assert task.lines == ("Sign the mailbox in, and keep its permission in token.json",)
