"""Who signs in, how the system stands, and the people on the tab Staff, well and sick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from cme.domain.model import Mode, Role, Settings, Severity
from cme.edges.credentials import SCOPES
from cme.policy import load_figures
from scripts._doctor.seen import Account
from tests.doctor.sick.given import (
    AT,
    BOT,
    DEE,
    FILES,
    HOUSE,
    LOOK,
    NEW,
    NOW,
    OLD,
    OUT,
    OVERDUE,
    SETTINGS,
    WELL,
    WRONG,
    Case,
    facts,
    health,
    problem,
    with_person,
    with_team,
)

SYSTEM: Mapping[str, Case] = {
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
}
