"""How the screens are written: each whole, of one size, as text that no sheet takes for a formula."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cme.domain.decide import decide
from cme.domain.model import Problem, Saw, Severity, State
from cme.jobs.board import SHAPES, screens
from cme.policy import load_figures
from tests import builders as build

NOW = build.at("Mon 2026-11-23 09:46")


def written(**more: Any) -> list[dict[str, Any]]:
    problems = more.pop("problems", ())
    facts = build.facts(**more)
    return [request["updateCells"] for request in screens(facts, decide(facts, NOW, load_figures()), problems, NOW)]


def values(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell.get("userEnteredValue", {}) for row in request["rows"] for cell in row["values"]]


@pytest.mark.parametrize("typed", ["=IMPORTXML(1)", "+44 1632", "-1", "@now", "'quoted"])
def test_what_somebody_typed_stays_text(typed: str) -> None:
    found = written(
        pupils={"P1": build.a_pupil(first_name=typed)},
        sessions={"BIKE": build.a_session(name=typed, site=typed)},
        problems=(Problem("A", Severity.ERROR, typed, typed, typed),),
    )
    cells = [value for request in found for value in values(request)]
    assert sum(typed in value.get("stringValue", "") for value in cells) > 4
    assert not [value for value in cells if set(value) - {"stringValue", "numberValue"}]


def test_each_screen_is_rewritten_whole_so_that_no_old_line_stays() -> None:
    sizes = [(len(request["rows"]), {len(row["values"]) for row in request["rows"]}) for request in written()]
    assert sizes == [(height, {width}) for _, height, width in SHAPES.values()]


def test_the_first_cell_of_a_screen_which_says_that_the_machine_stopped_is_never_written() -> None:
    assert [request["start"]["rowIndex"] for request in written()] == [1, 1, 1, 1, 1]


def test_more_than_a_screen_holds_is_counted() -> None:
    many = tuple(Problem("A", Severity.ERROR, f"row {n}", "It is wrong.", "Mend it.") for n in range(250))
    last = written(problems=many)[3]["rows"][-1]["values"][0]
    assert last["userEnteredValue"]["stringValue"] == "… and 51 more"


LINKS = {slug: f"https://forms.example/{slug}/viewform" for slug in ("action", "register")}
ASKS = {"action/about": "4d5e6f70", "register/which_session": "1a2b3c4d"}


def tapped(**more: Any) -> list[tuple[str, str]]:
    """The times that open a form, with it: on every screen that has any."""
    settings = replace(build.facts().settings, form_links=more.pop("links", LINKS), question_ids=ASKS)
    rows = (row for request in written(settings=settings, **more) for row in request["rows"])
    cells = [cell for row in rows for cell in row["values"] if "textFormat" in cell.get("userEnteredFormat", {})]
    return [(c["userEnteredValue"]["stringValue"], c["userEnteredFormat"]["textFormat"]["link"]["uri"]) for c in cells]


def test_a_time_on_today_opens_the_form_about_that_child_or_the_register_that_is_missing() -> None:
    places = (build.a_place("P1"),)
    missed = build.a_register(places, build.at("Mon 2026-11-23 09:04"))
    about = f"{LINKS['action']}?usp=pp_url&entry.1298034544=P1%20Sam%20S"
    assert tapped(places=places, observations=missed) == [("09:00", about)]
    register = f"{LINKS['register']}?usp=pp_url&entry.439041101=BIKE%20Bike%20workshop%2C%2009%3A00"
    assert tapped(places=places) == [("09:00", register)]


def test_a_time_on_waiting_opens_the_form_about_the_page() -> None:
    left = build.seen("P1", Saw.LEFT_SITE, build.at("Mon 2026-11-23 09:30"))
    facts = build.facts(observations=(*build.a_register((), build.at("Mon 2026-11-23 09:04"), ["P1"]), left))
    paged = build.recorded(
        facts, decide(facts, left.at, load_figures()).owed, (), build.at("Mon 2026-11-23 09:30"), State.SENT
    )
    found = tapped(observations=facts.observations, ledger=paged.ledger, messages=paged.messages)
    assert [shown for shown, _ in found] == ["09:00", "09:30", "09:30"]
    assert {link for _, link in found} == {f"{LINKS['action']}?usp=pp_url&entry.1298034544=P1%20Sam%20S"}


@pytest.mark.parametrize("links", [{}, {"action": "javascript:alert(1)", "register": "nothing"}])
def test_without_a_form_and_with_what_is_no_page_a_time_is_a_time(links: dict[str, str]) -> None:
    missed = build.a_register((build.a_place("P1"),), build.at("Mon 2026-11-23 09:04"))
    assert tapped(links=links, observations=missed) == []
    assert [len(row["values"]) for request in written(observations=missed)[:2] for row in request["rows"][:3]] == [
        *[6] * 3,
        *[4] * 3,
    ]
