"""What the tabs Safeguarding and Concerns hold of one child, as only the command for a referral pack reads it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cme.domain.clocks import serial, serial_of_day
from cme.domain.pack import NOT_KNOWN
from cme.domain.referral_pack import Concern, Restricted
from cme.domain.tiers import ANSWERS
from cme.edges.restricted import read_restricted
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


def test_only_the_job_of_the_command_reads_it_and_no_entry_point_calls_that() -> None:
    """What a tick forgets on purpose, nothing that a schedule starts may read."""

    every = {path.name: path.read_text() for path in (*CME.rglob("*.py"), CME.parent / "main.py")}
    assert {name for name, code in every.items() if "edges.restricted" in code} == {"referral.py"}
    assert not {name for name, code in every.items() if re.search(r"jobs\.referral\b|import referral\b", code)}
