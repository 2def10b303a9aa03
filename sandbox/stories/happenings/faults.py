"""What goes wrong between the jobs and Google: refusals, time-outs, answers that are lost, changes that come late."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from cme.domain.clocks import hhmm
from sandbox import wire
from sandbox.app import load_handlers
from sandbox.stage import ROBOT
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.said import Said, did_you_mean
from sandbox.stories.scene import Scene
from sandbox.stories.times import moment

KINDS: Mapping[str, Mapping[str, Any]] = {
    "connection drops": {"kind": "kill_before"},
    "response lost": {"kind": "lose_response"},
    "applied late": {"kind": "late_apply", "seconds": 90},
    "timeout": {"kind": "timeout", "seconds": 0.1},
}
"""What may go wrong besides a refusal, which is named by its status."""
CALLS = {
    "everything": "*",
    "sheets": "sheets.*",
    "forms": "forms.*",
    "gmail": "gmail.*",
    "drive": "drive.*",
    "chat": "chat.*",
    "reading the workbook": "sheets.spreadsheets.values.*",
    "writing the workbook": "sheets.spreadsheets.batchUpdate",
    "drafting": "gmail.users.drafts.create",
    "sending": "gmail.users.drafts.send",
}
"""Words for calls; any method of Google's may be named as well, also with a star."""
AFTERWARDS = 6
"""Minutes that are played one by one when it is over: a lease lasts three."""


@happening("fault", "calls", "until", "times", "skip")
def fault(spoken: Spoken) -> Act:
    """Google fails, for a while or a number of times, for some of the calls."""
    rule: dict[str, Any] = {"match": {"method": _calls(spoken), "user": ROBOT.removeprefix("sandbox:")}}
    said = spoken.need("fault")
    rule |= _kind(said)
    until = moment(spoken.said["until"], spoken.day) if "until" in spoken.said else None
    times = spoken.said["times"].count() if "times" in spoken.said else None
    rule["times"] = times if times is not None else None if until else 1
    if "skip" in spoken.said:
        rule["skip"] = spoken.said["skip"].count()
    if until and until <= spoken.at:
        raise spoken.said["until"].wrong("It ends before it begins.")

    def act(scene: Scene) -> str:
        number = scene.stage.control("faults", rule)["id"]
        scene.watch(AFTERWARDS + (int((until - spoken.at).total_seconds() // 60) if until else 0))
        if until:
            scene.later(until, lambda: _over(scene, number, said.text()))
        how = f"until {hhmm(until)}" if until else f"calls: {rule['times']}"
        return f"Google fails from now on: {said.text()}, {rule['match']['method']}, {how}"

    return act


def _over(scene: Scene, number: int, words: str) -> str:
    scene.stage.control(f"faults?id={number}", verb="DELETE")
    scene.watch(AFTERWARDS)
    return f"it is over: {words}"


def _kind(said: Said) -> Mapping[str, Any]:
    typed = said.text().strip().casefold()
    if typed.isdigit() and 400 <= int(typed) <= 599:
        return {"kind": "refuse", "status": int(typed)}
    if typed not in KINDS:
        mend = did_you_mean(typed, KINDS) if not typed.isdigit() else ""
        raise said.wrong(f"Nothing goes wrong like “{said.text()}”.", f"{mend} Or a status, such as 503.".strip())
    return KINDS[typed]


def _calls(spoken: Spoken) -> str:
    if "calls" not in spoken.said:
        return "*"
    typed = spoken.said["calls"].text().strip()
    if typed.casefold() in CALLS:
        return CALLS[typed.casefold()]
    load_handlers()
    if not any(fnmatchcase(name, typed) for name in wire.HANDLERS):
        mend = did_you_mean(typed, [*CALLS, *wire.HANDLERS] if "." in typed else CALLS)
        raise spoken.said["calls"].wrong(f"There are no calls “{typed}”.", mend)
    return typed
