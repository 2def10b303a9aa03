"""Each hostile value in each question of each form, as sender and as id, through whole ticks against the sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from cme.domain.form_plan import FORMS
from cme.edges.ledger import storable
from tests.hostile.charity import OUR_FORMULAS, Pairs, check_mail, check_pages, formulas, put_entries, questions
from tests.hostile.values import TEXTS
from tests.jobs.small import LEAD, Scene, at

Entry = tuple[str, datetime, str, dict[str, Sequence[str]]]
WHOLE: dict[str, dict[str, str]] = {
    "register": {"which_session": "BIKE", "present": "P4", "send": "Send"},
    "today": {"which": "COOK", "what": "moved", "where": "Village Hall", "why": "boiler out"},
    "concern": {"told": "yes", "child": "P3", "harm": "not sure", "words": "he said so"},
    "action": {"about": "P3", "done": "spoke to somebody", "words": "her gran"},
    "change": {"child": "P3", "change": "not coming", "reason": "ill", "said_by": "school"},
    "answer": {"reference": "WXYZ-P3", "answer": "we know why", "words": "ill", "who": "Ann, 01632 960001"},
}
HANDED = [text for name, text in TEXTS.items() if "surrogate" not in name]
"""Google hands out whole text only."""
BATCH = 200
"""Entries that one tick writes down."""


def pairs(scene: Scene, slug: str) -> Iterator[Entry]:
    """Yield an entry for each question and value, whole but for that answer; then for each sender, and each id."""
    asked = questions(scene, slug)
    whole = {asked[kind]: [said] for kind, said in WHOLE[slug].items()}
    number = 0

    def entry(answers: dict[str, Sequence[str]], who: str = LEAD, name: str = "") -> Entry:
        nonlocal number
        number += 1
        return (name or f"{slug}-{number}", at("08:56") + timedelta(seconds=number / 4), who, answers)

    for kind, question in asked.items():
        if question:
            for text in HANDED:
                yield entry({**whole, question: [text, "P4"] if kind == "present" else [text]})
    for text in HANDED:
        yield entry(whole, who=text)
        yield entry({**whole, text[:300] or "empty": ["an answer to no question"]})
        if 0 < len(text) < 300:
            yield entry(whole, name=f"{slug}-{text}")


@pytest.mark.usual("answers_die_with_their_question")
@pytest.mark.parametrize("slug", FORMS)
def test_whatever_an_answer_holds_it_is_kept_and_the_other_child_s_school_is_told(
    scene: Scene, ours: Pairs, slug: str
) -> None:
    entries = list(pairs(scene, slug))
    if slug != "register":
        scene.register("08:55", "BIKE", "P4")
    put_entries(scene, slug, entries)
    for minute in range(len(entries) // BATCH + 2):
        report = scene.tick(at("09:15") + timedelta(minutes=minute))
    assert report.entries == 0
    check_mail(scene)
    assert formulas(scene) == OUR_FORMULAS
    kept = {str(row[0]): row for row in scene.stage.outcome().entries}
    assert len(kept) >= len(entries)
    for name, when, _, answers in entries:
        row = kept[f"{storable(name)}@{when:%Y-%m-%dT%H:%M:%S.%fZ}"]
        assert row[8] == "quarantined" or json.loads(row[7]) == answers
        assert row[8] != "quarantined" or "ENT-9" in row[9]
    check_pages(scene, ours)
