"""Much that is hostile at once: what a tick asks of Google stays small, counted in calls and bytes, not in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import requests

from cme.edges.google import Google
from cme.edges.schema import tab
from tests.hostile.charity import check_mail, put_entries, questions
from tests.hostile.values import TYPED
from tests.jobs.small import LEAD, PEOPLE, Scene, at, person, pupil, school, typed

CALLS, LARGEST = 26, 2_500_000
"""Calls of one tick with one notice after the tabs changed, and bytes of its largest request.

Google advises two megabytes.
"""


def counted(scene: Scene) -> tuple[Google, list[int]]:
    """Return a way to Google, and the sizes of the bodies that go there."""
    google, sizes = scene.stage.google(), list[int]()
    once = google.http._once

    def watched(method: str, url: str, more: Mapping[str, Any]) -> requests.Response:
        prepared = requests.Request(method, url, **{k: more[k] for k in ("json", "data") if k in more}).prepare()
        sizes.append(len(prepared.body or b""))
        return once(method, url, more)

    google.http._once = watched  # type: ignore[method-assign]
    return google, sizes


@pytest.mark.parametrize("letter", ["💥", '"'])
def test_of_five_hundred_entries_of_60_000_characters_each_is_kept_and_no_request_is_large(
    scene: Scene, letter: str
) -> None:
    asked = questions(scene, "change")
    answers = {asked["child"]: ["P3"], asked["change"]: ["not coming"], asked["reason"]: [letter * 60_000]}
    scene.register("08:55", "BIKE", "P4")
    put_entries(scene, "change", [(f"r{n}", at("08:56") + timedelta(seconds=n), LEAD, answers) for n in range(500)])
    google, sizes = counted(scene)
    report = scene.tick("09:15", google)
    check_mail(scene)
    assert 0 < report.entries <= 200
    assert len(sizes) <= CALLS
    assert max(sizes) <= LARGEST
    before = len(scene.stage.outcome().entries)
    report = scene.tick("09:16", google)
    assert len(scene.stage.outcome().entries) == before + report.entries > before


def test_two_thousand_rows_of_nonsense_cost_no_call_more_and_no_request_is_large(scene: Scene) -> None:
    values = [value for value in TYPED.values() if len(str(value)) < 2_000]
    wide = {"pupils": pupil("P", "", ""), "schools": school("P"), "staff": person("P", "")}
    for slug, headers in wide.items():
        rows = [{header: values[(n + place) % len(values)] for place, header in enumerate(headers)} for n in range(700)]
        more = {"sheetId": tab(slug).sheet_id, "dimension": "ROWS", "length": 700}
        scene.change({"appendDimension": more}, *typed(slug, [*PEOPLE[slug], *rows]))
    scene.register("09:02", "BIKE", "P4")
    scene.register("09:02", "COOK", "P5")
    google, sizes = counted(scene)
    report = scene.tick("09:15", google)
    assert report.outcome == "done"
    check_mail(scene)
    assert len(sizes) <= CALLS
    assert max(sizes) <= LARGEST
