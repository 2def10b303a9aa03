"""Every look at the installation, taken once when it is first asked for; one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cme.domain.answers import in_force
from cme.domain.archive import file_name, sealed_months
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.health import Health
from cme.domain.model import Facts, Role, Saw
from cme.edges.drive import see_file
from cme.edges.google import SIGN_IN, SIGNED_OUT, Google
from cme.edges.live_workbook import LiveWorkbook
from cme.edges.program import program
from cme.edges.schema import tabs
from cme.edges.setup_calls import see_now, see_workbook
from cme.edges.sheets import Snapshot, Workbook
from cme.edges.workbook_plan import Plan
from cme.errors import CmeError, EdgeError, NoAnswer, SetupError
from cme.jobs.apply_duty_board import plan_duty_board
from cme.jobs.apply_schema import listed, plan, settings_of
from cme.jobs.gather import Gathered, gather
from cme.jobs.health import check_health
from cme.policy import load_figures
from scripts._deploy.gcloud import Gcloud
from scripts._doctor.findings import Danger, Unseen
from scripts._doctor.look_at_cloud import see_deployed, see_holders, see_parts
from scripts._doctor.look_at_files import see_files
from scripts._doctor.look_at_forms import see_forms
from scripts._doctor.look_at_mailbox import missing_scopes, see_account, see_mailbox
from scripts._doctor.seen import Account, Deployed, Holders, House, Mailbox, Part, SealedFile, SeenForm, SharedFile

DOORS = frozenset({"account", "snapshot"})
"""Where these fail the system fails as well: that is wrong, and not only unseen."""


class _NotSeenError(CmeError):
    """What a look stands on could not be seen itself."""

    def __init__(self, unseen: Unseen) -> None:
        super().__init__(unseen.why)
        self.unseen = unseen


class Looks:
    """What is seen, by the name of the look: that of a method here."""

    def __init__(self, google: Google, workbook_id: str, cloud: Gcloud | None = None, region: str = "") -> None:
        self._google, self._workbook_id = google, workbook_id
        self._cloud, self._region = cloud, region
        self._seen: dict[str, Any] = {}

    def see(self, name: str) -> Any:
        """Return what a look saw, or Unseen with the reason why it saw nothing."""
        if name not in self._seen:
            self._seen[name] = self._look(name, getattr(self, name))
        return self._seen[name]

    def _look(self, name: str, look: Callable[[], Any]) -> Any:
        try:
            return look()
        except _NotSeenError as wrong:
            return wrong.unseen
        except CmeError as wrong:
            return Unseen(why(wrong), Danger.WRONG if name in DOORS else Danger.UNSEEN)
        except Exception as wrong:
            return mistake(wrong)

    def _need(self, name: str) -> Any:
        found = self.see(name)
        if isinstance(found, Unseen):
            raise _NotSeenError(found)
        return found

    def account(self) -> Account:
        """Who signs in."""
        return see_account(self._google)

    def missing_scopes(self) -> tuple[str, ...]:
        """What the mailbox did not agree to."""
        return missing_scopes(self._google)

    def snapshot(self) -> Snapshot:
        """The workbook as a run reads it."""
        return Workbook(self._google, self._workbook_id).read()

    def gathered(self) -> Gathered:
        """The same as facts."""
        return gather(self._need("snapshot"), self._workbook_id)

    def ran(self) -> str:
        """The program that the last night was, by the digest of its files."""
        found: Snapshot = self._need("snapshot")
        return found.program

    def here(self) -> str:
        """The program that lies here."""
        return program()["digest"]

    def facts(self) -> Facts:
        """What the workbook says of people, places and the ledger."""
        found: Gathered = self._need("gathered")
        return found.facts

    def figures(self) -> Figures:
        """The figures in force, with the answers that were given."""
        found: Gathered = self._need("gathered")
        return in_force(load_figures(), found.recorded.values)

    def health(self) -> Health:
        """How the system stands, as the hourly look says."""
        self._need("snapshot")
        return check_health(self._google, self._workbook_id, see_now(self._google, self._workbook_id))

    def answered(self) -> datetime | None:
        """When somebody last said “I have it”, to a test page or to one in earnest, however long ago."""
        self._need("snapshot")
        whole = gather(Workbook(self._google, self._workbook_id).read_whole(), self._workbook_id).facts
        return max((one.recorded_at for one in whole.observations if one.saw is Saw.HAS_IT), default=None)

    def live(self) -> LiveWorkbook:
        """The workbook as the set-up compares it."""
        self._need("snapshot")
        return see_workbook(self._google, self._workbook_id, tabs())

    def properties(self) -> Mapping[str, str]:
        """Its zone and its locale."""
        found: LiveWorkbook = self._need("live")
        return found.properties

    def stored(self) -> Mapping[str, str]:
        """The tab Settings as words."""
        return settings_of(self._need("live"))

    def listed(self) -> frozenset[str] | None:
        """The staff, where they and not a whole domain may fill in the forms."""
        return listed(self._need("stored"), self._need("facts"))

    def plan(self) -> Plan:
        """What it lacks, but for zone and locale, which are told by themselves."""
        self._need("live")
        found = plan(self._google, self._workbook_id)
        kept = tuple(step for step in found.steps if "updateSpreadsheetProperties" not in step.request)
        return replace(found, steps=kept)

    def lines(self) -> tuple[str, ...]:
        """What is to be done in the workbook."""
        found: Plan = self._need("plan")
        return found.lines

    def reports(self) -> tuple[str, ...]:
        """What somebody changed in it by hand."""
        found: Plan = self._need("plan")
        return found.reports

    def board_lines(self) -> tuple[str, ...]:
        """What is to be done in the Duty board, where there is one."""
        self._need("stored")
        return tuple(plan_duty_board(self._google, self._workbook_id, make=False))

    def house(self) -> House:
        """Who belongs here."""
        account: Account = self._need("account")
        facts: Facts = self._need("facts")
        domain = (self._need("stored").get("domain", "").strip() or account.drive).rpartition("@")[2].casefold()
        staff = {person.email.casefold(): person for person in facts.staff.values() if person.email}
        team = frozenset(address for address, person in staff.items() if Role.INNOV8_DSL in person.roles)
        return House(account.drive, domain, team, frozenset(staff))

    def files(self) -> tuple[SharedFile, ...]:
        """The files of the installation, and who can open them."""
        return see_files(self._google, self._workbook_id, self._need("stored"))

    def forms(self) -> tuple[SeenForm, ...]:
        """The forms, each beside its file."""
        today = day_of(see_now(self._google, self._workbook_id))
        return see_forms(self._google, self._workbook_id, self._need("files"), self._need("facts"), today)

    def mailbox(self) -> Mailbox:
        """What is set up in the mailbox."""
        return see_mailbox(self._google)

    def sealed(self) -> tuple[SealedFile, ...]:
        """The files of the newest month that was sealed, by Drive's own digest, so that none is downloaded."""
        found = []
        for month in sealed_months(self._need("facts"))[-1:]:
            for file, row in month.sealed.items():
                seen, name = see_file(self._google, row.drive_id), file_name(month.name, file)
                same = seen is not None and seen.digest == row.digest
                found.append(SealedFile(name, seen is not None, seen is not None and seen.is_sealed, same))
        return tuple(found)

    def deployed(self) -> Deployed:
        """Which commit runs in the project."""
        return see_deployed(self._project(), self._region)

    def parts(self) -> tuple[Part, ...]:
        """What scripts/deploy would do to the project."""
        return see_parts(self._project(), self._region, self._need("deployed"), self._workbook_id)

    def holders(self) -> Holders:
        """Who holds the project."""
        return see_holders(self._project())

    def _project(self) -> Gcloud:
        if self._cloud is None:
            raise SetupError("No project was named.", mend="Say --project ID.")
        return self._cloud


def mistake(wrong: Exception) -> Unseen:
    """Return that the doctor itself is mistaken: what it cannot do must not keep the rest from being told."""
    return Unseen(f"this program made a mistake ({type(wrong).__name__}). Report it.")


def why(wrong: CmeError) -> str:
    """Return why something could not be seen; Google's own words may quote a cell, so that they are left out."""
    if not isinstance(wrong, EdgeError):
        return str(wrong)
    if wrong.status == 401:
        return f"{SIGNED_OUT} {SIGN_IN}"
    if isinstance(wrong, NoAnswer):
        return f"nobody answered ({wrong.brief}). Look at the connection, and run this again."
    return f"Google did not allow or not do it ({wrong.brief})."
