"""Where the links of an email get their questions from: the tab *Form ids*, the latest row of each question."""

from __future__ import annotations

from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot
from cme.jobs.gather import gather


def test_the_question_that_stands_on_the_form_now_is_the_one_that_a_link_fills_in() -> None:
    headings = [column.header for column in tab("form_ids").columns]
    rows = [
        ["register", "which_session", "", "11111111", "aaaaaaaa", "of an older form"],
        ["register", "which_session", "", "22222222", "bbbbbbbb", ""],
        ["register", "present", "MON-BIKE", "33333333", "cccccccc", ""],
        ["change", "child", "", "44444444", "dddddddd", ""],
    ]
    settings = gather(Snapshot(1, values={"form_ids": [headings, *rows]}), "book").facts.settings
    assert settings.question_ids == {"register/which_session": "22222222", "change/child": "44444444"}
