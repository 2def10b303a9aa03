"""What is said of a page that nobody takes, or that is taken and not settled; and to the lead, that they may act. Pure.

A page's first words name nobody, because a locked telephone shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import day_of, hhmm
from cme.domain.form_links import HAVE_IT, action_link
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Obligation, Role
from cme.domain.notice_names import called
from cme.domain.our_letters import Call, lead_call
from cme.domain.pages import CONCERN_RULE, Page, owner, pages, said_since
from cme.domain.recipients import on_duty
from cme.domain.said_by import who_said
from cme.domain.transport import NO_NUMBER

Values = dict[str, Any]
NOT_TAKEN = "SAFE-2"
OF_A_PAGE, OF_A_CONCERN = "located, handed over, referred?", "referred, handed over, assessed?"
"""What ends a page, as a reader is asked for it."""


def page_again(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of a page that comes again: what it was about, who has it, and what ends it."""
    about = _pages_of(obligations, facts)
    return {
        "first_line": _first_line(obligations, about),
        "pages": [_page(page, facts) for page in about],
        "is_taken": obligations[0].rule != NOT_TAKEN,
    }


def refer_yourself(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the word to a session's lead that nobody of ours has taken a page: whom to ring oneself."""
    first = obligations[0]
    people = [
        {"who": p.name or p.code, "phone": p.phone or NO_NUMBER}
        for p in on_duty(facts, Role.INNOV8_DSL, day_of(first.due))
    ]
    minutes = int((first.due - min(page.sent for page in _pages_of(obligations, facts))).total_seconds() // 60)
    return {
        "first_line": f"Nobody has taken a page about your session for {minutes} minutes. Act yourself, now.",
        # Its reader leads the session: nobody need ring oneself.
        "pages": [{**_page(page, facts), "leads": []} for page in _pages_of(obligations, facts)],
        "people": people,
        "care": care_calls(facts),
    }


def care_calls(facts: Facts) -> list[Call]:
    """Return the telephones of children's services, of every authority that is entered."""
    authorities = [o for o in facts.organisations.values() if o.kind == "authority"]
    office = [{"who": f"{o.name}, children's services", "phone": o.social_care} for o in authorities if o.social_care]
    nights = [{"who": f"{o.name}, out of hours", "phone": o.out_of_hours} for o in authorities if o.out_of_hours]
    return office + nights


def _pages_of(obligations: Sequence[Obligation], facts: Facts) -> list[Page]:
    """Return the pages that obligations are about, by the names at the end of their steps."""
    names = [owed.step.rsplit(" ", 1)[-1] for owed in obligations]
    return [page for page in pages(facts, obligations[0].day) if page.message.id in names]


def _first_line(obligations: Sequence[Obligation], about: Sequence[Page]) -> str:
    first = obligations[0]
    which = "the page" if len(about) == 1 else count(len(about), "page", "pages")
    at = " and ".join(dict.fromkeys(hhmm(page.sent) for page in about))
    if first.rule == NOT_TAKEN:
        return f"Nobody has taken {which} of {at}. Say “I have it”, then act."
    return f"Taken and not settled: {which} of {at}. What has become of it?"


def _page(page: Page, facts: Facts) -> Values:
    """Return one page: what it was, where, its children, who has it and what was done since."""
    said = said_since(facts, page)
    taken = owner(said)
    sessions = [facts.sessions[code] for code in page.sessions if code in facts.sessions]
    about = page.sessions[0] if len(page.sessions) == 1 else ""
    first = called(page.message.notice)
    return {
        "what": f"{first[:1].upper()}{first[1:]}, {hhmm(page.sent)}",
        "where": "; ".join(f"{s.name}, {s.site or 'site not entered'}, {hhmm(s.start)}" for s in sessions),
        "reasons": list(dict.fromkeys(row.reason for row in page.rows)),
        "leads": list({call["who"]: call for call in (lead_call(facts, s) for s in sessions)}.values()),
        "sent_to": next((p.name for p in facts.staff.values() if p.email == page.message.to), page.message.to),
        "owner": f"{who_said(facts, taken)}, since {hhmm(taken.recorded_at)}" if taken else "nobody",
        "done": [f"{hhmm(o.recorded_at)}, {o.saw.value}{f': {o.reason}' if o.reason else ''}" for o in said],
        "have_link": action_link(facts, about, HAVE_IT),
        "ends": OF_A_CONCERN if any(row.rule == CONCERN_RULE for row in page.rows) else OF_A_PAGE,
        "end_link": "" if page.pupils else action_link(facts, about),
        "children": [
            {
                "name": f"{facts.pupils[code].short_name} ({code})" if code in facts.pupils else code,
                "link": action_link(facts, code),
            }
            for code in page.pupils
        ],
    }
