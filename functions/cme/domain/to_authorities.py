"""What is prepared for the authorities of a case: that a child may be missing education, what is new, that it is over.

Each of these is sent only once somebody of the DSL team has read its text and approved it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from cme.domain.case_events import Did, Event
from cme.domain.case_steps import Step
from cme.domain.case_told import IS_OVER, NEW_FACTS, REFERRAL, TO_PLACING, Told, end_after, ended, told
from cme.domain.cases import Case
from cme.domain.clocks import day_of, time_and_date
from cme.domain.figures import Figures
from cme.domain.model import Facts, Obligation, Role
from cme.domain.new_facts import knows_since, news_of
from cme.domain.notice_names import of_case
from cme.domain.rulebook import RULES
from cme.domain.rules.absence import was_told
from cme.domain.school_age import SchoolAge, school_age
from cme.domain.visit_clock import same_day

PREPARED_BY = ("CME-2", "CME-6", "CME-7")
"""The rules that prepare mail to authorities."""
BEGINS = {Role.CME: REFERRAL, Role.PLACING: TO_PLACING}
"""With which step somebody at an authority was told first, so that a stand-down has a key of its own for each."""
TOO_OLD = frozenset({SchoolAge.OVER, SchoolAge.ADULT})


@lru_cache(maxsize=512)
def prepared(case: Case, facts: Facts, figures: Figures) -> tuple[Obligation, ...]:
    """Return all mail to authorities that a case wants, due or not; of what was sent, what the ledger still shows.

    None that two people refused is among it. What is older than the ledger's rows that are read stands in the
    Chronology, as does what was said of a case after it was closed.
    """
    done = _done(facts)
    found = (*_referrals(case, facts, figures), *_news(case, facts), *_over(case, facts))
    return tuple(owed for owed in found if owed.key not in done)


@lru_cache(maxsize=8)
def _done(facts: Facts) -> frozenset[str]:
    """Return the keys of what was told long ago, or refused."""
    return frozenset(event.source for event in facts.events if _is_done(event, facts))


def _is_done(event: Event, facts: Facts) -> bool:
    return event.did is Did.WITHHELD or (event.did is Did.TOLD and event.source not in facts.ledger)


def waits(case: Case, facts: Facts, figures: Figures) -> list[Obligation]:
    """Return the mail to authorities that waits for somebody's approval, or will at its time."""
    return [owed for owed in prepared(case, facts, figures) if not _went(facts, owed.key)]


def approve_by(owed: Obligation, facts: Facts, figures: Figures) -> datetime:
    """Return by when a mail to an authority is to be approved or refused: when the school day of its due time ends."""
    return same_day(owed.due, facts, figures)


def to_refer(case: Case, facts: Facts, figures: Figures) -> datetime | None:
    """Return from when on the authority is to be told by us; None where a case wants no referral.

    At once where no school has the child on its roll. Where one has, or nobody could say so, on the close of that
    school day: until then the roll can be confirmed, and the school can say that it has referred.
    """
    suspected, pupil = suspicion(case), facts.pupils.get(case.pupil)
    if case.step is not Step.SUSPECTED or suspected is None or pupil is None:
        return None
    if school_age(pupil.born, day_of(suspected.recorded_at)) in TOO_OLD:
        return None
    if case.confirmed is None:
        return same_day(suspected.recorded_at, facts, figures)
    at = max(suspected.recorded_at, case.confirmed.recorded_at)
    return same_day(at, facts, figures) if case.roll == "on roll" and pupil.school else at


def suspicion(case: Case) -> Event | None:
    """Return the word by which missing education was first suspected since the child was last seen."""
    located = case.last(Did.LOCATED)
    said = case.every(Did.SUSPECTED)
    return next((event for event in said if located is None or event.recorded_at > located.recorded_at), None)


def _referrals(case: Case, facts: Facts, figures: Figures) -> Iterator[Obligation]:
    """Yield the word to the authority in which the child lives, and to the one that looks after it."""
    due, suspected, pupil = to_refer(case, facts, figures), suspicion(case), facts.pupils.get(case.pupil)
    if due is None or suspected is None or pupil is None:
        return
    at = suspected.recorded_at
    reason = f"innov8's DSL suspects since {time_and_date(at)} that the child is missing education."
    for whom in ((pupil.lives_in, Role.CME), (pupil.placed_by, Role.PLACING)):
        if _can_write(facts, *whom):
            yield _owed("CME-2", case, whom, f"{BEGINS[whom[1]]} {case.id} {at:%y%m%d%H%M}", at, due, reason)


def _news(case: Case, facts: Facts) -> Iterator[Obligation]:
    """Yield what is new to the authority in which the child lives, once it knows of the child: one mail for all."""
    pupil = facts.pupils.get(case.pupil)
    if not case.is_missing or pupil is None or not _can_write(facts, pupil.lives_in, Role.CME):
        return
    known, news = knows_since(case, facts, pupil.lives_in), news_of(case, facts, pupil.lives_in)
    if known is not None and news:
        about, at = f"{NEW_FACTS} {case.id} {news[0].source}", news[0].recorded_at
        reason = f"Since {time_and_date(at)} innov8 has heard what you may not know."
        yield _owed("CME-6", case, (pupil.lives_in, Role.CME), about, at, max(at, known), reason)


def _over(case: Case, facts: Facts) -> Iterator[Obligation]:
    """Yield that it is over, to each authority that was told of it, by mail or by the DSL through its own page."""
    pupil = facts.pupils.get(case.pupil)
    stood_down = set()
    for one in (*told(facts, case), *_by_page(case, pupil.lives_in if pupil else "")):
        organisation, end = facts.organisations.get(one.organisation), end_after(case, one.at)
        this = (one.organisation, one.role, end)
        if end is None or organisation is None or organisation.kind != "authority" or this in stood_down:
            continue
        stood_down.add(this)
        about = f"{IS_OVER} {BEGINS[one.role]} {case.id} {end.recorded_at:%y%m%d%H%M}"
        at = end.recorded_at
        yield _owed("CME-7", case, (organisation.code, one.role), about, at, at, ended(end))


def _by_page(case: Case, home: str) -> Iterator[Told]:
    referred = case.last(Did.REFERRED)
    if referred is not None and home:
        yield Told(home, REFERRAL, referred.recorded_at)


def _owed(
    rule: str, case: Case, whom: tuple[str, Role], step: str, began: datetime, due: datetime, reason: str
) -> Obligation:
    """Return what is owed under a key that stays: that of the day on which its cause was recorded."""
    organisation, role = whom
    return Obligation(
        rule=rule,
        day=day_of(began),
        organisation=organisation,
        notice=of_case(step),
        to=role,
        due=due,
        reason=reason,
        clause=RULES[rule].clause,
        pupil=case.pupil,
        step=step,
        basis=f"case {case.id}",
    )


def _can_write(facts: Facts, code: str, role: Role) -> bool:
    organisation = facts.organisations.get(code)
    return organisation is not None and organisation.kind == "authority" and organisation.is_confirmed(role)


def _went(facts: Facts, key: str) -> bool:
    row = facts.ledger.get(key)
    return row is not None and was_told(facts, row)
