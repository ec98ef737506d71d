"""sigmascope: watch a sigmoid neuron learn, and see why cross-entropy cures the learning slowdown.

The front door for notebooks and scripts: ``sigmascope.run("saturated eta=0.3").columns``. What stands behind a name is
imported when the name is first used, so that the command ``sigmascope`` pays for nothing that it does not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigmascope.engine import (
        COSTS,
        PRESETS,
        QUANTITIES,
        RULES,
        BaseCost,
        Cost,
        EngineError,
        Samples,
        Scenario,
        Simulation,
        check_gradient,
        parse,
        sweep,
    )
    from sigmascope.tui.run.notebook import Result, run

__version__ = "0.2.0.dev0"

__all__ = [
    "COSTS",
    "PRESETS",
    "QUANTITIES",
    "RULES",
    "BaseCost",
    "Cost",
    "EngineError",
    "Result",
    "Samples",
    "Scenario",
    "Simulation",
    "check_gradient",
    "parse",
    "run",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "sigmascope.tui.run.notebook" if name in ("Result", "run") else "sigmascope.engine"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
