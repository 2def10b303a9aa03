"""The machine's rows: each type written and read back, and a person's text literal, whatever it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.entries import RawEntry, Read
from cme.domain.model import Message, Obligation, Observation, Problem, Role, Saw, Severity, State
from cme.domain.rules.answers import say
from cme.edges import ledger, ledger_read
from cme.edges.entries_kept import cut_short, known_entries, recent_entries
from cme.edges.layout import check_headings, layout_of, tab_problems
from cme.edges.schema import tab, tabs
from cme.errors import SetupError

NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
TEXTS = st.text(max_size=40)
INSTANTS = st.integers(0, 10**8).map(lambda s: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def written(row: Sequence[Any]) -> list[Any]:
    """Return a row as Google gives it back after it was written: numbers bare, blanks empty."""
    (request,) = ledger.append("messages", [row])
    cells = request["appendCells"]["rows"][0]["values"]
    return [next(iter(cell.get("userEnteredValue", {}).values()), "") for cell in cells]


@settings(max_examples=60)
@given(TEXTS, INSTANTS, DAYS, st.sampled_from(State), st.booleans())
def test_a_message_reads_back_as_it_was_written(text: str, at: datetime, day: date, state: State, leased: bool) -> None:
    safe = ledger.storable(text).strip()
    lease = at if leased else None
    message = Message(
        "m-01", state, at, "absence", "HILL", "a@hill.example", day, safe, "run", lease, "d", "t", "g", safe, 7
    )
    assert ledger_read.read_messages([written(ledger.message_row(message, "lawful", 7))], []) == {"m-01": message}


@given(TEXTS, INSTANTS, DAYS)
def test_an_obligation_reads_back_as_it_was_written(reason: str, at: datetime, day: date) -> None:
    safe = ledger.storable(reason)
    owed = Obligation(
        "REG-1", day, "HILL", "absence", Role.ATTENDANCE, at, safe, "5.2", "P1", "BIKE", "again", basis="why"
    )
    (row,) = ledger_read.read_ledger([written(ledger.obligation_row(owed, "m-01", at, 3))], []).values()
    assert (row.key, row.due, row.reason, row.message, row.decided_at) == (owed.key, at, safe, "m-01", at)


@given(TEXTS, INSTANTS, st.sampled_from(Saw))
def test_an_observation_reads_back_as_it_was_written(text: str, at: datetime, saw: Saw) -> None:
    more = ("a", ledger.storable(text), "b", at, ledger.storable(text))
    seen = Observation("e@1", date(2026, 11, 23), "BIKE", "P1", saw, at, at, *more)
    assert ledger_read.read_observations([written(ledger.observation_row(seen, 3))], []) == (seen,)


@pytest.mark.parametrize("typed", ["=IMPORTXML(A1)", "'09:30", "0123", "TRUE", "1e9", "+44", "@here", "23/11/2026"])
def test_what_a_person_typed_is_written_as_a_literal_string(typed: str) -> None:
    assert ledger.cell(typed) == {"userEnteredValue": {"stringValue": typed}}


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_no_text_makes_a_cell_that_google_refuses(typed: str) -> None:
    kept = ledger.storable(typed)
    assert len(kept.encode("utf-16-le")) // 2 <= 50_000
    assert not any(0xD800 <= ord(c) <= 0xDFFF or (ord(c) < 32 and c not in "\n\t") for c in kept)


def test_a_text_that_is_too_long_is_cut() -> None:
    assert len(ledger.storable("🙂" * 60_000).encode("utf-16-le")) // 2 <= 50_000


def entry(answers: dict[str, tuple[str, ...]], response: str = "r1") -> Read:
    return Read(RawEntry("register", response, NOON, "tess@innov8.example", answers))


def test_an_entry_is_kept_as_it_was_typed_and_read_back() -> None:
    read = entry({"q1": ("=1+1", "Łukasz 🙂"), "q2": ("",)})
    row = written(ledger.entry_row(read, 3))
    assert known_entries([row]) == {read.entry.key}
    assert recent_entries([row], NOON) == [read.entry]
    assert recent_entries([row], NOON + timedelta(seconds=5)) == []


def test_entries_of_the_hour_that_comes_twice_are_as_recent_as_they_are() -> None:
    again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    read = Read(RawEntry("register", "r1", again, "tess@innov8.example", {"q1": ("x",)}))
    row = written(ledger.entry_row(read, 3))
    assert recent_entries([row], again - timedelta(minutes=40)) == [read.entry]
    assert recent_entries([row], again + timedelta(minutes=1)) == []


def test_a_place_names_the_day_by_londons_calendar() -> None:
    read = Read(RawEntry("register", "r1", datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "tess@innov8.example", {}))
    read.quarantined = True
    (problem,) = cut_short([written(ledger.entry_row(read, 3))], datetime(2026, 6, 30, 23, tzinfo=UTC))
    assert problem.where == "register form, sent 01/07/2026 00:30"
    say(read, "ENT-3", Severity.QUERY, "What.", "Mend.")
    assert read.problems[0].where == "register form, sent 01/07/2026 00:30"


def test_an_entry_that_was_cut_short_is_named_until_somebody_read_it() -> None:
    read = entry({"q1": ("x" * 60_000,)})
    read.quarantined = True
    row = written(ledger.entry_row(read, 3))
    assert recent_entries([row], NOON) == []
    (problem,) = cut_short([row], NOON)
    assert "Open response r1 in the form" in problem.mend


@pytest.mark.parametrize("blank", [[], [None] * 16, [""] * 16])
def test_a_blank_row_that_somebody_put_in_says_nothing(blank: list[Any]) -> None:
    problems: list[Problem] = []
    assert ledger_read.read_messages([blank], problems) == ledger_read.read_ledger([blank], problems) == {}
    assert ledger_read.read_observations([blank], problems) == ()
    assert problems == []


@pytest.mark.parametrize("broken", [["m"], ["m", "sent", "yesterday"], ["m", "lost", 46349.5] + [""] * 13])
def test_a_row_that_does_not_fit_is_a_problem_and_not_a_guess(broken: list[Any]) -> None:
    problems: list[Problem] = []
    assert ledger_read.read_messages([broken], problems) == {}
    assert "Version history" in problems[0].mend


def test_of_two_rows_with_one_key_the_one_counts_that_was_not_withdrawn() -> None:
    owed = Obligation("REG-1", NOON.date(), "HILL", "absence", Role.ATTENDANCE, NOON, "", "5.2")
    rows = [written(ledger.obligation_row(owed, name, NOON, revision)) for name, revision in (("m1", 3), ("m2", 4))]
    messages = {"m2": Message("m2", State.WITHDRAWN, NOON, "absence", "HILL", "", NOON.date())}
    assert ledger_read.read_ledger(rows, [], messages)[owed.key].message == "m1"
    assert ledger_read.read_ledger(rows, [])[owed.key].message == "m2"


def test_all_that_happened_to_a_message_is_read_in_order_from_a_tab_that_somebody_sorted() -> None:
    at, day = datetime(2026, 11, 23, 9, 15, tzinfo=UTC), date(2026, 11, 23)
    states = (State.CLAIMED, State.SENT, State.ANSWERED)
    events = [
        Message("m-01", state, at + timedelta(hours=n), "absence", "HILL", "a@b.example", day)
        for n, state in enumerate(states)
    ]
    rows = [written(ledger.message_row(event, "lawful", 7 + n)) for n, event in enumerate(events)]
    found = ledger_read.message_events([*reversed(rows), ["m-02", "no state"]])
    assert [event.state for event in found["m-01"]] == list(states)
    assert set(found) == {"m-01"}


HEADINGS = list(tab("obligations").headers)


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        (HEADINGS, None),
        ([*HEADINGS, "mine"], None),
        (["Duty", *HEADINGS[1:]], Severity.QUERY),
        (["", *HEADINGS], Severity.ERROR),
        (HEADINGS[1:], Severity.ERROR),
        ([HEADINGS[1], HEADINGS[0], *HEADINGS[2:]], Severity.ERROR),
        ([], Severity.ERROR),
        (["a", "b", "c", *HEADINGS[3:]], Severity.ERROR),
    ],
)
def test_headings_that_moved_are_refused_and_a_word_that_changed_is_asked_about(
    row: list[str], severity: Severity | None
) -> None:
    problem = check_headings("obligations", row)
    assert (problem.severity if problem else None) is severity


def outline(*gone: str, **titles: str) -> dict[str, Any]:
    sheets = [
        {"properties": {"sheetId": t.sheet_id, "title": titles.get(t.slug, t.title)}}
        for t in tabs()
        if t.slug not in gone
    ]
    names = [{"name": name} for t in tabs() for name in (f"read_{t.slug}", f"hot_{t.slug}") if t.slug not in gone]
    return {"sheets": sheets, "namedRanges": names}


def test_each_tab_that_is_gone_is_named_with_what_to_do() -> None:
    found = layout_of(outline("pupils", "entries"))
    assert {problem.where for problem in found.problems} == {"Pupils", "Entries"}
    assert found.missing == {"pupils", "entries"}
    assert "read_schools" in found.ranges.values()


def test_a_tab_made_anew_by_hand_is_read_where_people_write_and_not_where_the_machine_does() -> None:
    made = outline("pupils", "entries")
    made["sheets"] += [
        {"properties": {"sheetId": 9001 + n, "title": title}} for n, title in enumerate(("Pupils", "Entries"))
    ]
    found = layout_of(made)
    assert found.ranges["pupils"] == "'Pupils'!A1:ZZ"
    assert found.missing == {"entries"}


def test_a_named_range_that_is_gone_is_done_without() -> None:
    made = outline(obligations="Dee's ledger")
    made["namedRanges"] = [named for named in made["namedRanges"] if named["name"] != "hot_obligations"]
    assert layout_of(made).ranges["obligations"] == "'Dee''s ledger'!A2:ZZ"


def test_without_the_runs_nothing_goes_on() -> None:
    with pytest.raises(SetupError, match="Runs"):
        layout_of(outline("runs"))


def test_a_second_tab_of_the_same_kind_is_named() -> None:
    titles = {t.sheet_id: t.title for t in tabs()}
    problems = tab_problems(titles | {77: "Copy of Pupils", 78: "Pupils 2", 79: "My notes"})
    assert [problem.where for problem in problems] == ["Copy of Pupils", "Pupils 2"]
