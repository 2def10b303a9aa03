"""Of a month's pages: how long until somebody had each, and until it was over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cme.domain.figures import Figures
from cme.domain.letter_rows import count
from cme.domain.marks import EXPLAINED_BY
from cme.domain.model import Facts, Observation, Owing, Saw
from cme.domain.oversight import Line, Span
from cme.domain.pages import CONCERN_RULE, Page, is_of_page, is_settled, pages, said_of
from cme.domain.said import SEEN

MINUTE = timedelta(minutes=1)


def pages_taken(facts: Facts, figures: Figures, span: Span) -> Line:
    """Return how many pages there were, and the minutes until they were taken, and until they were over."""
    found = [(page, taken_at(facts, page), over_at(facts, page)) for day in span.days for page in pages(facts, day)]
    limits = [figures.minutes(name, span.until) for name in ("page_deputy", "page_unresolved")]
    owned = [taken - page.sent for page, taken, _ in found if taken]
    over = [end - page.sent for page, _, end in found if end]
    by_itself = sum(taken is None and end is not None for _, taken, end in found)
    by_nobody = sum(taken is None and end is None for _, taken, end in found)
    left = sum(taken is not None and end is None for _, taken, end in found)
    parts = [f"{count(len(found), 'page', 'pages')} to whoever was on duty."]
    parts += [f"Taken {in_minutes(owned)}."] if owned else []
    parts += [f"Over {in_minutes(over)}."] if over else []
    parts += [f"{by_itself} over before anybody had taken it."] if by_itself else []
    parts += [f"{by_nobody} taken by nobody within a day."] if by_nobody else []
    parts += [f"Of {left} nobody said within a day how it ended."] if left else []
    took, ended = limits
    slow = any(length > took for length in owned) or any(e - t > ended for _, t, e in found if t and e)
    asked = f"taken within {took // MINUTE} minutes, and settled within {ended // MINUTE} after that"
    return Line(" ".join(parts), asked, slow or by_nobody + left > 0)


def taken_at(facts: Facts, page: Page) -> datetime | None:
    """Return when somebody said first that they have a page."""
    return min((o.recorded_at for o in said_of(facts, page) if o.saw is Saw.HAS_IT), default=None)


def over_at(facts: Facts, page: Page) -> datetime | None:
    """Return when the last thing that a page asks was known: somebody said so, or the child or the register came."""
    said = said_of(facts, page)
    came = [o for o in facts.observations if is_of_page(o.recorded_at, page)]
    ends = [_ends_at(row, said, came) for row in page.rows]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _ends_at(row: Owing, said: Sequence[Observation], came: Sequence[Observation]) -> datetime | None:
    settled = (o.recorded_at for o in said if is_settled(row, [o]))
    return min((*settled, *_came(came, row)), default=None)


def _came(observations: Iterable[Observation], row: Owing) -> Iterable[datetime]:
    """Yield when what a page was about ended by itself; what somebody fears for a child does not."""
    if row.rule == CONCERN_RULE:
        return
    for o in observations:
        if o.recorded_at >= row.decided_at and o.day == row.day:
            is_register = not row.pupil and o.saw is Saw.REGISTER and o.session == row.session
            if is_register or (row.pupil and o.pupil == row.pupil and (o.saw in SEEN or _explains(o))):
                yield o.recorded_at


def _explains(said: Observation) -> bool:
    return said.saw is Saw.NOT_COMING and said.said_by.strip().casefold() in EXPLAINED_BY


def in_minutes(found: Sequence[timedelta]) -> str:
    """Return the median and the longest of some lengths of time, in whole minutes."""
    each = sorted(round(length / MINUTE) for length in found)
    middle = (each[(len(each) - 1) // 2] + each[len(each) // 2]) / 2
    if len(each) == 1:
        return f"after {count(each[0], 'minute', 'minutes')}"
    return f"after {middle:g} minutes in the median, {each[-1]} at the longest"
