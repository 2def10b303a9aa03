"""What a message says: obligations and facts in, the values that its template needs out. Pure.

The subject is opaque and the same all day, so that a day's messages to one organisation thread. No subject and no
first line names anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cme.domain import (
    archive_letters,
    authority_letters,
    breach_letters,
    case_letters,
    change_letters,
    concern_letters,
    duty_letters,
    mode_letters,
    ops_letters,
    our_letters,
    oversight_letters,
    page_letters,
    question_letters,
    safeguarding_letters,
    school_letters,
    testing_letters,
    weekly_letters,
    where_letters,
)
from cme.domain.breaches import BREACH_CALL, LETTER, SENT_IN_ERROR
from cme.domain.case_reminders import CALL
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, hhmm, short_day
from cme.domain.decided_words import decided_words
from cme.domain.form_links import HAVE_IT, action_link
from cme.domain.model import Facts, Obligation, Owing, Role
from cme.domain.modes import ABOUT_OURSELVES, DIGEST, DUTY_CALL, OVERSIGHT
from cme.domain.recipients import INNOV8, Recipient, is_prepared
from cme.domain.references import reference
from cme.domain.rules.changed import CANCELLED
from cme.domain.rules.safeguarding import FAMILY, PAGE, is_of_called_off
from cme.domain.sent_on import SENT_ON, as_first_owed, why_sent_on
from cme.domain.testing import CODE as TEST_RULE
from cme.domain.testing import NOTICE as TEST

TOGETHER = frozenset({"ring_round", "cancelled_page", "page_again"})
"""What our own people are told of several sessions at once: a site that closes is one thing."""
ABOUT_TIME = {DUTY_CALL: "duty", DIGEST: "week", OVERSIGHT: "month", archive_letters.NOTICE: "archive"}
"""What the subject of a message says that comes at its set time."""
COVER = "cover"
"""What has no number in the policy."""
IN_TIME = timedelta(minutes=2)
"""What goes out within two minutes of falling due need not excuse itself."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message before it is rendered: its kind, its one recipient, and the values of its template."""

    notice: str
    organisation: str
    to: Recipient
    subject: str
    reference: str
    day: date
    urgent: bool
    obligations: tuple[Obligation, ...]
    values: dict[str, Any] = field(default_factory=dict)


def bundle(owed: Iterable[Obligation]) -> list[tuple[Obligation, ...]]:
    """Return what goes into one message each: one organisation, one notice, one due minute; pages first."""
    every, groups = list(owed), dict[tuple[object, ...], list[Obligation]]()
    # Brothers and sisters stand on one page, in whichever sessions they are; so does whoever else is due with them.
    families = {(o.notice, _minute(o)) for o in every if o.notice == PAGE and o.step.startswith(FAMILY)}
    for o in every:
        minute = _minute(o)
        is_off = o.notice == PAGE and is_of_called_off(o.step)
        is_together = o.notice in TOGETHER or is_off or (o.notice, minute) in families
        # What is approved is one text about one child.
        single = o.key if is_prepared(o) else ""
        alone = CANCELLED if is_off else o.session if o.organisation == INNOV8 and not is_together else ""
        # Two messages that went wrong went to two addresses.
        alone = o.step if o.notice == SENT_IN_ERROR else alone
        groups.setdefault((not o.urgent, o.organisation, o.notice, o.to, o.person, minute, alone, single), []).append(o)
    return [tuple(group) for _, group in sorted(groups.items(), key=lambda pair: (pair[0][0], pair[1][0].due))]


def _minute(owed: Obligation) -> datetime:
    return owed.due.replace(second=0, microsecond=0)


