"""A workbook ready for a story: made once through the real set-up, kept as a file, and copied for each story."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cme.domain.chat import space_name
from cme.domain.clocks import instant
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook, create_workbook
from cme.jobs.apply_duty_board import SETTING as DUTY_BOARD
from cme.jobs.apply_duty_board import apply_duty_board
from cme.jobs.apply_schema import apply_forms, apply_settings, apply_workbook, read_timetable, stored_settings
from sandbox.example.cast import Row, Value
from sandbox.example.load import SETTINGS, answered_before, confirmed_before, typed_cell, typed_rows
from sandbox.example.set_up import OPENED_BY, TITLE, open_to, set_up_example
from sandbox.stage import Stage
from sandbox.stories.parts import Cast
from sandbox.switches import standing

MADE_AT = datetime(2026, 1, 1, 6, tzinfo=UTC)
IN_SET_UP = ("forms_", "checkboxes_")
"""How the switches begin that can change what the set-up makes: for the others it is made once."""


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="innov8-stories-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _prepared(switches: tuple[tuple[str, str | bool], ...], *, example: bool) -> tuple[Path, str]:
    """Return a sandbox's file with a workbook and its forms, made with the switches as they stand, and its id."""
    folder = Path(tempfile.mkdtemp(dir=_folder()))
    file = folder / ("example.sqlite" if example else "bare.sqlite")
    stage = Stage(file, MADE_AT)
    google = stage.google()
    if example:
        stage.workbook_id = set_up_example(google)
    else:
        stage.workbook_id = create_workbook(google, TITLE)
        apply_workbook(google, stage.workbook_id)
        apply_settings(google, stage.workbook_id, {**SETTINGS, "mode": "rehearsal"})
        open_to(google, stage.workbook_id, OPENED_BY)
        apply_forms(google, stage.workbook_id, read_timetable(google, stage.workbook_id), MADE_AT.date())
    copy = file.with_name(f"ready-{file.name}")
    stage.app.store.copy_to(copy)
    workbook_id = stage.workbook_id
    stage.close()
    return copy, workbook_id


def stage_for(cast: Cast, file: Path, port: int = 0) -> Stage:
    """Return a sandbox whose workbook holds the story's register, and has been live since midnight if it is live."""
    switches = tuple(pair for pair in standing() if pair[0].startswith(IN_SET_UP))
    ready, workbook_id = _prepared(switches, example=cast.is_example)
    shutil.copy(ready, file)
    stage = Stage(file, instant(cast.day, time()) - timedelta(minutes=10), port)
    stage.workbook_id = workbook_id
    typed = {name: value for name, value in cast.settings.items() if name != DUTY_BOARD}
    requests = [_live_from(cast), *_settings(typed)]
    if not cast.is_example or cast.is_changed:
        requests += [_cleared_and_typed(cast, slug) for slug in cast.rows]
    if not cast.is_example or cast.is_changed or cast.left_open:
        requests.append(_noted_before(cast))
    if space := space_name(str(cast.settings.get("chat space", ""))):
        stage.control("chat", {"space": space, "members": [SETTINGS["sender"]]})
    change_workbook(stage.google(), workbook_id, requests)
    if cast.settings.get(DUTY_BOARD):
        apply_duty_board(stage.google(), workbook_id, make=True)
        stage.board_id = stored_settings(stage.google(), workbook_id)[DUTY_BOARD]
    # All this is long past when the story begins: no run of it reads what was before.
    stage.read()
    return stage


def _live_from(cast: Cast) -> dict[str, Any]:
    # What was due before the story's first day is none of its business.
    since = instant(cast.day, time()) if cast.settings.get("mode") == "live" else ""
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 2, "columnIndex": 1}
    rows = [{"values": [typed_cell(since)]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _noted_before(cast: Cast) -> dict[str, Any]:
    # A workbook that is live was looked at before: nobody need confirm what a story begins with, or answer a question.
    live, since = cast.settings.get("mode") == "live", instant(cast.day, time())
    rows = confirmed_before(cast.rows, since) if live else []
    rows += answered_before(since, left_open=cast.left_open)
    return typed_rows(tab("changes"), [*rows, *[{}] * (200 if cast.is_example else 0)])


def _settings(values: Mapping[str, Value]) -> list[dict[str, Any]]:
    names = [row[0] for row in tab("settings").rows]
    sheet = tab("settings").sheet_id
    return [
        {
            "updateCells": {
                "start": {"sheetId": sheet, "rowIndex": names.index(name) + 1, "columnIndex": 1},
                "rows": [{"values": [typed_cell(value)]}],
                "fields": "userEnteredValue",
            }
        }
        for name, value in values.items()
    ]


def _cleared_and_typed(cast: Cast, slug: str) -> dict[str, Any]:
    """Type a tab's rows, and blank lines after them where the example may have had more."""
    blank: list[Row] = [{}] * (40 if cast.is_example else 0)
    return typed_rows(tab(slug), [*cast.rows[slug], *blank], cast.codes("sessions") if slug == "places" else ())
