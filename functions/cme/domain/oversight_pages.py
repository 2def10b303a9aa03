"""Of a month's pages: how long until somebody had each, and until it was over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cme.domain.figures import Figures
from cme.domain.letter_rows import count
from cme.domain.marks import EXPLAINED_BY
from cme.domain.model import Facts, Observation, Owing, Saw
from cme.domain.oversight import Line, Span
from cme.domain.pages import CONCERN_RULE, Page, is_of_page, is_settled, pages, said_of
from cme.domain.said import SEEN

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """One page: when somebody had it, and when it was over, each as far as that was within a day."""

    page: Page
    taken: datetime | None
    over: datetime | None

    @property
    def until_taken(self) -> timedelta | None:
        """How long nobody had it; None where nobody took it."""
        return self.taken - self.page.sent if self.taken else None


def pages_of(facts: Facts, span: Span) -> list[Taken]:
    """Return the pages of some days, the earliest first."""
    found = (page for day in span.days for page in pages(facts, day))
    return [Taken(page, taken_at(facts, page), over_at(facts, page)) for page in found]


def pages_taken(facts: Facts, figures: Figures, span: Span) -> Line:
    """Return how many pages there were, and the minutes until they were taken, and until they were over."""
    found = pages_of(facts, span)
    limits = [figures.minutes(name, span.until) for name in ("page_deputy", "page_unresolved")]
    owned = [one.until_taken for one in found if one.until_taken is not None]
    over = [one.over - one.page.sent for one in found if one.over]
    by_itself = sum(one.taken is None and one.over is not None for one in found)
    by_nobody = sum(one.taken is None and one.over is None for one in found)
    left = sum(one.taken is not None and one.over is None for one in found)
    parts = [f"{count(len(found), 'page', 'pages')} to whoever was on duty."]
    parts += [f"Taken {in_minutes(owned)}."] if owned else []
    parts += [f"Over {in_minutes(over)}."] if over else []
    parts += [f"{by_itself} over before anybody had taken it."] if by_itself else []
    parts += [f"{by_nobody} taken by nobody within a day."] if by_nobody else []
    parts += [f"Of {left} nobody said within a day how it ended."] if left else []
    took, ended = limits
    slow = any(length > took for length in owned) or any(
        one.over - one.taken > ended for one in found if one.taken and one.over
    )
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
