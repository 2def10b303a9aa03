"""A referral pack of a case that stands, and what is read in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cme.domain.case_events import Did, Event
from cme.domain.cases import Case, cases
from cme.domain.model import Facts
from cme.domain.pack import Pack
from cme.domain.referral_pack import referral_pack
from cme.policy import load_figures
from tests import builders as build

START = build.at("Mon 2026-11-23 09:31")
NOW = build.at("Wed 2026-11-25 10:00")


def event(did: Did, at: datetime = START, **more: Any) -> Event:
    source = f"{did.name} {at:%d%H%M%S}"
    return Event("P1", did, at, at, **{"by": "DEE", "source": source} | more)


def packed(facts: Facts, now: datetime = NOW) -> Pack:
    return referral_pack(case_of(facts), facts, load_figures(), now)


def case_of(facts: Facts) -> Case:
    return cases(facts)[-1]


def lost(*events: Event, **more: Any) -> Facts:
    """Facts in which a case stands."""
    return build.facts(events=(event(Did.PROPOSED, by="the system"), *events), **more)


def values(pack: Pack, name: str) -> list[str]:
    return [f.value for section in pack.sections for f in section.fields if f.name == name]


def value(pack: Pack, name: str) -> str:
    (found,) = values(pack, name)
    return found


def section(pack: Pack, title: str) -> list[tuple[str, str]]:
    return [(f.name, f.value) for s in pack.sections if s.title == title for f in s.fields]


def text_of(pack: Pack) -> str:
    rows = [f"{f.name}: {f.value}" for s in pack.sections for f in s.fields]
    return "\n".join([pack.title, *rows, *(" ".join(row) for row in pack.chronology)])


def in_order(wanted: Iterable[str], there: list[str]) -> bool:
    rest = iter(there)
    return all(name in rest for name in wanted)
