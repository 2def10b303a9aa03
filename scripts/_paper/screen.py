"""A paper on the screen: a field or a row a line, so that each value can be copied by itself."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from cme.domain.pack import NOT_KNOWN, stamp
from cme.domain.paper import Paper, Table, is_gap

FIELD = 2
"""So many columns has a table of fields: a name and a value."""
NONE, EMPTY, BETWEEN = "none", "–", " · "
"""What stands in place of no row, of an empty cell, and between two cells."""


def show(paper: Paper, console: Console) -> None:
    """Print a paper in its order; what is not known stands out, and so does a gap, which says so in a word as well."""
    console.print(Rule(Text(paper.title, style="bold")))
    console.print(Text(f"{paper.organisation}. Made {stamp(paper.made)}. {paper.caution}"), soft_wrap=True)
    for table in paper.tables:
        if table.is_on_screen:
            console.print(Text(f"\n{table.title}", style="bold"))
            # A value that the screen broke into lines would be copied with the breaks.
            console.print(Group(*_lines(table)), soft_wrap=True)


def _lines(table: Table) -> Iterator[RenderableType]:
    if not table.rows:
        yield Text(f"  {NONE}")
    elif len(table.headings) == FIELD:
        for name, value in table.rows:
            yield Text.assemble((f"  {name}: ", "dim"), _cell(value))
    else:
        yield Text(f"  {BETWEEN.join(table.headings)}", style="dim")
        for row in table.rows:
            yield Text("  ").append_text(Text(BETWEEN).join(_cell(cell or EMPTY) for cell in row))


def _cell(text: str) -> Text:
    return Text(text, style="bold red" if is_gap(text) else "yellow" if text == NOT_KNOWN else "")
