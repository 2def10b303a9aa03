"""The mailbox: how the set-up gets to it, who it is, and what it has allowed."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import typer

from cme.edges.credentials import credentials_for
from cme.edges.google import Endpoint, Google, connect
from cme.edges.shared_drive import who_asks
from cme.errors import Refused
from scripts._deploy.files import check_token
from scripts._deploy.gcloud import Gcloud
from scripts._deploy.project import kept_in
from scripts._deploy.wanted import MAILBOX
from scripts._doctor.look_at_mailbox import missing_scopes
from scripts._setup.sign_in import address, ask_google, client_in, code_in, keep, token_for
from scripts._setup.steps import Found, World, task

TOKEN = Path("token.json")
SIGNED_OUT = 401
HOW = "Sign the mailbox in: docs/setup.md says how to get client.json; then run this again with --client client.json"


def reach(world: World, cloud: Gcloud | None) -> Google | None:
    """Return the way to Google as the mailbox, or None where nobody has signed it in yet.

    It is looked for on this machine, and then in the project's secret, so that it goes on anywhere.
    """
    if world.endpoint or os.environ.get("CME_MAILBOX"):
        return connect(Endpoint(world.endpoint))
    if world.token_file:
        check_token(str(world.token_file))
        return connect(Endpoint(), _credentials(world.token_file.read_text("utf-8")))
    kept = kept_in(cloud, MAILBOX) if cloud else ""
    return connect(Endpoint(), _credentials(kept)) if kept else None


def _credentials(info: str) -> object:
    return credentials_for(Endpoint(), {"CME_TOKEN_INFO": info})


def look(world: World) -> Found:
    """Look who is signed in, and whether everything was allowed."""
    ended = _find_out_who(world)
    if world.connection is None:
        if world.client is None or not world.asks:
            return Found(ended, people=(HOW,))
        line = f"Sign the mailbox in, and keep its permission in {TOKEN}"
        return Found(ended, (task(line, lambda: _sign_in(world)),))
    people = [
        f"The mailbox did not allow {scope.rpartition('/')[2]}: sign it in again, and leave no box empty"
        for scope in missing_scopes(world.google)
    ]
    return Found((f"signed in as {world.mailbox}",), (), tuple(people))


def _find_out_who(world: World) -> tuple[str, ...]:
    """Ask Google who this is; a permission that has ended is said, and is as none."""
    try:
        world.mailbox = who_asks(world.google) if world.connection else ""
    except Refused as refused:
        if refused.status != SIGNED_OUT:
            raise
        world.connection = world.token_file = None
        return ("a permission of the mailbox that Google does not accept any more",)
    return ()


def _sign_in(world: World) -> None:
    if world.client is None:
        return
    client, proof, state = client_in(world.client), secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    typer.echo("  Open this in a private window, sign in AS THE MAILBOX, and leave no box empty:\n")
    typer.echo(f"{address(client, proof, state)}\n")
    typer.echo("  At the end the browser cannot reach 127.0.0.1. That is meant: copy the whole address of that page.")
    token = token_for(client, code_in(typer.prompt("  Its address"), state), proof, ask_google)
    keep(TOKEN, token)
    world.token_file = TOKEN
    world.connection = connect(Endpoint(), _credentials(json.dumps(token)))
