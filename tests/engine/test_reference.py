"""The reference runs, at every epoch: against arithmetic of many digits, and against the published animations."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import sigmascope.tui
from sigmascope.engine import COSTS, Descent, Params, Samples, Simulation, evaluate, parse
from tests.engine import judge

EPOCHS = 300
# Start, cost and η; then the brief's figures: w, b and a after 300 epochs, the first epochs with a < 0.5 and a < 0.1
# (of 600, None for never), and the epoch of the largest |∂C/∂b|.
TABLE = [
    (0.6, 0.9, "quadratic", 0.15, -1.28313243342, -0.983132433422, 0.0939556948636, 36, 273, 20),
    (2.0, 2.0, "quadratic", 0.15, -0.684292910952, -0.684292910952, 0.202848424268, 232, 469, 215),
    (0.6, 0.9, "cross-entropy", 0.15, -2.37087762708, -2.07087762708, 0.0116382089689, 8, 41, 0),
    (2.0, 2.0, "cross-entropy", 0.15, -2.2050195031, -2.2050195031, 0.0120087415108, 17, 50, 0),
    (0.6, 0.9, "cross-entropy", 0.005, -0.316153707685, -0.0161537076849, 0.417679299599, 228, None, 0),
    (2.0, 2.0, "cross-entropy", 0.005, 0.631630803365, 0.631630803365, 0.779587064206, 498, None, 0),
]


@pytest.mark.parametrize(("w", "b", "cost", "eta"), [row[:4] for row in TABLE])
def test_every_epoch_agrees_with_many_digits(w: float, b: float, cost: str, eta: float) -> None:
    simulation = Simulation(parse(f"w={w} b={b} costs={cost} eta={eta}"))
    simulation.advance(EPOCHS)
    names = ["w", "b", "z", "a", "cost", "sigma_prime", "dC_dw", "dC_db"]
    computed = simulation.values(cost, *names)
    states = judge.run(cost, [w], b, [[1.0]], [0.0], eta, EPOCHS)
    worst = {
        name: max(
            judge.relative_error(value, getattr(state, name)[0] if name in ("w", "dC_dw") else getattr(state, name))
            for value, state in zip(computed[name], states, strict=True)
            # z passes through 0 on the way; there its error is that of w and b, which are compared themselves.
            if name != "z" or abs(state.z) > 1e-2
        )
        for name in names
    }
    assert max(worst.values()) < 1e-12, worst


@pytest.mark.parametrize(
    ("w", "b", "cost", "eta", "last_w", "last_b", "last_a", "below_half", "below_tenth", "at"), TABLE
)
def test_the_briefs_table(
    w: float, b: float, cost: str, eta: float, last_w: float, last_b: float, last_a: float,
    below_half: int, below_tenth: int | None, at: int,
) -> None:  # fmt: skip
    simulation = Simulation(parse(f"w={w} b={b} costs={cost} eta={eta}"))
    simulation.advance(600)
    a, gradient = simulation.values(cost, "a", "dC_db").values()
    assert simulation.at(300, cost, "w", "b", "a") == pytest.approx({"w": last_w, "b": last_b, "a": last_a}, rel=1e-11)
    assert int(np.argmax(a < 0.5)) == below_half
    assert (int(np.argmax(a < 0.1)) if (a < 0.1).any() else None) == below_tenth
    assert int(np.argmax(np.abs(gradient))) == at


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_published_animations(number: int) -> None:
    with (Path(sigmascope.tui.__file__).parent / "run" / "data" / f"published-animation-{number}.csv").open(
        newline=""
    ) as file:
        published = [{name: float(text) for name, text in row.items()} for row in csv.DictReader(file)]
    scenario = parse(f"animation-{number}")
    simulation = Simulation(scenario)
    simulation.advance(EPOCHS)
    computed = simulation.values(scenario.costs[0], "w", "b", "a")
    assert [row["epoch"] for row in published] == list(range(EPOCHS + 1))
    for name, values in computed.items():
        np.testing.assert_allclose(values, [row[name] for row in published], rtol=1e-12, atol=0.0)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize(("n", "m", "seed"), [(1, 3, 1), (2, 1, 2), (7, 1, 3), (5, 4, 4), (23, 2, 5)])
def test_random_data_sets_agree_with_many_digits(cost: str, n: int, m: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(n, m)), random.uniform(size=n).round(2)
    y[:2] = [0.0, 1.0][: len(y)]
    w, b, eta, epochs = random.normal(size=m) * 2.0, float(random.normal()), 0.05, 40
    descent = Descent(COSTS[cost], Samples(x, y), Params(w, np.float64(b)), eta)
    descent.advance(epochs)
    assert descent.history is not None
    computed = evaluate(
        descent, descent.history.columns(), ["w", "b", "z", "a", "cost", "sigma_prime", "dC_dw", "dC_db"]
    )
    for epoch, state in enumerate(judge.run(cost, list(w), b, x.tolist(), y.tolist(), eta, epochs)):
        exact = state._asdict()
        for name in ("w", "dC_dw"):
            per_input = exact.pop(name)
            exact |= {name if m == 1 else f"{name}{j + 1}": value for j, value in enumerate(per_input)}
        for name, value in exact.items():
            # Sums of several terms can pass through zero; their error is measured against the terms, of order 1.
            error = abs(judge.mpf(float(computed[name][epoch])) - value)
            assert error <= 1e-12 * max(abs(value), judge.mpf("0.1")), (epoch, name)
