"""Why something was sent is told from the workbook alone: what was known then, and what came of it since."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.case_events import Did, Event
from cme.domain.cases import fold
from cme.domain.model import Owing, Saw, State
from cme.policy import load_figures
from sandbox.rehearsal.explain import explain
from sandbox.rehearsal.history import History
from tests import builders as build

KEY = "REG-1/2026-11-23/BIKE/P1/HILL/"
MISSED = build.a_register([build.a_place()], build.at("Mon 2026-11-23 09:04"))
CAME = build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:52"))
OTHER = build.seen("P2", Saw.ARRIVED, build.at("Mon 2026-11-23 09:10"))


def history(*events: Event) -> History:
    at, later = build.at("Mon 2026-11-23 09:15"), build.at("Mon 2026-11-23 09:53")
    row = Owing.from_key(KEY, "m1", at, "Not seen.")
    back = Owing.from_key("REG-5/2026-11-23/BIKE/P1/HILL/", "m2", later, "Arrived.")
    assert row is not None
    assert back is not None
    down = Owing(**{name: getattr(back, name) for name in Owing.__slots__} | {"basis": f"answers {KEY}"})
    facts = build.facts(
        observations=(*MISSED, CAME, OTHER),
        ledger={row.key: row, down.key: down},
        messages={"m1": build.a_message("m1", State.SENT, at, to="attendance@hill.example")},
        events=events,
    )
    return History(facts, load_figures(), build.MONDAY, build.MONDAY)


def test_a_notice_is_explained_by_its_key_and_by_its_message() -> None:
    lines = explain(history(), KEY)
    assert lines == explain(history(), "m1")
    said = "\n".join(lines)
    assert "REG-1, clause" in said
    assert "figure    absence_notice: 15 minutes (CME policy" in said
    assert "due Mon 23 Nov 09:15, decided Mon 23 Nov 09:15" in said
    assert "<attendance@hill.example>, m1" in said
    assert "stood on  Mon 23 Nov 09:04  P1 BIKE not here when asked" in said
    assert "since     Mon 23 Nov 09:52  P1 BIKE arrived" in said
    assert "led to    Mon 23 Nov 09:53  REG-5/2026-11-23/BIKE/P1/HILL/" in said
    assert "P2" not in said


def test_a_figure_is_the_one_of_that_day() -> None:
    later = load_figures().replaced("absence_notice", 9, since=build.day("Tue 2026-11-24"))
    assert any("absence_notice: 15 minutes" in line for line in explain(replace(history(), figures=later), KEY))


def test_a_case_is_explained_by_what_happened_in_it_and_nothing_by_a_name_that_is_not_there() -> None:
    at = build.at("Mon 2026-11-23 12:00")
    of = history(Event("P1", Did.PROPOSED, at, at, words="nobody knows where", source="proposed"))
    [case] = fold(of.facts.events)
    said = "\n".join(explain(of, case.id))
    assert "Mon 23 Nov 12:00  a case is proposed: nobody knows where" in said
    assert explain(of, "nothing") == []
