"""The example: as large as was asked for, consistent with itself, and visibly invented."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime

from cme.domain.model import Saw
from cme.edges.schema import form_wording, tab
from sandbox.example.cast import cast, school_days, tables
from sandbox.example.day import example_day
from sandbox.example.history import FIRST_DAY, LAST_DAY, past
from sandbox.example.messy import messy_entries

PUPILS = {raw["code"]: raw for raw in cast().pupils}
SESSIONS = {raw["code"]: raw for raw in cast().sessions}


def test_the_example_has_the_size_that_was_asked_for() -> None:
    assert (len(cast().schools), len(cast().authorities), len(PUPILS), len(SESSIONS)) == (5, 2, 24, 10)
    assert len({raw["site"] for raw in SESSIONS.values()}) == 2
    assert sum(len(raw["places"]) > 1 for raw in PUPILS.values()) >= 3, "children with two commissioners"
    assert sum("roll" not in raw for raw in PUPILS.values()) >= 3, "children with no school"
    own = [c for raw in PUPILS.values() for cells in raw["places"].values() for c in cells.values() if c != "x"]
    assert len(own) >= 10, "staggered starts"


def test_everything_that_is_named_exists() -> None:
    organisations = {raw["code"] for raw in (*cast().schools, *cast().authorities)}
    for raw in PUPILS.values():
        assert set(raw["places"]) <= organisations
        assert raw.get("roll", "HILL") in organisations
        assert {session for cells in raw["places"].values() for session in cells} <= set(SESSIONS)
    leads = {raw["code"] for raw in cast().staff if "lead" in raw["roles"]}
    assert {raw["lead"] for raw in SESSIONS.values()} <= leads


def test_the_rows_fit_their_tabs() -> None:
    for slug, rows in tables().items():
        allowed = set(tab(slug).headers) | (set(SESSIONS) if tab(slug).open_columns else set())
        for row in rows:
            assert set(row) <= allowed, slug
        for column in tab(slug).columns:
            if column.allowed:
                assert {row.get(column.header, "") for row in rows} <= {*column.allowed, ""}, column.header
            if column.required:
                assert all(row[column.header] for row in rows), column.header


def test_nobody_in_it_can_be_reached() -> None:
    text = json.dumps([tables(), past().messages], default=str)
    assert set(re.findall(r"@[\w.-]+", text)) == {m for m in re.findall(r"@[\w.-]+", text) if m.endswith(".example")}
    for number in re.findall(r"\b0\d{4} ?\d{6}\b", text):
        assert re.fullmatch(r"01632 960\d{3}|07700 900\d{3}", number), number


def test_the_past_is_the_same_for_everybody() -> None:
    assert past() == past()


def test_about_four_places_in_ten_were_missed() -> None:
    made = past()
    expected = sum(
        len([c for raw in PUPILS.values() for cells in raw["places"].values() if (c := cells.get(code))])
        * sum(day.strftime("%A") == raw["day"] for day in school_days(FIRST_DAY, LAST_DAY))
        for code, raw in SESSIONS.items()
    )
    seen = {
        (o["Day"], o["Session"], o["Pupil"])
        for o in made.observations
        if o["Saw"] in {Saw.SEEN.value, Saw.ARRIVED.value}
    }
    assert 0.37 <= 1 - len(seen) / expected <= 0.46


def test_the_past_spans_the_october_half_term_without_a_session_in_it() -> None:
    days = {row["Day"] for row in past().entries}
    assert min(days) < date(2026, 10, 26)  # type: ignore[type-var, operator]
    assert max(days) == LAST_DAY  # type: ignore[type-var]
    assert not [day for day in days if date(2026, 10, 24) <= day <= date(2026, 11, 1)]  # type: ignore[operator]


def test_every_word_of_the_past_is_one_of_the_models() -> None:
    assert {o["Saw"] for o in past().observations} <= {saw.value for saw in Saw}


def test_every_obligation_of_the_past_stands_once_and_its_message_was_claimed_and_sent() -> None:
    made = past()
    keys = [row["Obligation"] for row in made.obligations]
    assert len(keys) == len(set(keys))
    states: dict[object, list[object]] = {}
    for event in made.messages:
        states.setdefault(event["Message"], []).append(event["State"])
    assert {row["Message"] for row in made.obligations} == set(states)
    assert Counter(tuple(found) for found in states.values()).keys() == {("claimed", "sent")}


def test_the_messy_entries_are_of_the_kinds_that_people_make_and_fit_a_cell() -> None:
    typed = [str(row["Answers"]) for row in messy_entries()]
    for needle in ("=HYPERLINK(", "🚕", "O'Sample", "á", "P9999", "yesterday"):
        assert any(needle in text for text in typed), needle
    assert max(len(text) for text in typed) == 45_000


def test_the_day_names_children_sessions_and_choices_that_exist_and_runs_forward() -> None:
    day, sendings = example_day()
    assert day == date(2026, 11, 23)
    assert [s.at for s in sendings] == sorted(s.at for s in sendings)
    change = form_wording("change").fields
    for sending in sendings:
        said = sending.answers
        assert sending.who.endswith(".example")
        assert {*said.get("present", ()), *([said["child"]] if "child" in said else [])} <= set(PUPILS)
        if sending.form == "register":
            assert said["session"] in SESSIONS
        else:
            assert said["change"] in change["change"].choices
            assert said.get("said_by", "school") in change["said_by"].choices


def test_the_day_holds_every_mess() -> None:
    texts = [str(answer) for sending in example_day()[1] for answer in sending.answers.values()]
    assert any(len(text) > 60_000 for text in texts)
    for needle in ("=HYPERLINK(", "🤒", "O'Sample", "Björk"):
        assert any(needle in text for text in texts), needle
    assert isinstance(example_day()[1][0].at, datetime)
