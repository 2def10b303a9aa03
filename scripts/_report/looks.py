"""How series look: apart in colours, in black and white, and by a pattern or a shape where a printer has neither."""

from __future__ import annotations

from typing import NamedTuple

INK, QUIET, PAPER, GRID = "#1d2733", "#44515f", "#ffffff", "#c8d0d9"


class Fill(NamedTuple):
    """A bar's colour and pattern."""

    colour: str
    hatch: str


class Stroke(NamedTuple):
    """A line's colour, how it is broken, and the shape of its points."""

    colour: str
    dashes: str
    marker: str


FILLS = (
    Fill("#1f3b57", ""),
    Fill("#84aad0", "////"),
    Fill("#e6ebf0", "||"),
    Fill("#b35a1e", "\\\\\\\\"),
    Fill("#ffffff", "xxxx"),
)
"""Of parts of a whole, in their order: neighbours differ in lightness as well."""
USUAL, OVER = Fill("#84aad0", "////"), Fill("#b35a1e", "\\\\\\\\")
"""Of bars by themselves: what is as it should be, and what is over the limit."""
STROKES = (Stroke("#1f3b57", "-", "o"), Stroke("#6b4d8f", "--", "s"), Stroke("#a3430f", ":", "^"))
LIMIT = Stroke("#1d2733", "-.", "")
