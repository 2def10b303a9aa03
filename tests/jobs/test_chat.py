"""Pages that ring in Google Chat as well: once each, without a name, and never in the way of what goes by email."""

from __future__ import annotations

from typing import Any

import pytest

from cme.jobs import chat, tick
from cme.jobs.apply_schema import apply_settings
from tests.jobs.calls import Killed, killed
from tests.jobs.small import NAMES, Scene

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

SPACE = "spaces/AAAApages00"
POST = "chat.spaces.messages.create"


@pytest.fixture
def space(scene: Scene) -> str:
    """A space that our Chat app is in, and that Settings names."""
    scene.stage.control("chat", {"space": SPACE, "members": ["bot@innov8.example"]})
    apply_settings(scene.stage.google(), scene.workbook, {"chat space": SPACE})
    return SPACE


def posted(scene: Scene) -> list[str]:
    """Return what was posted, in order."""
    return [text for _, text in scene.stage.posted()]


def page_at_0915(scene: Scene, **more: Any) -> Any:
    """Play the minute in which a page and notices are due."""
    scene.register("09:05", "BIKE", "P1", "P2")
    return scene.tick("09:15", **more)


def test_a_page_is_one_text_that_says_reference_site_and_minute(scene: Scene, space: str) -> None:
    page_at_0915(scene)
    (text,) = posted(scene)
    (subject,) = [m.subject for m in scene.stage.outcome().messages if m.notice == "register_page"]
    assert text == f"Ref {subject.rpartition(' ')[2]} · Barn · 09:15\nPage by email: open it."
    assert not [name for name in (*NAMES, "P3", "P4", "P5") if name in text]


def test_it_costs_one_call_a_page_after_all_mail_and_nothing_in_an_idle_minute(scene: Scene, space: str) -> None:
    mark = scene.mark()
    scene.tick("09:00")
    assert POST not in scene.calls(mark)
    mark = scene.mark()
    page_at_0915(scene)
    calls = [call["method"] for call in scene.stage.control(f"traffic?since={mark}")["calls"]]
    assert calls.count(POST) == 1
    sends = [number for number, name in enumerate(calls) if name == "gmail.users.drafts.send"]
    assert len(sends) == len(scene.told())
    commits = [number for number, name in enumerate(calls) if name == "sheets.spreadsheets.batchUpdate"]
    assert sends[-1] < calls.index(POST) < commits[-1]


def test_without_a_space_nothing_is_asked_of_chat_and_nothing_is_said(scene: Scene) -> None:
    scene.stage.control("chat", {"space": SPACE, "members": ["bot@innov8.example"]})
    mark = scene.mark()
    page_at_0915(scene)
    assert POST not in scene.calls(mark)
    assert scene.problem("CHAT-1") == []


def test_what_is_typed_and_names_no_space_is_a_problem_and_pages_go_by_email(scene: Scene) -> None:
    apply_settings(scene.stage.google(), scene.workbook, {"chat space": "DSL team"})
    mark = scene.mark()
    page_at_0915(scene)
    assert POST not in scene.calls(mark)
    assert "register_page" in [notice for notice, _, _ in scene.told()]
    assert [p for p in scene.stage.problems() if "neither the name of a space in Google Chat nor its web" in p.what]


