"""Which addresses a second person stands for: what is new waits, what is answered counts once and for that value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.changes import DOMAINS, Cell, Change, Unconfirmed, fold
from cme.domain.contacts import AT_ONCE, Review, confirmed_organisations, confirmed_staff, is_allowed, review
from cme.domain.desk_answers import Answer
from cme.domain.model import Contact, Role
from tests import builders as build

MAIL, HEAD, ALLOWED = (Cell("Schools", "HILL", column) for column in ("DSL email", "Head email", DOMAINS))
OURS = Cell("Staff", "DEE", "Email")
OLD, NEW, OTHER = "dsl@hill.example", "new@hill.example", "dsl@hi11.example"
TEAM = {
    "DEE": build.a_person("DEE", Role.INNOV8_DSL),
    "DEB": build.a_person("DEB", Role.INNOV8_DSL),
    "TESS": build.a_person("TESS", Role.LEAD),
}


class Book:
    """A workbook of a few cells: what it holds, what Changes and the Desk hold, and how often it was looked at."""

    def __init__(self, cells: Mapping[Cell, str], *, before_live: bool = True) -> None:
        self.cells, self.changes, self.answers, self.revision = dict(cells), list[Change](), list[Answer](), 1
        self.look(before_live=before_live)

    def look(self, *, before_live: bool = False) -> Review:
        """Look as a run does, and write down what it finds."""
        at = {"revision": self.revision + 1, "before_live": before_live}
        found = review(self.changes, self.cells, self.answers, TEAM, **at)  # type: ignore[arg-type]
        self.changes += found.news
        self.answers += [Answer(waits.digest) for waits in found.unasked]
        self.revision += bool(found.news or found.unasked)
        return found

    def type(self, cell: Cell, value: str) -> Review:
        """Type a value, and look."""
        self.cells[cell] = value
        return self.look()

    def answer(self, decision: str, note: str = "", which: int = -1) -> Review:
        """Answer a line of the Desk, and look."""
        self.answers[which] = replace(self.answers[which], decision=decision, note=note)
        return self.look()


def said(found: Review) -> list[str]:
    return [f"{problem.code} {problem.where.partition(': ')[2]}: {problem.what}" for problem in found.problems]


def names(found: tuple[Unconfirmed, ...]) -> list[tuple[Cell, str, str]]:
    return [(waits.cell, waits.before, waits.value) for waits in found]


def test_what_stands_there_before_live_is_confirmed_and_written_down_once() -> None:
    book = Book({MAIL: OLD, HEAD: ""})
    assert book.changes == [Change(MAIL, "", OLD, "before live", None, 2)]
    found = book.look()
    assert (found.news, found.waiting, found.is_confirmed(MAIL, OLD)) == ((), (), True)


def test_what_is_seen_first_when_live_waits_and_is_asked_once() -> None:
    book = Book({}, before_live=False)
    found = book.type(MAIL, NEW)
    assert names(found.waiting) == names(found.unasked) == [(MAIL, "", NEW)]
    assert not found.is_confirmed(MAIL, NEW)
    again = book.look()
    assert (names(again.waiting), again.unasked, again.news) == ([(MAIL, "", NEW)], (), ())


def test_a_changed_address_waits_and_neither_the_old_one_nor_the_new_one_counts_there() -> None:
    book = Book({MAIL: OLD})
    found = book.type(MAIL, NEW)
    assert found.news == (Change(MAIL, OLD, NEW, "", None, 3),)
    assert names(found.waiting) == [(MAIL, OLD, NEW)]
    assert not found.is_confirmed(MAIL, NEW)


def test_a_confirmation_is_written_down_and_outlives_its_line() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    found = book.answer("confirm", "DEB, by telephone")
    assert found.news == (Change(MAIL, OLD, NEW, "DEB", None, 4),)
    book.answers.clear()
    later = book.look()
    assert (later.news, later.waiting, later.is_confirmed(MAIL, NEW)) == ((), (), True)


def test_an_address_typed_back_asks_nothing() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    found = book.type(MAIL, OLD)
    assert (found.waiting, found.is_confirmed(MAIL, OLD)) == ((), True)


def test_an_address_of_long_ago_asks_again_and_no_old_answer_is_good_for_it() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    book.answer("confirm", "DEB")
    book.type(MAIL, OTHER)
    book.answer("confirm", "DEB")
    found = book.type(MAIL, NEW)
    assert names(found.waiting) == names(found.unasked) == [(MAIL, OTHER, NEW)]


def test_an_answer_counts_for_the_value_that_was_shown_and_no_other() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    book.type(MAIL, OTHER)
    assert names(book.answer("confirm", "DEB", which=0).waiting) == [(MAIL, OLD, OTHER)]


def test_an_address_that_is_taken_away_asks_nothing_and_comes_back_as_it_was() -> None:
    book = Book({MAIL: OLD})
    assert book.type(MAIL, "").waiting == ()
    assert book.type(MAIL, OLD).is_confirmed(MAIL, OLD)


def test_what_is_no_address_asks_nobody() -> None:
    book = Book({MAIL: OLD})
    found = book.type(MAIL, "ring them")
    assert (found.waiting, found.is_confirmed(MAIL, "ring them")) == ((), False)


def test_domains_that_are_taken_away_wait_because_mail_may_then_go_anywhere() -> None:
    book = Book({MAIL: OLD, ALLOWED: "hill.example"})
    assert names(book.type(ALLOWED, "").waiting) == [(ALLOWED, "hill.example", "")]


def test_a_row_that_is_gone_asks_nothing() -> None:
    book = Book({MAIL: OLD, ALLOWED: "hill.example"})
    book.cells |= {MAIL: "", ALLOWED: ""}
    assert book.look().waiting == ()


@pytest.mark.parametrize(
    ("decision", "note", "problem"),
    [
        ("confirm", "", "DESK-1 HILL, DSL email: It was confirmed, but Note holds the code of nobody in the DSL team,"),
        ("confirm", "TESS", "DESK-1 HILL, DSL email: It was confirmed, but Note holds the code of nobody"),
        ("confirm", "Debbie", "DESK-1 HILL, DSL email: It was confirmed, but Note holds the code of nobody"),
        ("approve", "DEB", "DESK-1 HILL, DSL email: “approve” is no answer to this"),
        ("withdraw", "", f"DESK-2 HILL, DSL email: It was withdrawn, but “{NEW}” still stands on the tab Schools."),
        ("I have it", "DEB", ""),
        ("hold", "DEB", ""),
        ("", "DEB", ""),
    ],
)
def test_an_answer_that_is_not_whole_says_what_is_missing(decision: str, note: str, problem: str) -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    found = book.answer(decision, note)
    assert names(found.waiting) == [(MAIL, OLD, NEW)]
    assert found.news == ()
    assert len(said(found)) == bool(problem)
    assert all(sentence.startswith(problem) for sentence in said(found))


@pytest.mark.parametrize("note", ["DEB", "deb", "rang 10:15 (Deb)", "TESS asked, DEB rang"])
def test_a_code_is_found_wherever_it_stands_in_the_note(note: str) -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    assert book.answer(" Confirm ", note).is_confirmed(MAIL, NEW)


def test_nobody_confirms_an_address_of_their_own() -> None:
    book = Book({OURS: "dee@innov8.example"})
    book.type(OURS, "dee.new@innov8.example")
    found = book.answer("confirm", "DEE")
    assert said(found) == ["DESK-1 DEE, Email: DEE confirmed an address of their own, which does not count."]
    assert book.answer("confirm", "DEE, DEB").is_confirmed(OURS, "dee.new@innov8.example")


def test_of_two_lines_with_one_digest_the_one_that_withdraws_counts() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    book.answers.append(replace(book.answers[-1], decision="withdraw"))
    found = book.answer("confirm", "DEB", which=0)
    assert not found.is_confirmed(MAIL, NEW)
    assert [problem.code for problem in found.problems] == ["DESK-2"]


def test_a_line_that_was_deleted_is_asked_again_and_the_others_are_not() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    book.type(HEAD, OTHER)
    del book.answers[0]
    assert names(book.look().unasked) == [(MAIL, OLD, NEW)]


def test_rows_of_changes_that_somebody_sorted_mean_the_same() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    book.answer("confirm", "DEB")
    book.type(MAIL, OTHER)
    assert fold(reversed(book.changes)) == fold(book.changes)


def test_a_row_of_changes_about_something_else_asks_nobody() -> None:
    book = Book({MAIL: OLD})
    book.changes.append(Change(Cell("Pupils", "P1", "Note"), "", "a@b.example", "", None, 2))
    assert book.look().waiting == ()


def test_more_than_a_few_hundred_differences_take_several_minutes_and_none_is_lost() -> None:
    cells = {Cell("Schools", f"S{n}", "DSL email"): f"dsl@s{n}.example" for n in range(700)}
    book = Book(cells)
    assert len(book.changes) == AT_ONCE
    for _ in range(2):
        book.look(before_live=True)
    found = book.look()
    assert (len(book.changes), found.news, found.waiting) == (700, (), ())


def a_review(cells: Mapping[Cell, str], after: Mapping[Cell, str]) -> Review:
    book = Book(cells)
    book.cells.update(after)
    return book.look()


@pytest.mark.parametrize(
    ("before", "after", "address", "confirmed"),
    [
        ({MAIL: OLD}, {}, OLD, True),
        ({MAIL: OLD}, {MAIL: NEW}, NEW, False),
        ({MAIL: OLD, ALLOWED: "hill.example"}, {ALLOWED: "hill.example, evil.example"}, OLD, True),
        ({MAIL: OLD, ALLOWED: "evil.example"}, {ALLOWED: "hill.example"}, OLD, False),
        ({MAIL: OLD, ALLOWED: "evil.example"}, {ALLOWED: ""}, OLD, False),
        ({MAIL: OLD}, {ALLOWED: "hill.example"}, OLD, True),
        ({}, {}, OLD, False),
    ],
    ids=[
        *("as it was", "another address", "a domain more", "another domain", "no domain any more"),
        *("its own domain, where there was none", "a school that Changes does not know"),
    ],
)
def test_an_address_counts_with_a_domain_that_counts(
    before: Mapping[Cell, str], after: Mapping[Cell, str], address: str, confirmed: bool
) -> None:
    schools = {"HILL": build.a_school(contacts=(Contact(Role.DSL, "Dot", address),))}
    (contact,) = confirmed_organisations(schools, a_review(before, after))["HILL"].contacts
    assert contact.confirmed is confirmed


def test_a_member_of_staff_stands_for_the_address_that_was_confirmed() -> None:
    staff = {"DEE": build.a_person("DEE", Role.INNOV8_DSL)}
    seen = a_review({OURS: "dee@innov8.example"}, {})
    assert confirmed_staff(staff, seen)["DEE"].confirmed
    assert not confirmed_staff({"DEE": replace(staff["DEE"], email="d@elsewhere.example")}, seen)["DEE"].confirmed


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [("", True), (" , ", True), ("hill.example", True), ("HILL.example ,x", True), ("ill.example", False)],
)
def test_a_domain_is_compared_whole(typed: str, allowed: bool) -> None:
    assert is_allowed("dsl@Hill.example", typed) is allowed


def test_a_confirmation_may_be_taken_back_on_the_same_line_and_stays_taken_back() -> None:
    book = Book({MAIL: OLD})
    book.type(MAIL, NEW)
    book.answer("confirm", "DEB")
    found = book.answer("withdraw")
    assert found.news == (Change(MAIL, NEW, NEW, "nobody: withdrawn", None, 5),)
    assert [problem.code for problem in found.problems] == ["DESK-2"]
    book.answers.clear()
    assert not book.look().is_confirmed(MAIL, NEW)
    assert book.answer("confirm", "DEB").is_confirmed(MAIL, NEW)


ADDRESSES = st.sampled_from((OLD, NEW, OTHER, "", "tbc"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from((MAIL, HEAD)), ADDRESSES),
        st.tuples(st.integers(0, 5), st.sampled_from(("confirm", "withdraw", "forget"))),
    ),
    max_size=16,
)


@given(first=ADDRESSES, steps=STEPS)
def test_only_what_stood_there_before_live_or_was_confirmed_since_it_was_typed_ever_counts(
    first: str, steps: list[tuple[Cell | int, str]]
) -> None:
    book = Book({MAIL: first, HEAD: ""})
    trusted: dict[Cell, str | None] = {MAIL: first, HEAD: ""}
    times = dict.fromkeys((MAIL, HEAD), 0)
    lines: dict[str, tuple[Cell, int]] = {}
    for where, what in steps:
        if isinstance(where, Cell):
            times[where] += book.cells[where] != what
            book.cells[where] = what
        elif where < len(book.answers) and what == "forget":
            del book.answers[where]
        elif where < len(book.answers):
            book.answers[where] = Answer(book.answers[where].digest, what, "DEB")
        for cell, value in book.cells.items():
            said = {a.decision for a in book.answers if lines[a.digest] == (cell, times[cell])}
            if "withdraw" in said:
                trusted[cell] = None if trusted[cell] == value else trusted[cell]
            elif "confirm" in said:
                trusted[cell] = value
        found = book.look()
        lines |= {waits.digest: (waits.cell, times[waits.cell]) for waits in found.unasked}
        for cell, value in book.cells.items():
            assert not value or found.is_confirmed(cell, value) is (trusted[cell] == value)
            waits = [waits for waits in found.waiting if waits.cell == cell]
            assert bool(waits) is ("@" in value and trusted[cell] != value)
