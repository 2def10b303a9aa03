"""A small charity with two walls, as the tests of the posters share it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cme.domain.model import Facts, Role, Session, Settings
from tests.builders import a_person, a_session

TODAY = date(2026, 11, 23)
LINKS = {
    form: f"https://docs.google.com/forms/d/e/1FAIpQLS3e939c171606db7aa6f7dce3c76a2e93d481{form:_<14}/viewform"
    for form in ("register", "change", "today", "action", "concern")
}
ASKS = {"action/about": "7fffffff", "action/done": "6fffffff", "register/which_session": "5fffffff"}
FILLED = f"{LINKS['action']}?usp=pp_url&entry.2147483647=Everything%20that%20was%20paged&entry.1879048191="
ON_A_WALL = [LINKS[form] for form in ("register", "change", "concern", "today")]
FOR_A_PHONE = [f"{FILLED}I%20have%20it", f"{FILLED}I%20am%20on%20duty%20today"]


def walls(*sessions: Session, **settings: Any) -> Facts:
    """Facts with these sessions, else with one at Barn Lane and one at The Foundry."""
    there = sessions or (a_session("BIKE", site="The Foundry"), a_session("COOK", site="Barn Lane"))
    usual: dict[str, Any] = {"workbook_id": "wb", "dsl_name": "Dee Safe", "dsl_phone": "07700 900106"}
    people = (
        replace(a_person("DEE", Role.INNOV8_DSL, duty_order=1), phone="+44 7700 900106"),
        replace(a_person("DEB", Role.INNOV8_DSL, duty_order=2), phone="07700 900107"),
        replace(a_person("CORA", Role.COORDINATOR), phone="07700 900105"),
    )
    return Facts(
        settings=Settings(**usual | {"form_links": LINKS, "question_ids": ASKS} | settings),
        sessions={session.code: session for session in there},
        staff={person.code: person for person in people},
    )
