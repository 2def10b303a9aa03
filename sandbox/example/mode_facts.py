"""The example while sending is paused or in shadow, after the workbook was taken back, or as agreed with a school."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.ledger import RECALLED
from cme.domain.model import Facts, Message, Mode, Owing, State
from cme.domain.people import SCHOOL_RINGS
from sandbox.example.letters import DAY, at


def paused_till_noon(facts: Facts) -> Facts:
    """Sending has been paused since 08:30, until half past twelve."""
    return replace(facts, settings=replace(facts.settings, paused_from=at("08:30"), paused_until=at("12:30")))


def paused_till_twenty_past(facts: Facts) -> Facts:
    """Sending was paused from 08:30 until twenty past ten."""
    return replace(facts, settings=replace(facts.settings, paused_from=at("08:30"), paused_until=at("10:20")))


def in_shadow(facts: Facts) -> Facts:
    """The mode is shadow."""
    return replace(facts, settings=replace(facts.settings, mode=Mode.SHADOW, live_from=None))


def taken_back(facts: Facts) -> Facts:
    """At 09:20 the mailbox showed what the workbook did not know: two notices that had been sent."""
    keys = {
        "REG-1/2026-11-23/MON-BIKE/P0003/MILL/": Message("m1", State.SENT, at("09:20"), "absence", "MILL", "", DAY),
        "REG-2/2026-11-23/MON-COOK//innov8/nudge": Message(
            "m2", State.SENT, at("09:20"), "register_nudge", "innov8", "wren@innov8.example", DAY
        ),
    }
    basis = f"{RECALLED} {at('09:20').isoformat()}"
    rows = [Owing.from_key(key, message.id, at("09:15"), "") for key, message in keys.items()]
    ledger = {row.key: replace(row, basis=basis) for row in rows if row is not None}
    return replace(facts, ledger=ledger, messages={message.id: message for message in keys.values()})


def mill_rings_home(facts: Facts) -> Facts:
    """Return the facts in which it is agreed with a school that it rings home first."""
    mill = replace(facts.organisations["MILL"], rings_home=SCHOOL_RINGS)
    return replace(facts, organisations={**facts.organisations, "MILL": mill})
