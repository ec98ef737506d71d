"""Each quantity against a formula of its own, for one sample and for several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sigmascope.engine import (
    COSTS,
    QUANTITIES,
    BaseCost,
    Descent,
    EngineError,
    Params,
    Samples,
    Simulation,
    evaluate,
    parse,
    quantity,
)

if TYPE_CHECKING:
    from collections.abc import Callable

X = np.random.default_rng(3).normal(size=(6, 3))
Y = np.array([0.0, 1.0, 0.5, 0.25, 1.0, 0.0])
# The step of the published animation is too long by 1/σ′; at a common η it would leave what BY_HAND can compute.
ETA = {"quadratic": 0.2, "cross-entropy": 0.2, "published-cross-entropy": 0.002}
EVERY_COST = pytest.mark.parametrize("name", COSTS)


def several(name: str, epochs: int = 30) -> Descent:
    descent = Descent(COSTS[name], Samples(X, Y), Params(np.array([1.0, -2.0, 0.5]), np.float64(0.3)), ETA[name])
    descent.advance(epochs)
    return descent


def kept(descent: Descent) -> np.ndarray:
    assert descent.history is not None
    return descent.history.columns()


# Written for matrices and from a, as a text book has them: right for the tame numbers here, and another road.
def _costs(name: str, a: np.ndarray) -> np.ndarray:
    return (Y - a) ** 2 / 2 if name == "quadratic" else -(Y * np.log(a) + (1 - Y) * np.log(1 - a))


def _deltas(name: str, a: np.ndarray) -> np.ndarray:
    return (a - Y) * (a * (1 - a) if name == "quadratic" else 1.0)


BY_HAND: dict[str, Callable[[str, np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "w": lambda name, w, b, z, a: w.T,
    "b": lambda name, w, b, z, a: b,
    "z": lambda name, w, b, z, a: z.mean(axis=1),
    "a": lambda name, w, b, z, a: a.mean(axis=1),
    "cost": lambda name, w, b, z, a: _costs(name, a).mean(axis=1),
    "sigma_prime": lambda name, w, b, z, a: (a * (1 - a)).mean(axis=1),
    "dC_dw": lambda name, w, b, z, a: (_deltas(name, a) @ X / 6).T,
    "dC_db": lambda name, w, b, z, a: _deltas(name, a).mean(axis=1),
}


@EVERY_COST
@pytest.mark.parametrize("what", [name for name in QUANTITIES if name != "speed"])
def test_every_quantity_is_what_its_formula_says(name: str, what: str) -> None:
    columns = kept(several(name))
    w, b = columns[:-1].T, columns[-1]
    z = w @ X.T + b[:, np.newaxis]
    a = 1 / (1 + np.exp(-z))
    expected = np.atleast_2d(BY_HAND[what](name, w, b, z, a))
    computed = evaluate(several(name), columns, [what])
    assert list(computed) == ([what] if len(expected) == 1 else [f"{what}{j}" for j in (1, 2, 3)])
    np.testing.assert_allclose(list(computed.values()), expected, rtol=1e-12, atol=1e-14)


@EVERY_COST
def test_speed_is_how_far_z_will_have_moved_an_epoch_later(name: str) -> None:
    columns = kept(several(name))
    z = columns[:-1].T @ X.T + columns[-1][:, np.newaxis]
    speed = evaluate(several(name), columns, ["speed"])["speed"]
    np.testing.assert_allclose(speed[:-1], np.abs(np.diff(z, axis=0)).mean(axis=1), rtol=1e-10, atol=1e-14)

    simulation = Simulation(parse(f"saturated costs={name} eta=0.01"))
    simulation.advance(100)
    z_of_one, speed_of_one = simulation.values(name, "z", "speed").values()
    np.testing.assert_allclose(speed_of_one[:-1], np.abs(np.diff(z_of_one)), rtol=1e-11, atol=1e-15)


@EVERY_COST
@pytest.mark.parametrize("samples", [1, 6])
def test_long_stretches_are_computed_in_blocks_without_a_seam(
    name: str, samples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Params(np.array([1.0, -2.0, 0.5]), np.float64(0.3))
    descent = Descent(COSTS[name], Samples(X[:samples], Y[:samples]), start, 0.2)
    descent.advance(40)
    whole = evaluate(descent, kept(descent), list(QUANTITIES))
    for block in (1, 7, 12, 41 * samples):
        monkeypatch.setattr(quantity, "_BLOCK", block)
        in_blocks = evaluate(descent, kept(descent), list(QUANTITIES))
        assert {column: values.tobytes() for column, values in in_blocks.items()} == {
            column: values.tobytes() for column, values in whole.items()
        }


@EVERY_COST
def test_a_stretch_and_its_epochs_agree_to_the_bit(name: str) -> None:
    descent = several(name)
    whole = evaluate(descent, kept(descent), list(QUANTITIES))
    for epoch in (0, 1, 17, 30):
        alone = evaluate(descent, kept(descent)[:, [epoch]], list(QUANTITIES))
        assert {column: values[0] for column, values in alone.items()} == {
            column: values[epoch] for column, values in whole.items()
        }
    strided = evaluate(descent, kept(descent)[:, ::7], list(QUANTITIES))
    assert all(np.array_equal(values, whole[column][::7]) for column, values in strided.items())


def test_what_is_handed_out_is_no_window_on_the_history() -> None:
    descent = several("quadratic")
    evaluate(descent, kept(descent), ["w", "b"])["w1"][:] = 0.0
    assert kept(descent)[0, 0] == 1.0


def test_the_columns_of_a_table() -> None:
    assert QUANTITIES["w"].columns(1) == ["w"]
    assert QUANTITIES["dC_dw"].columns(2) == ["dC_dw1", "dC_dw2"]
    assert QUANTITIES["cost"].columns(2) == ["cost"]
    assert list(QUANTITIES) == ["w", "b", "z", "a", "cost", "sigma_prime", "dC_dw", "dC_db", "speed"]


def test_an_unknown_quantity() -> None:
    with pytest.raises(
        EngineError, match=r"unknown quantity 'sigma'; did you mean 'sigma_prime'\? The quantities are w, b"
    ):
        evaluate(several("quadratic"), np.zeros((4, 1)), ["sigma"])
    with pytest.raises(EngineError, match="unknown quantity 'momentum'; the quantities are w, b"):
        evaluate(several("quadratic"), np.zeros((4, 1)), ["momentum"])


@EVERY_COST
@pytest.mark.parametrize("b", [40.0, -40.0, 710.0, -710.0, 1e308, -1e308])
@pytest.mark.parametrize("samples", [1, 3])
def test_every_quantity_is_finite_for_any_finite_z(name: str, b: float, samples: int) -> None:
    # Three samples at z = 1e308 have a sum that is no float, and a mean that is one.
    data = Samples(np.ones((samples, 1)), np.resize([0.0, 1.0, 0.5], samples))
    descent = Descent(COSTS[name], data, Params(np.array([0.0]), np.float64(b)), 0.15)
    values = evaluate(descent, kept(descent), list(QUANTITIES))
    assert all(np.isfinite(value).all() for value in values.values())
    assert values["z"][0] == pytest.approx(b, rel=1e-15)


def test_the_mean_of_an_ordinary_epoch_does_not_depend_on_a_huge_one_beside_it() -> None:
    descent = several("cross-entropy")
    ordinary, huge = kept(descent)[:, [3]], np.array([[0.0], [0.0], [0.0], [1e308]])
    beside = evaluate(descent, np.hstack([ordinary, huge]), ["z", "cost"])
    alone = evaluate(descent, ordinary, ["z", "cost"])
    assert all(beside[name][0] == alone[name][0] for name in alone)


def test_a_quantity_too_large_to_write_says_which() -> None:
    simulation = Simulation(parse("w=1e308 x=1e308"))
    assert simulation.at(0, "quadratic", "w", "b") == {"w": 1e308, "b": 2.0}
    with pytest.raises(EngineError, match="the quantity a leaves the range of 64-bit floats under quadratic"):
        simulation.at(0, "quadratic", "a")


class Unsure(BaseCost):
    """Its value is no number, its gradient is."""

    name = "unsure"

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.full_like(z, np.nan)

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return z


def test_a_costs_own_nan_reaches_no_chart() -> None:
    descent = Descent(Unsure(), Samples(X, Y), Params(np.zeros(3), np.float64(0.0)), 0.1)
    assert np.isfinite(evaluate(descent, kept(descent), ["a"])["a"]).all()
    with pytest.raises(EngineError, match="the quantity cost leaves the range of 64-bit floats under unsure"):
        evaluate(descent, kept(descent), ["a", "cost"])
