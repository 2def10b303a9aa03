"""What hangs on one person's address, so that somebody who leaves can be taken out and nothing stops. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from cme.domain.model import Facts, Role
from cme.domain.modes import PAPERS_READ
from scripts._doctor.checks.sharing import TAKE_OUT
from scripts._doctor.findings import Check, Danger, Finding, by_hand, look, now
from scripts._doctor.seen import Account, Holders, Mailbox, SharedFile

HEADINGS = {
    Danger.NOW: "Before they go: else something stops",
    Danger.WRONG: "Cannot be looked at until somebody mends it",
    Danger.LOOK: "Take them out here",
    Danger.UNSEEN: "Could not be seen, and may hang on them",
    Danger.BY_HAND: "No program can see this: ask them, and look",
}
"""The degrees, as they are meant of somebody who leaves."""


def the_mailbox(address: str, account: Account, mailbox: Mailbox) -> Iterator[Finding]:
    """Yield that the address is the mailbox itself, or where its mail goes."""
    if address in (account.drive, account.gmail, *mailbox.send_as):
        what = f"{address} is the mailbox that sends, and owns the workbook and the forms."
        yield now(
            what, "Do not delete it. If somebody knows its password who should not: change it, and sign it in anew."
        )
    if address == mailbox.forwards_to:
        mend = "Gmail as the mailbox, the cog wheel > See all settings > Forwarding and POP/IMAP > Disable forwarding."
        yield now(f"All mail that comes into the mailbox goes on to {address}.", mend)


def files(address: str, seen: Sequence[SharedFile]) -> Iterator[Finding]:
    """Yield each file that belongs to them, or that they may open or fill in by name."""
    for file in seen:
        if file.owner == address:
            mend = "Sign in as them: Share > the mailbox > Transfer ownership."
            yield now(f"{address} owns {file.called}, which goes when the account is deleted.", mend)
            continue
        for permission in file.permissions:
            if permission.who == address:
                does = "may fill in" if permission.fills_in else "can change" if permission.changes else "can read"
                yield look(f"{address} {does} {file.called}.", TAKE_OUT)


def on_staff(address: str, facts: Facts) -> Iterator[Finding]:
    """Yield their row of the tab Staff, the sessions that they lead, and whom a page still reaches without them."""
    for person in (one for one in facts.staff.values() if one.email.casefold() == address):
        roles = ", ".join(role.value for role in person.roles) or "in no role"
        left = [one for one in facts.staff.values() if Role.INNOV8_DSL in one.roles and one is not person and one.email]
        if Role.INNOV8_DSL in person.roles and not left:
            mend = "Type “innov8 dsl” on the tab Staff beside somebody else, with an address and a telephone."
            yield now(f"{person.code} is the only one whom a page reaches.", mend)
        led = sorted(code for code, session in facts.sessions.items() if session.lead == person.code)
        if led:
            mend = "Type another lead's code under “Lead” on the tab Sessions."
            yield now(f"{person.code} leads {', '.join(led)}: who does not send a register is asked for it.", mend)
        mend = "Empty Roles in that row. Leave the row itself: what they did is known by its code."
        yield look(f"{person.code} stands on the tab Staff: {roles}.", mend)


def in_settings(address: str, stored: Mapping[str, str], facts: Facts) -> Iterator[Finding]:
    """Yield each setting that holds the address, or the name that stands beside it on the tab Staff."""
    names = {one.name.casefold() for one in facts.staff.values() if one.email.casefold() == address and one.name}
    for setting, value in stored.items():
        # Who read the papers read them, also when they are gone.
        if setting != PAPERS_READ and any(word in value.casefold() for word in (address, *names)):
            mend = f"View > Hidden sheets > Settings: type who takes it over beside “{setting}”."
            yield now(f"Settings name them beside “{setting}”.", mend)


def at_organisations(address: str, facts: Facts) -> Iterator[Finding]:
    """Yield each school or authority whose contact they are."""
    for organisation in facts.organisations.values():
        held = [contact.role.value for contact in organisation.contacts if contact.email.casefold() == address]
        if held:
            what = f"{organisation.name} is written to at {address} ({', '.join(held)})."
            yield now(
                what, "Type the next contact's address in its row of Schools or Authorities; Desk asks to confirm it."
            )


def in_the_cloud(address: str, holders: Holders) -> Iterator[Finding]:
    """Yield what they hold of the Google Cloud project, and which alarms they read."""
    roles = [role.rpartition("/")[2] for role in holders.roles.get(address, ())]
    if roles:
        last = holders.owners == (address,)
        what = (
            f"{address} is {', '.join(roles)} of the project {holders.project}{', and its only owner' if last else ''}."
        )
        where = "console.cloud.google.com > IAM & Admin > IAM"
        mend = f"{where}: make somebody else Owner first." if last else f"{where} > the pencil beside them > Remove."
        yield (now if last else look)(what, mend)
    if address in holders.alarms:
        others = [one for one in holders.alarms if one != address]
        told = "" if others else ", and to nobody else"
        mend = "console.cloud.google.com > Monitoring > Alerting > Edit notification channels > Email: delete theirs;"
        mend += f" and scripts/deploy --project {holders.project} --alert-to ADDRESS --apply for whoever takes over."
        yield (look if others else now)(f"Alarms write to {address}{told}.", mend)


def by_themselves(address: str) -> Iterator[Finding]:
    """Say what hangs on a person and stands in none of our files."""
    yield by_hand(
        f"token.json and client.json on a laptop of {address}: whoever has them reads and sends as the mailbox.",
        "Delete both. In doubt: myaccount.google.com as the mailbox > Security > Third-party access > remove it, and "
        "sign it in anew (docs/setup.md).",
    )
    yield by_hand(
        "The mailbox's password, its second step (whose telephone?), and its recovery address.",
        "myaccount.google.com as the mailbox > Security: change all three.",
    )
    yield by_hand(
        "The billing account, the outside watcher, the space in Google Chat, and posters with their number.",
        "Console > Billing > Account management; the watcher's own page; the space > Manage members; scripts/wall.",
    )


FINDS: tuple[tuple[str, tuple[str, ...], Callable[..., Iterator[Finding]]], ...] = (
    ("the mailbox", ("account", "mailbox"), the_mailbox),
    ("files", ("files",), files),
    ("Staff and Sessions", ("facts",), on_staff),
    ("Settings", ("stored", "facts"), in_settings),
    ("Schools and Authorities", ("facts",), at_organisations),
    ("Google Cloud", ("holders",), in_the_cloud),
    ("what is nowhere here", (), by_themselves),
)


def person_checks(address: str) -> tuple[Check, ...]:
    """Return what is looked at for one address, in the order of the checks of the whole."""
    return tuple(Check(name, "", needs, partial(find, address.casefold())) for name, needs, find in FINDS)
