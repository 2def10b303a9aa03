"""Run the sandbox: `python -m sandbox --port 8765 --file .sandbox/trial.sqlite [--now 2026-11-24T08:00:00Z]`."""

from __future__ import annotations

import argparse
import contextlib
import sys

from sandbox.app import create_app


def main() -> None:
    """Serve one file on this machine until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="sandbox", description="The stand-in for Google's APIs, on this machine only."
    )
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--file", required=True, help="the SQLite file that holds everything")
    parser.add_argument("--now", help="put the clock to this time, where it stands: 2026-11-24T08:00:00Z")
    wanted = parser.parse_args()
    app = create_app(wanted.file, now=wanted.now)
    app.listen(wanted.port)
    sys.stdout.write(f"The sandbox is at http://127.0.0.1:{wanted.port}/ (Ctrl-C ends it)\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        app.serve(wanted.port)


if __name__ == "__main__":
    main()
