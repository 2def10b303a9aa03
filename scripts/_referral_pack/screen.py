"""A referral pack on the screen: one field a line, so that each value can be copied by itself."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from cme.domain.pack import NOT_KNOWN, Field, Pack, stamp


def show(pack: Pack, console: Console) -> None:
    """Print a pack in the order of the form; what is not known stands out, so that it is asked for."""
    console.print(Rule(Text(pack.title, style="bold")))
    console.print(Text(f"{pack.organisation}. Made {stamp(pack.made)}. {pack.caution}"), soft_wrap=True)
    for section in pack.sections:
        console.print(Text(f"\n{section.title}", style="bold"))
        # A value that the screen broke into lines would be copied with the breaks.
        console.print(Group(*(_line(field) for field in section.fields)), soft_wrap=True)


def _line(field: Field) -> RenderableType:
    value = Text(field.value, style="yellow" if field.value == NOT_KNOWN else "")
    return Text.assemble((f"  {field.name}: ", "dim"), value)
