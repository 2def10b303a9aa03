"""The example: as large as was asked for, consistent with itself, and visibly invented."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

from cme.domain.clocks import instant
from cme.domain.decide import decide
from cme.domain.model import Mode, Owing, Saw
from cme.edges.schema import tab
from cme.policy import load_figures
from sandbox.example.cast import HERE, cast, school_days, tables
from sandbox.example.facts import example_facts
from sandbox.example.history import FIRST_DAY, LAST_DAY, past
from sandbox.example.messy import messy_entries

PUPILS = {raw["code"]: raw for raw in cast().pupils}
DAY = HERE / "day.yaml"
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


def test_the_example_is_live_so_that_its_mail_reaches_the_sandboxs_mailboxes() -> None:
    assert example_facts().settings.mode is Mode.LIVE


def test_nothing_of_the_past_is_still_owing_on_the_morning_after_it() -> None:
    made, facts = past(), example_facts()
    ledger = {
        str(row["Obligation"]): Owing(
            str(row["Obligation"]), str(row["Rule"]), row["Day"], str(row["Session"]), str(row["Pupil"]),  # type: ignore[arg-type]
            str(row["Organisation"]), str(row["Step"]), str(row["Message"]), row["Due at"], row["Decided at"],  # type: ignore[arg-type]
        )
        for row in made.obligations
    }  # fmt: skip
    settings = replace(facts.settings, live_from=instant(FIRST_DAY, time()))
    facts = replace(facts, settings=settings, observations=tuple(made.said), ledger=ledger)
    decision = decide(facts, instant(LAST_DAY + timedelta(days=3), time(7)), load_figures())
    assert decision.owed == ()
    assert decision.overtaken == ()


def test_the_day_holds_every_mess() -> None:
    text = DAY.read_text()
    for needle in (
        "=HYPERLINK(",
        "🤒",
        "O'Sample",
        "Björk",
        "times: 3334",
        "sent twice",
        "the wrong child",
        "from paper",
    ):
        assert needle in text, needle
