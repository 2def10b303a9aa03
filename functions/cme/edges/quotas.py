"""What Google lets one account ask for in a minute, and how much of that a run has asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from cme.domain.model import Problem, Severity

A_MINUTE: Mapping[tuple[str, str], int] = {
    ("Sheets", "reads"): 60,
    ("Sheets", "writes"): 60,
    ("Forms", "reads"): 180,
    ("Forms", "writes"): 150,
    ("Gmail", "units"): 6000,
    ("Chat", "writes"): 60,
}
"""For one account, as Google documents it; for Forms the figure of its dearest read, the list of answers; for Chat that
of one space."""
UNITS = {"send": 100, "drafts": 10}
"""What a call of Gmail costs, by the last word of its path; any other costs FEW."""
FEW = 5
NEAR = 0.8
PLACES = {"/v4/spreadsheets": "Sheets", "/v1/forms": "Forms", "/gmail/": "Gmail", "/v1/spaces": "Chat"}


class Asked(Counter[tuple[str, str]]):
    """Counts the calls of a run by API."""

    def note(self, method: str, url: str) -> None:
        """Count one call."""
        path = urlsplit(url).path
        api = next((name for begins, name in PLACES.items() if path.startswith(begins)), "")
        if api == "Gmail":
            last = path.rpartition("/")[2] if method != "GET" else ""
            self[api, "units"] += UNITS.get(last, FEW)
        elif api:
            self[api, "reads" if method == "GET" else "writes"] += 1

    def problems(self) -> list[Problem]:
        """Return what a run asks for nearly as often as Google allows in a minute."""
        return [
            Problem(
                "OPS-4",
                Severity.QUERY,
                f"quota of {api}",
                f"One run made {self[api, what]} {what} of {api}, and Google allows {limit} a minute.",
                "It goes on a minute later where Google refuses. If this stays, report it.",
            )
            for (api, what), limit in A_MINUTE.items()
            if self[api, what] >= limit * NEAR
        ]
