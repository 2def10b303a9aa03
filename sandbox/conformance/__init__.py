"""The checks of the fidelity ledger: each uses only Google's own calls, so that it can be asked of Google too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gspread
from gspread.spreadsheet import Spreadsheet


@dataclass
class Probe:
    """The clients a check may use, against the sandbox or against Google."""

    gspread: gspread.Client
    sheets: Any
    forms: Any
    gmail: Any
    drive: Any
    me: str
    """The address of the account that asks."""
    base: str = ""
    """The sandbox's address; empty against Google."""
    made: list[str] = field(default_factory=list)
    """Ids of the files a check has made, to be put in the bin at the end."""

    @property
    def is_local(self) -> bool:
        """Whether this is the sandbox, where faults and switches can be set."""
        return bool(self.base)

    def control(self, verb: str, path: str, body: object = None) -> Any:
        """Use one of the sandbox's controls, such as POST /sandbox/clock with {"now": …}."""
        import requests

        answer = requests.request(verb, self.base + path, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def workbook(self, title: str = "Conformance check") -> Spreadsheet:
        """Make a workbook for one check."""
        made = self.gspread.create(title)
        self.made.append(made.id)
        return made


Check = Callable[[Probe], None]
CHECKS: dict[str, Check] = {}


def checks(line: str) -> Callable[[Check], Check]:
    """Register the check of one line of the ledger."""

    def register(check: Check) -> Check:
        if line in CHECKS:
            raise ValueError(f"{line} has two checks.")
        CHECKS[line] = check
        return check

    return register
