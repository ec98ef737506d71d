"""``ssh host run saturated eta=0.3``: a headless run for somebody who came over SSH, as CSV."""

from __future__ import annotations

import time
from io import StringIO
from typing import TYPE_CHECKING

from sigmascope.engine import Simulation
from sigmascope.engine.condition import columns_of
from sigmascope.tui.guests import sandbox
from sigmascope.tui.run.rows import Leg, block, kept
from sigmascope.tui.run.writers import CsvWriter, Heading
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine import Scenario

MOST_NUMBERS = 2_000_000
"""Numbers one run may print: 100,000 epochs of two costs with one input."""
SLICE = 0.004
"""Seconds of work between two looks at everybody else."""
AHEAD = 256_000
"""Bytes made before the client has taken them."""
VERB = "run"
_EPOCHS = 64


def is_run(command: str) -> bool:
    """Whether a command is one that is answered."""
    return command.split(maxsplit=1)[:1] == [VERB]


def scenario_of(command: str) -> Scenario:
    """The scenario a command names. Raises EngineError and Refusal for one that cannot or may not be run."""
    scenario = sandbox.read(command.strip().removeprefix(VERB))
    numbers = (scenario.epochs + 1) * len(scenario.costs) * len(columns_of(len(scenario.w)))
    if numbers > MOST_NUMBERS:
        raise Refusal("ssh.too-much-output", numbers=numbers, most=MOST_NUMBERS)
    return scenario


def csv(scenario: Scenario) -> Iterator[str]:
    """What `sigmascope run` prints, in pieces, each made in about `SLICE` seconds; nothing is in some of them.

    Raises EngineError where a value leaves the range of floats.
    """
    gathered, since = StringIO(), time.perf_counter()
    for _ in _written(scenario, gathered):
        if time.perf_counter() - since >= SLICE:
            yield gathered.getvalue()
            gathered.seek(0)
            gathered.truncate()
            since = time.perf_counter()
    yield gathered.getvalue()


def _written(scenario: Scenario, stream: StringIO) -> Iterator[None]:
    # Yields after every small piece of work.
    simulation = Simulation(scenario)
    while (left := scenario.epochs - simulation.epoch) > 0:
        simulation.advance(min(100, left))
        yield
    known = columns_of(simulation.samples.m)
    columns, names = list(known), list(dict.fromkeys(quantity.name for quantity in known.values()))
    writer = CsvWriter(stream, Heading(scenario.text(), simulation.rates, columns, scenario.epochs))
    for together in kept(simulation):
        for first in range(0, len(together[0].epochs), _EPOCHS):
            some = slice(first, first + _EPOCHS)
            part = [Leg(model, epochs[some], values[:, some]) for model, epochs, values in together]
            writer.write(block(simulation, part, columns, names))
            yield
