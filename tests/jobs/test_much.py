"""Much at once: thousands of answers, a long inbox, many notices; the pages first, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cme.domain.entries import RawEntry
from cme.domain.model import State
from cme.jobs import collect, watch_replies
from tests.jobs.small import Scene, at, pupil, typed


def test_of_thousands_of_answers_all_count_at_once_and_are_written_down_in_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.register("09:05", "BIKE", "P2", "P4")
    real = collect.responses_since

    def flooded(google: object, slug: str, form: str, since: object) -> list[RawEntry]:
        junk = [
            RawEntry("change", f"j{n}", at("08:56") + timedelta(seconds=n / 10), "", {"q": ("x",)}) for n in range(450)
        ]
        return (junk if slug == "change" else []) + real(google, slug, form, since)  # type: ignore[arg-type]

    monkeypatch.setattr(collect, "responses_since", flooded)
    report = scene.tick("09:15")
    assert report.entries == 200
    assert ("absence", "HILL", "attendance@hill.example") in scene.told()
    for when in ("09:16", "09:17", "09:18"):
        report = scene.tick(when)
    assert report.entries == 0
    entries = [row[0] for row in scene.stage.outcome().entries]
    assert len(entries) == len(set(entries)) == 451
    assert scene.told().count(("absence", "HILL", "attendance@hill.example")) == 1


def test_a_flood_of_answers_from_strangers_keeps_no_register_waiting(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = collect.responses_since

    def flooded(google: object, slug: str, form: str, since: object) -> list[RawEntry]:
        junk = [RawEntry("answer", f"j{n}", at("08:56"), "", {"q": ("x",)}) for n in range(450)]
        return (junk if slug == "answer" else []) + real(google, slug, form, since)  # type: ignore[arg-type]

    monkeypatch.setattr(collect, "responses_since", flooded)
    scene.register("09:05", "BIKE", "P2", "P4")
    scene.tick("09:06")
    assert "register" in [row[1] for row in scene.stage.outcome().entries]


def test_a_bounce_is_seen_however_full_the_inbox_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.register("09:05", "BIKE", "P2", "P4")
    scene.stage.control("mail", {"kind": "bounce", "address": "attendance@hill.example"})
    scene.tick("09:15")
    real = watch_replies.newest_inbox
    noise = [{"id": f"n{n}", "threadId": f"n{n}"} for n in range(300)]
    monkeypatch.setattr(watch_replies, "newest_inbox", lambda google: [*noise, *real(google)])
    scene.tick("09:16")
    scene.tick("09:17")
    states = {m.to: m.state for m in scene.stage.outcome().facts.messages.values()}
    assert states["attendance@hill.example"] is State.BOUNCED
    assert ("not_delivered", "innov8", "dee@innov8.example") in scene.told()


def test_two_replies_in_one_minute_are_both_noticed_and_noticed_once(scene: Scene) -> None:
    scene.type("Settings!B7", ["bot@innov8.example"])
    scene.register("09:05", "BIKE", "P2", "P4")
    scene.tick("09:15")
    (notice,) = [m for m in scene.stage.outcome().facts.messages.values() if m.notice == "absence"]
    (copy,) = scene.stage.control("mail?address=attendance@hill.example")["messages"]
    for _ in range(2):
        scene.stage.control("mail", {"kind": "reply", "message": copy["id"], "address": "attendance@hill.example"})
    scene.tick("09:16")
    after = scene.stage.outcome().facts.messages[notice.id]
    assert after.state is State.ANSWERED
    assert after.detail.count("mail=") == 2
    rows = len(scene.stage.read().values["messages"])
    scene.tick("09:17")
    assert len(scene.stage.read().values["messages"]) == rows


def test_among_forty_notices_the_page_goes_first(scene: Scene) -> None:
    many = [pupil(f"Q{n}", "HILL", "Any") for n in range(39)]
    places = [
        {"Pupil": f"Q{n}", "Commissioner": "HILL", "BIKE": f"{8 + n // 30:02d}:{(30 + n) % 60:02d}", "COOK": ""}
        for n in range(39)
    ]
    cook = {"Pupil": "P5", "Commissioner": "HILL", "BIKE": "", "COOK": "x"}
    scene.change(*typed("pupils", [*many, pupil("P5", "HILL", "Oweniel")]), *typed("places", [*places, cook]))
    scene.tick("08:56")
    scene.register("09:10", "BIKE")
    report = scene.tick("09:30")
    assert report.sent == report.claimed >= 38
    sent = scene.stage.sent()
    assert sent[0].to == "dee@innov8.example"
    assert len({message.key for message in sent}) == len(sent)
