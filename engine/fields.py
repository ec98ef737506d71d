"""The fields of a scenario: what its keys set, and what is validated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sigmascope.engine.descent import Params, Samples
from sigmascope.engine.errors import EngineError


class Fields(NamedTuple):
    """All that determines a run. See `engine.scenario.Scenario`, which adds what they are as text."""

    w: tuple[float, ...]
    """Start w: the weight of each input at epoch 0."""
    b: float
    """Start b: the bias at epoch 0."""
    x: tuple[float, ...]
    """The inputs of the one sample; empty where ``data`` names a file."""
    y: float
    """The target of the one sample; 0 where ``data`` names a file."""
    data: str
    """The file the samples are in, or an empty string."""
    rule: str
    """Which of `RULES` shares out the learning rate."""
    eta: float
    """η, as the rule takes it."""
    rates: tuple[tuple[str, float], ...]
    """Learning rates set for one cost each, past the rule."""
    epochs: int
    costs: tuple[str, ...]

    def samples(self) -> Samples:
        """The one sample written in the scenario. Raises EngineError where a file holds the samples instead."""
        if self.data:
            raise EngineError("samples-needed", data=self.data)
        return Samples(np.array([self.x]), np.array([self.y]))

    def start(self) -> Params:
        """(start w, start b): w of shape (m,), b of shape ()."""
        return Params(np.array(self.w), np.array(self.b))
