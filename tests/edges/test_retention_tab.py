"""What people say on the tab Retention, and which rows are about one child alone."""

from __future__ import annotations

import pytest

from cme.domain.archive_cells import Cell, WholeTab
from cme.domain.retention import Said
from cme.edges.retention import ABOUT, codes_in, read_said, rows_about
from cme.edges.schema import tab, tabs
from cme.errors import SetupError

HEADERS = list(tab("retention").headers)


def test_a_hold_is_never_lost_to_a_heading_that_somebody_changed_or_to_a_second_row() -> None:
    twice = [["P1", "yes", "a claim"], ["p1", "", "", "", "DEE", "CORA"], ["P2", "", "", "", "DEE", "CORA"]]
    assert read_said([HEADERS, *twice], "Retention") == {
        "p1": Said("p1", "yes", "a claim"),
        "p2": Said("P2", "", "", "DEE", "CORA"),
    }
    for headings in (["What", "Held", *HEADERS[2:]], [*HEADERS, "Hold"]):
        with pytest.raises(SetupError, match="Hold"):
            read_said([headings, *twice], "Retention")


def whole(slug: str, *rows: tuple[str, ...]) -> WholeTab:
    lines = (tab(slug).headers, *rows)
    return WholeTab(1, slug, slug, tuple(tuple(Cell(text) if text else None for text in line) for line in lines))


def test_a_row_of_history_is_a_childs_by_its_name_on_a_tab_of_children() -> None:
    seen = ("", "Pupils", "P1"), ("", "Pupils", "P1 (2)"), ("", "Pupils", "P12"), ("", "Pupils", "(rows)")
    history = whole("history", *seen, ("", "Staff", "P1"), ("", "Places", "p1"))
    assert rows_about(history, "P1") == (1, 2, 6)
    assert codes_in([history]) == {"P1", "P12", "p1"}
    assert rows_about(whole("staff", ("P1",)), "P1") == ()


def test_every_tab_with_a_childs_code_in_a_column_of_its_own_is_one_of_those() -> None:
    coded = {one.slug for one in tabs() if {"Pupil", "Pupils"} & set(one.headers)}
    # Cases is drawn anew from the others; a breach holds codes alone.
    assert coded - set(ABOUT) == {"cases", "breaches"}
