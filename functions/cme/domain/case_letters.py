"""What is said of cases: to our DSL what is asked and whom to ring, to a school what it is asked, or that it is over.

No first line names anybody, and no flag stands in any mail. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.case_calls import case_calls
from cme.domain.case_told import LOOK_INTO, REFER_AT_ONCE, REFERRED
from cme.domain.clocks import time_and_date
from cme.domain.form_links import case_link
from cme.domain.letter_rows import count, who
from cme.domain.model import Facts, Obligation
from cme.domain.sightings import last_seen

Values = dict[str, Any]
ASKED = {
    REFERRED: (
        "One of your pupils may be missing education. Has the school referred? Please reply today.",
        "Has the school referred this to the local authority? If so, please send us when, and the reference. If "
        "somebody else has it already: who, and since when? If not, please refer today.",
    ),
    REFER_AT_ONCE: (
        "Nobody knows where one of your pupils is. Please refer to children's social care at once.",
        "Please refer to children's social care at once, as your own procedures say, and tell us when that is done. "
        "Ring us for why we ask. In danger, the police come first.",
    ),
    LOOK_INTO: (
        "One of your pupils stays away from us. Please look into it with your education welfare officer.",
        "Please look into it together with your education welfare officer, and tell us what you find: whether the "
        "child is in school on other days, who has seen it last, and what is being done.",
    ),
}
"""What a school is asked at each step: the first line, and the whole request."""


def case_call(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of what cases ask of our DSL: each child once, with all that is asked, and whom to ring."""
    asked: dict[str, list[str]] = {}
    for owed in obligations:
        asked.setdefault(owed.pupil, []).append(owed.reason)
    children = [
        {
            **who(facts.pupils[code]),
            "asks": list(dict.fromkeys(reasons)),
            "calls": case_calls(facts, facts.pupils[code]),
            "never": facts.pupils[code].never_ring,
            "link": case_link(facts, code),
        }
        for code, reasons in asked.items()
        if code in facts.pupils
    ]
    number = count(len(asked), "case wants you", "cases want you")
    return {"first_line": f"{number}. What is asked of each stands below.", "children": children}


def case_to_school(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of what a school is asked about a case; of several, the most urgent is said first."""
    kinds = [kind for kind in ASKED if any(owed.step.startswith(kind) for owed in obligations)]
    kind = REFER_AT_ONCE if REFER_AT_ONCE in kinds else kinds[0]
    rows = [
        {**who(facts.pupils[o.pupil]), "reason": o.reason, "seen": _seen(facts, o.pupil), "asked": _asked(o)}
        for o in obligations
    ]
    return {"first_line": ASKED[kind][0], "rows": rows}


def case_over(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the word that a case is over, to whoever was told of it."""
    # Who was asked two things about one child hears once that it is over.
    once = {owed.pupil: owed for owed in reversed(obligations)}
    rows = [{**who(facts.pupils[code]), "reason": owed.reason} for code, owed in sorted(once.items())]
    children = count(len(rows), "child whom we asked you about", "children whom we asked you about")
    return {"first_line": f"{children}: it is over, nothing more is needed.", "rows": rows}


def _asked(owed: Obligation) -> str:
    return next(words for kind, (_, words) in ASKED.items() if owed.step.startswith(kind))


def _seen(facts: Facts, pupil: str) -> str:
    """Return when somebody of ours saw a child last in person, of the weeks that are read."""
    last = last_seen(pupil, facts)
    return time_and_date(last.at) if last else "not in the last five weeks"
