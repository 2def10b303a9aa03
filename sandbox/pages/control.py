"""The page for people that moves the clock, sets faults and switches, and counts the calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.wrappers import Response

from sandbox import clock, switches
from sandbox.pages.html import LONDON, render, see_other
from sandbox.wire import Call, GoogleError, page

STEPS = (
    (-60, "1 hour back"),
    (-1, "1 minute back"),
    (1, "1 minute on"),
    (5, "5 minutes on"),
    (15, "15 minutes on"),
    (60, "1 hour on"),
    (1440, "1 day on"),
)
WORDS = {
    "lose_response": "done, and the answer is lost",
    "kill_before": "the connection drops before it is done",
    "late_apply": "the connection drops, and it is done later",
    "timeout": "no answer until the client gives up",
}


@page("GET", "/sandbox/")
def show(call: Call) -> Response:
    """Show the controls as they stand."""
    _, running = clock.read_clock(call.db)
    counts = call.db.execute(
        "SELECT method, count(*) AS calls, sum(status >= 400 OR status = 0) AS failed FROM traffic "
        "GROUP BY method ORDER BY method"
    ).fetchall()
    values = switches.read_switches(call.db)
    listed = [
        {"name": name, "meaning": s.meaning, "default": s.default, "value": values[name]}
        for name, s in sorted(switches.SWITCHES.items())
    ]
    return render(
        "control.html",
        call,
        running=running,
        steps=STEPS,
        field=call.now.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M"),
        faults=[_fault(row) for row in call.db.execute("SELECT * FROM faults ORDER BY id").fetchall()],
        switches=listed,
        counts=[dict(row) for row in counts],
        total=sum(row["calls"] for row in counts),
    )


def _fault(row: Any) -> dict[str, Any]:
    rule = json.loads(row["rule"])
    what = WORDS.get(rule["kind"], f"refused: {rule.get('status', 503)}")
    match = " ".join(str(value) for value in rule.get("match", {}).values()) or "every call"
    return {"id": row["id"], "match": match, "what": what, "seen": row["seen"], "fired": row["fired"]}


@page("POST", "/sandbox/")
def change(call: Call) -> Response:
    """Do what a button asks."""
    wanted = call.form.get("do", "")
    if wanted not in ACTIONS:
        raise GoogleError(400, f"There is no “{wanted}” to do here.")
    ACTIONS[wanted](call)
    return see_other(f"/sandbox/#{PLACES[wanted]}")


def _forward(call: Call) -> None:
    at, running = clock.read_clock(call.db)
    clock.set_clock(call.db, at + timedelta(minutes=float(call.form.get("minutes", "1"))), running=running)


def _put(call: Call) -> None:
    try:
        at = datetime.fromisoformat(call.form.get("at", "")).replace(tzinfo=LONDON)
    except ValueError:
        raise GoogleError(400, "That is not a time: use the field's own picker.") from None
    clock.set_clock(call.db, at.astimezone(UTC), running=clock.read_clock(call.db)[1])


def _run(call: Call) -> None:
    clock.set_clock(call.db, clock.read_clock(call.db)[0], running=bool(call.form.get("running")))


def _break(call: Call) -> None:
    kind, _, status = call.form.get("kind", "").partition(" ")
    rule: dict[str, Any] = {
        "kind": kind,
        "match": {"method": call.form.get("method", "*").strip() or "*"},
        "times": max(1, int(call.form.get("times", "1"))),
    }
    if status:
        rule["status"] = int(status)
    call.db.execute("INSERT INTO faults (rule) VALUES (?)", (json.dumps(rule),))


def _mend(call: Call) -> None:
    call.db.execute("DELETE FROM faults WHERE id = ?", (call.form.get("id"),))


def _switch(call: Call) -> None:
    name, value = call.form.get("name", ""), call.form.get("value", "")
    known = switches.SWITCHES.get(name)
    is_yes_or_no = known is not None and isinstance(known.default, bool)
    switches.set_switch(call.db, name, value=value == "true" if is_yes_or_no else value)


ACTIONS: dict[str, Callable[[Call], None]] = {
    "forward": _forward,
    "put": _put,
    "run": _run,
    "break": _break,
    "mend": _mend,
    "switch": _switch,
}
PLACES = {
    "forward": "clock",
    "put": "clock",
    "run": "clock",
    "break": "faults",
    "mend": "faults",
    "switch": "switches",
}
