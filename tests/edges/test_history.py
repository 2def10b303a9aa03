"""The tab History: its rows are read back as they were written, and the facts of each moment follow from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.clocks import serial, serial_of_day
from cme.domain.history import fold
from cme.domain.model import Tier
from cme.edges.history import KEYS, as_known, digest_of, history_rows, news, read_history, sheets_of
from cme.edges.ledger import append
from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot
from cme.edges.tables import LONGEST
from cme.jobs.gather import gather
from tests.builders import at
from tests.jobs.small import PEOPLE

BEGUN = at("Mon 2026-11-23 09:00")
FOLLOWED = ("settings", "organisations", "staff", "pupils", "sessions", "places", "terms", "closures")
Tables = dict[str, list[list[Any]]]


def tables() -> Tables:
    """The small charity's tabs as Google gives them."""
    found = {}
    for slug in KEYS:
        rows = PEOPLE.get(slug, [])
        headings = list(dict.fromkeys((*tab(slug).headers, *(heading for row in rows for heading in row))))
        found[slug] = [headings, *([_cell(row.get(heading, "")) for heading in headings] for row in rows)]
    found["settings"] += [["mode", "live"], ["pm start", "12:45"], ["morning list", ""]]
    found["safeguarding"] += [["P1", "yes"], ["P2", "", "no"]]
    return found


def _cell(value: Any) -> Any:
    return serial_of_day(value) if hasattr(value, "toordinal") else value


