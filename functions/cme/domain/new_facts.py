"""What has been heard of a child that the authority in which it lives has not been told, once it knows of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cme.domain.case_events import Did, Event
from cme.domain.case_told import NEW_FACTS, told
from cme.domain.cases import Case
from cme.domain.model import Facts, Owing, Role

IT_KNOWS = (Did.REFERRED, Did.SCHOOL_REFERRED, Did.CONFIRMED, Did.HAS_IT)
"""What says that an authority has heard of the child, whoever told it."""
NEWS = (Did.TRIED, Did.ON_ROLL, Did.OFF_ROLL, Did.HOME_EDUCATED, Did.SOCIAL_CARE, Did.MISSING)
"""What an authority is told when it happens later. A note stays with us."""


class Mail(NamedTuple):
    """The authority was told, or two people refused to tell it: when, and by which revision; 0 where none is known."""

    at: datetime
    revision: int


def knows_since(case: Case, facts: Facts, home: str) -> datetime | None:
    """Return when the authority in which a child lives first heard of it; None where it has not."""
    heard = [event.recorded_at for event in case.every(*IT_KNOWS)]
    heard += [one.at for one in told(facts, case) if one.organisation == home and one.role is Role.CME]
    return min(heard, default=None)


def news_of(case: Case, facts: Facts, home: str) -> list[Event]:
    """Return what has happened since that authority heard of the child, and stood in no mail to it.

    What was known when the DSL used its page, or others told it, is for the referral pack.
    """
    mails = list(_mails(case, facts, home))
    return [event for event in case.every(*NEWS) if not any(_is_in(event, mail) for mail in mails)]


def _mails(case: Case, facts: Facts, home: str) -> Iterator[Mail]:
    rows = ((Owing.from_key(e.source, "", e.recorded_at, ""), e) for e in case.every(Did.TOLD, Did.WITHHELD))
    keyed = {(row.organisation, row.step, event.did): event for row, event in rows if row is not None}
    for one in told(facts, case):
        if one.organisation == home and one.role is Role.CME:
            event = keyed.get((home, one.step, Did.TOLD))
            yield Mail(one.at, event.revision if event else 0)
    for (_, step, did), event in keyed.items():
        if did is Did.WITHHELD and step.startswith(NEW_FACTS):
            yield Mail(event.recorded_at, event.revision)
    others = case.every(*IT_KNOWS)[:1] + case.every(Did.REFERRED)[-1:]
    yield from (Mail(event.recorded_at, 0) for event in others)


def _is_in(event: Event, mail: Mail) -> bool:
    """Return whether a mail held an event: what was written down in the same run was not in the approved text."""
    if event.revision and mail.revision:
        return event.revision < mail.revision
    return event.recorded_at <= mail.at
