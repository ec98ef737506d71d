"""The chain rule in means: right in many digits, and factors whose product is the gradient exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import COSTS, BaseCost, Descent, Params, Samples, Simulation, evaluate, parse
from sigmascope.engine.chain import Factors, factors, means, moves
from sigmascope.engine.cost import CrossEntropy, Quadratic
from sigmascope.engine.quantity import Stretch
from tests.engine import judge

EVERY_COST = pytest.mark.parametrize("name", COSTS)
BOTH = np.array([0.0, 1.0])


def columns_of(descent: Descent) -> np.ndarray:
    assert descent.history is not None
    return descent.history.columns()


@EVERY_COST
@pytest.mark.parametrize("z", [-690.0, -40.0, -1.5, 0.0, 1.5, 4.0, 40.0, 690.0])
@pytest.mark.parametrize("y", [0.0, 1.0, 0.3])
def test_each_mean_of_one_sample_agrees_with_many_digits(name: str, z: float, y: float) -> None:
    descent = Descent(COSTS[name], Samples([[1.0]], [y]), Params(np.array([z]), np.float64(0.0)), 1e-3)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = means(descent, columns_of(descent))
    at, target, formulas = judge.mpf(z), judge.mpf(y), judge.FORMULAS[name]
    exact = [
        abs(judge.sigmoid(at) - target),
        abs(formulas.output_gradient(at, target)),
        abs(formulas.delta(at, target)),
        abs(formulas.direction(at, target)),
    ]
    for what, value, wanted in zip(found._fields, found, exact, strict=True):
        right = judge.relative_error(float(value[0]), wanted) < 1e-12
        assert right or abs(judge.mpf(float(value[0])) - wanted) < 1e-323, (what, value, wanted)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(COSTS)), st.integers(1, 3), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_factors_multiply_to_the_mean_pull_and_its_gradient_is_no_larger(
    name: str, m: int, n: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    x, y = random.uniform(-1.0, 1.0, (n, m)), random.integers(0, 2, n).astype(float)
    descent = Descent(COSTS[name], Samples(x, y), Params(random.normal(size=m), np.float64(random.normal())), 1e-4)
    descent.advance(5)
    found = means(descent, columns_of(descent))
    with np.errstate(divide="raise", invalid="raise"):
        product = found.error * (found.outward / found.error) * (found.pull / found.outward)
    np.testing.assert_allclose(product, found.pull, rtol=1e-13)
    in_b = evaluate(descent, columns_of(descent), ["dC_db"])["dC_db"]
    assert (np.abs(in_b) <= found.pull * (1 + 1e-12)).all(), "samples can only pull against each other"
    z = x @ descent.params.w + descent.params.b
    a = 1 / (1 + np.exp(-z))
    assert found.error[-1] == pytest.approx(np.mean(np.abs(a - y)), rel=1e-11)


def test_many_epochs_and_samples_are_done_piece_by_piece_alike() -> None:
    random = np.random.default_rng(4)
    samples = Samples(random.normal(size=(3000, 2)), random.integers(0, 2, 3000).astype(float))
    descent = Descent(Quadratic(), samples, Params(np.array([0.1, 0.2]), np.float64(0.3)), 0.1)
    descent.advance(60)
    together, last = means(descent, columns_of(descent)), means(descent, columns_of(descent)[:, -1:])
    assert [column[-1] for column in together] == [column[0] for column in last]


class Doubled(CrossEntropy):
    name = "doubled"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 2.0 * super().delta(z, y)

    def output_gradient(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 2.0 * super().output_gradient(z, y)


class Renamed(Quadratic):
    name = "my-own"


def test_what_cancels_is_found_by_computing() -> None:
    kinds = {name: factors(cost, BOTH) for name, cost in COSTS.items()}
    assert kinds == {
        "quadratic": Factors(adds=False, cancels=False, honest=True),
        "cross-entropy": Factors(adds=True, cancels=True, honest=True),
        "published-cross-entropy": Factors(adds=True, cancels=True, honest=False),
    }
    assert factors(Renamed(), BOTH) == kinds["quadratic"]
    assert factors(Doubled(), BOTH) == Factors(adds=True, cancels=False, honest=True)
    assert factors(BaseCostOf(), BOTH).honest


class BaseCostOf(BaseCost):
    """Knows its pull alone."""

    name = "pull-alone"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.tanh(z) - y


@EVERY_COST
def test_what_it_says_a_step_moves_is_what_the_step_moves(name: str) -> None:
    simulation = Simulation(parse(f"w=0.5:-1.2 x=1:2 b=0.3 eta=0.01 costs={name} epochs=2"))
    simulation.advance(2)
    history = simulation.descents[name].history
    assert history is not None
    here = Stretch(simulation.descents[name], history.columns(slice(1, 2)))
    moved = moves(here, COSTS[name].direction(here.z, here.y))
    np.testing.assert_allclose(moved, history.at(2) - history.at(1), rtol=1e-11)
