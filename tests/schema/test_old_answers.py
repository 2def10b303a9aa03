"""What people sent stays readable: after a child is renamed or leaves, after a session or a question has gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cme.domain.entries import RawEntry, Read
from cme.domain.form_items import FormId, FormWording
from cme.domain.form_plan import wanted_form
from cme.domain.model import Facts, Pupil, Saw
from cme.domain.rules.entries import read_entry
from tests.schema.test_form_plan import FACTS, MONDAY, REGISTER, in_step

SENT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


@pytest.fixture
def made() -> tuple[dict[str, Any], list[FormId]]:
    rows: list[FormId] = []
    return in_step({}, wanted_form(FACTS, MONDAY, REGISTER), rows), rows


@pytest.fixture
def form(made: tuple[dict[str, Any], list[FormId]]) -> dict[str, Any]:
    """The register as it was when the answer was sent."""
    return made[0]


@pytest.fixture
def known(made: tuple[dict[str, Any], list[FormId]]) -> list[FormId]:
    """The rows of *Form ids*, to which whatever happens to the form adds."""
    return made[1]


def question(known: list[FormId], kind: str, session: str) -> str:
    return next(row.question_id for row in known if (row.kind, row.session) == (kind, session))


def read(known: list[FormId], facts: Facts) -> Read:
    """Read a register of MON-A from when the form was new, by what *Form ids* holds and the facts are now."""
    answers = {
        question(known, "which_session", ""): ("MON-A MON-A workshop, 09:00",),
        question(known, "present", "MON-A"): ("P0001 Sam S", "P0002 Zoë M"),
        question(known, "send", "MON-A"): ("Send",),
    }
    entry = RawEntry("register", "response1", SENT, "tess@innov8.example", answers)
    return read_entry(entry, facts, {row.question_id: row for row in known if row.question_id})


def seen(found: Read) -> set[str]:
    return {o.pupil for o in found.observations if o.saw is Saw.SEEN}


def changed(form: dict[str, Any], facts: Facts, known: list[FormId], words: FormWording = REGISTER) -> dict[str, Any]:
    return in_step(form, wanted_form(facts, MONDAY, words), known)


def test_after_a_child_is_renamed(form: dict[str, Any], known: list[FormId]) -> None:
    renamed = replace(FACTS, pupils={**FACTS.pupils, "P0001": Pupil("P0001", "Samira", "Pretend")})
    changed(form, renamed, known)
    found = read(known, renamed)
    assert seen(found) == {"P0001", "P0002"}
    assert found.outcome == "accepted"


def test_after_every_question_was_put_in_other_words(form: dict[str, Any], known: list[FormId]) -> None:
    fields = {kind: replace(words, title=f"{words.title} (new)") for kind, words in REGISTER.fields.items()}
    fields["send"] = replace(fields["send"], choices=("Off it goes",))
    before = list(known)
    after = changed(form, FACTS, known, replace(REGISTER, fields=fields))
    assert "Tick each child you can see (new)" in {item["title"] for item in after["items"]}
    assert known == before
    assert seen(read(known, FACTS)) == {"P0001", "P0002"}


def test_after_the_whole_form_was_lost_and_made_anew(known: list[FormId]) -> None:
    changed({}, FACTS, known)
    assert seen(read(known, FACTS)) == {"P0001", "P0002"}


def test_after_a_child_has_left(form: dict[str, Any], known: list[FormId]) -> None:
    left = replace(FACTS, places=tuple(place for place in FACTS.places if place.pupil != "P0001"))
    changed(form, left, known)
    assert seen(read(known, left)) == {"P0001", "P0002"}
    assert read(known, left).outcome == "query"


def test_after_the_session_has_gone_the_answer_still_says_which_it_was(
    form: dict[str, Any], known: list[FormId]
) -> None:
    gone = replace(FACTS, sessions={code: s for code, s in FACTS.sessions.items() if code != "MON-A"})
    changed(form, gone, known)
    found = read(known, gone)
    assert found.session == "MON-A"
    assert found.problems[0].what == "There is no session “MON-A”."


def test_after_a_question_was_deleted_and_made_again_both_are_read(form: dict[str, Any], known: list[FormId]) -> None:
    old = read(known, FACTS)
    form["items"] = [item for item in form["items"] if item["title"] != "Tick each child you can see"]
    in_step(form, wanted_form(FACTS, MONDAY, REGISTER), known)
    assert seen(read(known, FACTS)) == seen(old)
    newest = [row for row in known if (row.kind, row.session) == ("present", "MON-A")][-1].question_id
    entry = RawEntry("register", "response2", SENT, "tess@innov8.example", {newest: ("P0002 Zoë M",)})
    assert seen(read_entry(entry, FACTS, {row.question_id: row for row in known})) == {"P0002"}


def test_a_register_of_another_day_is_read_through_the_section_that_it_led_to(known: list[FormId]) -> None:
    answers = {
        question(known, "which_session", ""): ("Another day",),
        question(known, "day", ""): ("2026-11-16",),
        question(known, "session", ""): ("MON-A MON-A workshop, 09:00",),
        question(known, "present", "MON-A"): ("P0001 Sam S",),
        question(known, "taken_at", "MON-A"): ("09:04",),
        question(known, "send", "MON-A"): ("Send",),
    }
    entry = RawEntry("register", "response3", SENT, "tess@innov8.example", answers)
    found = read_entry(entry, FACTS, {row.question_id: row for row in known})
    assert (found.day, found.session, seen(found)) == (datetime(2026, 11, 16, tzinfo=UTC).date(), "MON-A", {"P0001"})
