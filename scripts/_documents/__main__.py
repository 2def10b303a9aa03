"""Write the generated documents, or with --check say which of them drifted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts._documents import DOCS, build, drifted

MEND = "Run scripts/build_docs, read what changed, and commit it."


def main(words: list[str] | None = None, folder: Path = DOCS) -> int:
    """Write or check the documents; returns the exit code."""
    about = "Write the documents in docs/ that are made from the code and the data."
    parser = argparse.ArgumentParser(prog="scripts/build_docs", description=about)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a document drifted")
    if parser.parse_args(words).check:
        names = drifted(folder)
        for name in names:
            sys.stderr.write(f"docs/{name} is not as the code has it.\n")
        if names:
            sys.stderr.write(f"{MEND}\n")
        return 1 if names else 0
    names = build(folder)
    sys.stdout.write("".join(f"Wrote docs/{name}\n" for name in names) or "Every document is as the code has it.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
