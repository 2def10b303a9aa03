"""A paper on the screen: a field or a row a line, so that each value can be copied by itself."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from cme.domain.pack import NOT_KNOWN, stamp
from cme.domain.paper import Paper, is_gap

FIELD = 2
"""So many columns has a table of fields: a name and a value."""


def show(paper: Paper, console: Console) -> None:
    """Print a paper in its order; what is not known stands out, and so does a gap, which says so in a word as well."""
    console.print(Rule(Text(paper.title, style="bold")))
    console.print(Text(f"{paper.organisation}. Made {stamp(paper.made)}. {paper.caution}"), soft_wrap=True)
    for table in paper.tables:
        if table.is_on_screen:
            console.print(Text(f"\n{table.title}", style="bold"))
            # A value that the screen broke into lines would be copied with the breaks.
            console.print(Group(*map(_line, table.rows)), soft_wrap=True)


def _line(row: Sequence[str]) -> RenderableType:
    if len(row) == FIELD:
        name, value = row
        return Text.assemble((f"  {name}: ", "dim"), _cell(value))
    return Text("  ").append_text(Text(" · ").join(_cell(cell) for cell in row if cell))


def _cell(text: str) -> Text:
    return Text(text, style="bold red" if is_gap(text) else "yellow" if text == NOT_KNOWN else "")
