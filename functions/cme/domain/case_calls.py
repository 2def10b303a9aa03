"""Whom to ring about a case: the family, the school, and the authorities in which the child lives and which placed it.

Whom to ring follows from the child's own record: another county's child has another county's teams. Pure.
"""

from __future__ import annotations

from cme.domain.model import Facts, Organisation, Pupil, Role

Call = dict[str, str]


def case_calls(facts: Facts, pupil: Pupil) -> list[Call]:
    """Return the calls about a child in order; who must never be rung is not among them."""
    calls = [
        _call(f"{one.name or 'the family'}{f', {one.relation}' if one.relation else ''}", one.phone)
        for one in pupil.family
    ]
    calls += _school_calls(facts.organisations.get(pupil.school))
    if pupil.social_worker is not None:
        calls.append(
            _call(f"{pupil.social_worker.name or 'the social worker'}, social worker", pupil.social_worker.phone)
        )
    for code in dict.fromkeys(code for code in (pupil.lives_in, pupil.placed_by) if code):
        calls += _authority_calls(facts.organisations.get(code))
    return [call for call in calls if call["phone"]]


def _school_calls(school: Organisation | None) -> list[Call]:
    if school is None:
        return []
    dsl = school.contact(Role.DSL)
    calls = [_call(f"{dsl.name or 'the DSL'}, DSL of {school.name}", dsl.phone)] if dsl and dsl.phone else []
    return [*calls, _call(f"{school.name}, the office", school.telephone)]


def _authority_calls(authority: Organisation | None) -> list[Call]:
    if authority is None:
        return []
    name = authority.name
    return [
        _call(f"{name}, the team for missing education", authority.telephone),
        _call(f"{name}, social care", authority.social_care),
        _call(f"{name}, out of hours", authority.out_of_hours),
    ]


def _call(name: str, phone: str) -> Call:
    return {"who": name, "phone": phone}
