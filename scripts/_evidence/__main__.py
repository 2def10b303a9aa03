"""Shows what the record holds, for one asker at a time, and writes it as a Word file; it changes nothing."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from rich.console import Console

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.errors import SetupError
from cme.jobs.evidence import Wanted, make_evidence
from scripts._options import (
    CommissionerCode,
    EndpointAddress,
    FirstDay,
    LastDay,
    OutFolder,
    TermName,
    WorkbookId,
    check_days,
    day_typed,
)
from scripts._paper.file import write_paper
from scripts._paper.refusals import refusing
from scripts._paper.screen import show

SEEDS = 1_000_000
"""So many seeds are drawn from where nobody names one."""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    pupil: Annotated[
        str, typer.Option(metavar="CODE", help="One child, for a practice review: all of it by time.")
    ] = "",
    sample: Annotated[
        int, typer.Option(metavar="N", min=0, help="So many children drawn, and every day, for an authority's visit.")
    ] = 0,
    commissioner: CommissionerCode = "",
    term: TermName = "",
    since: FirstDay = None,
    until: LastDay = None,
    seed: Annotated[str, typer.Option(metavar="WORD", help="Draws the same children again; the paper says it.")] = "",
    out: OutFolder = None,
    *,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="With --pupil: its flags as they were known then, as a paper apart.")
    ] = False,
    names: Annotated[bool, typer.Option("--names", help="First names and initials beside the codes.")] = False,
) -> None:
    """Show what the record holds for whoever asks; what is missing in it is marked by a word and a colour.

    Name one of --pupil, --sample and --commissioner. The time is Google's, or the sandbox's. It reads the whole record,
    and writes nothing but what --out asks for.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    seed = seed or str(secrets.randbelow(SEEDS))
    wanted = Wanted(pupil, sample, commissioner, term, day_typed(since), day_typed(until), seed, names, restricted)
    with refusing(workbook_id, base):
        _check(wanted)
        check_days(term, since, until)
        google = connect(Endpoint(base))
        for paper in make_evidence(google, workbook_id, wanted, see_now(google, workbook_id)):
            show(paper, Console(highlight=False))
            if out is not None:
                typer.echo(f"Written: {write_paper(paper, out)}. Delete it when it is handed on.", err=True)


def _check(wanted: Wanted) -> None:
    if sum(map(bool, (wanted.pupil, wanted.sample, wanted.commissioner))) != 1:
        raise SetupError("Name one of --pupil CODE, --sample N and --commissioner CODE, and not two.")
    if wanted.restricted and not wanted.pupil:
        raise SetupError("Flags are shown of one child alone: name it by --pupil CODE, or leave out --restricted.")


if __name__ == "__main__":
    app(prog_name="scripts/evidence")
