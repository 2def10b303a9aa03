"""Every check of the doctor, well and sick: what it is given, how dangerous it calls that, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cme.domain.health import Health
from cme.domain.model import Facts, Mode, Problem, Role, Settings, Severity
from cme.domain.policy_facts import Policy
from cme.edges.credentials import SCOPES
from cme.policy import load_figures
from scripts._doctor.findings import Danger
from scripts._doctor.seen import (
    Account,
    Deployed,
    Holders,
    House,
    Kind,
    Mailbox,
    Part,
    Permission,
    SealedFile,
    SeenForm,
    SharedFile,
    State,
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

CASES: Mapping[str, Case] = {
    "signed in": Case(
        (Account(BOT, BOT), HOUSE),
        (((Account(OUT, BOT), HOUSE), WRONG, "The account that signs in is elsewhere@gone.example, which is not of"),),
    ),
    "scopes": Case(((),), (((SCOPES[-1:],), WRONG, "did not agree to gmail.readonly"),)),
    "health": Case(
        (WELL,),
        (
            ((health(Mode.LIVE, problem("OPS-2", Severity.ERROR)),), NOW, "OPS-2: It is odd."),
            ((health(Mode.LIVE, problem("POL-6", Severity.QUERY)),), LOOK, "POL-6: It is odd."),
        ),
    ),
    "mode": Case(
        (WELL, FILES),
        (
            ((health(Mode.REHEARSAL), FILES), LOOK, "The mode is “rehearsal”: no school is mailed"),
            ((health(Mode.REHEARSAL), NEW), LOOK, "The mode is “rehearsal”: no school is mailed"),
            ((health(Mode.SHADOW), OLD), LOOK, "The mode is “shadow”, 90 days after the workbook was made"),
        ),
    ),
    "test page": Case(
        (AT - timedelta(weeks=16), WELL),
        (
            ((None, WELL), WRONG, "Nobody ever answered a page, nor a test page"),
            ((AT - timedelta(weeks=16, days=1), WELL), LOOK, "nor a test page, since 02/08/2026."),
        ),
    ),
    "program": Case(
        ("abc", "abc"),
        ((("abc", "def"), LOOK, "another program (abc) than lies here (def)"),),
        also=(("", "abc"),),
    ),
    "hold": Case(
        (facts(),),
        (
            (
                (facts(settings=Settings(hold=("P1", "HILL"))),),
                LOOK,
                "held back about 2 children, schools or authorities",
            ),
        ),
    ),
    "DSL team": Case(
        (facts(),),
        (
            ((facts(staff={}),), NOW, "Nobody has the role “innov8 dsl” and an address"),
            ((with_team("DEE", email=""),), NOW, "no page reaches anybody"),
            ((with_team("DEE"),), WRONG, "DSL and deputy are one person"),
            ((with_team("DEE", "DEB", email=DEE),), WRONG, "DSL and deputy are one person, or have one address"),
            ((with_team("DEE", "DEB"),), LOOK, "Nobody comes after the deputy"),
        ),
    ),
    "staff": Case(
        (with_person("LEE", phone="", email=""),),
        (
            ((with_person("LEE", Role.LEAD, phone=""),), LOOK, "LEE has no telephone on the tab Staff, and is lead."),
            ((with_person("LEE", Role.LEAD, email=""),), WRONG, "LEE has no address on the tab Staff"),
            (
                (with_person("LEE", Role.COORDINATOR, Role.LEAD, phone="", email=""),),
                WRONG,
                "no telephone and no address on the tab Staff, and is coordinator, lead.",
            ),
            ((with_person("LEE", Role.INNOV8_DSL, phone=""),), WRONG, "LEE has no telephone on the tab Staff"),
        ),
    ),
    "coordinator": Case((facts(),), (((with_team("DEE"),), LOOK, "Nobody has the role “coordinator”"),)),
    "settings": Case(
        ({**SETTINGS, "domain": ""}, frozenset()),
        (
            (({**SETTINGS, "domain": ""}, None), WRONG, "whose accounts may fill in the staff forms"),
            (({**SETTINGS, "dsl phone": " "}, None), WRONG, "Settings do not say which number notices give"),
            (({name: SETTINGS[name] for name in ("sender", "domain", "dsl phone")}, None), WRONG, "who the DSL is"),
        ),
    ),
    "policy": Case(
        (facts(), load_figures(), WELL),
        (((OVERDUE, load_figures(), WELL), LOOK, "POL-1: The policy was to be reviewed by 31/08/2026"),),
    ),
    "files": Case(
        (FILES,),
        (
            (((a_file(state=State.BIN),),), WRONG, "The workbook is in the bin"),
            (((a_file(Kind.BOARD, state=State.GONE),),), WRONG, "The Duty board that Settings name is not there"),
            (((a_file(Kind.FORM, state=State.GONE),),), WRONG, "The form “form” that Settings name is not there"),
            (((a_file(Kind.ARCHIVE, state=State.UNSEEN, why="It hung."),),), UNSEEN, "could not be seen: It hung."),
        ),
    ),
    "open to anybody": Case(
        (FILES,),
        (
            ((shared(Kind.WORKBOOK, Permission("anyone", "reader")),), NOW, "link can read the workbook, without"),
            ((shared(Kind.FORM, Permission("anyone", "writer")),), NOW, "can change the form “form”"),
        ),
    ),
    "open to a domain": Case(
        (FILES,),
        (
            (
                (shared(Kind.BOARD, Permission("domain", "reader", "innov8.example")),),
                NOW,
                "Every account of innov8.example can read the Duty board",
            ),
        ),
    ),
    "outsiders": Case(
        (
            (
                *FILES,
                *shared(Kind.BOARD, Permission("user", "reader", OUT)),
                *shared(Kind.BOARD, Permission("anyone", "reader")),
                *shared(Kind.BOARD, Permission("domain", "reader", "gone.example")),
            ),
            replace(HOUSE, staff=frozenset({OUT})),
        ),
        (
            (
                (shared(Kind.ARCHIVE, Permission("user", "reader", OUT)), HOUSE),
                NOW,
                f"{OUT} can read the archive folder",
            ),
            ((shared(Kind.BOARD, Permission("group", "writer", OUT)), HOUSE), NOW, f"{OUT} can change the Duty board"),
        ),
    ),
    "not of the team": Case(
        ((*FILES, a_file(permissions=(Permission("user", "owner", TESS),))), HOUSE),
        (
            (
                (shared(Kind.WORKBOOK, Permission("user", "writer", TESS)), HOUSE),
                WRONG,
                "tess@innov8.example can change",
            ),
            ((shared(Kind.FOLDER, Permission("user", "reader", TESS)), HOUSE), WRONG, "can read the folder “folder”"),
            (
                (shared(Kind.BOARD, Permission("user", "reader", "xena@innov8.example")), HOUSE),
                WRONG,
                "xena@innov8.example can read the Duty board, and does not stand on the tab Staff",
            ),
            ((shared(Kind.BOARD, Permission("user", "writer", TESS)), HOUSE), LOOK, "which the machine writes over"),
        ),
    ),
    "team": Case(
        (
            (
                *FILES,
                a_file(permissions=(*OURS[:1], Permission("group", "writer", "dsl@innov8.example"))),
                a_file(Kind.FORM, permissions=OURS[:1]),
                a_file(state=State.GONE, permissions=()),
            ),
            HOUSE,
        ),
        (
            (((a_file(permissions=OURS[:1]),), HOUSE), WRONG, "dee@innov8.example is of the DSL team, and cannot open"),
            (
                ((a_file(permissions=(*OURS[:1], Permission("user", "reader", DEE))),), HOUSE),
                WRONG,
                "cannot open and change the workbook",
            ),
        ),
    ),
    "copies": Case(
        ((*OLD, a_file(Kind.COPY, made_at=AT - timedelta(days=30)), a_file(Kind.COPY, state=State.UNSEEN)), WELL),
        (
            (
                ((a_file(Kind.COPY, name="small, before version 2", made_at=AT - timedelta(days=31)),), WELL),
                LOOK,
                "The copy “small, before version 2” holds all that the workbook held",
            ),
        ),
    ),
    "groups": Case(
        (shared(Kind.WORKBOOK, Permission("group", "reader", OUT)), HOUSE),
        (
            (
                (shared(Kind.WORKBOOK, Permission("group", "reader", "all@innov8.example")), HOUSE),
                LOOK,
                "The group all@innov8.example can read the workbook",
            ),
        ),
    ),
    "owners": Case(
        ((*FILES, a_file(owner="")), HOUSE),
        ((((a_file(owner=TESS),), HOUSE), LOOK, "The workbook belongs to tess@innov8.example"),),
    ),
    "forms made": Case(
        (FORMS,),
        (
            (
                ((replace(a_form(), file=a_file(Kind.FORM, name="Register", state=State.UNNAMED)),),),
                WRONG,
                "Settings name no form “Register”",
            ),
            (((a_form(why="It hung."),),), UNSEEN, "How the form “Register” stands could not be seen: It hung."),
        ),
    ),
    "forms published": Case((FORMS,), ((((a_form(is_published=False),),), WRONG, "“Register” takes no answers"),)),
    "forms opened": Case(
        (FORMS,),
        (
            (((a_form("answer", FILLS_IN),),), WRONG, "The form “Answer” is closed to schools"),
            (((a_form("register", ANYBODY_FILLS_IN),),), WRONG, "Whoever has the link can fill in “Register”"),
            (((a_form("register", *OURS),),), WRONG, "Nobody is let in to fill in “Register”."),
        ),
    ),
    "forms for listed people": Case(
        ((a_form("change", Permission("user", "reader", TESS, "published")), a_form("answer")), frozenset({TESS})),
        (((FORMS, frozenset({TESS})), WRONG, "tess@innov8.example cannot fill in “Register”"),),
    ),
    "strangers at forms": Case(
        (FORMS, HOUSE),
        (
            (
                ((a_form("register", FILLS_IN, Permission("user", "reader", OUT, "published")),), HOUSE),
                LOOK,
                f"{OUT} may fill in “Register”",
            ),
            (
                ((a_form("register", Permission("domain", "reader", "gone.example", "published")),), HOUSE),
                LOOK,
                "gone.example may fill in “Register”",
            ),
        ),
    ),
    "forms linked": Case((FORMS,), ((((a_form(linked_sheet="x"),),), WRONG, "goes into another spreadsheet"),)),
    "forms in step": Case((FORMS,), ((((a_form(drift="1 added"),),), LOOK, "what the workbook holds (1 added)"),)),
    "zone and locale": Case(
        (IN_STEP,),
        (
            (({**IN_STEP, "timeZone": "Etc/GMT"},), WRONG, "The workbook's time zone is Etc/GMT"),
            (({**IN_STEP, "locale": "en_US"},), WRONG, "The workbook's locale is en_US"),
        ),
    ),
    "workbook in step": Case(
        ((), ()),
        (
            ((("a", "b", "c", "d"), ()), WRONG, "To do: a; b; c, and 1 more."),
            (((), ("The tab “Children” was called “Pupils”.",)), LOOK, "was called “Pupils”"),
        ),
    ),
    "Duty board in step": Case(
        ((),), (((("Add the tab “Now”",),), WRONG, "Duty board is not as this version needs it"),)
    ),
    "rows": Case(
        (facts(),),
        (
            (
                (facts(problems=(problem("SHEET-1", Severity.ERROR),)),),
                LOOK,
                "1 cell that people typed cannot be used: Staff (1).",
            ),
        ),
    ),
    "sender": Case(
        (BOX, SETTINGS),
        (((BOX, {**SETTINGS, "sender": "Other@innov8.example"}), WRONG, "name other@innov8.example as the sender"),),
    ),
    "forwarding": Case((BOX,), (((replace(BOX, forwards_to=OUT),), NOW, f"goes on to {OUT}"),)),
    "autoreply": Case((BOX,), (((replace(BOX, answers_itself=True),), WRONG, "The mailbox answers by itself"),)),
    "filters": Case((BOX,), (((replace(BOX, filters=1),), WRONG, "1 filter takes mail out of the inbox"),)),
    "drafts": Case((replace(BOX, drafts=5),), (((replace(BOX, drafts=6),), LOOK, "6 drafts lie in the mailbox"),)),
    "who reads the mailbox": Case((), (((), BY_HAND, "Who else can open the mailbox"),)),
    "archive folder": Case((facts(),), (((facts(settings=Settings()),), LOOK, "Settings name no “archive folder”"),)),
    "archive sealed": Case(
        ((SealedFile("2026-10 manifest.json"),),),
        (
            (((SealedFile("x", is_there=False, is_sealed=False, is_same=False),),), NOW, "x of the archive is gone."),
            (((SealedFile("x", is_same=False),),), NOW, "x of the archive is not what was sealed."),
            (((SealedFile("x", is_sealed=False),),), LOOK, "x of the archive is not read-only any more."),
        ),
    ),
    "deployed": Case(
        (RUNS,),
        (
            ((replace(RUNS, runs=None),), NOW, "In the project cme-example no service cme-tick stands"),
            ((replace(RUNS, runs="def"),), LOOK, "What runs is the commit def, and here lies abc."),
            ((replace(RUNS, runs=""),), LOOK, "What runs is the commit of which nobody knows"),
        ),
    ),
    "project": Case(
        ((Part("alarms"),), RUNS),
        (
            (
                ((Part("alarms", ("make “x”", "make “y”")),), RUNS),
                WRONG,
                "Of Google Cloud, alarms. To do: make “x”; make “y”.",
            ),
            (((Part("alarms", why="It hung."),), RUNS), UNSEEN, "could not be seen: It hung."),
        ),
    ),
    "project owners": Case(
        (HELD,),
        (
            ((replace(HELD, owners=(DEE,)),), LOOK, "Only dee@innov8.example is Owner of the project cme-example"),
            ((replace(HELD, owners=()),), LOOK, "Nobody is named as Owner of the project"),
        ),
    ),
    "alarm readers": Case(
        (HELD,),
        (
            ((replace(HELD, alarms=()),), NOW, "No alarm writes to anybody"),
            ((replace(HELD, alarms=(DEE,)),), LOOK, "Alarms write to dee@innov8.example alone"),
        ),
    ),
    "Google Cloud": Case((), (((), BY_HAND, "Google Cloud was not looked at"),)),
}
"""By the name of the check; a check that is not here fails its tests."""
