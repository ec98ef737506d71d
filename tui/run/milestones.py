"""What each model of a run comes past, as a table of one row per model."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from sigmascope.engine.milestones import Milestones
from sigmascope.engine.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sigmascope.engine import Simulation
    from sigmascope.engine.milestones import Told
    from sigmascope.tui.run.rows import Leg

COLUMNS = ("half", "tenth", "fastest", "slow_from", "slow_to", "slow_epochs")
"""Those behind model and eta."""


class Passed(NamedTuple):
    """A row of the table."""

    model: str
    eta: float
    numbers: tuple[int | None, ...]
    """Those of `COLUMNS`; None where something never was."""


def passed(simulation: Simulation, legs: Iterable[list[Leg]]) -> list[Passed]:
    """The table of a run, whose legs hold every epoch; they are read once and forgotten. Raises EngineError."""
    milestones = {name: Milestones(descent) for name, descent in simulation.descents.items()}
    for together in legs:
        for leg in together:
            milestones[leg.model].extend(leg.columns)
    return [
        Passed(name, simulation.rates[name], _numbers(one.until(one.epochs - 1))) for name, one in milestones.items()
    ]


def _numbers(told: Told) -> tuple[int | None, ...]:
    begin, end = (told.slow[0][0], told.slow[-1][1]) if told.slow else (None, None)
    return told.half, told.tenth, told.fastest, begin, end, sum(last - first + 1 for first, last in told.slow)


def _table(stream: IO[str], rows: Sequence[Passed], scenario: str) -> None:  # noqa: ARG001  # as all formats are called
    cells = [["model", "eta", *COLUMNS]]
    cells += [[row.model, number_text(row.eta), *("-" if n is None else str(n) for n in row.numbers)] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for model, *rest in cells:
        right = "".join(f"  {cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        stream.write(f"{model:<{widths[0]}}{right}\n")


def _csv(stream: IO[str], rows: Sequence[Passed], scenario: str) -> None:  # noqa: ARG001
    stream.write(",".join(("model", "eta", *COLUMNS)) + "\n")
    for row in rows:
        stream.write(",".join([row.model, repr(row.eta), *("" if n is None else str(n) for n in row.numbers)]) + "\n")


def _json_lines(stream: IO[str], rows: Sequence[Passed], scenario: str) -> None:
    import json  # noqa: PLC0415

    for row in rows:
        numbers = dict(zip(COLUMNS, row.numbers, strict=True))
        stream.write(json.dumps({"model": row.model, "eta": row.eta, **numbers, "scenario": scenario}) + "\n")


WRITERS: dict[str, Callable[[IO[str], Sequence[Passed], str], None]] = {
    "table": _table,
    "csv": _csv,
    "jsonl": _json_lines,
}
"""By name of a format, how it writes the table of a scenario's text."""
