"""The tabs as data: complete, valid, and laid out so that machine and people keep out of each other's way."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cme.domain.archive_steps import Happened, Step
from cme.domain.breach_words import Heard, Word
from cme.domain.changes import Cell, Change, Unconfirmed
from cme.domain.entries import RawEntry, Read
from cme.domain.form_plan import FORMS
from cme.domain.history import Difference, Spot
from cme.domain.model import Finding, Message, Obligation, Observation, Role, Saw, State
from cme.edges.archive import archive_row
from cme.edges.breaches import word_row
from cme.edges.changes import change_row
from cme.edges.desk import desk_row
from cme.edges.history import history_rows
from cme.edges.ledger import entry_row, message_row, obligation_row, observation_row
from cme.edges.patterns import finding_row
from cme.edges.schema import FOLDER, Tab, form_wording, tab, tabs
from cme.errors import SetupError

DESIGN = {
    "Today", "Waiting", "Sessions today", "Desk", "Pupils", "Places", "Safeguarding", "Schools", "Authorities",
    "Agencies", "Staff", "Sessions", "Calendar", "Settings", "Entries", "Observations", "Concerns", "Cases",
    "Chronology", "Changes", "Obligations", "Messages", "Problems", "Questions", "Housekeeping", "Runs", "Dashboard",
    "Form ids", "Patterns", "History", "Breaches", "Archive", "Retention", "Erased",
}  # fmt: skip
READ = {"chronology", "breaches", "archive",
    "pupils", "safeguarding", "places", "schools", "authorities", "staff", "sessions", "calendar", "settings",
    "entries", "observations", "obligations", "messages", "runs", "form_ids", "changes", "desk", "patterns",
    "history",
}  # fmt: skip


def slug_of(found: Tab) -> str:
    return found.slug


def test_every_tab_of_the_design_is_there_and_no_other() -> None:
    assert {found.title for found in tabs()} == DESIGN


def test_sheet_ids_titles_and_places_are_each_given_once() -> None:
    for values in ([t.sheet_id for t in tabs()], [t.title for t in tabs()], [t.order for t in tabs()]):
        assert len(values) == len(set(values))
    assert 0 not in {t.sheet_id for t in tabs()}, "0 is the empty tab with which Google begins"


def test_exactly_what_a_tick_reads_has_a_named_range() -> None:
    assert {t.slug for t in tabs() if t.read} == READ
    assert {t.slug for t in tabs() if t.hot} == {"entries", "observations", "obligations", "messages", "chronology"}


@pytest.mark.parametrize("found", tabs(), ids=slug_of)
def test_headings_are_given_once_and_the_tab_says_what_it_is_for(found: Tab) -> None:
    lowered = [header.casefold() for header in found.headers]
    assert len(lowered) == len(set(lowered))
    assert found.about.endswith((".", "in."))
    assert found.columns or found.layout == "free"


@pytest.mark.parametrize("found", tabs(), ids=slug_of)
def test_what_a_column_chooses_from_exists(found: Tab) -> None:
    for column in found.columns:
        if column.choose_from:
            title, header = column.choose_from.split(".")
            assert header in next(t for t in tabs() if t.title == title).headers


def test_only_the_desk_has_two_writers_and_gives_the_dsl_three_columns() -> None:
    assert [t.title for t in tabs() if t.writer == "both"] == ["Desk"]
    assert [c.header for c in tab("desk").columns if c.yours] == ["Decision", "Note", "Done"]
    assert not [t.title for t in tabs() if t.writer != "both" and any(c.yours for c in t.columns)]


def test_a_person_sees_the_screens_the_desk_the_children_and_what_is_wrong_and_must_look_for_the_rest() -> None:
    shown = [found.title for found in tabs() if not found.hidden]
    assert shown == [
        "Today",
        "Waiting",
        "Sessions today",
        "Desk",
        "Pupils",
        "Places",
        "Cases",
        "Problems",
        "Housekeeping",
    ]


@pytest.mark.parametrize("found", [t for t in tabs() if t.writer == "dsl"], ids=slug_of)
def test_every_heading_that_people_type_under_says_what_to_type(found: Tab) -> None:
    told = {c.header for c in found.columns if c.note or c.allowed or c.choose_from or c.kind in ("date", "email")}
    assert set(found.headers) - told == set()


@pytest.mark.parametrize("found", [t for t in tabs() if t.writer == "dsl"], ids=slug_of)
def test_addresses_are_checked_for_being_one(found: Tab) -> None:
    for column in found.columns:
        assert (column.kind == "email") == column.header.casefold().endswith("email")


def test_what_the_machine_only_adds_to_ends_in_a_revision() -> None:
    for slug in ("entries", "observations", "obligations", "messages", "runs", "history"):
        assert tab(slug).headers[-1] == "Revision"
    assert tab("changes").headers[-2:] == ("Revision", "Confirmed by"), "as in the workbooks that had it before"
    assert tab("chronology").headers[9] == "Revision"


def test_mode_is_rehearsal_until_somebody_says_otherwise() -> None:
    assert {row[0]: row[1] for row in tab("settings").rows}["mode"] == "rehearsal"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "tabs").mkdir()
    (tmp_path / "tabs" / "pupils.toml").write_text('title = "Pupils"\nsheet = 3\n')
    with pytest.raises(SetupError, match=r"pupils\.toml"):
        tabs(tmp_path)


def test_what_a_person_reads_once_on_a_phone_is_short() -> None:
    for slug in FORMS:
        wording = form_wording(slug)
        assert len(wording.description) <= 140
        for words in wording.fields.values():
            assert len(words.title) <= 40
            assert len(words.description) <= 80


def test_no_word_in_the_schema_names_a_real_person() -> None:
    for path in FOLDER.rglob("*.toml"):
        assert not re.search(r"Symons|suffolk", path.read_text(), re.IGNORECASE), path.name


def test_what_the_jobs_write_fits_the_columns_of_its_tab() -> None:
    at, day = datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 23)
    entry = RawEntry("register", "r1", at, "tess@innov8.example", {})
    seen = Observation("r1", day, "MON-A", "P0001", Saw.SEEN, at, at)
    owed = Obligation("REG-1", day, "HILL", "absence", Role.ATTENDANCE, at, "because", "7.3")
    message = Message("m1", State.SENT, at, "absence", "HILL", "attendance@hill-school.example", day)
    cell = Cell("Schools", "HILL", "DSL email")
    for slug, row in {
        "changes": change_row(Change(cell, "", "dsl@hill-school.example", "DEB", None, 2), at),
        "desk": (*desk_row(Unconfirmed(cell, "", "dsl@hill-school.example"), at), "", "", "", ""),
        "entries": entry_row(Read(entry), 2),
        "observations": observation_row(seen, 2),
        "obligations": obligation_row(owed, "m1", at, 2),
        "messages": message_row(message, "lawful", 2),
        "history": next(history_rows(Difference(Spot("Pupils", "P1"), {}, {"Tier": "A"}), at, 2)),
        "archive": archive_row(Happened("2026-11", "manifest.json", Step.STORED, at, "1a", "d1", 7, "20 tabs"), 2),
        "breaches": word_row(Word("B-1", Heard.WRONG_ADDRESS, at, at, sent_at=at), 2),
        "patterns": finding_row(Finding("P0001", "PAT-1", 1, day, at, "missed 2 in a row", at)),
    }.items():
        kinds = [column.kind for column in tab(slug).columns]
        assert len(row) == len(kinds), slug
        for value, kind in zip(row, kinds, strict=True):
            assert (kind == "instant") >= isinstance(value, datetime), (slug, kind, value)
