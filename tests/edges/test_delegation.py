"""The mailbox by delegation: Google signs for the service's own account, and the token is the mailbox's."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import google.auth
import pytest
from google.oauth2.credentials import Credentials

from cme.edges.credentials import SCOPES, SIGNS, credentials_for
from cme.edges.google import Endpoint
from cme.errors import SetupError

MAILBOX, IDENTITY = "bot@innov8.example", "cme-service@cme-example.iam.gserviceaccount.com"
ENVIRONMENT = {"CME_MAILBOX": MAILBOX, "CME_IDENTITY": IDENTITY}


class Googles:
    """What answers in Google's place: signs what it is given, and gives a token for what was signed."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, url: str = "", method: str = "", body: bytes = b"", headers: Any = None, **_: Any) -> Any:
        self.asked.append((url, body.decode() if isinstance(body, bytes) else body))
        token = {"access_token": "the-mailbox", "expires_in": 3600}
        answer = {"signedJwt": "signed"} if url.endswith(":signJwt") else token
        return SimpleNamespace(status=200, data=json.dumps(answer).encode(), headers={})


def test_the_token_is_the_mailboxs_for_exactly_our_scopes_and_no_key_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[list[str]] = []

    def default(scopes: list[str]) -> tuple[Credentials, str]:
        wanted.append(scopes)
        return Credentials("the-service"), "cme-example"

    monkeypatch.setattr(google.auth, "default", default)
    found, answers = credentials_for(Endpoint(), ENVIRONMENT), Googles()
    found.refresh(answers)
    assert found.token == "the-mailbox"
    assert wanted == [[SIGNS]]
    (sign, signed), (token, granted) = answers.asked
    assert sign == f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{IDENTITY}:signJwt"
    claims = json.loads(json.loads(signed)["payload"])
    assert (claims["iss"], claims["sub"], claims["scope"].split()) == (IDENTITY, MAILBOX, list(SCOPES))
    assert token == "https://oauth2.googleapis.com/token"
    assert parse_qs(granted)["assertion"] == ["signed"]


def test_a_tokens_file_comes_before_delegation(tmp_path: Any) -> None:
    file = tmp_path / "token.json"
    file.write_text(json.dumps({"client_id": "c", "client_secret": "s", "refresh_token": "r"}))
    found = credentials_for(Endpoint(), {**ENVIRONMENT, "CME_TOKEN_FILE": str(file)})
    assert found.refresh_token == "r"


def test_half_of_it_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match="CME_MAILBOX is set, and CME_IDENTITY is not"):
        credentials_for(Endpoint(), {"CME_MAILBOX": MAILBOX})
    monkeypatch.setattr(google.auth, "default", _nobody)
    with pytest.raises(SetupError, match="gcloud auth application-default login"):
        credentials_for(Endpoint(), ENVIRONMENT)


def _nobody(scopes: list[str]) -> None:
    raise google.auth.exceptions.DefaultCredentialsError("none")
