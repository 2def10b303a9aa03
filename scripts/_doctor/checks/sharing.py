"""Who can open what: the workbook and the archive are for the DSL team, the Duty board for the staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from cme.domain.health import Health
from scripts._doctor.findings import Danger, Finding, look, now, wrong
from scripts._doctor.seen import House, Kind, Permission, SharedFile, State

RESTRICT = "Open it as the mailbox, Share > General access > Restricted."
TAKE_OUT = "Open it as the mailbox, Share, find the name, Remove access. Its activity (the sign “i”) says since when."
KEPT_FOR = timedelta(days=30)
"""So long a version is lived with before the way back from it may go."""


def where_files_are(files: Sequence[SharedFile]) -> Iterator[Finding]:
    """Yield a file that is gone, in the bin, or that could not be looked at."""
    for file in files:
        if file.state is State.BIN:
            yield wrong(f"{file.first_called} is in the bin, and deleted after 30 days.", "Drive > Bin > Restore.")
        elif file.state is State.GONE:
            mend = (
                f"Look in the mailbox's Drive, Bin and Shared with me; else empty its line in Settings: {_again(file)}"
            )
            yield wrong(f"{file.first_called} that Settings name is not there for this account.", mend)
        elif file.state is State.UNSEEN:
            yield Finding(Danger.UNSEEN, f"Who can open {file.called} could not be seen: {file.why}", "Run this again.")


def _again(file: SharedFile) -> str:
    if file.kind is Kind.BOARD:
        return "scripts/apply_schema --duty-board makes a new one."
    return "name another folder." if file.kind is Kind.ARCHIVE else "scripts/apply_schema makes a new one."


def open_to_anybody(files: Sequence[SharedFile]) -> Iterator[Finding]:
    """Yield what whoever has the link can open."""
    for file, permission in _each(files):
        if permission.kind == "anyone":
            yield now(f"Whoever has the link can {_does(permission)} {file.called}, without signing in.", RESTRICT)


def open_to_a_domain(files: Sequence[SharedFile]) -> Iterator[Finding]:
    """Yield what everybody of a whole domain can open."""
    for file, permission in _each(files):
        if permission.kind == "domain":
            what = (
                f"Every account of {permission.who} can {_does(permission)} {file.called}, not only who works with it."
            )
            yield now(what, RESTRICT)


def outsiders(files: Sequence[SharedFile], house: House) -> Iterator[Finding]:
    """Yield who is not of the staff's domain and can open something all the same."""
    for file, permission in _each(files):
        if permission.kind in ("user", "group") and not house.is_of_us(permission.who):
            what = f"{permission.who} can {_does(permission)} {file.called}, and is not of {house.domain}."
            yield now(what, TAKE_OUT)


def not_of_the_team(files: Sequence[SharedFile], house: House) -> Iterator[Finding]:
    """Yield who is of the house and can open what is for fewer."""
    for file, permission in _each(files):
        who = permission.who
        if permission.kind != "user" or not house.is_of_us(who) or who in (house.mailbox, *house.team):
            continue
        if file.kind is not Kind.BOARD:
            what = f"{who} can {_does(permission)} {file.called}, and is neither “innov8 dsl” nor “deputy” on Staff."
            yield wrong(what, f"Type the role there, or take them out. {TAKE_OUT}")
        elif who not in house.staff:
            what = f"{who} can {_does(permission)} {file.called}, and does not stand on the tab Staff."
            yield wrong(what, f"Type them there, or take them out. {TAKE_OUT}")
        elif permission.changes:
            what = f"{who} can change {file.called}, which the machine writes over."
            yield look(what, "Open it as the mailbox, Share, and make them Viewer.")


def team_is_let_in(files: Sequence[SharedFile], house: House) -> Iterator[Finding]:
    """Yield who is of the DSL team and cannot open the workbook; where a group may, nobody knows who is in it."""
    for file in files:
        let_in = {permission for permission in file.opened_by if permission.changes}
        if file.kind is Kind.WORKBOOK and file.state is State.THERE and not any(one.kind == "group" for one in let_in):
            for who in sorted(house.team - {one.who for one in let_in}):
                mend = "Open it as the mailbox, Share, and add them as Editor; or run scripts/setup, which does it."
                yield wrong(f"{who} is of the DSL team, and cannot open and change {file.called}.", mend)


def old_copies(files: Sequence[SharedFile], health: Health) -> Iterator[Finding]:
    """Yield each copy that was kept before a newer version, and that nobody will go back to any more."""
    for file in files:
        if file.kind is Kind.COPY and file.made_at and health.at - file.made_at > KEPT_FOR:
            what = f"{file.first_called} holds all that the workbook held more than a month ago."
            yield look(what, "If nobody goes back to that version any more: Drive > Move to bin > Delete forever.")


def groups(files: Sequence[SharedFile], house: House) -> Iterator[Finding]:
    """Yield groups, whose members no program here may see."""
    for file, permission in _each(files):
        if permission.kind == "group" and house.is_of_us(permission.who):
            what = (
                f"The group {permission.who} can {_does(permission)} {file.called}; who is in it cannot be seen here."
            )
            yield look(what, "groups.google.com > the group > Members: is everybody there meant to see this?")


def owners(files: Sequence[SharedFile], house: House) -> Iterator[Finding]:
    """Yield what belongs to a person: it goes when their account goes."""
    for file in files:
        if file.owner and file.owner != house.mailbox:
            what = f"{file.first_called} belongs to {file.owner}, and goes when that account is deleted."
            yield look(what, f"As {file.owner}: Share > {house.mailbox} > Transfer ownership.")


def _each(files: Sequence[SharedFile]) -> Iterator[tuple[SharedFile, Permission]]:
    return ((file, permission) for file in files for permission in file.opened_by if permission.role != "owner")


def _does(permission: Permission) -> str:
    return "change" if permission.changes else "read"
