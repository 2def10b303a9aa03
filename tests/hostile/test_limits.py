"""What is too long or too strange for a cell, a ledger or an address, at the places that must hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cme.domain.entries import RawEntry, Read
from cme.domain.model import Facts
from cme.domain.rules.entries import read_entry
from cme.edges.entries_kept import recent_entries
from cme.edges.ledger import cell, entry_row
from cme.edges.people import coded, read_organisations, read_staff
from cme.edges.schema import tab
from cme.edges.tables import LONGEST, Table
from tests.hostile.values import TEXTS

SENT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def table(slug: str, **row: Any) -> Table:
    headers = tab(slug).headers
    return Table.of(slug, [list(headers), [row.get(header.replace(" ", "_"), "") for header in headers]])


def kept(read: Read) -> tuple[str, list[RawEntry]]:
    """Return an entry's outcome and what a later run reads of it, after its row went through cells."""
    row = [_back(value) for value in entry_row(read, 1)]
    return str(row[8]), recent_entries([row], SENT)


def _back(value: Any) -> Any:
    held = cell(value).get("userEnteredValue", {})
    return held.get("stringValue", held.get("numberValue", ""))


@pytest.mark.parametrize("name", TEXTS)
def test_what_was_typed_is_kept_as_typed_or_quarantined(name: str) -> None:
    entry = RawEntry("change", "r1", SENT, "tess@innov8.example", {"q1": (TEXTS[name], "second")})
    read = read_entry(entry, Facts(), {})
    outcome, again = kept(read)
    if outcome == "quarantined":
        assert again == []
        assert "Open response r1" in next(p.mend for p in read.problems if p.code == "ENT-9")
    else:
        assert [found.answers for found in again] == [entry.answers]


def test_a_cell_never_holds_more_than_google_takes() -> None:
    for text in TEXTS.values():
        held = _back(text)
        assert len(held.encode("utf-16-le")) // 2 <= 50_000
        assert json.dumps(held, ensure_ascii=False).encode()


@pytest.mark.parametrize("order", ["9" * 5_000, "9" * 60_000, "٣" * 9_000, "²"])
def test_a_duty_order_that_is_no_order_stops_nothing(order: str) -> None:
    staff = read_staff(table("staff", Code="DEE", Name="Dee", Roles="innov8 dsl", Duty_order=order))
    assert staff["DEE"].duty_order == 99


@pytest.mark.parametrize("code", ["x" * 41, "x" * 30_000, "HІLL", "HILL\nMILL", "=HILL", "HILL/1"])
def test_a_code_that_the_ledger_could_not_find_again_is_no_code(code: str) -> None:
    schools = table("schools", Code=code)
    assert list(coded(schools)) == []
    assert "is not a code" in schools.problems[-1].what


def test_a_text_without_end_is_used_to_a_limit_and_named() -> None:
    schools = table("schools", Code="HILL", Name="Hill " * 5_000, Attendance_email="a@hill.example")
    found = read_organisations(schools, table("authorities"))["HILL"]
    assert len(found.name) == LONGEST
    assert [(p.where, p.mend) for p in schools.problems] == [("Schools row 2, Name", "Shorten it.")]


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [
        ("attendance@hill.example" + " " * 2_000 + "x", ""),
        ("a" * 300 + "@hill.example", "hill.example"),
        ("a" * (LONGEST - 13) + "@hill.example.evil.example", "hill.example"),
        ("attendance@hіll.example", "hіll.example"),
        ("attendance@hill-school.example.evil.example", "hill-school.example"),
        ("attendance@evil-hill.example", "hill.example"),
        ("attendance@hill.example.evil.example", "hill.example"),
        ("attendance@hill.example, evil@evil.example", "hill.example, evil.example"),
        ("Ann <evil@evil.example>", "evil.example"),
        ("evil@evil.example", "@evil.example"),
    ],
)
def test_an_address_is_one_plain_address_of_an_allowed_domain_or_none(typed: str, allowed: str) -> None:
    schools = table("schools", Code="HILL", Name="Hill", Attendance_email=typed, Allowed_domains=allowed)
    assert read_organisations(schools, table("authorities"))["HILL"].contacts[0].email == ""
    assert next(p.where for p in schools.problems if "address" in p.what) == "Schools row 2, Attendance email"
