"""A concern through the real jobs: its words stand in the tab Concerns, once, and in no mail."""

from __future__ import annotations

from cme.edges.schema import tab
from tests.hostile.charity import sent
from tests.jobs.small import LEAD, Scene, at

WORDS = '=HYPERLINK("https://evil.example","a bruise")'


def send(scene: Scene, when: str, harm: str) -> None:
    scene.stage.move(at(when))
    scene.stage.send("concern", LEAD, {"told": "not yet", "child": "P2", "harm": harm, "words": WORDS})


def test_what_was_heard_stands_in_the_tab_concerns_as_it_was_typed_and_in_no_mail(scene: Scene) -> None:
    send(scene, "09:01", "not sure")
    scene.tick("09:02")
    scene.tick("09:03")
    (row,) = scene.cells("Concerns!A2:J9")
    kept = dict(zip(tab("concerns").headers, row, strict=False))
    assert (kept["Pupil"], kept["By"], kept["DSL told in person"], kept["Danger now"]) == (
        "P2",
        LEAD,
        "not yet",
        "not sure",
    )
    assert (kept["What was seen or heard"], kept["Outcome"]) == (WORDS, "accepted")
    assert [notice for notice, _, _ in scene.told()] == ["concern_page"]
    mails = [part.get_content() for mail in sent(scene) for part in mail.walk() if not part.is_multipart()]
    assert len(mails) == 2, "as text and as HTML"
    assert not [said for said in mails if "bruise" in said]


def test_a_concern_without_harm_is_kept_as_well_and_pages_nobody(scene: Scene) -> None:
    send(scene, "09:01", "no")
    scene.tick("09:02")
    assert [row[6] for row in scene.cells("Concerns!A2:J9")] == [WORDS]
    assert scene.told() == []
    assert "A concern about" in str(scene.cells("Waiting!A1:D9"))
