"""drive.files.export: a spreadsheet as CSV (its first sheet) or as a plain XLSX of its values."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from werkzeug.wrappers import Response

from sandbox.drive import files
from sandbox.drive.methods import find
from sandbox.wire import HANDLERS, Call, GoogleError, serves

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot hold, or does not give back; the format writes it as _x0007_."""
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@serves("drive.files.export")
def export(call: Call) -> Response:
    """Return a spreadsheet in another format."""
    row = find(call, call.params["fileId"])
    wanted = call.arg("mimeType") or ""
    if not row["mime"].startswith("application/vnd.google-apps."):
        raise GoogleError(403, "Export only supports Docs Editors files.", reason="fileNotExportable")
    if row["mime"] != files.SPREADSHEET:
        raise GoogleError(501, f"The sandbox does not implement the export of {row['mime']}.")
    if wanted not in (CSV, XLSX):
        raise GoogleError(501, f"The sandbox does not implement the export as {wanted}.")
    titles = _titles(call, row["id"])
    if wanted == CSV:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(_values(call, row["id"], titles[0], "FORMATTED_VALUE"))
        return Response(text.getvalue().encode(), content_type=CSV)
    sheets = {title: _values(call, row["id"], title, "UNFORMATTED_VALUE") for title in titles}
    return Response(workbook(sheets), content_type=XLSX)


def _titles(call: Call, id_: str) -> list[str]:
    asked = replace(call, params={"spreadsheetId": id_}, query={"fields": ["sheets.properties.title"]})
    answer = HANDLERS["sheets.spreadsheets.get"](asked)
    return [sheet["properties"]["title"] for sheet in answer["sheets"]]


def _values(call: Call, id_: str, title: str, option: str) -> list[list[Any]]:
    name = title.replace("'", "''")
    asked = replace(
        call, params={"spreadsheetId": id_, "range": f"'{name}'"}, query={"valueRenderOption": [option]}, body=None
    )
    values: list[list[Any]] = HANDLERS["sheets.spreadsheets.values.get"](asked).get("values", [])
    return values


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Return an XLSX with the values of some sheets."""
    out = io.BytesIO()
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>' for n in numbers
        )
        box.writestr(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{kinds}</Types>',
        )
        box.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        box.writestr(
            "xl/_rels/workbook.xml.rels", _relations([("worksheet", f"worksheets/sheet{n}.xml") for n in numbers])
        )
        listed = "".join(
            f'<sheet name={quoteattr(t[:31])} sheetId="{n}" r:id="rId{n}"/>' for n, t in enumerate(sheets, 1)
        )
        box.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
            box.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>',
            )
    return out.getvalue()


def _relations(targets: list[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    text = NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", str(value))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
