"""Log lines as JSON, one a line, as Cloud Logging reads them: an event and facts, codes and counts, never a name."""

from __future__ import annotations

import json
import sys
from typing import Any


def event(name: str, *, severity: str = "INFO", **facts: Any) -> None:
    """Write one event. `facts` hold ids, codes and numbers only."""
    line = {"severity": severity, "message": name, **facts}
    # In ASCII, so that no character of anything can break the line, or the run that writes it.
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()
