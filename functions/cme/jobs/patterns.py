"""Each night: which patterns of absence there are, from all observations; written down only where it is news."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cme.domain.figures import Figures
from cme.domain.model import Facts
from cme.domain.patterns import find
from cme.edges import patterns
from cme.edges.google import Google
from cme.edges.sheets import Snapshot
from cme.edges.whole_tabs import all_observations
from cme.errors import EdgeError


def wanted_findings(
    google: Google, workbook_id: str, facts: Facts, snapshot: Snapshot, at: datetime, figures: Figures
) -> tuple[list[dict[str, Any]], str]:
    """Return the requests that write the tab Patterns anew, none where it stands; and what is to be said, if anything.

    Where the tabs cannot be read nothing is written: what stood there stands.
    """
    if snapshot.unfit & {"observations", "patterns"}:
        return [], "Patterns of absence were not worked out: their tabs are not as they must be."
    try:
        every = all_observations(google, workbook_id, snapshot.titles["observations"])
        found = find(replace(facts, observations=every), at, figures)
    except EdgeError as wrong:
        return [], f"Patterns of absence were not worked out: the observations could not be read ({wrong.brief})."
    except Exception as wrong:
        # Whatever a rule cannot count must not keep the rest of the night from being written down.
        return [], f"Patterns of absence could not be worked out ({type(wrong).__name__}): report this."
    if found == facts.findings:
        return [], ""
    return patterns.written(found, max(0, len(snapshot.values.get("patterns", ())) - 1)), ""
