"""Cases through the real jobs: each event is written down once, is read however old it is, and is never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cme.edges.schema import form_wording, tab
from cme.jobs import daily
from tests.hostile.charity import sent
from tests.jobs.small import LEAD, Scene, at

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

DSL = "dee@innov8.example"
CASE, CHOICES = form_wording("action").fields["done"].choices[-1], form_wording("action").fields["case"].choices
COLUMNS = tab("chronology").headers


def unknown(scene: Scene, when: str, child: str = "P2") -> None:
    scene.stage.move(at(when))
    answers = {"told": "yes", "child": child, "harm": "no", "words": "nobody at home", "whereabouts": "no"}
    scene.stage.send("concern", LEAD, answers)


def say(scene: Scene, when: str, says: str, child: str = "P2", who: str = DSL, **more: str) -> None:
    scene.stage.move(at(when))
    choice = next(text for text in CHOICES if text.startswith(says))
    scene.stage.send("action", who, {"about": child, "done": CASE, "case": choice, **more})


def chronology(scene: Scene) -> list[dict[str, str]]:
    """The rows by when they were recorded: what an entry says stands before what follows from it."""
    rows = sorted(scene.cells("Chronology!A2:M60"), key=lambda row: float(row[8] or 0) if len(row) > 8 else 0)
    return [{name: str(cell) for name, cell in zip(COLUMNS, row, strict=False)} for row in rows]


def kinds(scene: Scene) -> list[str]:
    return [row["Kind"] for row in chronology(scene)]


def desk(scene: Scene) -> list[list[str]]:
    return [row for row in scene.cells("Desk!A2:K60") if row and row[2] == "case to assess"]


def test_a_proposal_is_written_down_once_with_its_case_and_one_line_of_the_desk(scene: Scene) -> None:
    unknown(scene, "09:01")
    for minute in ("09:02", "09:03", "09:10"):
        scene.tick(minute)
    (row,) = chronology(scene)
    assert (row["Pupil"], row["Case"], row["Kind"], row["By"]) == (
        "P2",
        "P2-261123",
        "a case is proposed",
        "the system",
    )
    (line,) = desk(scene)
    assert (line[3], line[5]) == ("P2", "Somebody here says that nobody knows where the child is (Tess Worker).")
    assert [notice for notice, _, _ in scene.told()].count("case_call") == 1


def test_what_is_decided_on_the_desk_counts_once_and_its_school_is_asked(scene: Scene) -> None:
    unknown(scene, "09:01")
    scene.tick("09:02")
    where = [row[2] if row else "" for row in scene.cells("Desk!A2:K60")].index("case to assess") + 2
    scene.type(f"Desk!I{where}", ["absent", "at home, says the aunt; DEE"])
    scene.tick("09:10")
    scene.tick("09:11")
    assert kinds(scene) == ["a case is proposed", "absent, not missing education", "told"]
    assert ("non_attendance", "MILL", "attendance@mill.example") in scene.told()
    (row,) = [row for row in scene.cells("Cases!A2:M9") if row]
    assert row[4:7] == ["yes", "not assessed", "no, says the DSL"]


def test_two_runs_at_once_write_no_event_twice(scene: Scene) -> None:
    unknown(scene, "09:01")
    say(scene, "09:02", "missing: nobody")
    scene.tick("09:02")
    scene.tick("09:02")
    assert kinds(scene) == ["a case is proposed", "missing: nobody knows where"]
    assert scene.tick("09:03").entries == 0


def test_while_the_tab_cannot_be_trusted_nothing_is_written_to_it_and_nothing_is_lost(scene: Scene) -> None:
    scene.type("Chronology!A1", ["Pupil", "At"])
    unknown(scene, "09:01")
    say(scene, "09:02", "missing: nobody")
    scene.tick("09:03")
    assert chronology(scene) == []
    assert scene.cells("Entries!A2:A9") == []
    assert "Chronology" in scene.problem("SHEET-5")[0]
    scene.type("Chronology!A1", ["At", "Pupil"])
    scene.tick("09:05")
    assert kinds(scene) == ["a case is proposed", "missing: nobody knows where"]


def test_a_row_that_somebody_changed_is_named_and_the_case_is_as_the_others_say(scene: Scene) -> None:
    unknown(scene, "09:01")
    say(scene, "09:02", "missing: nobody")
    scene.tick("09:03")
    missing = [row[3] for row in scene.cells("Chronology!A2:M60")].index("missing: nobody knows where") + 2
    scene.type(f"Chronology!D{missing}", ["something else"])
    scene.tick("09:05")
    assert any("Chronology" in said for said in scene.problem("SHEET-4"))
    (row,) = [row for row in scene.cells("Cases!A2:M9") if row]
    assert row[8] == "to be assessed"


def test_an_open_case_is_read_however_old_and_a_closed_one_is_read_no_more(scene: Scene) -> None:
    unknown(scene, "09:01")
    unknown(scene, "09:02", "P4")
    scene.tick("09:03")
    say(scene, "09:10", "no case", "P2", case_reason="was in hospital")
    say(scene, "09:11", "missing: nobody", "P4")
    scene.tick("09:12")
    night = at("03:00") + timedelta(days=49)
    scene.stage.move(night)
    daily.run(scene.stage.google(), scene.workbook, night)
    events = scene.stage.outcome().facts.events
    assert {event.pupil for event in events if event.did.value == "missing: nobody knows where"} == {"P4"}
    later = at("09:00") + timedelta(days=49)
    scene.tick(later)
    assert any("P4" in str(row) for row in scene.cells("Cases!A2:M9"))
    assert any("Ivyanne S (P4)" in str(row) for row in scene.cells("Waiting!A1:D30"))


def test_what_is_typed_about_a_case_stays_text_and_is_in_no_mail_to_a_school(scene: Scene) -> None:
    words = '=HYPERLINK("https://evil.example","a van")'
    unknown(scene, "09:01")
    say(scene, "09:02", "missing education is suspected", case_words=words)
    say(scene, "09:03", "the roll is confirmed: on", case_words="the office")
    scene.tick("09:04")
    assert words in [row["What happened"] for row in chronology(scene)]
    assert ("case_to_school", "MILL", "dsl@mill.example") in scene.told()
    assert not [mail for mail in sent(scene) if "mill" in str(mail["To"]) and "evil" in str(mail)]
