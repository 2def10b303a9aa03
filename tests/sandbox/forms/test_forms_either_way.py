"""The real set-up holds with every doubtful fact about forms turned round."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cme.domain.form_plan import OPEN_FORMS
from cme.edges.setup_calls import see_form, see_responders
from cme.jobs.sync_forms import sync
from sandbox.example.set_up import set_up_example
from sandbox.stage import Stage
from sandbox.switches import SWITCHES


def test_the_set_up_and_the_next_morning_come_out_the_same_with_every_doubtful_fact_turned_round(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path / "sandbox.sqlite", datetime(2026, 11, 24, 8, 45, tzinfo=UTC))
    try:
        stage.control("switches", {name: True for name in SWITCHES if name.startswith("forms_")})
        stage.workbook_id = set_up_example(stage.google())
        facts, google = stage.snapshot().facts, stage.google()
        assert sync(google, facts, date(2026, 11, 24)).done == ()
        tomorrow = sync(google, facts, date(2026, 11, 25))
        assert tomorrow.problems == ()
        assert tomorrow.done == tuple(
            f"{title}: 1 brought up to date"
            for title in ("Register", "One child changed", "Today changed", "I have it", "A concern about a child")
        )
        for slug, form in facts.settings.form_ids.items():
            collects, whom = ("DO_NOT_COLLECT", "anyone") if slug in OPEN_FORMS else ("VERIFIED", "domain")
            assert see_form(google, form)["settings"]["emailCollectionType"] == collects
            others = [p for p in see_responders(google, form) if p["role"] != "owner"]
            assert [(p["type"], p["view"]) for p in others] == [(whom, "published")]
    finally:
        stage.close()
