"""What checks of the doctor are given: an installation in which all is well, and what makes one of another kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cme.domain.health import Health
from cme.domain.model import Facts, Mode, Problem, Role, Settings, Severity
from cme.domain.policy_facts import Policy
from scripts._doctor.findings import Danger
from scripts._doctor.seen import (
    Deployed,
    Holders,
    House,
    Kind,
    Mailbox,
    Permission,
    SeenForm,
    SharedFile,
)
from tests import builders as build

NOW, WRONG, LOOK, UNSEEN, BY_HAND = Danger
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
BOT, DEE, TESS = (f"{name}@innov8.example" for name in ("bot", "dee", "tess"))
HOUSE = House(BOT, "innov8.example", frozenset({DEE}), frozenset({DEE, TESS}))
OURS = (Permission("user", "owner", BOT), Permission("user", "writer", DEE))
FILLS_IN = Permission("domain", "reader", "innov8.example", "published")
ANYBODY_FILLS_IN = Permission("anyone", "reader", "", "published")
WELL = Health(AT, Mode.LIVE)
IN_STEP: Mapping[str, str] = {"timeZone": "Europe/London", "locale": "en_GB"}
SETTINGS = {"sender": BOT, "domain": "innov8.example", "dsl name": "Dee", "dsl phone": "07700 900106"}
BOX = Mailbox((BOT,))
RUNS = Deployed("cme-example", "abc", "abc")
HELD = Holders("cme-example", (DEE, TESS), {}, (DEE, TESS))


@dataclass(frozen=True)
class Case:
    """What a check is given when all is well, or `also` is; and what when it is not, with what it then says."""

    well: tuple[Any, ...]
    sick: tuple[tuple[tuple[Any, ...], Danger, str], ...]
    also: tuple[tuple[Any, ...], ...] = ()


def a_file(kind: Kind = Kind.WORKBOOK, *more: Permission, **other: Any) -> SharedFile:
    """A file that the mailbox owns and the DSL may change."""
    return SharedFile(kind, **{"name": kind.value, "owner": BOT, "permissions": (*OURS, *more)} | other)


def a_form(slug: str = "register", *more: Permission, **other: Any) -> SeenForm:
    """A form that is published, and open to those for whom it is."""
    doors = more or ((ANYBODY_FILLS_IN,) if slug == "answer" else (FILLS_IN,))
    return SeenForm(slug, a_file(Kind.FORM, *doors, name=slug.title()), **other)


def shared(kind: Kind, permission: Permission) -> tuple[SharedFile, ...]:
    """A file that one more may open."""
    return (a_file(kind, permission),)


def facts(**more: Any) -> Facts:
    """A DSL, a deputy, a third, a coordinator, a lead and a trustee."""
    team = [build.a_person(code, Role.INNOV8_DSL) for code in ("DEE", "DEB", "DOT")]
    others = [build.a_person("CORA", Role.COORDINATOR), build.a_person("TESS", Role.LEAD)]
    team = [replace(one, phone=f"07700 90010{number}") for number, one in enumerate(team)]
    people = [*team, *others, replace(build.a_person("TRUDY", Role.TRUSTEE), phone="")]
    settings = Settings(archive_folder="folder")
    return Facts(**{"settings": settings, "staff": {one.code: one for one in people}} | more)


def with_team(*codes: str, **more: Any) -> Facts:
    """The same with another DSL team."""
    return facts(staff={code: replace(build.a_person(code, Role.INNOV8_DSL), **more) for code in codes})


def with_person(code: str, *roles: Role, **more: Any) -> Facts:
    """The same with one more on the tab Staff."""
    usual = facts()
    return replace(usual, staff={**usual.staff, code: replace(build.a_person(code, *roles), **more)})


def problem(code: str, severity: Severity) -> Problem:
    """Something that was found."""
    return Problem(code, severity, "Staff, row 3, Email", "It is odd.", "Mend it.")


def health(mode: Mode = Mode.LIVE, *problems: Problem) -> Health:
    """How the system stands."""
    return Health(AT, mode, problems=problems)


FILES = (a_file(), a_file(Kind.BOARD, Permission("user", "reader", TESS)), a_file(Kind.ARCHIVE))
FORMS = (a_form(), a_form("answer"))
TWO = (FILES, HOUSE)
OUT = "elsewhere@gone.example"
OVERDUE = facts(policy=Policy(review_due=date(2026, 8, 31)))
OLD = (a_file(made_at=AT - timedelta(days=90)),)
NEW = (a_file(Kind.BOARD, made_at=AT - timedelta(days=90)), a_file(made_at=AT - timedelta(weeks=4)))
