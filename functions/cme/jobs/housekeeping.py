"""The tab Housekeeping: what is to be settled about the policy itself, written whole each night."""

from __future__ import annotations

from datetime import date
from typing import Any

from cme.domain.figures import Figures
from cme.domain.model import Facts
from cme.domain.policy_health import points
from cme.edges.ledger import FIELDS, Cell
from cme.edges.schema import tab
from cme.jobs.board import whole

SHAPE = (2, 12, 5)
"""From which row, over how many rows and columns."""


def wanted_housekeeping(facts: Facts, day: date, figures: Figures) -> list[dict[str, Any]]:
    """Return the request that writes the tab as it is on a day."""
    rows: list[tuple[Cell, ...]] = [
        (point.rule, point.clause, "\n".join((point.what, *point.details)), point.mend, point.by)
        for point in points(facts, day, figures).values()
    ]
    return [whole(tab("housekeeping").sheet_id, SHAPE, rows, FIELDS)]
