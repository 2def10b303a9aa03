"""Reads the tab Pupils: who each child is, who may be rung about it, and which authorities answer for it."""

from __future__ import annotations

from cme.domain.model import Organisation, Pupil, Tier
from cme.domain.people import Relative, may_be_rung
from cme.edges.people import coded
from cme.edges.tables import Row, Table


def read_pupils(table: Table, organisations: dict[str, Organisation]) -> dict[str, Pupil]:
    """Return the pupils by code."""
    found: dict[str, Pupil] = {}
    alike: dict[tuple[str, ...], str] = {}
    for code, row in coded(table):
        school = row.text("School on roll")
        if school and school not in organisations:
            row.wrong("School on roll", f"There is no school “{school[:40]}”.", "Use a code from the Schools tab.")
            school = ""
        if not row.text("First name"):
            row.wrong("First name", f"{code} has no first name.", "Type it; notices need it.")
        adults = _adults(row)
        found[code] = Pupil(
            code,
            row.text("First name"),
            row.text("Surname"),
            row.text("Year"),
            school,
            row.text("Admission number"),
            tuple(one for one in adults if one.phone),
            row.text("Do not contact"),
            tier=_tier(row),
            household=row.text("Household"),
            ring_note=row.text("Note"),
            born=row.day("Date of birth"),
            lives_in=_authority(row, "Lives in", organisations),
            placed_by=_authority(row, "Placed by", organisations),
            adults=adults,
            roll_status=row.text("Roll status"),
        )
        twin = alike.setdefault(_as_read(found[code]), code)
        if school and twin != code:
            both = "in its mail both have the same number, or none and the same name"
            what = f"{school} cannot tell {code} from {twin}: {both}."
            row.wrong("Admission number", what, "Type the school's own number of each.")
    return found


def _authority(row: Row, header: str, organisations: dict[str, Organisation]) -> str:
    """Return the code of an authority; what is none counts as not known, so that nobody rings another county."""
    code = row.text(header)
    if code and getattr(organisations.get(code), "kind", "") != "authority":
        row.wrong(header, f"There is no authority “{code[:40]}”.", "Use a code from the Authorities tab.")
        return ""
    return code


def _as_read(pupil: Pupil) -> tuple[str, ...]:
    """Return by what a school tells a child of its own from others in our mail: by its number, or else by name."""
    if pupil.admission_number:
        return pupil.school, pupil.admission_number.casefold()
    return pupil.school, pupil.short_name.casefold(), pupil.year


def _tier(row: Row) -> Tier:
    """Return the tier that the DSL typed, if any: `edges.safeguarding` looks at the flags as well."""
    typed = row.text("Tier").upper()
    if typed in ("", Tier.A, Tier.B):
        return Tier(typed) if typed else Tier.NOT_KNOWN
    row.wrong("Tier", f"“{typed[:40]}” is not a tier, so the child counts as not known.", "Choose A or B.")
    return Tier.NOT_KNOWN


def _adults(row: Row) -> tuple[Relative, ...]:
    """Return who is named of a child's home, in order, without those who must never be rung."""
    never = row.text("Do not contact")
    typed = (
        Relative(row.text(name), row.text(f"{name} phone"), row.text(f"{name} relation"))
        for name in ("Contact 1", "Contact 2", "Contact 3")
    )
    return tuple(found for found in typed if (found.name or found.phone) and may_be_rung(found, never))