@pytest.mark.parametrize(
    ("fault", "says", "calls"),
    [
        ({"kind": "refuse", "status": 403}, "our Chat app may not write into the space. Add it to the space again", 1),
        ({"kind": "refuse", "status": 404}, "there is no such space, or no Chat app of ours. Mend or empty", 1),
        ({"kind": "refuse", "status": 400}, "it did not take the last one (Refused 400", 1),
        ({"kind": "refuse", "status": 429}, "it did not take the last one (Unavailable 429", 2),
        ({"kind": "refuse", "status": 503}, "it did not take the last one (Unavailable 503", 2),
        ({"kind": "kill_before"}, "it did not take the last one (NoAnswer", 2),
    ],
)
def test_a_page_that_chat_does_not_take_went_by_email_and_it_is_said_until_one_rings(
    scene: Scene, space: str, fault: dict[str, Any], says: str, calls: int
) -> None:
    scene.fault(match={"method": "chat.*"}, times=None, **fault)
    mark = scene.mark()
    report = page_at_0915(scene)
    assert scene.calls(mark)[POST] == calls
    assert ("register_page", "innov8", "dee@innov8.example") in scene.told()
    assert ("absence", "MILL", "attendance@mill.example") in scene.told()
    assert (report.outcome, report.sent, report.notes) == ("done", len(scene.told()), [])
    (problem,) = scene.problem("CHAT-1")
    assert problem.startswith("Settings, chat space: Pages do not reach Google Chat: ")
    assert says in problem
    assert "Pages do not reach Google Chat" in str(scene.cells("Waiting!A1:F20"))
    scene.faults_end()
    mark = scene.mark()
    scene.tick("09:20")
    assert POST not in scene.calls(mark)
    assert scene.problem("CHAT-1") == [problem]
    scene.register("09:24", "BIKE", "P1")
    scene.stage.send("change", "tess@innov8.example", {"child": "P1", "change": "LEFT WITHOUT PERMISSION"})
    scene.tick("09:25")
    assert len(posted(scene)) == 1
    assert scene.problem("CHAT-1") == []


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_posted_twice(scene: Scene, space: str) -> None:
    scene.fault(match={"method": "chat.*"}, kind="lose_response")
    mark = scene.mark()
    page_at_0915(scene)
    assert scene.calls(mark)[POST] == 2
    assert len(posted(scene)) == 1
    assert scene.problem("CHAT-1") == []


def test_after_the_first_that_fails_no_other_is_tried_in_that_run(scene: Scene, space: str) -> None:
    scene.fault(match={"method": "chat.*"}, times=None, kind="refuse", status=403)
    mark = scene.mark()
    scene.tick("09:15")
    pages = [m for m in scene.stage.outcome().messages if m.notice == "register_page"]
    assert len(pages) == 2
    assert scene.calls(mark)[POST] == 1
    assert all(m.detail == "not in Google Chat (Refused 403 POST messages)" for m in pages)


def test_two_pages_of_a_minute_are_posted_a_second_apart(scene: Scene, space: str) -> None:
    waited: list[float] = []
    google = scene.stage.google()
    google.http._sleep = waited.append
    scene.tick("09:15", google)
    assert len(posted(scene)) == 2
    assert waited == [1.0]


def test_a_run_that_has_little_time_left_posts_nothing_and_says_so(
    scene: Scene, space: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "TIME", 60.0)
    page_at_0915(scene)
    assert posted(scene) == []
    assert "(Unavailable no time left)" in scene.problem("CHAT-1")[0]


@pytest.mark.parametrize(
    "change",
    [{"mode": "rehearsal"}, {"mode": "shadow"}, {"workbook id": "another"}],
    ids=["rehearsal", "shadow", "copy"],
)
def test_what_the_mail_would_not_send_rings_nowhere(scene: Scene, space: str, change: dict[str, str]) -> None:
    apply_settings(scene.stage.google(), scene.workbook, change)
    page_at_0915(scene)
    assert scene.told() == []
    assert posted(scene) == []


def test_a_page_whose_answer_was_lost_rings_once_it_is_known_that_it_went(scene: Scene, space: str) -> None:
    scene.fault(match={"method": "gmail.users.drafts.send"}, kind="lose_response")
    page_at_0915(scene)
    assert posted(scene) == []
    scene.tick("09:19")
    assert len(posted(scene)) == 1


def test_a_page_that_was_posted_before_its_run_died_is_not_posted_again(
    scene: Scene, space: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick, "finish", lambda *_: killed())
    with pytest.raises(Killed):
        page_at_0915(scene)
    monkeypatch.undo()
    assert len(posted(scene)) == 1
    mark = scene.mark()
    scene.tick("09:19")
    assert scene.calls(mark)[POST] == 1
    assert len(posted(scene)) == 1


def test_nothing_of_the_chat_api_is_made_where_nothing_rings(
    scene: Scene, space: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("Chat was made")

    monkeypatch.setattr(chat, "Chat", never)
    scene.register("09:01", "COOK", "P5")
    assert scene.tick("09:02").outcome == "done"
