"""The documents that are made from the code and the data, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sandbox import fidelity
from scripts._documents.cases import cases_page
from scripts._documents.doctor import doctor_page
from scripts._documents.messages import messages_page
from scripts._documents.needs import needs_page
from scripts._documents.policy import policy_page
from scripts._documents.protection.annex import annex_page
from scripts._documents.protection.appropriate import appropriate_page
from scripts._documents.protection.assessment import assessment_page
from scripts._documents.protection.privacy import privacy_page
from scripts._documents.protection.processing import processing_page
from scripts._documents.reports import reports_page
from scripts._sweep.document import document
from scripts._sweep.figures import kept
from tests.protocol import without

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "policy.md": policy_page,
    "cases.md": cases_page,
    "doctor.md": doctor_page,
    "needs.md": needs_page,
    "messages.md": messages_page,
    "reports.md": reports_page,
    "fidelity.md": fidelity.document,
    "protocol.md": without.document,
    "reliability.md": lambda: document(kept()),
    "data-protection/dpia.md": assessment_page,
    "data-protection/record-of-processing.md": processing_page,
    "data-protection/appropriate-policy.md": appropriate_page,
    "data-protection/privacy-text.md": privacy_page,
    "data-protection/sharing-annex.md": annex_page,
}
"""Each document by its name in docs/, and what writes it."""


def drifted(folder: Path = DOCS) -> list[str]:
    """Return the names of the documents that are missing or say something else than the code."""
    return [name for name, write in PAGES.items() if _stands(folder / name) != write()]


def build(folder: Path = DOCS) -> list[str]:
    """Write every document that drifted, and return their names."""
    names = drifted(folder)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(PAGES[name](), encoding="utf-8")
    return names


def _stands(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