def compose(to: Recipient, obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Letter:
    """Return the letter that pays these obligations, all of one notice and one organisation.

    What must be approved is written as of when it fell due: it must read the same when it is sent as when it was shown.
    """
    first = obligations[0]
    now = first.due if is_prepared(first) else now
    facts, settings = on_day(facts, first.day), facts.settings
    told = [as_first_owed(owed, facts) for owed in obligations]
    ref = reference(settings.workbook_id, first.organisation, _day_of_reference(first, facts))
    values = {
        "organisation": settings.organisation,
        "reference": ref,
        "day": f"{first.day:%A} {first.day.day} {first.day:%B %Y}",
        "dsl_name": settings.dsl_name or "our Designated Safeguarding Lead",
        "dsl_phone": settings.dsl_phone,
        "lawful_basis": settings.lawful_basis,
        "clauses": _clauses(told),
        "rules": ", ".join(dict.fromkeys(o.rule for o in (*told, *obligations))),
        "decided": decided_words(told, facts),
        "reasons": list(dict.fromkeys(o.reason for o in told)),
        "late": _late(first, now),
        "lock_line": lock_words(first, facts) if first.urgent and first.organisation == INNOV8 else "",
        "have_link": _have_link(obligations, facts),
        "is_ours": first.organisation == INNOV8,
        "sent_on": why_sent_on(obligations, facts),
        **FILLERS[first.notice](told, facts, now),
    }
    ours = next(iter(settings.organisation.split()), INNOV8)[:30]
    subject = f"{ours} {_word(first)} {short_day(first.day)} – ref {ref}"
    return Letter(
        first.notice, first.organisation, to, subject, ref, first.day, first.urgent, tuple(obligations), values
    )


def _day_of_reference(first: Obligation, facts: Facts) -> date:
    """A letter about a message bears the reference of that message, so that its reader finds it."""
    about = facts.messages.get(first.step.removeprefix(LETTER)) if first.notice == SENT_IN_ERROR else None
    return about.day if about else first.day


def _word(first: Obligation) -> str:
    """Return what a subject may say of its message: for whom it is, never what happened."""
    if first.notice == SENT_IN_ERROR:
        return "message"
    if first.organisation != INNOV8:
        # What was sent on to a DSL is the attendance that it was: one day's attendance is one thread in any inbox.
        if is_prepared(first):
            return "for your team"
        return "for the DSL" if first.to is Role.DSL and first.rule != SENT_ON else "attendance"
    if first.urgent:
        return "test page" if first.notice == TEST else "page"
    if first.notice in ABOUT_TIME:
        return ABOUT_TIME[first.notice]
    if first.notice in (CALL, BREACH_CALL):
        return "to decide"
    return "register" if first.notice.startswith("register") else "attendance"


def lock_words(first: Obligation | Owing, facts: Facts) -> str:
    """Return what the locked telephone of whoever is on duty shows of a page: reference, site and time."""
    ref = reference(facts.settings.workbook_id, first.organisation, first.day)
    site = facts.sessions[first.session].site if first.session in facts.sessions else ""
    test = "TEST" if first.rule == TEST_RULE else ""
    return " · ".join(part for part in (test, f"Ref {ref}", site, hhmm(first.due)) if part)


def _have_link(obligations: Sequence[Obligation], facts: Facts) -> str:
    """Return the link by which a page is taken: opening the page takes it for nobody."""
    if not obligations[0].notice.endswith("_page"):
        return ""
    about = {owed.session or owed.pupil for owed in obligations}
    return action_link(facts, about.pop() if len(about) == 1 else "", HAVE_IT)


def _clauses(obligations: Iterable[Obligation]) -> str:
    found = list(dict.fromkeys(clause for o in obligations for clause in o.clause.split(", ")))
    numbers = [clause for clause in found if clause != COVER]
    parts = [f"clause{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"] if numbers else []
    return " and ".join([*parts, *(["the cover"] if COVER in found else [])])


def _late(first: Obligation, now: datetime) -> str:
    if now - first.due < IN_TIME or first.notice in {"not_delivered", *ABOUT_OURSELVES}:
        return ""
    due, sent = day_of(first.due), day_of(now)
    on = f" on {short_day(due)}" if due != sent else ""
    return f"This was due at {hhmm(first.due)}{on} and is sent late, at {hhmm(now)}."


FILLERS = {
    "absence": school_letters.absence,
    "stand_down": school_letters.stand_down,
    "register_missing": school_letters.register_missing,
    "attendance_report": school_letters.attendance_report,
    "corrected_report": school_letters.corrected_report,
    "left_site": school_letters.left_site,
    "register_nudge": our_letters.register,
    "register_coordinator": our_letters.register,
    "register_page": our_letters.register,
    "left_site_page": our_letters.left_site_page,
    "child_page": safeguarding_letters.child_page,
    "dsl_list": safeguarding_letters.dsl_list,
    "weekly_digest": weekly_letters.weekly_digest,
    "oversight": oversight_letters.oversight,
    "walk_in": school_letters.walk_in,
    "question": question_letters.question,
    "duty_call": duty_letters.duty_call,
    "session_changed": change_letters.session_changed,
    "ring_round": change_letters.ring_round,
    "cancelled_page": change_letters.cancelled_page,
    "where_now": where_letters.where_now,
    "where_now_page": where_letters.where_now_page,
    "not_confirmed": where_letters.not_confirmed,
    "concern_page": concern_letters.concern_page,
    "case_call": case_letters.case_call,
    "case_to_school": case_letters.case_to_school,
    "non_attendance": case_letters.case_to_school,
    "case_over": case_letters.case_over,
    "referral": authority_letters.referral,
    "new_facts": authority_letters.new_facts,
    "referral_over": authority_letters.over,
    "placing_told": authority_letters.placing_told,
    "placing_over": authority_letters.over,
    "page_again": page_letters.page_again,
    "refer_yourself": page_letters.refer_yourself,
    "not_delivered": ops_letters.not_delivered,
    "overtaken_list": ops_letters.overtaken_list,
    "quota_near": ops_letters.quota_near,
    "still_paused": mode_letters.still_paused,
    "taken_back": mode_letters.taken_back,
    "shadow_digest": mode_letters.shadow_digest,
    archive_letters.NOTICE: archive_letters.archive_sealed,
    TEST: testing_letters.test_page,
    SENT_IN_ERROR: breach_letters.sent_in_error,
    BREACH_CALL: breach_letters.breach_call,
}
"""Every notice and what fills it: to know each message that the system can send, read this list."""
