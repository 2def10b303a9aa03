"""Says what has been kept long enough, by the workbook and by each archive that is old enough; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.answers import in_force
from cme.domain.archive import Month, sealed_months
from cme.domain.archive_steps import CLASSES
from cme.domain.clocks import day_of
from cme.domain.history import Difference
from cme.domain.kept_children import children_kept, code_of
from cme.domain.retention import (
    FIGURES,
    QUESTION,
    Child,
    Item,
    Periods,
    Rules,
    Verdict,
    files_name,
    may_be_over,
    of_child,
    of_files,
)
from cme.edges.google import Google
from cme.edges.retention import OF_CHILDREN, codes_in, erased_before, read_said
from cme.edges.schema import tab
from cme.edges.sheets import Workbook
from cme.edges.tables import day_of_cell
from cme.edges.whole_tabs import check_tabs, every_cell, title_of, whole_tab
from cme.errors import EdgeError, SetupError
from cme.jobs.archived import class_tabs
from cme.jobs.erase import in_folder
from cme.jobs.gather import Gathered, gather
from cme.jobs.known import known_of
from cme.policy import load_figures

NEEDED = ("observations", "obligations", "chronology", "archive", "changes", "pupils", "places")
BORN, PUPILS = "Date of birth", tab("pupils").title
WHAT = "what is to be kept"
Tell = Callable[[str], None]


@dataclass(slots=True)
class Retention:
    """One run of the command."""

    google: Google
    workbook_id: str
    now: datetime
    tell: Tell

    def items(self) -> list[Item]:
        """Return what becomes of each child, and of each archive that is old enough to be looked into."""
        gathered, history = self._gathered()
        rules, gone = self._rules(gathered)
        every = children_kept(gathered.facts, history, OF_CHILDREN, _births(history), rules.today)
        children = {child.code: child for child in every if child.code not in gone}
        found = [of_child(child, rules) for _, child in sorted(children.items())]
        for month in sealed_months(gathered.facts):
            if may_be_over(month.name, rules):
                found += self._of_month(month, children, gone, rules)
        return found

    def _of_month(
        self, month: Month, children: Mapping[str, Child], gone: frozenset[str], rules: Rules
    ) -> Iterator[Item]:
        for kind in CLASSES:
            what = files_name(month.name, kind)
            if f"{kind}.json" in month.erased:
                if in_folder(self.google, month, kind):
                    yield Item(
                        what, None, "its files went, by the tab Archive", Verdict.MAY_GO, "they lie in the folder"
                    )
                continue
            self.tell(f"Looking who is in {what}.")
            try:
                codes = codes_in(class_tabs(self.google, month, kind))
            except (EdgeError, SetupError) as wrong:
                said = wrong.brief if isinstance(wrong, EdgeError) else str(wrong)
                yield Item(what, None, "its files must be as they were sealed", Verdict.UNKNOWN, said)
                continue
            named = [children.get(code, Child(code)) for code in sorted(codes)]
            yield of_files(month.name, kind, named, gone, rules)

    def _gathered(self) -> tuple[Gathered, Sequence[Difference]]:
        snapshot = Workbook(self.google, self.workbook_id).read_whole()
        check_tabs(snapshot, NEEDED, WHAT)
        found = gather(snapshot, self.workbook_id)
        if not found.ours:
            raise SetupError("This workbook is a copy: nothing is erased there.", where="Settings")
        return found, known_of(self.google, self.workbook_id, snapshot, found.facts).history

    def _rules(self, gathered: Gathered) -> tuple[Rules, frozenset[str]]:
        """Return by what all is judged, and what was erased before."""
        outline, today = Workbook(self.google, self.workbook_id).outline(), day_of(self.now)
        titles = {slug: title_of(outline, slug, WHAT) for slug in ("retention", "erased")}
        values = every_cell(self.google, self.workbook_id, titles["retention"])
        erased = whole_tab(self.google, self.workbook_id, titles["erased"], "erased")
        known, facts = in_force(load_figures(), gathered.recorded.values), gathered.facts
        years = Periods(*(int(known.value(name, today)) for name in FIGURES))
        said = read_said(values, titles["retention"])
        return Rules(years, QUESTION in facts.answers, said, facts.staff, today), erased_before(erased)


def _births(history: Iterable[Difference]) -> dict[str, date]:
    """Return the last date of birth that stood beside each code on Pupils, also of who stands there no more."""
    typed_at = [(found, found.now.get(BORN, found.before.get(BORN))) for found in history if found.spot.tab == PUPILS]
    return {code_of(found): day for found, value in typed_at if (day := day_of_cell(value)) is not None}
