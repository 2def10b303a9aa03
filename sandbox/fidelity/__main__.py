"""Write docs/fidelity.md, or with --check say whether it is as the ledger has it."""

from __future__ import annotations

import argparse
import sys

from sandbox.fidelity import DOCUMENT, all_lines, document


def main() -> int:
    """Write or check the document; returns the exit code."""
    parser = argparse.ArgumentParser(prog="sandbox.fidelity", description="The fidelity ledger as a document.")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true")
    way.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    all_lines()
    text = document()
    if wanted.write:
        DOCUMENT.write_text(text, "utf-8")
        return 0
    if DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text:
        return 0
    sys.stderr.write("docs/fidelity.md is not as the ledger has it: run python -m sandbox.fidelity --write\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
