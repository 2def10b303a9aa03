"""The edge of Google Chat: who posts, where to, what is asked, and that it is counted with the run's other calls."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.auth.exceptions import DefaultCredentialsError
from google.auth.transport.requests import AuthorizedSession

from cme.edges.chat import SCOPE, Chat, app_credentials
from cme.errors import NoAnswer, Refused, SetupError, Unavailable
from tests.edges.played import Anyone, Played, answer


def test_a_text_is_posted_with_its_request_id_and_asks_to_be_heard(played: Played) -> None:
    played.answers = [answer(200, '{"name": "spaces/AAAApages/messages/x"}')]
    Chat(played.google).post("spaces/AAAApages", "Ref ELPM", "r-01")
    ((method, url),) = played.asked
    assert (method, urlsplit(url).path) == ("POST", "/v1/spaces/AAAApages/messages")
    query = parse_qs(urlsplit(url).query)
    assert query["requestId"] == ["r-01"]
    assert query["createMessageNotificationOptions.notificationType"] == ["NOTIFICATION_TYPE_FORCE_NOTIFY"]
    assert json.loads(played.bodies[0]) == {"text": "Ref ELPM"}


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (answer(400), Refused),
        (answer(403), Refused),
        (answer(404), Refused),
        (answer(429), Unavailable),
        (answer(503), Unavailable),
        (requests.ConnectionError(), NoAnswer),
    ],
)
def test_a_post_is_tried_once_and_its_failure_is_one_of_ours(
    played: Played, failure: object, raised: type[Exception]
) -> None:
    played.answers = [failure]
    with pytest.raises(raised):
        Chat(played.google).post("spaces/AAAApages", "Ref ELPM", "r-01")
    assert len(played.asked) == 1


def test_google_is_asked_as_the_app_alone_and_the_call_is_counted_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox, app = Played(""), Anyone()
    scopes: list[list[str]] = []
    asked: list[tuple[str, str | None, Any]] = []

    def default(scopes_: list[str]) -> tuple[Anyone, str]:
        scopes.append(scopes_)
        return app, "a project"

    def request(session: AuthorizedSession, method: str, url: str, **_: Any) -> requests.Response:
        asked.append((method, urlsplit(url).hostname, session.credentials))
        return answer(200)

    monkeypatch.setattr("google.auth.default", lambda *, scopes: default(scopes))
    monkeypatch.setattr(AuthorizedSession, "request", request)
    Chat(mailbox.google).post("spaces/AAAApages", "Ref ELPM", "r-01")
    assert scopes == [[SCOPE]]
    assert asked == [("POST", "chat.googleapis.com", app)]
    assert mailbox.asked == []
    assert mailbox.google.calls == 1
    assert mailbox.door.asked["Chat", "writes"] == 1


def test_a_machine_without_an_identity_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: Any) -> Any:
        raise DefaultCredentialsError("none")

    monkeypatch.setattr("google.auth.default", none)
    with pytest.raises(SetupError, match="Nothing here says who the Chat app is"):
        app_credentials()
