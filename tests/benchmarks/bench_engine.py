"""What the engine costs beside the plain way of writing the same: ``python tests/benchmarks/bench_engine.py``.

Everything is measured side by side in one process, in turn, and of the repeats the best one counts on either side: what
else the machine does can only slow a repeat down. Nothing is asserted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from sigmascope.engine import COSTS, Descent, Params, Samples, sweep

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[], object]

ETA = 0.15
EPOCHS = 20_000
STARTS, SWEEP_EPOCHS = 1_000_000, 100
CACHED = 16_384
ONE = Samples(np.array([[1.0]]), np.array([0.0]))

PLAIN_DELTA: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "quadratic": lambda a, y: (a - y) * a * (1 - a),
    "cross-entropy": lambda a, y: a - y,
}


def plain(name: str, x: np.ndarray, y: np.ndarray, epochs: int) -> list[tuple[np.ndarray, float]]:
    """One neuron the plain way: (n, m) arrays, new ones at each step, a history in a list."""
    n, delta_of = len(y), PLAIN_DELTA[name]
    w, b = np.array([2.0] * x.shape[1]), 2.0
    history = [(w, b)]
    for _ in range(epochs):
        z = x @ w + b
        a = 1 / (1 + np.exp(-z))
        delta = delta_of(a, y)
        w = w - ETA * (x.T @ delta) / n
        b = b - ETA * delta.sum() / n
        history.append((w, b))
    return history


def ours(name: str, samples: Samples, epochs: int) -> Descent:
    """One neuron the engine's way, history included."""
    descent = Descent(COSTS[name], samples, Params(np.full(samples.m, 2.0), np.float64(2.0)), ETA)
    descent.advance(epochs)
    return descent


def naive_grid(name: str, w: np.ndarray, b: np.ndarray, epochs: int) -> np.ndarray:
    """A grid of starts the plain way: whole arrays, new ones at each step."""
    delta_of, y = PLAIN_DELTA[name], np.float64(0.0)
    for _ in range(epochs):
        delta = delta_of(1 / (1 + np.exp(-(w + b))), y)
        w = w - ETA * delta
        b = b - ETA * delta
    return b


def exp_whole(values: np.ndarray, epochs: int) -> None:
    """A bare e^z of the whole grid, epoch after epoch."""
    out = np.empty_like(values)
    for _ in range(epochs):
        np.exp(values, out=out)


def exp_in_cache(values: np.ndarray, epochs: int) -> None:
    """A bare e^z of the grid in blocks that fit the cache, each block through all epochs."""
    out = np.empty(CACHED)
    for start in range(0, values.size, CACHED):
        block = values[start : start + CACHED]
        target = out[: block.size]
        for _ in range(epochs):
            np.exp(block, out=target)


def side_by_side(repeats: int, **works: Work) -> dict[str, float]:
    """The best of the repeats of each work, in seconds; the works take turns."""
    seconds = dict.fromkeys(works, float("inf"))
    for _ in range(repeats):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            seconds[name] = min(seconds[name], time.perf_counter() - began)
    return seconds


def single() -> None:
    """One neuron, an epoch at a time."""
    several = Samples(np.random.default_rng(0).normal(size=(100, 3)), np.resize([0.0, 1.0], 100))
    print("one epoch, history included                       plain       engine    engine / plain    goal")
    for title, samples, epochs in (("1 sample, 1 input", ONE, EPOCHS), ("100 samples, 3 inputs", several, EPOCHS // 5)):
        for name in PLAIN_DELTA:
            seconds = side_by_side(
                7,
                plain=lambda name=name: plain(name, samples.x, samples.y, epochs),  # noqa: B023  # run at once
                engine=lambda name=name: ours(name, samples, epochs),  # noqa: B023
            )
            each = {way: 1e6 * best / epochs for way, best in seconds.items()}
            goal = "≤ 0.333" if samples is ONE else ""
            print(
                f"{title:<24}{name:<20}{each['plain']:>7.2f} µs {each['engine']:>9.2f} µs"
                f"{each['engine'] / each['plain']:>18.3f}    {goal}"
            )


def grid() -> None:
    """A million starts, a hundred epochs."""
    random = np.random.default_rng(1)
    start = Params(random.uniform(-6.0, 6.0, size=(STARTS, 1)), random.uniform(-6.0, 6.0, size=STARTS))
    z = start.w[:, 0] + start.b
    print(
        f"\n{STARTS:,} starts × {SWEEP_EPOCHS} epochs          ns a start-epoch  / exp, whole  / exp, in cache    goal"
    )
    works: dict[str, Work] = {
        "exp, whole array": lambda: exp_whole(z, SWEEP_EPOCHS),
        "exp, in cache-sized blocks": lambda: exp_in_cache(z, SWEEP_EPOCHS),
    }
    for name in PLAIN_DELTA:
        for threads in (1, 2):
            works[f"{name}, {threads} thread{'s' * (threads > 1)}"] = lambda name=name, threads=threads: sweep(
                start, ONE, COSTS[name], ETA, SWEEP_EPOCHS, threads=threads
            )
    seconds = side_by_side(5, **works)
    # The naive way is slow in the same measure at every epoch: a tenth of them will do.
    few = SWEEP_EPOCHS // 10
    naive: dict[str, Work] = {
        f"{name}, whole arrays": lambda name=name: naive_grid(name, start.w[:, 0], start.b, few) for name in PLAIN_DELTA
    }
    seconds |= {name: best * SWEEP_EPOCHS / few for name, best in side_by_side(3, **naive).items()}
    for name, best in seconds.items():
        goal = "≤ 3.5" if name.endswith("1 thread") else ""
        print(
            f"{name:<34}{1e9 * best / (STARTS * SWEEP_EPOCHS):>18.2f}{best / seconds['exp, whole array']:>14.2f}"
            f"{best / seconds['exp, in cache-sized blocks']:>17.2f}    {goal}"
        )


if __name__ == "__main__":
    single()
    grid()
