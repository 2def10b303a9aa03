"""How often Python looks for rings of garbage in a process that holds workbooks."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Look once in a hundred thousand new objects: workbooks are many small values that stay, in no ring at all."""
    # As Python has it, at every 700, it walks over all their cells again and again: a third of a test's time.
    gc.set_threshold(100_000, 50, 100)
