"""How many calls a minute costs (design.md §7): few, and as many however many children there are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cme.jobs.apply_schema import apply_settings
from cme.jobs.forms_in_step import TURNS, turn
from tests.jobs.small import Scene, at, pupil, typed

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

IDLE = {
    "sheets.spreadsheets.values.batchGet": 1,
    "forms.forms.responses.list": 6,
    "gmail.users.messages.list": 1,
}


def calls_of(scene: Scene, when: str) -> dict[str, int]:
    mark = scene.mark()
    scene.tick(when)
    return scene.calls(mark)


def test_an_idle_minute_reads_eight_times_and_writes_nothing(scene: Scene) -> None:
    assert calls_of(scene, "08:57") == IDLE


def test_a_heartbeat_looks_at_one_thing_more_and_in_seven_of_them_at_all(scene: Scene) -> None:
    looked = []
    scene.register("09:01", "COOK", "P5")
    scene.register("09:01", "BIKE", "P1", "P2", "P4")
    scene.tick("09:02")
    for when in ("09:07", "09:12", "09:17", "09:22", "09:27", "09:32", "09:37"):
        more = {name: count for name, count in calls_of(scene, when).items() if count != IDLE.get(name)}
        looked.append(more)
    assert sorted(looked, key=str) == [
        {"forms.forms.get": 1, "sheets.spreadsheets.batchUpdate": 1},
        {"forms.forms.get": 1, "sheets.spreadsheets.batchUpdate": 1},
        {"forms.forms.get": 1, "sheets.spreadsheets.batchUpdate": 1},
        {"forms.forms.get": 1, "sheets.spreadsheets.batchUpdate": 1},
        {"forms.forms.get": 1, "sheets.spreadsheets.batchUpdate": 1},
        {"forms.forms.get": 1, "sheets.spreadsheets.batchUpdate": 1},
        {"sheets.spreadsheets.batchUpdate": 1, "sheets.spreadsheets.get": 1},
    ]


def test_what_is_owed_costs_two_writes_and_two_calls_a_message(scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P4")
    scene.register("09:05", "COOK", "P5")
    owed = {"sheets.spreadsheets.batchUpdate": 2, "gmail.users.drafts.create": 2, "gmail.users.drafts.send": 2}
    assert calls_of(scene, "09:15") == IDLE | owed
    assert len(scene.stage.mail()) == 2


def test_a_page_costs_one_call_of_chat_where_settings_holds_a_space_and_an_idle_minute_none(scene: Scene) -> None:
    scene.stage.control("chat", {"space": "spaces/AAAApages00", "members": ["bot@innov8.example"]})
    apply_settings(scene.stage.google(), scene.workbook, {"chat space": "spaces/AAAApages00"})
    scene.tick("08:55")
    assert calls_of(scene, "08:57") == IDLE
    scene.register("09:05", "BIKE", "P1", "P2", "P4")
    scene.tick("09:08")
    scene.tick("09:12")
    owed = {"sheets.spreadsheets.batchUpdate": 2, "gmail.users.drafts.create": 1, "gmail.users.drafts.send": 1}
    assert calls_of(scene, "09:15") == IDLE | owed | {"chat.spaces.messages.create": 1}


def test_an_entry_alone_is_one_write(scene: Scene) -> None:
    scene.tick("09:00")
    scene.register("09:01", "COOK", "P5")
    assert calls_of(scene, "09:02") == IDLE | {"sheets.spreadsheets.batchUpdate": 1}


@pytest.mark.parametrize("minutes", [5, 30])
def test_each_form_and_the_tabs_have_their_turn_around_sessions_and_outside(minutes: int) -> None:
    times = [at("09:02") + timedelta(minutes=minutes * number) for number in range(len(TURNS))]
    assert {turn(when) for when in times} == set(TURNS)


@pytest.mark.parametrize(("first", "minutes"), [("09:02", 5), ("18:02", 30)])
def test_the_heartbeat_comes_every_five_minutes_around_sessions_and_every_thirty_outside(
    scene: Scene, first: str, minutes: int
) -> None:
    scene.register("09:01", "COOK", "P5")
    scene.register("09:01", "BIKE", "P1", "P2", "P4")
    begun = at(first)
    scene.tick(begun)
    quiet = scene.tick(begun + timedelta(minutes=minutes - 1))
    beat = scene.tick(begun + timedelta(minutes=minutes))
    assert (quiet.outcome, beat.outcome) == ("idle", "heartbeat")


def test_the_calls_do_not_depend_on_how_many_children_there_are(scene: Scene) -> None:
    many = [pupil(f"Q{n}", "HILL", "Any") for n in range(60)]
    places = [{"Pupil": f"Q{n}", "Commissioner": "HILL", "BIKE": "x", "COOK": ""} for n in range(60)]
    scene.change(*typed("pupils", many), *typed("places", places))
    scene.tick("08:56")
    scene.register("09:05", "COOK")
    scene.register("09:05", "BIKE", "Q1")
    owed = {"sheets.spreadsheets.batchUpdate": 2, "gmail.users.drafts.create": 1, "gmail.users.drafts.send": 1}
    assert calls_of(scene, "09:15") == IDLE | owed
