"""A referral pack as a Word file: headings, tables whose first row is marked as such, and no child's name outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Row

from cme.domain.clocks import local
from cme.domain.pack import Pack, stamp

FIELDS = ("What is asked", "What innov8 knows")
CHRONOLOGY = ("When", "Written down", "What", "In which words, why, and what shows it", "By")
WIDTHS, CHRONOLOGY_WIDTHS = (Cm(6.5), Cm(10.5)), (Cm(2.6), Cm(2.6), Cm(3.6), Cm(12.4), Cm(3.5))
MARGIN = Cm(2)
LANGUAGE = "en-GB"


def document_of(pack: Pack) -> Word:
    """Return the pack as a document; the chronology, which is wide, stands on pages of its own."""
    made = Document()
    _set_up(made, pack)
    made.add_paragraph(pack.title, style="Title")
    made.add_paragraph(f"{pack.organisation}. Made {stamp(pack.made)}.")
    made.add_paragraph(pack.caution)
    for section in pack.sections:
        made.add_heading(section.title, level=1)
        _table(made, FIELDS, section.fields, WIDTHS)
    if pack.chronology:
        _turn(made)
        made.add_heading("Chronology", level=1)
        _table(made, CHRONOLOGY, pack.chronology, CHRONOLOGY_WIDTHS)
    return made


def _set_up(made: Word, pack: Pack) -> None:
    about, at = made.core_properties, pack.made.astimezone(UTC).replace(tzinfo=None)
    about.title, about.subject, about.language = pack.title, f"Case {pack.case}", LANGUAGE
    about.author = about.last_modified_by = pack.organisation
    about.comments = about.keywords = about.category = ""
    about.created = about.modified = at
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{pack.title} · {local(pack.made):%d/%m/%Y} · page ")
    _page_number(foot.add_run()._r)


def _page_number(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run.append(part)


def _turn(made: Word) -> None:
    page = made.add_section()
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width


def _table(made: Word, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[Cm]) -> None:
    table = made.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _fill(table.rows[0], headings, widths, bold=True)
    # A reader that reads aloud says this row before each cell, and Word repeats it on each page.
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        added = table.add_row()
        _fill(added, row, widths)
        _mark(added, "w:cantSplit")


def _fill(row: _Row, texts: Sequence[str], widths: Sequence[Cm], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = bold or None


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
