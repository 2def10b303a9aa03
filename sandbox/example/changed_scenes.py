"""The situations of a day that is not as planned, in which its emails are looked at."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.model import Facts, Saw
from sandbox.example.letters import Scene, register, said

BIKE, COOK, ARTS = "MON-BIKE", "MON-COOK", "MON-ARTS"


def _hard_to_ring(facts: Facts) -> Facts:
    theo, ivy = (replace(facts.pupils[code], family=()) for code in ("P0007", "P0008"))
    theo = replace(theo, never_ring="Rex Pretend, father")
    return replace(facts, pupils={**facts.pupils, "P0007": theo, "P0008": ivy})


OFF = said("08:40", "", BIKE, Saw.CANCELLED, reason="the boiler is out")
LATE_OFF = (
    *register("09:04", BIKE, "P0001", "P0020"),
    said("09:40", "", BIKE, Saw.CANCELLED, reason="smoke in the workshop"),
)
CHANGED = (
    Scene("session_changed", "cancelled", "The boiler is out", "08:40", "HILL", (OFF,)),
    Scene("session_changed", "authority", "The same, to an authority", "08:40", "EXSH", (OFF,)),
    Scene("session_changed", "after_notices", "Called off after the notices went", "09:40", "HILL", LATE_OFF),
    Scene(
        "session_changed",
        "moved",
        "Moved by an hour, to another place",
        "08:45",
        "HILL",
        (said("08:45", "", BIKE, Saw.MOVED, reason="the van broke down", due="10:00", instead="Village Hall"),),
    ),
    Scene(
        "session_changed",
        "on_after_all",
        "It was the wrong session",
        "08:52",
        "HILL",
        (OFF, said("08:52", "", BIKE, Saw.GOES_AHEAD)),
    ),
    Scene(
        "stand_down",
        "all_the_same",
        "A child came to a cancelled session",
        "09:03",
        "HILL",
        (OFF, said("09:03", "P0001", BIKE, Saw.ARRIVED)),
    ),
    Scene("ring_round", "cancelled", "Whom to ring", "08:40", "innov8", (OFF,)),
    Scene(
        "ring_round",
        "site",
        "A whole site is closed; of one child nobody may be rung, of another nobody is known",
        "08:40",
        "innov8",
        tuple(said("08:40", "", code, Saw.CANCELLED) for code in (COOK, ARTS)),
        _hard_to_ring,
    ),
    Scene("cancelled_page", "one", "Called off with children there", "09:40", "innov8", LATE_OFF),
    Scene(
        "attendance_report",
        "called_off",
        "A session was cancelled, and one child came all the same",
        "12:30",
        "HILL",
        (OFF, said("09:03", "P0001", BIKE, Saw.ARRIVED)),
    ),
)
