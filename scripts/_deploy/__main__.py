"""Says what stands in the project and what does not, and with --apply does what is missing, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from cme.edges.setup_calls import workbook_id_of
from cme.errors import SetupError
from scripts._deploy import project, queues, services, watching
from scripts._deploy.gcloud import Change, Gcloud, run_gcloud
from scripts._deploy.preflight import look_before
from scripts._deploy.wanted import REGION, SERVICES, Wanted

Look = Callable[[Gcloud, Wanted], Iterator[Change]]
STEPS: tuple[tuple[str, Look], ...] = (
    ("APIs", project.apis),
    ("identities", project.identities),
    ("place for images", project.repository),
    ("secrets", project.secrets),
    ("image", project.image),
    ("services", services.services),
    ("queues", queues.queues),
    ("counts", watching.metrics),
    ("whom alarms tell", watching.channels),
    ("alarms", watching.alarms),
    ("schedules", services.jobs),
    ("budget", watching.budget),
)
"""In this order; the schedules begin once somebody hears of it when they fail."""
CHANGES, WRONG = 1, 2

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    project_id: Annotated[str, typer.Option("--project", metavar="ID", help="The Google Cloud project's id.")],
    region: Annotated[str, typer.Option(metavar="NAME", help="Where it runs.")] = REGION,
    workbook: Annotated[str, typer.Option(metavar="ID", help="The workbook's id, or its whole address.")] = "",
    alert_to: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Who hears when it fails; may be given again.")
    ] = None,
    token_file: Annotated[str, typer.Option(metavar="FILE", help="The mailbox's authorised-user file.")] = "",
    delegate: Annotated[
        str,
        typer.Option(metavar="MAILBOX", help="Act for this mailbox by delegation, with no token (docs/setup.md)."),
    ] = "",
    ping_file: Annotated[
        str, typer.Option(metavar="FILE", help="A file that holds the outside watcher's address (https).")
    ] = "",
    providers: Annotated[
        str, typer.Option(metavar="FILE", help="Many instead of one: the list of their workbooks (docs/many.md).")
    ] = "",
    commit: Annotated[
        str, typer.Option(metavar="COMMIT", help="Run the image of an earlier commit: how to go back.")
    ] = "",
    budget: Annotated[
        int, typer.Option(metavar="POUNDS", help="Write when a month costs so much; at first 10.", show_default=False)
    ] = 0,
    *,
    checked_by_iam: Annotated[
        bool, typer.Option("--checked-by-iam", help="Cloud Run takes the caller's signature away (decision 0014).")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it. Without it, nothing is changed.")] = False,
    commands: Annotated[bool, typer.Option("--commands", help="Show each gcloud command as well.")] = False,
) -> None:
    """Say what stands in a Google Cloud project and what is missing; with --apply, do it.

    It may be run again at any time, also after it broke off: what stands is left as it is. What was said once (the
    workbook, whom alarms tell) need not be said again. It ends with 0 where nothing is missing, 1 where something is
    to be done, 2 where it could not go on.
    """
    given = {
        "workbook": workbook_id_of(workbook),
        "alert_to": tuple(alert_to or ()),
        "token": token_file,
        "delegate": delegate,
        "ping": ping_file,
        "providers": providers,
        "commit": commit,
        "budget": budget,
        "by_iam": checked_by_iam,
    }
    try:
        cloud = Gcloud(project_id, run_gcloud)
        wanted = look_before(cloud, region, **given)
        typer.echo(f"Project {wanted.project}, {wanted.region}, commit {wanted.commit}\n")
        left = deploy(cloud, wanted, apply=apply, commands=commands)
    except SetupError as wrong:
        typer.echo(f"\n{wrong.what} {wrong.mend}", err=True)
        raise typer.Exit(WRONG) from wrong
    _close(wanted, left, apply=apply)


def deploy(cloud: Gcloud, wanted: Wanted, *, apply: bool, commands: bool) -> int:
    """Take one step after the other, and return how much there was to do."""
    left = 0
    for title, look in STEPS:
        changes = list(look(cloud, wanted))
        typer.echo(f"{title}: {'' if changes else 'as it should be'}".rstrip())
        for change in changes:
            typer.echo(f"  {'doing' if apply else 'to do'}: {change.line}")
            if commands:
                typer.echo(f"    {change.shown}")
            if apply:
                cloud.do(change)
        left += len(changes)
    return left


def _close(wanted: Wanted, left: int, *, apply: bool) -> None:
    if not left:
        typer.echo("\nNothing to do: everything is as it should be.")
    elif not apply:
        typer.echo(f"\nTo do: {left}. Nothing was changed; run it again with --apply to do it.")
        raise typer.Exit(CHANGES)
    else:
        tick = SERVICES[0].name
        typer.echo(
            f"\nDone: {left}. Within ten minutes the workbook's tab Today says when it was checked last. If not:"
            f"\n  gcloud run services logs read {tick} --region={wanted.region} --project={wanted.project} --limit=20"
        )


if __name__ == "__main__":
    app(prog_name="scripts/deploy")
