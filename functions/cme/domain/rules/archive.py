"""OPS-11: a month's archive is sealed, and two people keep the digest by which anybody can see that it stayed so."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.archive import CLAUSE, CODE, sealed_months, spoken
from cme.domain.archive_letters import NOTICE, basis_of
from cme.domain.archive_steps import MANIFEST
from cme.domain.clocks import day_of
from cme.domain.model import Facts, Obligation, Role
from cme.domain.oversight import trustees
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL


@rule(CODE, clause=CLAUSE)
def archive_is_sealed(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A month's archive is sealed: the DSL and a trustee are mailed its digest, so that nobody can change it unseen."""
    for month in sealed_months(facts):
        manifest = month.sealed[MANIFEST]
        if day_of(manifest.at) != moment.day:
            continue
        readers: list[tuple[Role, str]] = [(INNOV8_DSL, "")]
        readers += [(Role.TRUSTEE, person.code) for person in trustees(facts, moment.day)[:1]]
        for role, person in readers:
            yield Obligation(
                rule=CODE,
                day=moment.day,
                organisation=INNOV8,
                notice=NOTICE,
                to=role,
                due=manifest.at,
                reason=f"The archive of {spoken(month.name)} is sealed.",
                clause=CLAUSE,
                # One that had to be made again has another digest, and both people need to know that one.
                step=f"{month.name} {manifest.digest[:8]} {role.value}",
                person=person,
                basis=basis_of(month),
            )
