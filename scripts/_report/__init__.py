"""The command scripts/report: a month or a school year in tables and charts, as a page and as a PDF file."""
