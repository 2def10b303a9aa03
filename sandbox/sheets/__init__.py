"""The stand-in for the Sheets API: one workbook in memory, saved row by row, answered as recorded traffic shows."""

from importlib import import_module


def load() -> None:
    """Import the modules whose functions answer calls."""
    for name in ("sheets.spreadsheets", "sheets.values", "sheets.filtered", "sheets.history", "pages.workbook"):
        import_module(f"sandbox.{name}")


load()
