"""The checks of the Sheets ledger, gathered from the modules that hold them."""

from sandbox.conformance import (  # noqa: F401 - importing them registers their checks
    sheets_entered,
    sheets_local,
    sheets_looks,
    sheets_refusals,
    sheets_requests,
    sheets_shifting,
    sheets_values,
)
