"""The situations in which innov8's DSL is paged about a child for whom minutes matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from cme.domain.model import Facts, Saw
from cme.domain.people import Relative
from sandbox.example.letters import Scene, register, said

COOK = "MON-COOK"
MAYA_MISSING = register("09:41", COOK, "P0007", "P0008", "P0010", "P0021")


def _with_a_social_worker(facts: Facts) -> Facts:
    maya = replace(facts.pupils["P0012"], social_worker=Relative("Wanda Worker", "07700 900555", "social worker"))
    return replace(facts, pupils={**facts.pupils, "P0012": maya})


def _without_links(facts: Facts) -> Facts:
    return replace(facts, settings=replace(facts.settings, form_links={}, question_ids={}))


def _asked(facts: Facts) -> Facts:
    return replace(facts, settings=replace(facts.settings, duty_asked=time(8, 30)))


def _asked_without_links(facts: Facts) -> Facts:
    return _asked(_without_links(facts))


def _little_known(facts: Facts) -> Facts:
    settings = replace(facts.settings, form_links={}, question_ids={})
    maya = replace(facts.pupils["P0012"], family=(), never_ring="")
    sessions = {**facts.sessions, COOK: replace(facts.sessions[COOK], lead="")}
    return replace(facts, settings=settings, pupils={**facts.pupils, "P0012": maya}, sessions=sessions)


PAGED = (
    Scene(
        "child_page", "one", "A child for whom minutes matter", "09:45", "innov8", MAYA_MISSING, _with_a_social_worker
    ),
    Scene(
        "child_page",
        "several",
        "Two of them, of one a reason was heard that does not count; and one more in the same session",
        "09:45",
        "innov8",
        (
            said("09:20", "P0021", COOK, Saw.NOT_COMING, reason="has overslept", said_by="the child"),
            *register("09:41", COOK, "P0007", "P0010"),
        ),
    ),
    Scene(
        "dsl_list",
        "one",
        "The morning's list: not here, and one of tier A explained",
        "10:00",
        "innov8",
        (
            said("08:41", "P0012", COOK, Saw.NOT_COMING, reason="dentist", said_by="parent or carer"),
            *register("09:41", COOK, "P0007", "P0010", "P0021"),
        ),
    ),
    Scene(
        "dsl_list",
        "not_here",
        "The same, with nothing to accept",
        "10:00",
        "innov8",
        register("09:41", COOK, "P0007", "P0010", "P0012", "P0021"),
        _without_links,
    ),
    Scene("duty_call", "one", "Who is on duty? The DSL is asked", "08:30", "innov8", (), _asked),
    Scene(
        "duty_call",
        "deputy",
        "Nobody has said so: the deputy is asked",
        "08:50",
        "innov8",
        (),
        _asked_without_links,
        since="08:40",
    ),
    Scene("child_page", "little_known", "No numbers, no links", "09:45", "innov8", MAYA_MISSING, _little_known),
    Scene(
        "child_page",
        "family",
        "A brother and a sister are not here, neither of them tier A",
        "09:45",
        "innov8",
        register("09:41", COOK, "P0010", "P0012", "P0021"),
    ),
    Scene(
        "child_page",
        "taxi",
        "The taxi was due ten minutes ago",
        "10:10",
        "innov8",
        (
            *register("09:41", COOK, "P0007", "P0008", "P0010", "P0012"),
            said("09:42", "P0021", COOK, Saw.TAXI_LATE, due="10:00"),
        ),
    ),
    Scene(
        "child_page",
        "called_off",
        "Their session is called off, and nobody here will see them",
        "08:41",
        "innov8",
        (
            said("08:20", "P0021", COOK, Saw.NOT_COMING, reason="has overslept", said_by="the child"),
            said("08:41", "", COOK, Saw.CANCELLED, reason="the boiler is out"),
        ),
        _with_a_social_worker,
    ),
)
