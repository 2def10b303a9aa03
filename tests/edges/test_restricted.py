"""What Safeguarding held of one child, now and then, and Concerns: as only a pack and evidence read it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cme.domain.clocks import serial, serial_of_day
from cme.domain.history import Difference, Sheet, Spot, differences, fold, held_of
from cme.domain.pack import NOT_KNOWN
from cme.domain.referral_pack import Concern, Restricted
from cme.domain.tiers import ANSWERS
from cme.edges.restricted import read_flags, read_restricted
from cme.edges.schema import tab
from cme.edges.tables import Table
from tests import builders as build

CME = Path(__file__).parents[2] / "functions" / "cme"
HEADERS = tab("safeguarding").headers
SENT = build.at("Mon 2026-11-23 09:31")


def held(*rows: dict[str, Any], concerns: tuple[tuple[Any, ...], ...] = ()) -> Restricted:
    table = Table.of("safeguarding", [list(HEADERS), *([row.get(h, "") for h in HEADERS] for row in rows)])
    return read_restricted(table, concerns, "P1")


def test_every_heading_is_there_in_order_also_of_a_child_without_a_row() -> None:
    assert tuple(name for name, _ in held().answers) == HEADERS[1:]
    assert {answer for _, answer in held({"Pupil": "P2", "Care order": "yes"}).answers} == {""}


def test_answers_dates_and_names_stand_as_typed_and_what_is_no_answer_is_not_known() -> None:
    row = {
        "Pupil": "P1",
        "Care order": "Yes",
        "Looked after": "no",
        "Crime": "perhaps",
        "Section 47 since": serial_of_day(SENT.date()),
        "Social worker": "Wilma Worker",
        "Social worker phone": "01632 960777",
    }
    found = dict(held(row).answers)
    assert (found["Care order"], found["Looked after"], found["Crime"]) == ("yes", "no", NOT_KNOWN)
    assert (found["Section 47 since"], found["Social worker"]) == ("23/11/2026", "Wilma Worker")
    assert (found["Social worker phone"], found["Child in need"]) == ("01632 960777", "")


@pytest.mark.parametrize("other", sorted(ANSWERS))
def test_of_a_child_in_two_rows_a_yes_counts_and_two_that_differ_are_not_known(other: str) -> None:
    rows = ({"Pupil": "P1", "Crime": "yes", "EHCP": "no", "Social worker": "A"}, {"Pupil": "P1", "Crime": other})
    found = dict(held(*rows, {"Pupil": "P1", "EHCP": "no", "Social worker": "B"}).answers)
    assert (found["Crime"], found["EHCP"], found["Social worker"]) == ("yes", NOT_KNOWN, "A; B")


def test_the_concerns_about_the_child_come_in_their_words() -> None:
    about = ("c1", serial(SENT), "Tess", "P1", "yes", "no", "he is afraid", "no", "read", 4)
    other = ("c2", serial(SENT), "Tess", "P2", "yes", "no", "another child", "no", "read", 4)
    assert held(concerns=(about, other, ())).concerns == (
        Concern(SENT, "Tess", "he is afraid", danger="no", told="yes", whereabouts="no", outcome="read"),
    )


def typed(*rows: tuple[str, ...], headings: tuple[str, ...] = ("Pupil", "Crime", "EHCP")) -> Sheet:
    """The tab Safeguarding as somebody typed it."""
    cells = (dict(zip(headings, row, strict=False)) for row in rows)
    return Sheet(headings, tuple({name: cell for name, cell in row.items() if cell} for row in cells))


def history(*sheets: Sheet) -> list[Difference]:
    """What History holds of the tab, seen once an hour, and of another tab each time as well."""
    found: list[Difference] = []
    for number, sheet in enumerate(sheets):
        at, held = SENT + timedelta(hours=number), fold(found)
        news = list(differences(held, held_of("Safeguarding", sheet, "Pupil", held)))
        news.append(Difference(Spot("Pupils", "P1"), {}, {"First name": f"Sam {number}"}))
        found += [replace(one, seen_at=at, revision=number + 2) for one in news]
    return found


def flags_of(*sheets: Sheet) -> list[tuple[int, str, str]]:
    """By the hour, of each moment at which another answer was known: the answers to two headings."""
    found = read_flags(history(*sheets), "P1")
    answers = [dict(flags.answers) for flags in found]
    assert all(tuple(answer) == HEADERS[1:] for answer in answers)
    hours = [(flags.since - SENT) // timedelta(hours=1) for flags in found]
    return [(hour, answer["Crime"], answer["EHCP"]) for hour, answer in zip(hours, answers, strict=True)]


def test_of_each_moment_it_is_known_what_safeguarding_said_of_the_child() -> None:
    assert flags_of(
        typed(("P2", "yes")),
        typed(("P1", "no"), ("P2", "yes", "yes")),
        typed(("P2", "no"), ("P1", "no")),
        typed(("P1", "Yes", "perhaps")),
        typed(("P1", "yes"), headings=("Pupil", "Crime")),
        typed(),
    ) == [(0, "", ""), (1, "no", ""), (3, "yes", NOT_KNOWN), (4, "yes", ""), (5, "", "")]


def test_without_history_and_without_its_tab_nothing_is_said() -> None:
    assert read_flags([], "P1") == ()
    assert flags_of(typed(("P1", "yes")), Sheet(), typed(("P1", "yes")))[0] == (0, "yes", "")


def test_only_the_jobs_of_two_commands_read_it_and_no_entry_point_calls_that() -> None:
    """What a tick forgets on purpose, nothing that a schedule starts may read."""

    every = {str(path.relative_to(CME.parent)): path.read_text() for path in CME.parent.rglob("*.py")}
    readers = {name for name, code in every.items() if "edges.restricted" in code}
    assert readers == {"cme/jobs/referral.py", "cme/jobs/evidence.py"}
    of_a_command = r"jobs\.(referral|evidence)\b|jobs import .*\b(referral|evidence)\b"
    assert not {name for name, code in every.items() if re.search(of_a_command, code)}
