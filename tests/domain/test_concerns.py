"""Concerns on the second screen: until somebody has dealt with this one, and not with another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.concerns import open_concerns
from cme.domain.model import Observation, Saw
from tests import builders as build

TEN, LATER = build.at("Mon 2026-11-23 10:00"), build.at("Tue 2026-11-24 09:00")


def concern(pupil: str, harm: str = "harm") -> Observation:
    return build.seen(pupil, Saw.CONCERN, TEN, session="", reason=harm)


def done(saw: Saw, pupil: str = "", session: str = "") -> Observation:
    return build.seen(pupil, saw, LATER, session=session)


@pytest.mark.parametrize(
    ("about", "said", "is_open"),
    [
        (concern("P1"), done(Saw.REFERRED, "P1"), False),
        (concern("P1"), done(Saw.ASSESSED, "P1"), False),
        (concern("P1"), done(Saw.LOCATED, "P1"), True),
        (concern("P1"), done(Saw.SPOKE_TO, "P1"), True),
        (concern("P1"), done(Saw.REFERRED, "P2"), True),
        (concern("P1"), done(Saw.REFERRED, session="BIKE"), True),
        (concern("P1"), done(Saw.REFERRED), False),
        (concern("P1", "no"), done(Saw.REFERRED), True),
        (concern("P1", "no"), done(Saw.REFERRED, "P1"), False),
        (concern(""), done(Saw.REFERRED, session="BIKE"), True),
        (concern(""), done(Saw.HANDED_OVER), False),
        (concern("", "no"), done(Saw.HANDED_OVER), False),
    ],
)
def test_what_was_paged_ends_with_everything_and_any_other_with_its_child(
    about: Observation, said: Observation, is_open: bool
) -> None:
    assert bool(open_concerns(build.facts(observations=(about, said)))) is is_open


def test_what_was_done_before_ends_no_concern() -> None:
    before = replace(done(Saw.REFERRED, "P1"), recorded_at=build.at("Mon 2026-11-23 09:00"))
    assert open_concerns(build.facts(observations=(before, concern("P1"))))
