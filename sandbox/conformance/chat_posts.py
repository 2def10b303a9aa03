"""Checks of Google Chat: a text is posted once for each request id, in a space that one is in, and what is refused."""

from __future__ import annotations

from typing import Any

from sandbox.conformance import TITLE, Probe, checks, refused

RING = "NOTIFICATION_TYPE_FORCE_NOTIFY"


def space(google: Probe) -> str:
    """Make a space of one's own and return its name."""
    made = google.chat.spaces().create(body={"spaceType": "SPACE", "displayName": TITLE}).execute()
    google.spaces.append(made["name"])
    return str(made["name"])


def post(google: Probe, where: str, text: str = "A check", **more: str) -> dict[str, Any]:
    """Post a text."""
    made: dict[str, Any] = google.chat.spaces().messages().create(parent=where, body={"text": text}, **more).execute()
    return made


def texts(google: Probe, where: str, **more: Any) -> list[str]:
    """Return what was posted in a space, one page of it."""
    found = google.chat.spaces().messages().list(parent=where, **more).execute()
    return [message["text"] for message in found.get("messages", ())]


@checks("CHAT-001")
def text_is_posted(google: Probe) -> None:
    """A posted text has a name in its space."""
    where = space(google)
    made = post(google, where)
    assert made["name"].startswith(f"{where}/messages/")
    got = google.chat.spaces().messages().get(name=made["name"]).execute()
    assert (got["text"], got["space"]["name"]) == ("A check", where)
    assert {"createTime", "sender", "thread"} <= set(got)


@checks("CHAT-002")
def request_id_posts_once(google: Probe) -> None:
    """The same request id posts once."""
    where = space(google)
    first = post(google, where, requestId="check-1")
    assert post(google, where, requestId="check-1")["name"] == first["name"]
    assert post(google, where, requestId="check-2")["name"] != first["name"]
    assert len(texts(google, where)) == 2


@checks("CHAT-003")
def repeat_changes_nothing(google: Probe) -> None:
    """What a repeat says is echoed and kept nowhere."""
    where = space(google)
    post(google, where, "First", requestId="check-1")
    again = post(google, where, "Second", requestId="check-1")
    assert again["text"] == "Second"
    assert google.chat.spaces().messages().get(name=again["name"]).execute()["text"] == "First"


@checks("CHAT-004")
def request_id_belongs_to_its_caller(google: Probe) -> None:
    """Another caller cannot use it."""
    where, other = "spaces/AAAAcheck", "other@innov8.example"
    google.control("POST", "/sandbox/chat", {"space": where, "members": [google.me, other]})
    post(google, where, requestId="check-1")
    assert refused(lambda: post(google.as_user(other), where, requestId="check-1")).code == 409


@checks("CHAT-005")
def without_an_id_each_call_posts(google: Probe) -> None:
    """Two calls without a request id are two messages."""
    where = space(google)
    assert post(google, where)["name"] != post(google, where)["name"]
    assert texts(google, where) == ["A check", "A check"]


@checks("CHAT-006")
def messages_are_listed_in_order(google: Probe) -> None:
    """Oldest first, or newest first; a page at a time."""
    where = space(google)
    for number in range(3):
        post(google, where, f"{number}")
    assert texts(google, where) == ["0", "1", "2"]
    assert texts(google, where, orderBy="createTime DESC", pageSize=2) == ["2", "1"]
    page = google.chat.spaces().messages().list(parent=where, pageSize=2).execute()["nextPageToken"]
    assert texts(google, where, pageSize=2, pageToken=page) == ["2"]


@checks("CHAT-007")
def empty_space_is_empty(google: Probe) -> None:
    """Nothing was posted, and nothing is there."""
    assert google.chat.spaces().messages().list(parent=space(google)).execute() == {}


@checks("CHAT-008")
def large_text_is_refused(google: Probe) -> None:
    """Bytes count, not letters."""
    where = space(google)
    post(google, where, "x" * 31_000)
    assert refused(lambda: post(google, where, "é" * 16_001)).code == 400


@checks("CHAT-009")
def empty_text_is_refused(google: Probe) -> None:
    """There is nothing to post."""
    where = space(google)
    assert refused(lambda: post(google, where, "")).code == 400


@checks("CHAT-010")
def unknown_space_is_refused(google: Probe) -> None:
    """Nobody can post into a space that is not there."""
    assert refused(lambda: post(google, "spaces/AAAAnowhere")).code == 404


@checks("CHAT-011")
def strangers_are_refused(google: Probe) -> None:
    """Who is not in the space neither posts nor reads."""
    where = space(google)
    made, other = post(google, where), google.as_user("stranger@elsewhere.example")
    assert refused(lambda: post(other, where)).code == 403
    assert refused(lambda: texts(other, where)).code == 403
    assert refused(other.chat.spaces().messages().get(name=made["name"]).execute).code == 403
    assert refused(other.chat.spaces().get(name=where).execute).code == 403


@checks("CHAT-012")
def post_may_ring(google: Probe) -> None:
    """A post may ask to be heard."""
    where = space(google)
    post(google, where, createMessageNotificationOptions_notificationType=RING)
    (seen,) = google.control("GET", "/sandbox/chat")["messages"]
    assert seen["rings"] == 1
    url = f"/v1/{where}/messages?createMessageNotificationOptions.notificationType=LOUD"
    said = refused(lambda: google.gspread.http_client.request("post", google.base + url, json={"text": "x"}))
    assert said.code == 400


@checks("CHAT-013")
def space_is_made(google: Probe) -> None:
    """A space of one's own can be read."""
    where = space(google)
    got = google.chat.spaces().get(name=where).execute()
    assert (got["displayName"], got["spaceType"]) == (TITLE, "SPACE")
    assert got["spaceUri"].startswith("https://")


@checks("CHAT-014")
def refusal_is_of_the_newer_form(google: Probe) -> None:
    """A refusal has a status and no list of errors."""
    where = space(google)
    error = refused(lambda: post(google, where, "")).error
    assert error["status"] == "INVALID_ARGUMENT"
    assert "errors" not in error


@checks("CHAT-015")
def control_tells_what_was_posted(google: Probe) -> None:
    """The sandbox makes a space for others and tells what is in each."""
    made = {"space": "spaces/AAAAcheck", "title": "Pages", "members": [google.me]}
    google.control("POST", "/sandbox/chat", made)
    post(google, "spaces/AAAAcheck")
    (seen,) = google.control("GET", "/sandbox/chat?space=spaces/AAAAcheck")["messages"]
    assert (seen["text"], seen["sender"], seen["rings"]) == ("A check", google.me, 0)
    assert google.control("GET", "/sandbox/chat?space=spaces/AAAAother")["messages"] == []
