"""What a message says: obligations and facts in, the values that its template needs out. Pure.

A table row is about one child in one session. No subject and no first line names anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark, Status, marks, suggested_code
from cme.domain.model import Facts, Obligation, Pupil, Session
from cme.domain.recipients import INNOV8, Recipient

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 or I: a reference is read out over the telephone."""
REPLY_WITHIN = timedelta(minutes=30)


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


def reference(workbook_id: str, organisation: str, day: date) -> str:
    """Return the four characters by which a day's messages to one organisation are known: the same all day, opaque."""
    number = int.from_bytes(hashlib.sha256(f"{workbook_id}/{organisation}/{day}".encode()).digest()[:8], "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in (0, 5, 10, 15))


def bundle(owed: Iterable[Obligation]) -> list[tuple[Obligation, ...]]:
    """Return what goes into one message each: one organisation, one notice, one due minute; pages first."""
    groups: dict[tuple[object, ...], list[Obligation]] = {}
    for o in owed:
        minute = o.due.replace(second=0, microsecond=0)
        alone = o.session if o.organisation == INNOV8 else ""
        groups.setdefault((not o.urgent, o.organisation, o.notice, o.to, o.person, minute, alone), []).append(o)
    return [tuple(group) for _, group in sorted(groups.items(), key=lambda pair: (pair[0][0], pair[1][0].due))]


def compose(to: Recipient, obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Letter:
    """Return the letter that pays these obligations, all of one notice and one organisation."""
    first = obligations[0]
    settings = facts.settings
    ref = reference(settings.workbook_id, first.organisation, first.day)
    word = "page" if first.urgent else "attendance"
    values = {
        "organisation": settings.organisation,
        "recipient": to.name,
        "reference": ref,
        "day": f"{first.day:%A} {first.day.day} {first.day:%B %Y}",
        "dsl_name": settings.dsl_name or "the Designated Safeguarding Lead",
        "dsl_phone": settings.dsl_phone or "not yet entered in Settings",
        "lawful_basis": settings.lawful_basis,
        "clauses": ", ".join(dict.fromkeys(o.clause for o in obligations)),
        "rules": ", ".join(dict.fromkeys(o.rule for o in obligations)),
        "reasons": list(dict.fromkeys(o.reason for o in obligations)),
        "late": _late(first, now),
        "register_link": settings.form_links.get("register", ""),
        "change_link": settings.form_links.get("change", ""),
        **_VALUES[first.notice](obligations, facts, now),
    }
    subject = f"{settings.organisation.split()[0]} {word} {first.day:%a} {first.day.day} {first.day:%b} – ref {ref}"
    return Letter(
        first.notice, first.organisation, to, subject, ref, first.day, first.urgent, tuple(obligations), values
    )


def _late(first: Obligation, now: datetime) -> str:
    late = int((now - first.due).total_seconds() // 60)
    if late < 2 or first.notice in {"overtaken_list", "not_delivered"}:
        return ""
    return f"This was due at {hhmm(first.due)} and is sent late, at {hhmm(now)}."


def _row(mark: Mark, facts: Facts, fact: str) -> dict[str, str]:
    pupil = facts.pupils[mark.place.pupil]
    session = facts.sessions[mark.place.session]
    kind = getattr(facts.organisations.get(mark.place.commissioner), "kind", "")
    return {
        **_who(pupil),
        "half": mark.half,
        "session": f"{mark.half}, {session.name}",
        "site": session.site,
        "expected": f"{hhmm(mark.place.start)}–{hhmm(mark.place.end)}",
        "fact": fact,
        "said": _said(mark),
        "code": suggested_code(mark, kind) or "not known",
    }


def _who(pupil: Pupil) -> dict[str, str]:
    return {
        "name": pupil.short_name,
        "year": pupil.year or "not known",
        "number": pupil.admission_number or "not known",
    }


def _said(mark: Mark) -> str:
    if mark.said is not None:
        who = mark.said.said_by or "not said by whom"
        sure = "" if mark.explained is not None else ", not confirmed"
        return f"{mark.said.reason or 'not coming'} (said by {who}, {hhmm(mark.said.recorded_at)}{sure})"
    if mark.taxi is not None:
        due = f", due {hhmm(mark.taxi.due)}" if mark.taxi.due else ""
        return f"taxi late{due} (logged {hhmm(mark.taxi.recorded_at)})"
    return "none known"


def _marks(obligations: Sequence[Obligation], facts: Facts) -> list[tuple[Obligation, Mark]]:
    found: dict[tuple[str, str], Mark] = {}
    for mark in marks(facts, obligations[0].day):
        found.setdefault((mark.place.pupil, mark.place.session), mark)
    pairs = [(o, found.get((o.pupil, o.session))) for o in obligations]
    return [(o, mark) for o, mark in pairs if mark is not None]


def _absence(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    pairs = _marks(obligations, facts)
    unknown = sum(mark.said is None and mark.taxi is None for _, mark in pairs)
    said = f"{_halves(mark for _, mark in pairs)}: {len(pairs)} not arrived, {_no_reason(unknown, len(pairs))}"
    return {
        "first_line": f"{said}. Please reply with what you know by {hhmm(now + REPLY_WITHIN)}.",
        "rows": [_row(mark, facts, o.reason) for o, mark in pairs],
    }


def _no_reason(unknown: int, count: int) -> str:
    if unknown == count:
        return "no reason known"
    return f"{unknown} of them with no reason known" if unknown else "a reason was given, see below"


def _halves(found: Iterable[Mark]) -> str:
    return " and ".join(sorted({mark.half for mark in found})) or "Today"


def _stand_down(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    pairs = _marks(obligations, facts)
    ours = [o for o, _ in pairs if o.basis.startswith("our mistake")]
    count = len(pairs)
    if len(ours) == count:
        were = "was" if count == 1 else "were"
        line = f"Stand down: {count} reported earlier {were} here all along. Our mistake; we are sorry."
    else:
        line = (
            f"Stand down: {count} reported earlier {'has' if count == 1 else 'have'} arrived. Nothing more is needed."
        )
    return {"first_line": line, "rows": [_row(mark, facts, o.reason) for o, mark in pairs], "our_mistake": bool(ours)}


def _report(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    first = obligations[0]
    mine = [mark for mark in marks(facts, first.day) if mark.place.commissioner == first.organisation]
    came = sum(mark.is_seen for mark in mine)
    open_ones = sum(mark.status in (Status.NOT_HERE, Status.NOT_ASKED) for mark in mine)
    line = f"{came} of {len(mine)} sessions attended"
    line += (
        f"; {open_ones} with no reason known: please reply if you know one."
        if open_ones
        else ". Nothing is asked of you."
    )
    return {
        "first_line": line,
        "rows": [_row(mark, facts, fact_of(mark)) for mark in mine],
        "as_of": hhmm(now),
        "pupils": len({mark.place.pupil for mark in mine}),
    }


def fact_of(mark: Mark) -> str:
    """Return what is known of a child in a session, as one phrase with its times."""
    seen = hhmm(mark.seen_at) if mark.seen_at else ""
    if mark.status is Status.HERE:
        return f"arrived {seen}, {mark.minutes_late} minutes late" if mark.minutes_late else "here"
    if mark.status is Status.NOT_ASKED:
        return "no register: not known"
    if mark.status is Status.NOT_HERE and mark.asked_at:
        return f"not here; last asked {hhmm(mark.asked_at)}"
    if mark.status in (Status.WENT_HOME, Status.LEFT_SITE) and mark.last:
        return f"{'here from ' + seen + '; ' if seen else ''}{mark.status.value} {hhmm(mark.last.at)}"
    return mark.status.value


def _register(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    first = obligations[0]
    session = facts.sessions[first.session]
    lead = facts.staff.get(session.lead)
    group = [m for m in marks(facts, first.day) if m.place.session == session.code]
    open_ones = [m for m in group if m.status is Status.NOT_ASKED and m.expected_at <= first.due]
    return {
        "first_line": _register_line(first, session),
        "session": session.name,
        "site": session.site,
        "start": hhmm(session.start),
        "lead_name": lead.name if lead else "nobody entered as lead",
        "lead_phone": lead.phone if lead and lead.phone else "no number entered",
        "children": [{**_who(facts.pupils[m.place.pupil]), "expected": hhmm(m.expected_at)} for m in open_ones],
        "only_some": first.step.startswith("nudge "),
        "school_told_at": hhmm(min((m.expected_at for m in open_ones), default=first.due) + timedelta(minutes=15)),
    }


def _register_line(first: Obligation, session: Session) -> str:
    if first.notice == "register_nudge":
        if first.step.startswith("nudge "):
            return f"{session.site}, {first.step[6:]}: are the later starters here? Two taps, please, now."
        return f"{session.site}, {hhmm(session.start)}: please send the register now."
    if first.notice == "register_coordinator":
        return f"{session.site}, {hhmm(session.start)}: no register yet. Please ring the session's lead now."
    waited = _minutes_since(first, session)
    return f"{session.site}, {hhmm(session.start)}: no register after {waited} minutes. Somebody must look now."


def _minutes_since(first: Obligation, session: Session) -> int:
    return int((first.due - instant(first.day, session.start)).total_seconds() // 60)


def _left_site(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    pairs = _marks(obligations, facts)
    site = facts.sessions[obligations[0].session].site if obligations[0].session in facts.sessions else ""
    where = f"{site}, {hhmm(obligations[0].due)}"
    if obligations[0].organisation == INNOV8:
        line = f"{where}: somebody left without permission. Act now; 999 if in danger."
    else:
        number = facts.settings.dsl_phone or "us"
        line = f"One left our site without permission at about {hhmm(obligations[0].due)}. Please ring {number} now."
    told = [
        {"name": org.name, "phone": org.telephone or "no number entered"}
        for code in _told(pairs, facts)
        if (org := facts.organisations.get(code))
    ]
    return {
        "first_line": line,
        "rows": [_row(mark, facts, o.reason) for o, mark in pairs],
        "told": told,
        "at": hhmm(now),
    }


def _told(pairs: Sequence[tuple[Obligation, Mark]], facts: Facts) -> list[str]:
    codes = [c for _, m in pairs for c in (facts.pupils[m.place.pupil].school, m.place.commissioner) if c]
    return list(dict.fromkeys(codes))


def _not_delivered(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    items = []
    for o in obligations:
        code = o.basis.removeprefix("organisation ")
        org = facts.organisations.get(code)
        items.append(
            {
                "reason": o.reason,
                "organisation": org.name if org else code,
                "phone": (org.telephone if org else "") or "no number entered",
            }
        )
    return {"first_line": f"{len(items)} to tell by telephone: a notice did not arrive.", "items": items}


def _overtaken(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    items = [text.split(": ", 1) for o in obligations for text in o.basis.split(" | ")]
    lines = [{"what": parts[0], "why": parts[-1]} for parts in items]
    return {"first_line": f"{len(lines)} notices were not sent. Please read the list and decide.", "items": lines}


_VALUES = {
    "absence": _absence,
    "stand_down": _stand_down,
    "attendance_report": _report,
    "register_nudge": _register,
    "register_coordinator": _register,
    "register_page": _register,
    "left_site": _left_site,
    "left_site_page": _left_site,
    "not_delivered": _not_delivered,
    "overtaken_list": _overtaken,
}
"""Every notice and what fills it: to know each message that the system can send, read this list."""
