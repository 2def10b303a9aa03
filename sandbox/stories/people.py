"""To whom a message goes, as a story says it: an organisation, somebody there by role, one of ours, or an address."""

from __future__ import annotations

from dataclasses import dataclass

from cme.domain.recipients import INNOV8
from sandbox.example.cast import Row
from sandbox.stories.parts import Cast
from sandbox.stories.said import Said, did_you_mean

ROLES = {
    "attendance": "Attendance email",
    "dsl": "DSL email",
    "head": "Head email",
    "commissioning": "Commissioning email",
    "cme": "CME email",
    "placing": "Placing authority email",
}
"""Words for a role, and the column that holds its address."""


@dataclass(frozen=True)
class Target:
    """Whom a story means: the organisation's code, and the address where one is meant, empty where any will do."""

    words: str
    organisation: str = ""
    address: str = ""

    def __str__(self) -> str:
        return self.words


def target(said: Said, cast: Cast) -> Target:
    """Return whom a story means: HILL, HILL DSL, innov8, TESS, or an address."""
    typed = said.text().strip()
    if "@" in typed:
        return Target(typed, address=typed.casefold())
    first, _, rest = typed.partition(" ")
    if first.casefold() == INNOV8:
        return _ours(said, rest, typed, cast) if rest else Target(typed, INNOV8)
    for code in cast.codes("schools", "authorities"):
        if code.casefold() == first.casefold() and rest:
            return Target(typed, code, _by_role(said, rest, _row(code, cast)))
    if typed.casefold() in (code.casefold() for code in cast.codes("staff")):
        return _ours(said, typed, typed, cast)
    code = cast.code(said, "school, authority or member of staff", "schools", "authorities", "staff")
    return _ours(said, code, typed, cast) if code in cast.codes("staff") else Target(typed, code)


def _row(code: str, cast: Cast) -> Row:
    return cast.row("schools", code) or cast.row("authorities", code) or {}


def _by_role(said: Said, role: str, row: Row) -> str:
    header = ROLES.get(role.strip().casefold(), "")
    if not header:
        raise said.wrong(f"There is no role “{role}”.", did_you_mean(role, ROLES))
    return str(row.get(header, "")).casefold() or f"the missing {header}"


def _ours(said: Said, who: str, typed: str, cast: Cast) -> Target:
    part = Said(who, said.file, said.line, said.path)
    row = cast.row("staff", cast.code(part, "member of staff", "staff")) or {}
    return Target(typed, INNOV8, str(row["Email"]).casefold())


def addresses(whom: Target, cast: Cast) -> list[str]:
    """Return every address at which somebody is reached."""
    if whom.address:
        return [whom.address]
    rows = cast.rows["staff"] if whom.organisation == INNOV8 else [_row(whom.organisation, cast)]
    found = [str(value).casefold() for row in rows for header, value in row.items() if header.lower().endswith("email")]
    return [address for address in found if address]
