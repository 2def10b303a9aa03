"""What the digest of the week says: of each child the pattern in one sentence and whom to ring; then the rest. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.duty import duty_of
from cme.domain.findings import CASE_PROPOSED, DECIDE, RUN, UNSEEN
from cme.domain.form_links import ON_DUTY, action_link
from cme.domain.letter_rows import count, who
from cme.domain.model import Facts, Obligation
from cme.domain.policy_health import MEND
from cme.domain.rules.patterns import is_decided
from cme.domain.tiers import rank

Values = dict[str, Any]
AT_ONCE = {RUN: DECIDE, UNSEEN: CASE_PROPOSED}
"""From which level on a pattern is for the DSL to decide about the same day, by its rule."""


def weekly_digest(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the week's digest: who wants a decision first, each child once, the worst tier first."""
    by_child: dict[str, list[Obligation]] = {}
    for owed in obligations:
        if owed.pupil in facts.pupils:
            by_child.setdefault(owed.pupil, []).append(owed)
    worst_first = sorted(
        by_child, key=lambda code: (not _decides(facts, by_child[code]), rank(facts.pupils[code].tier), code)
    )
    decide = [code for code in worst_first if _decides(facts, by_child[code])]
    settle = [owed for owed in obligations if owed.rule in MEND]
    is_asked = facts.settings.duty_asked is not None and duty_of(facts, obligations[0].day).first is None
    return {
        "first_line": _first_line(len(by_child), len(decide), len(settle)),
        "children": [_child(facts, code, by_child[code]) for code in worst_first],
        "points": [{"what": owed.reason, "mend": MEND[owed.rule]} for owed in settle],
        "has_links": bool(action_link(facts)),
        "asks_duty": is_asked,
        "duty_link": action_link(facts, done=ON_DUTY) if is_asked else "",
    }


def _first_line(children: int, decide: int, settle: int) -> str:
    """Return how many children and how many points of the policy there are, and what is asked, without a name."""
    parts = [f"{count(children, 'child', 'children')} with a pattern of absence"] if children else []
    parts += [f"{count(settle, 'point', 'points')} of the policy to settle"] if settle else []
    asked = f"{count(decide, 'child wants', 'children want')} a decision of yours today"
    return f"New or worse this week: {', '.join(parts)}; {asked if decide else 'nothing to decide today'}."


def _decides(facts: Facts, theirs: Sequence[Obligation]) -> bool:
    """Return whether the DSL is to decide about a child today, and has not since it became as bad as it is."""
    rules = {owed.rule for owed in theirs}
    found = (finding for finding in facts.findings if finding.pupil == theirs[0].pupil and finding.rule in rules)
    return any(f.level >= AT_ONCE.get(f.rule, f.level + 1) and not is_decided(facts, f) for f in found)


def _child(facts: Facts, code: str, theirs: Sequence[Obligation]) -> Values:
    pupil = facts.pupils[code]
    school = facts.organisations.get(pupil.school)
    asks = school is not None and any(owed.rule in (RUN, UNSEEN) for owed in theirs)
    return {
        **who(pupil),
        "decides": _decides(facts, theirs),
        "sentences": [owed.reason for owed in theirs],
        "school": school.name if school and asks else "",
        "phone": school.telephone or "no number entered" if school and asks else "",
        "link": action_link(facts, code),
    }
