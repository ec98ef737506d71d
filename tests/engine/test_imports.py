"""The engine needs NumPy and itself: a script that uses it pays for no screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sigmascope

ROOT = Path(sigmascope.__file__).parent


def loaded_by(statement: str) -> set[str]:
    """The top-level modules a fresh interpreter holds after the statement."""
    script = f"import sys; {statement}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    command = [sys.executable, "-W", "error", "-c", script]
    return set(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.split())


def test_the_engine_loads_numpy_and_itself_only() -> None:
    run = "s = engine.Simulation(engine.parse('mild')); s.advance(9); s.values('quadratic', 'cost')"
    own = loaded_by(f"from sigmascope import engine; {run}") - loaded_by("import numpy")
    assert own - set(sys.stdlib_module_names) == {"sigmascope"}
    assert own.isdisjoint({"concurrent", "difflib", "importlib_metadata"})
