"""The letters of charts and PDF files: they come with what draws the charts, so that all machines have the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import get_font

FOLDER = Path(mpl.get_data_path()) / "fonts" / "ttf"
FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""What stands in place of a letter that these have not; the page, which takes the reader's own letters, shows it."""


def drawable(text: str) -> str:
    """Return a text with each letter that cannot be drawn as a sign for that."""
    return "".join(letter if ord(letter) in _known() else UNKNOWN for letter in text)


@cache
def _known() -> frozenset[int]:
    return frozenset.intersection(*(frozenset(get_font(FOLDER / file).get_charmap()) for file in FILES))
