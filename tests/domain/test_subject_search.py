"""What is found of one child, and how; and who else is marked in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.paper import is_gap
from cme.domain.subject_access import NOT_REACHED, Access, Looked, access_data, access_paper, held_of
from cme.domain.subject_search import RECEIVED, SENT, How, Line, Subject, as_read, only_new, search, somebody
from cme.domain.third_parties import Marker, parties_of
from tests import builders as build

AT = build.at("Mon 2026-11-23 09:30")
SAM = Subject(
    "P1",
    others=frozenset({"P12", "P1-2", "P2"}),
    names=frozenset({("Sam", "O'Sample"), ("Zoë May", "O'Sample")}),
    numbers=frozenset({"H4107", "12"}),
    references=frozenset({"7F3K"}),
)


def how(text: str, source: str = "observations", **says: str) -> How | None:
    """How a line with this text is found, beside nothing else."""
    found = search(SAM, [Line(source, "somewhere", {"Note": text} | says)])
    return found[0].how if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P1", How.CODE),
        ("p1 Sam O", How.CODE),
        ("REG-1/2026-11-23/BIKE/P1/HILL/", How.CODE),
        ("CME-1 of case P1-261123", How.CODE),
        ("ref 4F4X-P1.", How.CODE),
        ('{"q": ["P12 Kai T", "P1 Sam O"]}', How.CODE),
        ("P12", None),
        ("P1-2 was here", None),
        ("XP1", None),
        ("rang the mother of Sam  O’Sample", How.NAME),
        ("o'sample, sam", How.NAME),
        ("SAM O was late", How.NAME),
        ("Zoe\u0308 May O'Sample", How.NAME),
        ("number H4107", How.NAME),
        ("at 12", None),
        ("Sam hit him", How.PERHAPS),
        ("SAM", How.PERHAPS),
        ("the O'Sample family", How.PERHAPS),
        ("the O’Sample family", How.PERHAPS),
        ("the same sample", None),
        ("sam", None),
        ("Samuel", None),
    ],
)
def test_a_line_is_found_by_code_by_name_and_perhaps_by_a_part_of_it(text: str, expected: How | None) -> None:
    assert how(text) is expected


def test_a_sister_s_own_row_is_not_taken_for_the_child_s_by_her_surname_but_what_is_noted_there_is() -> None:
    names = {"Code": "P2", "First name": "Kim", "Surname": "O'Sample"}
    assert how("", "pupils", **names) is None
    assert how("sister of Sam", "pupils", **names) is How.PERHAPS
    kept = '{"First name": "Kim", "Surname": "O\'Sample"}'
    assert how("", "history", Now=kept) is None
    assert how("", "history", Now=kept.replace("Kim", "Sam O'Sample, once")) is How.NAME


def line(source: str, **says: str) -> Line:
    return Line(source, f"{source} of {'/'.join(says.values())}", {k.replace("_", " "): v for k, v in says.items()})


@pytest.mark.parametrize(
    ("sure", "other"),
    [
        (line("obligations", Pupil="P1", Message="m1"), line("messages", Message="m1")),
        (line("obligations", Pupil="P1", Message="m1"), line(SENT, Message="m1", Text="with initials only")),
        (line(SENT, Text="Sam O'Sample", Message="m1"), line("messages", Message="m1")),
        (line("breaches", Pupils="P1, P2", Breach="b", Message="m1"), line("messages", Message="m1")),
        (line("breaches", Pupils="P1, P2", Breach="b"), line("breaches", Breach="b", What="decided")),
        (line("observations", Pupil="P1", Entry="e1"), line("entries", Entry="e1")),
        (line("observations", Pupil="P1", Entry="e1"), line("form register", Entry="e1")),
        (line("chronology", Pupil="P1", Source="e1"), line("form action", Entry="e1")),
        (line("chronology", Pupil="P1", Source="e1"), line("entries", Entry="e1")),
    ],
)
def test_what_belongs_to_a_line_with_the_code_is_held_and_to_another_s_not(sure: Line, other: Line) -> None:
    strange = Line(other.source, "strange", {**other.says, "Message": "m2", "Breach": "c", "Entry": "e2"})
    found = {one.line.where: one.how for one in search(SAM, [other, strange, sure])}
    assert found == {sure.where: found[sure.where], other.where: How.LINK}
    assert found[sure.where] in (How.CODE, How.NAME)


def test_to_what_is_perhaps_somebody_else_s_nothing_belongs() -> None:
    unsure = line("observations", Pupil="P2", Reason="hit Sam", Entry="e1")
    assert [one.line for one in search(SAM, [line("entries", Entry="e1"), unsure])] == [unsure]


def test_a_perhaps_that_belongs_to_a_line_with_the_code_is_none_any_more() -> None:
    sure = line("observations", Pupil="P1", Entry="e1")
    found = search(SAM, [line("entries", Entry="e1", Answers="Sam"), sure])
    assert [one.how for one in found] == [How.LINK, How.CODE]


@pytest.mark.parametrize(
    ("source", "is_held"),
    [(one, True) for one in ("entries", "breaches", RECEIVED, "form answer")] + [(SENT, False), ("messages", False)],
)
def test_a_reference_leads_to_what_a_school_answers_and_not_to_what_it_was_told_of_others(
    source: str, *, is_held: bool
) -> None:
    assert how("re: ref 7f3k", source) is (How.LINK if is_held else None)


def test_what_a_school_says_of_all_of_whom_it_was_asked_is_held_of_each() -> None:
    answer = line("entries", Entry="e1", Answers="7F3K")
    of_all, of_another = (line("observations", Entry="e1", Pupil=code, Saw="seen") for code in ("", "P2"))
    found = [one.line for one in search(SAM, [of_all, of_another, answer])]
    assert found == [answer, of_all]


def test_lines_stand_in_the_order_of_their_instants_and_first_what_has_none() -> None:
    later, first, never = (Line("x", w, {"a": "P1"}, at) for w, at in (("b", AT), ("a", build.LONG_AGO), ("z", None)))
    assert [one.line for one in search(SAM, [later, first, never])] == [never, first, later]


ANN = somebody(["Ann Sample", "01632 960001", "ann@home.example", "Mo"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rang Sample, Ann", How.NAME),
        ("From: Ann <ANN@home.example>", How.NAME),
        ("01632960001", How.NAME),
        ("1632960001", How.NAME),
        ("call +44 (0)1632 960 001 first", How.NAME),
        ("0044 1632 960001", How.NAME),
        ("101632960001", None),
        ("016329600012", None),
        ("Mo came", How.PERHAPS),
        ("P1", None),
        ("somebody else", None),
    ],
)
def test_somebody_without_a_code_is_found_by_name_by_address_and_by_telephone(text: str, expected: How | None) -> None:
    found = search(ANN, [Line("chronology", "somewhere", {"Note": text})])
    assert (found[0].how if found else None) is expected


def test_what_is_hers_is_not_marked_as_somebody_else_s() -> None:
    cells = {"Code": "P1", "Contact 1": "Ann Sample", "Contact 1 phone": "(01632) 960001", "Contact 2": "Pa Sample"}
    marker = Marker(ANN, parties_of("pupils", cells))
    said = "Ann Sample on (01632) 960001, of P1, with Pa Sample"
    assert marker.mark(said)[0] == ("Ann Sample on (01632) 960001, of [THIRD PARTY: P1], with [THIRD PARTY: Pa Sample]")


def test_of_an_archive_is_new_what_stands_nowhere_else_each_line_once() -> None:
    there = Line("pupils", "Pupils, row 2", {"Code": "P1", "Tier": "B"})
    same = Line("pupils", "Archive of June 2026, Pupils, row 9", {"Tier": "B", "Code": "P1"}, month="2026-06")
    before = Line("pupils", "Archive of June 2026, Pupils, row 9", {"Code": "P1", "Tier": "A"}, month="2026-06")
    elsewhere = Line("safeguarding", "…", dict(there.says), month="2026-06")
    seen = {as_read(there)}
    assert only_new([same, before, before, elsewhere], seen) == [before, elsewhere]
    assert only_new([replace(before, month="2026-05")], seen) == []
    assert (there.place, before.place) == ("pupils", "Archive of June 2026")


PEOPLE = (
    *parties_of("pupils", {"Code": "P2", "First name": "Kai", "Surname": "Test", "Contact 1": "Ma Test"}),
    *parties_of("pupils", {"Code": "P1", "Contact 2": "Pa Sample", "Contact 2 phone": "01632 960001"}),
    *parties_of("pupils", {"Code": "P12", "First name": "Kim", "Surname": "O'Sample"}),
    *parties_of("safeguarding", {"Pupil": "P1", "Social worker": "Wilma Worker"}),
    *parties_of("staff", {"Code": "TESS", "Name": "Tess Tutor", "Email": "tess@innov8.example"}),
    *parties_of("schools", {"Code": "HILL", "Name": "Hill School", "DSL name": "Dot Safe"}),
    *parties_of("agencies", {"Pupil": "P1", "Agency": "health", "Name": "Ned Nurse"}),
    *parties_of("settings", {"Setting": "dsl name", "Value": "Dee"}),
)
MARKER = Marker(SAM, (party for party in PEOPLE if party.name != "P1"))


def marked(text: str) -> str:
    return MARKER.mark(text)[0].replace("THIRD PARTY: ", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P1 and p2, not P22", "P1 and [p2], not P22"),
        ("kai test; KAI T; Test, Kai", "[kai test]; [KAI T]; [Test, Kai]"),
        ("Kai, and a kai; Test passed, a test", "[Kai], and a kai; [Test] passed, a test"),
        ("Kim O'Sample, Kim O, sister of Sam O’Sample", "[Kim O'Sample], [Kim O], sister of Sam O'Sample"),
        ("Sam O'Sample hit Kai", "Sam O'Sample hit [Kai]"),
        ("rang Pa Sample on 01632 960001", "rang [Pa Sample] on [01632 960001]"),
        ("TESS@innov8.example, TESS, tess", "[TESS@innov8.example], [TESS], tess"),
        ("Ma Test, Wilma Worker, Dot Safe, Ned Nurse", "[Ma Test], [Wilma Worker], [Dot Safe], [Ned Nurse]"),
        ("a friend called Jo", "a friend called Jo"),
    ],
)
def test_whoever_else_is_known_is_marked_and_the_child_is_not(text: str, expected: str) -> None:
    assert marked(text) == expected


def test_what_is_marked_says_whose_it_is() -> None:
    found = MARKER.mark("Kai with Pa Sample and Dot Safe")[1]
    assert {term: (party.name, party.who) for term, party in found.items()} == {
        "Kai": ("P2", "another child"),
        "Pa Sample": ("Pa Sample", "contact of P1"),
        "Dot Safe": ("Dot Safe", "works at Hill School"),
    }
    assert Marker(SAM, ()).mark("Kai") == ("Kai", {})


def access(*lines: Line, looked: tuple[Looked, ...] = ()) -> Access:
    return Access("P1", AT, "innov8", tuple(held_of(search(SAM, lines), MARKER)), looked)


def test_the_document_marks_others_lists_them_and_keeps_apart_what_is_perhaps_somebody_else_s() -> None:
    lines = (
        Line("concerns", "Concerns, row 2", {"Pupil": "P1", "What": "Kai hit him\n\nKai", "Empty": ""}, AT),
        Line("desk", "Desk, row 3", {"About": "Sam"}),
    )
    looked = (Looked("concerns", "Concerns", 4), Looked("desk", "Desk", 1), Looked("cases", "Cases", missing="gone"))
    paper = access_paper(access(*lines, looked=looked))
    tables = {table.title: table.rows for table in paper.tables}
    assert tables["Everything held, by time"] == (
        (
            "Mon 23/11/2026, 09:30",
            "Concerns, row 2 (by the code)",
            "Pupil: P1; What: [THIRD PARTY: Kai] hit him [THIRD PARTY: Kai]",
        ),
    )
    assert [row[:2] for row in tables["Perhaps of somebody else"]] == [
        ("as it stands", "Desk, row 3 (by first name or surname alone: perhaps somebody else)")
    ]
    assert tables["Who else is named"] == (("P2", "another child", "1"),)
    assert tables["Where it was looked"] == (("Concerns", "4", "1"), ("Desk", "1", "1"), ("Cases", "GAP: gone", "0"))
    assert [row for row in tables["About this search"] if is_gap(row[1])] == [("Not whole", "GAP: not read: Cases")]
    assert tables["What this does not reach"] == NOT_REACHED
    assert (paper.title, paper.file_name) == ("Everything held of P1", "subject-access-P1")
    assert "Sam" not in "".join(cell for t in paper.tables if t.is_on_screen for row in t.rows for cell in row)


def test_the_data_file_holds_each_line_as_it_stands_and_whose_its_terms_are() -> None:
    (held,) = access_data(access(Line("concerns", "Concerns, row 2", {"Pupil": "P1", "What": "Kai"}, AT)))["held"]
    assert held == {
        "at": AT.isoformat(),
        "where": "Concerns, row 2",
        "found": "by the code",
        "says": {"Pupil": "P1", "What": "Kai"},
        "third_parties": [{"term": "Kai", "who": "another child", "name": "P2"}],
    }


def test_a_row_that_names_nobody_gives_nobody() -> None:
    assert list(parties_of("staff", {})) == []
    assert [party for party in parties_of("pupils", {}) if party.terms or party.alone] == []
