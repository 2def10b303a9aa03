"""What a trustee reads of a month: each line with what is asked, those first that want a question. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.letter_rows import count
from cme.domain.model import Facts, Obligation
from cme.domain.oversight import APART, ASKED, OFF, month_before, month_name, notes

Values = dict[str, Any]


def oversight(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of a month's numbers, as the ledger keeps them; nothing here is about anybody."""
    owed = obligations[0]
    span = month_before(facts, owed.due)
    found = [_line(text) for text in owed.basis.split(APART)]
    off = sum(line["is_off"] for line in found)
    is_as_asked = f"{count(off, 'line is', 'lines are')} not as our policy or our own figures ask"
    return {
        "first_line": f"{month_name(span)} in numbers: {is_as_asked if off else 'all is as our own figures ask'}.",
        "days": f"{span.since:%d/%m/%Y} to {span.until:%d/%m/%Y}",
        "lines": sorted(found, key=lambda line: not line["is_off"]),
        "notes": notes(facts, span),
    }


def _line(text: str) -> Values:
    what, _, asked = text.removeprefix(OFF).partition(ASKED)
    return {"what": what, "asked": asked, "is_off": text.startswith(OFF)}
