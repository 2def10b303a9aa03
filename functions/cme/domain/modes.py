"""What a mode, a pause and a hold let out: each obligation is asked about by itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cme.domain.breaches import BREACH_CALL, not_theirs
from cme.domain.calendar import places_on
from cme.domain.clocks import day_of, hhmm, local, short_day
from cme.domain.figures import Figures
from cme.domain.model import Facts, Mode, Obligation, Owing, Problem, Settings, Severity
from cme.domain.recipients import INNOV8
from cme.domain.testing import NOTICE as TEST

FIGURES = ("pause_long",)
NOT_READY, PAPERS_UNREAD = "LIVE-1", "LIVE-2"
PAPERS_READ = "data protection papers read by"
BEFORE_LIVE = (NOT_READY, PAPERS_UNREAD)
"""What is asked for before the system goes live: six answers, which it waits for, and papers, for which it does not."""
OVERTAKEN_LIST, STILL_PAUSED = "overtaken_list", "still_paused"
TAKEN_BACK, SHADOW_DIGEST, DUTY_CALL, DIGEST = "taken_back", "shadow_digest", "duty_call", "weekly_digest"
OVERSIGHT = "oversight"
"""What a trustee is told of a month: whoever can pause must not be able to pause this."""
ABOUT_OURSELVES = frozenset(
    {
        "archive_sealed",
        "quota_near",
        OVERTAKEN_LIST,
        STILL_PAUSED,
        TAKEN_BACK,
        SHADOW_DIGEST,
        DUTY_CALL,
        DIGEST,
        BREACH_CALL,
    },
)
"""What innov8's own DSLs are told or asked of the system itself, or of the weeks behind: no pause keeps it back."""
BETWEEN = re.compile(r"[,;\s]+")


def leaves(mode: Mode, notice: str) -> bool:
    """Return whether a notice may go out: live all, in shadow the digest; a test page in every mode."""
    return mode is Mode.LIVE or notice == TEST or (mode is Mode.SHADOW and notice == SHADOW_DIGEST)


def not_ready(unanswered: Sequence[str], *, is_live: bool) -> Problem:
    """Return what is to be said where the mode is live and questions are open that must be answered before."""
    one = len(unanswered) == 1
    which = (
        f"{'one question' if one else f'{len(unanswered)} questions'} must be answered first: {', '.join(unanswered)}"
    )
    what = f"The system is not live: it does what it does in shadow, and tells no school anything, because {which}."
    if is_live:
        what = f"The system is live, although by our own rule {which}."
    mend = "Answer on the tab Desk: keep or change, and your staff code. It counts from the next run on."
    return Problem(NOT_READY, Severity.ERROR, "Settings, mode", what, mend)


def papers_unread(settings: Settings) -> Iterator[Problem]:
    """Yield that Settings names nobody who read the papers on data protection, with the day."""
    if not settings.papers_read:
        what = "It is not written down who read the papers on data protection, and when."
        mend = f"Read docs/data-protection; then type beside “{PAPERS_READ}” who did, in which role, and the day."
        yield Problem(PAPERS_UNREAD, Severity.QUERY, f"Settings, {PAPERS_READ}", what, mend)


def passes_pause(notice: str, *, urgent: bool) -> bool:
    """Return whether a pause lets this through: a page, what a trustee is told, or the DSL of the system itself."""
    return urgent or notice == OVERSIGHT or notice in ABOUT_OURSELVES


def is_paused(settings: Settings, now: datetime) -> bool:
    """Return whether sending is paused at an instant; a pause has not begun before its beginning."""
    since, until = settings.paused_from, settings.paused_until
    return (since is None or since <= now) and until is not None and now < until


def waits(settings: Settings, obligation: Obligation, now: datetime) -> bool:
    """Return whether an obligation waits for the end of a pause."""
    return is_paused(settings, now) and not passes_pause(obligation.notice, urgent=obligation.urgent)


def fell_in_pause(settings: Settings, obligation: Obligation, now: datetime) -> bool:
    """Return whether a pause that is over kept this back.

    Without a known beginning, a pause covers all that was due before its end and was not sent.
    """
    since, until = settings.paused_from, settings.paused_until
    if until is None or until > now or passes_pause(obligation.notice, urgent=obligation.urgent):
        return False
    return obligation.due < until and (since is None or since <= obligation.due)


def codes_of(text: str) -> tuple[str, ...]:
    """Return the codes that a person typed into one cell, with commas between them or only blanks."""
    return tuple(dict.fromkeys(word for word in BETWEEN.split(text) if word))


def holding(facts: Facts, codes: Iterable[str]) -> Facts:
    """Return the facts with other codes on hold."""
    return replace(facts, settings=replace(facts.settings, hold=tuple(codes)))


def is_held(facts: Facts, obligation: Obligation) -> bool:
    """Return whether the DSL holds back what is about this child or goes to this organisation.

    Never a page, never what goes to innov8's own people. A report that would name a child on hold waits whole; so does
    what an organisation would be told of a child of whom it was told by mistake.
    """
    if obligation.urgent or obligation.organisation == INNOV8:
        return False
    held = {code.casefold() for code in facts.settings.hold}
    codes = (obligation.organisation, *named(facts, obligation)) if held else ()
    return is_not_theirs(facts, obligation) or bool(held & {code.casefold() for code in codes})


def is_not_theirs(facts: Facts, obligation: Obligation) -> bool:
    """Return whether a notice names a child of whom its reader was told by mistake, and that is not settled."""
    pupils = not_theirs(facts, obligation.organisation)
    return bool(pupils) and not pupils.isdisjoint(named(facts, obligation))


def named(facts: Facts, owed: Obligation | Owing) -> Iterator[str]:
    """Yield the children whom a notice names: of a report about nobody in particular, all whom its reader placed."""
    if owed.pupil:
        yield owed.pupil
        return
    yield from (p.pupil for p in places_on(facts, owed.day) if p.commissioner == owed.organisation)


def mode_problems(facts: Facts, now: datetime, figures: Figures) -> Iterator[Problem]:
    """Yield what is wrong with a pause and a hold: one that is very long, and a code that nobody has."""
    known = {code.casefold() for code in (*facts.pupils, *facts.organisations)}
    for code in facts.settings.hold:
        if code.casefold() not in known:
            what = f"“{code[:40]}” is on hold, and no child and no organisation has that code: it holds nothing back."
            mend = "Type the codes of the Pupils, Schools or Authorities tab, with commas between them."
            yield Problem("SHEET-1", Severity.ERROR, "Settings, hold", what, mend)
    if is_long(facts.settings, now, figures):
        until = local(facts.settings.paused_until or now)
        limit = int(figures.value("pause_long", day_of(now)))
        what = f"Sending is paused until {until:%H:%M} on {until:%d/%m/%Y}: that is longer than {limit} days."
        mend = "If that is a mistake, mend “paused until” on the Settings tab; if it is meant, tell the schools."
        yield Problem("OPS-2", Severity.QUERY, "Settings, paused until", what, mend)


def is_long(settings: Settings, now: datetime, figures: Figures) -> bool:
    """Return whether a pause that is in force lasts longer than a pause should, from its beginning to its end."""
    until = settings.paused_until
    if until is None or not is_paused(settings, now):
        return False
    return until - (settings.paused_from or now) > timedelta(days=figures.value("pause_long", day_of(now)))


def since_when(at: datetime, now: datetime) -> str:
    """Return 09:45, and the day as well where it is another one."""
    return hhmm(at) if day_of(at) == day_of(now) else f"{hhmm(at)} on {short_day(day_of(at))}"
