"""Whose staff codes stand in a note of the Desk: what is decided there counts with the code of who decided. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cme.domain.model import Role, Staff

CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")


def signed_by(note: str, staff: Mapping[str, Staff]) -> list[str]:
    """Return the codes of the DSL team that stand in a note, in its order; however they are typed."""
    team = {code.casefold(): code for code, person in staff.items() if Role.INNOV8_DSL in person.roles}
    return [team[word] for word in CODE.findall(note.casefold()) if word in team]
