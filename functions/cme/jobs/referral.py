"""Makes the referral pack of a case from the whole record, when a person asks for it; it writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cme.domain.answers import in_force
from cme.domain.cases import Case, cases
from cme.domain.figures import Figures
from cme.domain.model import Facts
from cme.domain.pack import Pack
from cme.domain.referral_pack import referral_pack, restricted_pack
from cme.edges.chronology import read_events
from cme.edges.google import Google
from cme.edges.restricted import read_restricted
from cme.edges.sheets import Workbook
from cme.edges.tables import Table
from cme.edges.whole_tabs import all_observations, check_tabs, title_of, whole_tab
from cme.errors import SetupError
from cme.jobs.gather import gather
from cme.policy import load_figures

NEEDED = ("chronology", "observations", "pupils", "safeguarding")
"""The tabs on which a pack stands."""
PACK = "the pack"


def make_packs(
    google: Google,
    workbook_id: str,
    wanted: str,
    now: datetime,
    figures: Figures | None = None,
    *,
    restricted: bool = False,
) -> tuple[Pack, ...]:
    """Return the pack of a case, or of a child's latest case; with `restricted` the part that goes apart as well."""
    workbook = Workbook(google, workbook_id)
    snapshot = workbook.read()
    check_tabs(snapshot, NEEDED, PACK)
    gathered = gather(snapshot, workbook_id)
    observations = all_observations(google, workbook_id, snapshot.titles["observations"])
    events = read_events(whole_tab(google, workbook_id, snapshot.titles["chronology"], "chronology"), [])
    facts = replace(gathered.facts, observations=observations, events=events)
    case = _find(wanted, facts)
    known = in_force(figures or load_figures(), gathered.recorded.values)
    pack = referral_pack(case, facts, known, now)
    if not restricted:
        return (pack,)
    concerns = whole_tab(google, workbook_id, title_of(workbook.outline(), "concerns", PACK), "concerns")
    flags = Table.of("safeguarding", snapshot.values["safeguarding"], snapshot.titles["safeguarding"])
    return pack, restricted_pack(case, facts, read_restricted(flags, concerns, case.pupil), now)


def _find(wanted: str, facts: Facts) -> Case:
    """Return the case of that name, else the latest one about the child of that code."""
    every, name = cases(facts), wanted.strip().casefold()
    named = [case for case in every if case.id.casefold() == name]
    about = [case for case in every if case.pupil.casefold() == name]
    if found := named or about:
        return found[-1]
    ours = ", ".join(case.id for case in every if case.is_open) or "none"
    raise SetupError(f"There is no case {wanted[:40]}.", where="Cases", mend=f"Open cases: {ours}. Name one of them.")
