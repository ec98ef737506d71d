"""Numbers: a sigmoid neuron learning by gradient descent. Pure NumPy; knows no screen, no file, no terminal."""

from engine.cost import COSTS, BaseCost, Cost
from engine.descent import Descent, Params, Samples, gradient, step, sweep
from engine.errors import EngineError
from engine.quantity import QUANTITIES, evaluate
from engine.rules import RULES
from engine.scenario import PRESETS, Scenario, parse
from engine.simulation import Simulation
from engine.supplied import check_gradient, find_cost

__all__ = [
    "COSTS",
    "PRESETS",
    "QUANTITIES",
    "RULES",
    "BaseCost",
    "Cost",
    "Descent",
    "EngineError",
    "Params",
    "Samples",
    "Scenario",
    "Simulation",
    "check_gradient",
    "evaluate",
    "find_cost",
    "gradient",
    "parse",
    "step",
    "sweep",
]
