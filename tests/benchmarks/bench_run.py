"""What a headless run costs as a whole process: start-up beside NumPy's, memory and pace of ten million epochs.

Prints figures and the goals they stand beside, and asserts nothing: ``python tests/benchmarks/bench_run.py``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
ROUNDS = 25


def environ(cache: str) -> dict[str, str]:
    """As after an installation: byte code is kept, but not in the checkout."""
    mine = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": cache}
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | mine


def measured(command: list[str], cache: str) -> tuple[float, float]:
    """Seconds and peak memory in MB of a process."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environ(cache), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Print all figures."""
    run = [sys.executable, "-m", "sigmascope", "run"]
    commands = {"import numpy": [sys.executable, "-c", "import numpy"], "run": run, "run --plot": [*run, "--plot"]}
    with TemporaryDirectory() as cache:
        for command in commands.values():
            measured(command, cache)
        # In turns, so that a busy machine is busy for all of them.
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(measured(command, cache)[0])
        numpy, *rest = (statistics.median(each) for each in times.values())
        print(f"start-up, medians of {ROUNDS}: import numpy {1000 * numpy:.0f} ms", end="")
        for name, seconds in zip(list(commands)[1:], rest, strict=True):
            print(f", sigmascope {name} {1000 * seconds:.0f} ms ({seconds / numpy:.2f} times)", end="")
        print("  [goal for run: 1.5 times]")

        seconds, megabytes = measured([*run, "epochs=10000000", "--every", "100000"], cache)
        pace = 1e9 * seconds / 2e7
        print(f"10,000,000 epochs, every 100,000th shown: {seconds:.0f} s, {pace:.0f} ns a model and epoch, ", end="")
        print(f"peak {megabytes:.0f} MB  [goal: 150 MB]")
        for form in ("csv", "jsonl", "npz"):
            seconds, megabytes = measured([*run, "epochs=250000", "--format", form], cache)
            print(
                f"500,000 rows of {form}: {seconds:.1f} s, {500_000 / seconds:,.0f} rows a second, {megabytes:.0f} MB"
            )


if __name__ == "__main__":
    main()