class Book:
    """A workbook that is looked at now and then."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.revision = 0

    def look(self, values: Tables) -> int:
        """Write down what differs, a minute after the last look, and return how many rows that took."""
        self.revision += 1
        found = news(fold(read_history(self.rows, [])), sheets_of(Snapshot(1, values=values)))
        rows = [row for one in found for row in history_rows(one, self.now, self.revision)]
        self.rows += [written(row) for row in rows]
        return len(rows)

    @property
    def now(self) -> datetime:
        return BEGUN + timedelta(minutes=self.revision)

    def then(self, revision: int) -> Snapshot:
        """The workbook as it was known after a look."""
        seen = BEGUN + timedelta(minutes=revision, seconds=30)
        return as_known(Snapshot(self.revision), read_history(self.rows, []), seen)


def written(row: tuple[Any, ...]) -> list[Any]:
    """A row as the workbook gives it back."""
    (request,) = append("history", [row])
    cells = request["appendCells"]["rows"][0]["values"]
    return [next(iter(cell.get("userEnteredValue", {"": ""}).values())) for cell in cells]


def facts_of(snapshot: Snapshot) -> list[Any]:
    facts = gather(snapshot, "").facts
    return [getattr(facts, name) for name in FOLLOWED]


TYPED = st.one_of(
    st.sampled_from(["", "P1", "P2", "HILL", "BIKE", "COOK", "x", "09:30", "yes", "no", "A", "live", 0, 0.375, True]),
    st.text(max_size=12),
)
WHERE = st.tuples(st.sampled_from(sorted(KEYS)), st.integers(0, 6), st.integers(0, 12), TYPED)


def _typed(values: Tables, slug: str, row: int, column: int, value: Any) -> None:
    lines = values[slug]
    lines += [[] for _ in range(row - len(lines) + 1)]
    lines[row] += [""] * (column - len(lines[row]) + 1)
    lines[row][column] = value


def _deleted(values: Tables, slug: str, row: int, *_: Any) -> None:
    del values[slug][row : row + 1]


def _sorted(values: Tables, slug: str, _: int, column: int, *__: Any) -> None:
    values[slug][1:] = sorted(values[slug][1:], key=lambda line: str(line[column : column + 1]))


def _without_column(values: Tables, slug: str, _: int, column: int, *__: Any) -> None:
    for line in values[slug]:
        del line[column : column + 1]


def _put_in(values: Tables, slug: str, row: int, column: int, value: Any) -> None:
    values[slug].insert(row, [value] * column)


def _gone(values: Tables, slug: str, *_: Any) -> None:
    values[slug] = []


EDITS = st.lists(
    st.tuples(st.sampled_from([_typed, _typed, _typed, _deleted, _sorted, _without_column, _put_in, _gone]), WHERE),
    min_size=1,
    max_size=6,
)
Edit = tuple[Callable[..., None], tuple[Any, ...]]


@given(EDITS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_to_the_tabs_the_facts_of_each_moment_are_as_they_were(edits: list[Edit]) -> None:
    values, book, moments = tables(), Book(), []
    book.look(values)
    for edit, where in edits:
        moments.append(deepcopy(values))
        edit(values, *where)
        book.look(values)
    moments.append(values)
    for number, before in enumerate(moments, start=1):
        assert facts_of(book.then(number)) == facts_of(Snapshot(book.revision, values=before))
    assert book.look(values) == 0


def test_each_heading_that_says_whose_a_row_is_stands_on_its_tab() -> None:
    assert {slug for slug, key in KEYS.items() if key in tab(slug).headers} == set(KEYS)
    assert set(KEYS) == {found.slug for found in map(tab, KEYS) if found.read and found.writer == "dsl"}


def test_a_column_that_nobody_reads_is_not_copied_and_costs_nothing() -> None:
    values, book = tables(), Book()
    book.look(values)
    before = digest_of(sheets_of(Snapshot(1, values=values)))
    values["pupils"][0].append("My notes")
    values["pupils"][1].append("something the machine is not told")
    assert book.look(values) == 0
    assert digest_of(sheets_of(Snapshot(1, values=values))) == before
    values["pupils"][1][1] = "Sammy"
    assert digest_of(sheets_of(Snapshot(1, values=values))) != before
    assert book.look(values) == 1
    assert "not told" not in json.dumps(book.rows)


def test_what_does_not_fit_a_cell_is_written_into_several_and_is_one_row_again() -> None:
    values, book = tables(), Book()
    long = {f"S{number}": "\U0001f600" * (LONGEST + 100) for number in range(60)}
    values["places"][0] += list(long)
    values["places"][1] += list(long.values())
    book.look(values)
    assert max(len(str(cell)) for row in book.rows for cell in row) < 50_000
    assert sum(row[1:3] == ["Places", "P1"] for row in book.rows) > 1
    (cells,) = {row.get("S59") for row in sheets_of(book.then(1))["places"].rows if row.get("Pupil") == "P1"}
    assert cells == "\U0001f600" * (LONGEST + 1)


def test_a_row_that_was_changed_by_hand_counts_for_nothing_and_is_not_quoted() -> None:
    problems: list[Any] = []
    rows = [["", "Safeguarding", "P1", "", '{"Care order": "yes"}', 3], [46266, "Safeguarding", "P1", "", "{]", 3]]
    rows += [[46266, "Safeguarding", "P1", "", '{"Care order": ["yes"]}', 3], ['{"Care order": "yes"}']]
    assert read_history(rows, problems) == []
    assert {problem.where for problem in problems} == {"History"}
    assert not any("Care" in problem.what for problem in problems)


def test_what_the_machine_wrote_after_an_instant_was_not_known_then() -> None:
    values: Tables = {
        "changes": [["Seen at"], [serial(at("Mon 2026-11-23 08:00"))], [serial(at("Mon 2026-11-23 10:00"))]]
    }
    values |= {"messages": [["m1", "sent", serial(at("Mon 2026-11-23 09:01"))]], "desk": [["a"]], "patterns": [["b"]]}
    live = at("Mon 2026-11-23 09:30")
    known = as_known(Snapshot(9, live_from=live, paused_from=live, values=values), [], at("Mon 2026-11-23 09:00"))
    assert [known.values[slug] for slug in ("changes", "messages", "patterns")] == [values["changes"][:2], [], [["b"]]]
    assert "desk" not in known.values
    assert (known.live_from, known.paused_from) == (None, None)
    assert as_known(Snapshot(9, live_from=live), [], live).live_from == live


def test_a_flag_as_it_was_gives_the_tier_as_it_was() -> None:
    values, book = tables(), Book()
    book.look(values)
    values["safeguarding"][1][1] = "no"
    book.look(values)
    tiers = [gather(book.then(revision), "").facts.pupils["P1"].tier for revision in (1, 2)]
    assert tiers == [Tier.A, Tier.NOT_KNOWN]


def test_a_heading_that_stands_there_twice_is_read_as_a_run_reads_it() -> None:
    values, book = tables(), Book()
    values["places"][0] += ["From", "COOK"]
    values["places"][1] += ["x"] * 2
    book.look(values)
    assert facts_of(book.then(1)) == facts_of(Snapshot(1, values=values))
    assert "From" not in sheets_of(Snapshot(1, values=values))["places"].headings
