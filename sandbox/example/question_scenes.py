"""The situations in which a school is asked once more about children of whom nobody there has answered."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.model import Facts
from sandbox.example.letters import Scene, register
from sandbox.example.safeguarding_scenes import MAYA_MISSING

TWO_OF_HILL_MISSING = register("09:04", "MON-BIKE", "P0003", "P0020")


def _without_links_and_phone(facts: Facts) -> Facts:
    return replace(facts, settings=replace(facts.settings, form_links={}, question_ids={}, dsl_phone="", dsl_name=""))


ASKED = (
    Scene("question", "one", "A child for whom minutes matter, after 20 minutes", "10:05", "WOLD", MAYA_MISSING),
    Scene("question", "next_day", "Several children, the next school day", "Tue 12:00", "HILL", TWO_OF_HILL_MISSING),
    Scene("question", "head", "And its head, the day after", "Wed 12:00", "HILL", TWO_OF_HILL_MISSING),
    Scene(
        "question",
        "little_known",
        "Without a form, and without our telephone",
        "10:05",
        "WOLD",
        MAYA_MISSING,
        _without_links_and_phone,
    ),
)
