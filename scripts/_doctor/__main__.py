"""Says of a running installation what is wrong and how to mend it, what is dangerous first; it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Annotated, Any, NamedTuple

import typer

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import workbook_id_of
from cme.errors import CmeError
from scripts._deploy.gcloud import Gcloud, run_gcloud
from scripts._deploy.wanted import REGION
from scripts._doctor.checks import CHECKS, CLOUD, NOT_ASKED
from scripts._doctor.examine import Examined, examine
from scripts._doctor.findings import HEADINGS, Danger
from scripts._doctor.looks import Looks
from scripts._doctor.person import HEADINGS as PERSON_HEADINGS
from scripts._doctor.person import person_checks
from scripts._doctor.seen import Account
from scripts._options import EndpointAddress, WorkbookId

WRONG = 2

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    project: Annotated[
        str, typer.Option(metavar="ID", help="Look at this Google Cloud project as well, through gcloud.")
    ] = "",
    region: Annotated[str, typer.Option(metavar="NAME", help="Where it runs.")] = REGION,
    person: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Say instead what hangs on somebody's address, for when they leave."),
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
) -> None:
    """Say what is wrong with a running installation and how to mend it, what is dangerous first; nothing is changed.

    It looks at the sign-in, who can open what, the forms, the workbook, the people, the mailbox, the archive, and with
    --project at what runs (docs/doctor.md). What could not be looked at is said, and never counts as fine. It ends
    with 0 where nothing is wrong, 1 where something is to be looked at or could not be seen, 2 where something is
    wrong. With --person: 0 where nothing hangs on them, 1 where something does, 2 where something would stop.
    """
    try:
        google = connect(Endpoint(endpoint.rstrip("/")))
    except CmeError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG) from wrong
    cloud = Gcloud(project, run_gcloud) if project else None
    checks = (*CHECKS, *(CLOUD if project else (NOT_ASKED,)))
    words = Words(HEADINGS, "Looked at and fine")
    if person:
        checks, words = person_checks(person.strip()), Words(PERSON_HEADINGS, "Nothing of theirs in")
    looks = Looks(google, workbook_id_of(workbook), cloud, region)
    examined, account = examine(looks, checks), looks.see("account")
    who = account.drive if isinstance(account, Account) else ""
    if as_json:
        typer.echo(json.dumps({"account": who, **_facts(examined)}, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"As {who or 'nobody'}.\n")
        typer.echo("\n".join(_sentences(examined, words)))
    raise typer.Exit(examined.code)


class Words(NamedTuple):
    """How the degrees are called, and what is said before the names of the checks that found nothing."""

    headings: Mapping[Danger, str]
    fine: str


def _sentences(examined: Examined, words: Words) -> Iterator[str]:
    for danger, findings in groupby(examined.findings, key=lambda found: found.danger):
        yield f"{words.headings[danger]}\n"
        for found in findings:
            yield f"  {found.what}"
            yield f"    -> {found.mend}\n"
    yield f"{words.fine}: {', '.join(examined.fine) or 'nothing'}."


def _facts(examined: Examined) -> dict[str, Any]:
    found = [
        {"check": f.check, "danger": f.danger.name.lower(), "what": f.what, "mend": f.mend} for f in examined.findings
    ]
    return {"exit": examined.code, "findings": found, "fine": examined.fine}


if __name__ == "__main__":
    app(prog_name="scripts/doctor")
