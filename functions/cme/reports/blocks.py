"""A chart's numbers as rows of cells, for a sheet that draws the chart itself."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cme.reports.parts import Chart, Kind

WITHIN, OVER = "within the limit", "over the limit"


def block(shown: Chart | None, columns: int) -> Iterator[list[str | float | None]]:
    """Yield the rows under a chart of so many columns: headings, and a row a place; what is not shown is empty."""
    if shown is None:
        return
    numbers = _parted(shown) if columns > len(shown.numbers.columns) else shown.numbers
    yield ["", *map(str, numbers.columns)]
    for label, row in zip(numbers.index, numbers.to_numpy(), strict=True):
        name = f"{label:%d/%m/%Y}" if shown.kind is Kind.LINES else str(label)
        yield [name, *(None if pd.isna(value) else round(float(value)) for value in row)]


def _parted(shown: Chart) -> pd.DataFrame:
    """Return bars in two columns, by whether they are over the limit: a chart of a sheet has a colour a column."""
    (values,) = (shown.numbers[name] for name in shown.numbers)
    over = pd.Series(shown.over, index=values.index, dtype=bool)
    return pd.DataFrame({WITHIN: values.mask(over), OVER: values.where(over)})
