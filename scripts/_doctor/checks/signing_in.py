"""Whether the mailbox is signed in, as whom, and with all that the system needs of Google."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts._doctor.findings import Finding, wrong
from scripts._doctor.seen import Account, House

SIGN_IN_AGAIN = "Sign the mailbox in again and leave no box empty, as docs/setup.md says."


def signed_in(account: Account, house: House) -> Iterator[Finding]:
    """Yield that another account works than the charity's own."""
    for address in dict.fromkeys((account.drive, account.gmail)):
        if house.domain and address.rpartition("@")[2] != house.domain:
            what = f"The account that signs in is {address}, which is not of {house.domain}, the domain in Settings."
            yield wrong(what, "Sign in the charity's own mailbox instead, or mend “domain” on the tab Settings.")


def scopes(missing: Sequence[str]) -> Iterator[Finding]:
    """Yield what the mailbox did not agree to."""
    if missing:
        names = ", ".join(scope.rpartition("/")[2] for scope in missing)
        yield wrong(f"The mailbox did not agree to {names}, so that calls of that kind are refused.", SIGN_IN_AGAIN)
