"""PAT-1 to PAT-5: a pattern of absence that is new or worse is told to innov8's DSL in the digest of the week.

Which patterns there are the night finds (`domain.patterns`); here it is only asked when each is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.clocks import day_of
from cme.domain.findings import LATE, RUN, SHARE, UNSEEN, WEEKDAY, Finding
from cme.domain.letter_rows import sentence
from cme.domain.model import Facts, Obligation, Saw
from cme.domain.modes import DIGEST
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.said import OF_PAGES
from cme.domain.sightings import seen_since
from cme.domain.weekly import REMEMBERED, digest_at, next_digest, told_before

DECIDED = OF_PAGES - {Saw.HAS_IT, Saw.NO_ANSWER}
"""What is no mere beginning: it was assessed, referred, spoken about, or noted."""


@rule(RUN, clause="5.3")
def missed_in_a_row(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child has missed days in a row, and nobody has said why: innov8's DSL is told, and at three decides."""
    yield from _told(facts, moment, RUN)


@rule(UNSEEN, clause="5.2, 5.3")
def unseen_for_days(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Nobody is known to have seen a child for some school days since it was missed: innov8's DSL asks the school."""
    yield from _told(facts, moment, UNSEEN)


@rule(SHARE, clause="5.3")
def share_missed(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child came to few of its last sessions, or to far fewer than before: innov8's DSL is told."""
    yield from _told(facts, moment, SHARE)


@rule(LATE, clause="5.3")
def late_again(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child comes late again and again, or has lost much time by it: innov8's DSL is told."""
    yield from _told(facts, moment, LATE)


@rule(WEEKDAY, clause="5.3")
def same_weekday(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child who comes on other days misses one weekday again and again: innov8's DSL is told."""
    yield from _told(facts, moment, WEEKDAY)


def _told(facts: Facts, moment: Moment, code: str) -> Iterator[Obligation]:
    """Yield what the digest of a day tells by one rule: each finding once at each of its levels."""
    due = digest_at(facts, moment.day)
    if due is None:
        return
    told = {(row.pupil, row.step) for row in told_before(facts, code, moment.day)}
    for finding in facts.findings:
        if finding.rule != code or finding.pupil not in facts.pupils or (finding.pupil, step_of(finding)) in told:
            continue
        # What stood before anything was sent is news on the first digest that is.
        since = max(finding.level_since, facts.settings.live_from or finding.level_since)
        if since <= due < since + REMEMBERED and not is_over(facts, finding):
            yield Obligation(
                rule=code,
                day=moment.day,
                organisation=INNOV8,
                notice=DIGEST,
                to=INNOV8_DSL,
                due=due,
                reason=sentence(finding.what),
                clause="5.2, 5.3" if code == UNSEEN else "5.3",
                pupil=finding.pupil,
                step=step_of(finding),
                basis=f"pattern since {finding.since:%d/%m/%Y}, found {day_of(finding.level_since):%d/%m/%Y}",
                lapses_at=next_digest(facts, moment.day),
            )


def step_of(finding: Finding) -> str:
    """Return the step under which a level of a pattern is told: since when, and how bad."""
    return f"{day_of(finding.level_since):%Y-%m-%d} {finding.level}"


def is_over(facts: Facts, finding: Finding) -> bool:
    """Return whether a pattern has ended since the night that found it: the child came, or its school has seen it."""
    seen = seen_since(facts, finding.recorded)
    if finding.rule == RUN:
        # Whom its school has seen has still not come to us.
        return seen.get(finding.pupil, False)
    return finding.rule == UNSEEN and finding.pupil in seen


def is_decided(facts: Facts, finding: Finding) -> bool:
    """Return whether somebody has said what was done about a child since its pattern became as bad as it is."""
    said = (o for o in facts.observations if o.pupil == finding.pupil and o.recorded_at > finding.level_since)
    return any(o.saw in DECIDED for o in said)
