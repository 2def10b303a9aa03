"""A paper as a Word file: headings, tables whose first row is marked as such, and no child's name outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row

from cme.domain.clocks import local
from cme.domain.pack import stamp
from cme.domain.paper import Paper, Table, is_gap

SHORT, LONG, MARGIN = 21.0, 29.7, 2.0
"""A sheet of A4, and what is left free around its text, in centimetres."""
LANGUAGE = "en-GB"
NOTHING = "None."
"""What stands in place of a table without a row."""
RED, PALE = RGBColor(0x9C, 0x00, 0x06), "FFC7CE"
"""The colours of a gap, beside its word: the letters', and that of the cell behind them."""


def document_of(paper: Paper) -> Word:
    """Return a paper as a document; tables that are wide stand on pages of their own, across."""
    made = Document()
    _set_up(made, paper)
    made.add_paragraph(paper.title, style="Title")
    made.add_paragraph(f"{paper.organisation}. Made {stamp(paper.made)}.")
    made.add_paragraph(paper.caution)
    is_across = False
    for table in paper.tables:
        if table.is_wide is not is_across:
            is_across = table.is_wide
            _turn(made, is_across=is_across)
        made.add_heading(table.title, level=1)
        if table.rows:
            _table(made, table)
        else:
            made.add_paragraph(NOTHING)
    return made


def _set_up(made: Word, paper: Paper) -> None:
    about, at = made.core_properties, paper.made.astimezone(UTC).replace(tzinfo=None)
    about.title, about.subject, about.language = paper.title, paper.subject, LANGUAGE
    about.author = about.last_modified_by = paper.organisation
    about.comments = about.keywords = about.category = ""
    about.created = about.modified = at
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    page = made.sections[0]
    page.page_width, page.page_height = Cm(SHORT), Cm(LONG)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{paper.title} · {local(paper.made):%d/%m/%Y} · page ")
    _page_number(foot.add_run()._r)


def _page_number(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run.append(part)


def _turn(made: Word, *, is_across: bool) -> None:
    page = made.add_section()
    page.orientation = WD_ORIENT.LANDSCAPE if is_across else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = page.page_height, page.page_width


def _table(made: Word, paper: Table) -> None:
    table = made.add_table(rows=1, cols=len(paper.headings), style="Table Grid")
    table.autofit = False
    room = (LONG if paper.is_wide else SHORT) - 2 * MARGIN
    widths = [Cm(room * width / sum(paper.widths)) for width in paper.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _fill(table.rows[0], paper.headings, widths, bold=True)
    # A reader that reads aloud says this row before each cell, and Word repeats it on each page.
    _mark(table.rows[0], "w:tblHeader")
    for row in paper.rows:
        added = table.add_row()
        _fill(added, row, widths)
        _mark(added, "w:cantSplit")


def _fill(row: _Row, texts: Sequence[str], widths: Sequence[Cm], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        run = cell.paragraphs[0].add_run(text)
        run.bold = bold or is_gap(text) or None
        if is_gap(text):
            run.font.color.rgb = RED
            _shade(cell)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", PALE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
