"""What people get wrong, each through a whole tick: a sentence says what, where and what to do, and the rest goes on.

In every one of these the notice about P1 to Hill School is due at 09:15, and goes at 09:15 unless that is the point.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cme.domain.model import State
from cme.edges.schema import tab
from cme.edges.sheets import TokenGoneError
from cme.errors import Refused, SetupError
from cme.jobs import close, outgoing
from cme.jobs.apply_schema import apply_workbook
from tests.jobs.small import LEAD, NAMES, Scene, at

HILL = ("absence", "HILL", "attendance@hill.example")
MILL = ("absence", "MILL", "attendance@mill.example")
DSL = "dee@innov8.example"
LINK = [row[0] for row in tab("settings").rows].index("register form link") + 2
"""A row of Settings without which a run does all that it does."""
Break = Callable[[Scene], None]
ROUND = ("09:03", "09:08", "09:13", "09:18", "09:23", "09:28", "09:33")
"""Seven heartbeats, in which each form and the tabs are looked at in turn."""


def sheet(slug: str) -> int:
    return tab(slug).sheet_id


def renamed(slug: str, title: str) -> Break:
    properties = {"sheetId": sheet(slug), "title": title}
    return lambda scene: scene.change({"updateSheetProperties": {"properties": properties, "fields": "title"}})


def removed(slug: str) -> Break:
    return lambda scene: scene.change({"deleteSheet": {"sheetId": sheet(slug)}})


def doubled(slug: str) -> Break:
    return lambda scene: scene.change({"duplicateSheet": {"sourceSheetId": sheet(slug), "insertSheetIndex": 0}})


def cell(where: str, value: Any) -> Break:
    return lambda scene: scene.type(where, [value])


def column(slug: str, index: int, request: str) -> Break:
    area = {"sheetId": sheet(slug), "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    return lambda scene: scene.change({request: {"range": area}})


def moved(slug: str, index: int, to: int) -> Break:
    area = {"sheetId": sheet(slug), "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
    return lambda scene: scene.change({"moveDimension": {"source": area, "destinationIndex": to}})


def play(scene: Scene, broken: Break, *minutes: str) -> None:
    """Break something after the registers were sent, let the morning go on, and tick when the notices fall due."""
    scene.register("09:01", "COOK", "P5")
    scene.register("09:02", "BIKE", "P4")
    broken(scene)
    for when in (*minutes, "09:15"):
        scene.tick(when)


def said(scene: Scene) -> str:
    return "\n".join(f"{p.where}: {p.what} {p.mend}" for p in scene.stage.problems())


CASES: dict[str, tuple[Break, tuple[str, str], list[Any]]] = {
    "a tab renamed": (renamed("schools", "Our schools"), ("is now called “Our schools”", "Name it “Schools”"), [HILL]),
    "a machine's tab renamed": (renamed("obligations", "Ledger"), ("is now called “Ledger”", "Name it"), [HILL]),
    "the tab of runs renamed": (renamed("runs", "Runner"), ("is now called “Runner”", "Name it “Runs”"), [HILL]),
    "a tab of people removed": (removed("authorities"), ("“Authorities” is gone", "Version history"), [HILL]),
    "a screen removed": (removed("today"), ("“Today” is gone", "Version history"), [HILL]),
    "the calendar removed": (removed("calendar"), ("“Calendar” is gone", "Version history"), [HILL]),
    "a tab doubled": (doubled("pupils"), ("a second tab like “Pupils”", "delete it"), [HILL]),
    "a column renamed": (cell("Pupils!B1", "Forename"), ("no column “First name”", "heading “First name” again"), []),
    "a column removed": (column("schools", 5, "deleteDimension"), ("The tab Schools has no column", "again"), [HILL]),
    "a column doubled": (cell("Pupils!I1", "Year"), ("2 columns “Year”", "Rename or delete all but one"), [HILL]),
    "no attendance contact": (cell("Schools!D3", ""), ("no address for absence notices", "ring them"), [HILL]),
    "an address that is none": (
        cell("Schools!D3", "ada at mill"),
        ("is not an email address", "Type it again"),
        [HILL],
    ),
    "a date that is text": (cell("Places!C2", "next week"), ("“next week” is not a date", "23/11/2026"), [HILL]),
    "a closing date that is no day": (cell("Settings!B4", "31/02/2026 12:00"), ("not a day and time", "12:30"), [HILL]),
    "a setting twice": (cell(f"Settings!A{LINK}", "mode"), ("stands there twice", "Delete one"), [HILL]),
    "a lead who is nobody": (cell("Sessions!H3", "NOBODY"), ("COOK has no lead", "Choose one"), [HILL]),
    "a pupil who is nobody": (cell("Places!A6", "P77"), ("no pupil “P77”", "Pupils tab"), [HILL]),
    "a machine's heading changed": (
        cell("Messages!H1", "Betreff"),
        ("A heading of “Messages”", "Type the heading again"),
        [HILL],
    ),
}


LOOKED_FOR = frozenset({"a screen removed", "a tab doubled"})
"""What no read of rows shows."""


@pytest.mark.parametrize("case", CASES)
def test_it_is_said_and_the_other_childs_notice_goes_at_its_minute(scene: Scene, case: str) -> None:
    broken, words, told = CASES[case]
    play(scene, broken, *(ROUND if case in LOOKED_FOR else ()))
    for word in words:
        assert word in said(scene)
    for notice in told:
        assert notice in scene.told()
    assert len(scene.stage.outcome().entries) == 2


def test_a_screen_that_is_gone_does_not_keep_a_result_from_being_written(scene: Scene) -> None:
    scene.register("09:02", "BIKE", "P4")
    removed("waiting")(scene)
    scene.tick("09:15")
    states = {message.state for message in scene.stage.outcome().facts.messages.values()}
    assert states == {State.SENT}
    assert "“Waiting” is gone" in said(scene)
    assert "09:15" in str(scene.cells("Today!A1:A3"))


def test_what_was_said_counts_even_when_its_tab_is_lost_after_it_was_kept(scene: Scene) -> None:
    scene.register("09:02", "BIKE", "P4")
    scene.register("09:02", "COOK", "P5")
    scene.tick("09:03")
    removed("observations")(scene)
    scene.tick("09:15")
    assert {HILL, MILL} == set(scene.told())


def test_a_session_without_children_or_column_is_named(scene: Scene) -> None:
    play(scene, lambda scene: scene.type("Sessions!A4", ["EMPTY", "Empty", "Barn", "Monday", "09:00", "10:00"]))
    assert "no column for the session EMPTY" in said(scene)
    assert "EMPTY has no lead" in said(scene)
    assert HILL in scene.told()


def test_an_answer_for_a_session_that_is_gone_is_kept_and_named(scene: Scene) -> None:
    play(scene, cell("Sessions!A3", "KITCHEN"))
    assert "There is no session “COOK”" in said(scene)
    assert len(scene.stage.outcome().entries) == 2
    assert HILL in scene.told()


def test_a_question_that_somebody_deletes_is_named_and_made_again(scene: Scene) -> None:
    form = scene.stage.form("register")
    google = scene.stage.google()

    def delete(scene: Scene) -> None:
        index = next(i for i, item in enumerate(form.items) if "checkbox" in str(item).casefold())
        body = {"requests": [{"deleteItem": {"location": {"index": index}}}]}
        google.forms.forms().batchUpdate(formId=form.id, body=body).execute()

    play(scene, delete, *ROUND)
    assert "lost the question" in said(scene)
    assert "Please do not delete questions by hand" in said(scene)
    assert len(scene.stage.form("register").items) == len(form.items)
    assert HILL in scene.told()


def test_a_form_that_is_unpublished_is_named(scene: Scene) -> None:
    form, google = scene.stage.form("change").id, scene.stage.google()
    body = {"publishSettings": {"publishState": {"isPublished": False, "isAcceptingResponses": False}}}
    play(scene, lambda _: google.forms.forms().setPublishSettings(formId=form, body=body).execute(), *ROUND)
    assert "The form “One child changed” is not published: nobody can send it" in said(scene)
    assert "choose Publish" in said(scene)
    assert HILL in scene.told()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, ("The form “One child changed” is gone.", "Drive's bin")),
        (403, ("may not read the form “One child changed” any more", "Share the form")),
        (503, ("did not give the answers of the form “One child changed”", "tried again every minute")),
    ],
)
def test_a_form_that_cannot_be_read_is_named(scene: Scene, status: int, words: tuple[str, ...]) -> None:
    path = f"/forms/{scene.stage.form('change').id}"
    play(scene, lambda scene: scene.fault(match={"path": path}, kind="refuse", status=status, times=None))
    for word in words:
        assert word in said(scene)
    assert HILL in scene.told()


@pytest.mark.parametrize(("status", "word"), [(403, "may not be read any more"), (400, "cannot be read")])
def test_a_mailbox_that_cannot_be_read_is_named(scene: Scene, status: int, word: str) -> None:
    inbox = {"method": "gmail.users.messages.list"}
    play(scene, lambda scene: scene.fault(match=inbox, kind="refuse", status=status, times=None))
    assert word in said(scene)
    assert HILL in scene.told()


@pytest.mark.parametrize(("status", "word"), [(403, "refuses to send"), (503, "did not take a message")])
def test_a_mailbox_that_does_not_send_is_named_and_what_was_owed_goes_when_it_does(
    scene: Scene, status: int, word: str
) -> None:
    drafts = {"method": "gmail.users.drafts.create"}
    play(scene, lambda scene: scene.fault(match=drafts, kind="refuse", status=status, times=None))
    assert word in said(scene)
    assert scene.stage.mail() == []
    scene.faults_end()
    scene.tick("09:16")
    assert HILL in scene.told()


@pytest.mark.parametrize(
    ("status", "word"), [(403, "may not open the workbook any more"), (404, "The workbook is gone")]
)
def test_a_workbook_that_is_closed_to_us_is_said_in_a_sentence(scene: Scene, status: int, word: str) -> None:
    scene.fault(match={"path": "/v4/spreadsheets/"}, kind="refuse", status=status, times=None)
    with pytest.raises(SetupError, match=word):
        scene.tick("09:15")


def test_a_workbook_that_cannot_be_written_leaves_no_drafts_and_is_tried_again(scene: Scene) -> None:
    scene.register("08:57", "BIKE", "P4")
    scene.fault(match={"method": "sheets.spreadsheets.batchUpdate"}, kind="refuse", status=403, times=None)
    with pytest.raises(Refused):
        scene.tick("09:15")
    assert scene.drafts() == 0
    scene.faults_end()
    scene.tick("09:16")
    assert HILL in scene.told()


def alarms(scene: Scene) -> list[str]:
    return [sent.raw.decode() for sent in scene.stage.sent() if sent.key.startswith("alarm-")]


@pytest.mark.usual("gmail_sent_lag")
def test_without_the_revision_token_nothing_is_written_and_the_dsl_is_told_once_in_half_an_hour(scene: Scene) -> None:
    scene.register("08:57", "BIKE", "P4")
    token = f"rev_{scene.stage.read().revision}"
    scene.change({"deleteNamedRange": {"namedRangeId": token}})
    for when in ("09:15", "09:16", "09:17"):
        with pytest.raises(TokenGoneError, match="ring everybody who is due"):
            scene.tick(when)
    (alarm,) = alarms(scene)
    assert "To: dee@innov8.example" in alarm
    assert "P1: Hill Example School, 01632 960101" in alarm.replace("=\r\n", "")
    assert not any(name in alarm for name in NAMES)
    assert len(scene.stage.mail()) == 1
    assert scene.drafts() == 0
    apply_workbook(scene.stage.google(), scene.workbook)
    scene.tick("09:18")
    assert HILL in scene.told()


def test_an_alarm_that_gmail_does_not_list_yet_may_go_again_and_no_more_once_it_does(scene: Scene) -> None:
    scene.register("08:57", "BIKE", "P4")
    scene.change({"deleteNamedRange": {"namedRangeId": f"rev_{scene.stage.read().revision}"}})
    scene.switch(gmail_sent_lag=True)
    for when in ("09:15", "09:16", "09:17", "09:18", "09:19", "09:29"):
        with pytest.raises(TokenGoneError):
            scene.tick(when)
    assert len(alarms(scene)) == 2, "at 09:15 and 09:16: from 09:17 the first one is listed"


@pytest.mark.parametrize("slug", ["obligations", "messages"])
@pytest.mark.parametrize("change", ["insertDimension", "deleteSheet"])
def test_without_its_ledger_the_system_sends_nothing_but_an_alarm(scene: Scene, slug: str, change: str) -> None:
    broken = column(slug, 0, change) if change == "insertDimension" else removed(slug)
    play(scene, broken)
    assert len(alarms(scene)) == 1
    assert scene.stage.mail() == [sent.key for sent in scene.stage.sent() if sent.key.startswith("alarm-")]
    assert tab(slug).title in said(scene)
    assert len(scene.stage.outcome().entries) == 2


@pytest.mark.parametrize("slug", ["entries", "observations"])
@pytest.mark.parametrize("change", ["insertDimension", "deleteSheet"])
def test_without_a_tab_of_entries_what_the_forms_hold_counts_all_the_same(scene: Scene, slug: str, change: str) -> None:
    broken = column(slug, 0, change) if change == "insertDimension" else removed(slug)
    play(scene, broken)
    assert tab(slug).title in said(scene)
    assert {HILL, MILL} <= set(scene.told())
    assert "register_page" not in {told[0] for told in scene.told()}
    assert len(scene.stage.read().values.get("entries", ())) <= 2


def test_an_entry_that_google_refuses_is_kept_by_its_id_and_stops_nothing(scene: Scene) -> None:
    poison = {"method": "sheets.spreadsheets.batchUpdate", "body": "ARSENIC"}
    scene.fault(match=poison, kind="refuse", status=400, times=None)
    scene.stage.move(at("09:00"))
    scene.stage.send("change", LEAD, {"child": "P2", "change": "taxi late", "reason": "ARSENIC"})
    play(scene, lambda _: None)
    assert {HILL, MILL} <= set(scene.told())
    outcomes = [str(row[8]) for row in scene.stage.outcome().entries]
    assert sorted(outcomes)[-1] == "quarantined"
    assert len(outcomes) == 3
    assert "ENT-9" in {problem.code for problem in scene.stage.problems()}


def test_a_letter_that_cannot_be_written_becomes_a_page_and_stops_no_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = outgoing.compose

    def broken(to: Any, group: Any, facts: Any, now: Any) -> Any:
        if group[0].organisation == "MILL":
            raise KeyError("P2")
        return real(to, group, facts, now)

    monkeypatch.setattr(outgoing, "compose", broken)
    play(scene, lambda _: None)
    assert HILL in scene.told()
    assert ("not_delivered", "innov8", DSL) in scene.told()
    assert "could not be written (KeyError)" in said(scene)
    scene.tick("09:16")
    assert scene.told().count(("not_delivered", "innov8", DSL)) == 1


def test_screens_that_cannot_be_drawn_do_not_keep_a_result_from_being_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(close, "screens", broken)
    play(scene, lambda _: None)
    assert HILL in scene.told()
    states = {message.state for message in scene.stage.outcome().facts.messages.values()}
    assert states == {State.SENT}
