"""Descent: a grid is its cells to the bit, stretches add up, and nothing leaves the floats without a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import COSTS, BaseCost, Descent, EngineError, Params, Samples, descent, gradient, step, sweep

EVERY_COST = pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
SAMPLES = {
    "the story's": Samples(np.array([[1.0]]), np.array([0.0])),
    "one, three inputs": Samples(np.array([[0.5, 1.0, -2.0]]), np.array([0.25])),
    "several, all ones": Samples(np.ones((3, 1)), np.array([0.0, 1.0, 0.5])),
    "several, one column of ones": Samples(np.array([[1.0, 0.3], [1.0, -1.7], [1.0, 4.0]]), np.array([0.0, 1.0, 0.2])),
    "nine, four inputs": Samples(np.random.default_rng(9).normal(size=(9, 4)), np.arange(9) / 8.0),
}
EVERY_SAMPLES = pytest.mark.parametrize("samples", SAMPLES.values(), ids=SAMPLES)


def starts(shape: tuple[int, ...], inputs: int, *, extreme: bool = True) -> Params:
    """Ordinary starts, and among them some whose z is far beyond what e^z can be written for."""
    random = np.random.default_rng(5)
    w, b = random.normal(size=(*shape, inputs)) * 3.0, random.normal(size=shape) * 3.0
    if extreme:
        flat = b.reshape(-1)
        flat[::3] = np.resize([800.0, -800.0, 708.4, 709.9, -745.2, 40.0, 1e308, -710.0], flat[::3].shape)
    return Params(w, b)


def run_alone(cost: BaseCost, samples: Samples, w: np.ndarray, b: np.ndarray, eta: float, epochs: int) -> bytes:
    alone = Descent(cost, samples, Params(w, b), eta)
    alone.advance(epochs)
    return np.append(alone.params.w, alone.params.b).tobytes()


@EVERY_COST
@EVERY_SAMPLES
@pytest.mark.parametrize("shape", [(), (1,), (13,), (3, 5), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("threads", [1, 2])
def test_a_grid_cell_and_a_single_run_agree_to_the_bit(
    cost: BaseCost, samples: Samples, shape: tuple[int, ...], threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descent, "_BLOCK", 12)
    monkeypatch.setattr(descent, "_BLOCK_OF_THREADS", 12)
    start = starts(shape, samples.m)
    end = sweep(start, samples, cost, 0.4, 6, threads=threads)
    assert end.w.shape == (*shape, samples.m)
    assert end.b.shape == shape
    for cell in np.ndindex(shape):
        in_grid = np.append(end.w[cell], end.b[cell]).tobytes()
        assert in_grid == run_alone(cost, samples, start.w[cell], start.b[cell], 0.4, 6), cell


@EVERY_COST
def test_blocks_of_the_real_size_meet_without_a_seam(cost: BaseCost) -> None:
    samples, cells = SAMPLES["the story's"], 2 * descent._BLOCK + 1
    start = starts((cells,), 1)
    ends = [sweep(start, samples, cost, 0.15, 3, threads=threads) for threads in (1, 2)]
    assert ends[0].b.tobytes() == ends[1].b.tobytes()
    for cell in (0, descent._BLOCK - 1, descent._BLOCK, 2 * descent._BLOCK - 1, 2 * descent._BLOCK):
        in_grid = np.append(ends[0].w[cell], ends[0].b[cell]).tobytes()
        assert in_grid == run_alone(cost, samples, start.w[cell], start.b[cell], 0.15, 3)


@EVERY_COST
@EVERY_SAMPLES
def test_step_is_one_epoch_of_a_sweep_and_leaves_its_arguments_alone(cost: BaseCost, samples: Samples) -> None:
    start = starts((4, 2), samples.m)
    start.w.flags.writeable = start.b.flags.writeable = False  # writing to them would raise
    once, swept = step(start, samples, cost, 0.3), sweep(start, samples, cost, 0.3, 1)
    assert once.w.tobytes() == swept.w.tobytes()
    assert once.b.tobytes() == swept.b.tobytes()


@pytest.mark.parametrize("name", ["quadratic", "cross-entropy"])
@EVERY_SAMPLES
def test_a_step_goes_down_the_gradient(name: str, samples: Samples) -> None:
    start = starts((5,), samples.m, extreme=False)
    down, moved = gradient(start, samples, COSTS[name]), step(start, samples, COSTS[name], 0.25)
    np.testing.assert_allclose(moved.w, start.w - 0.25 * down.w, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(moved.b, start.b - 0.25 * down.b, rtol=1e-13, atol=1e-15)


@EVERY_COST
@EVERY_SAMPLES
def test_the_gradient_is_the_slope_of_the_mean_cost(cost: BaseCost, samples: Samples) -> None:
    start, h = starts((), samples.m, extreme=False), 1e-5

    def mean_cost(parameters: np.ndarray) -> float:
        return float(np.mean(cost.value(samples.x @ parameters[:-1] + parameters[-1], samples.y)))

    at = np.append(start.w, start.b)
    moved = np.eye(samples.m + 1) * h
    slopes = [(mean_cost(at + move) - mean_cost(at - move)) / (2.0 * h) for move in moved]
    computed = gradient(start, samples, cost)
    np.testing.assert_allclose(np.append(computed.w, computed.b), slopes, rtol=1e-6, atol=1e-9)


@EVERY_COST
@EVERY_SAMPLES
@given(st.lists(st.integers(0, 9), max_size=5))
@settings(max_examples=12)
def test_stretches_of_any_length_add_up_to_the_bit(cost: BaseCost, samples: Samples, pieces: list[int]) -> None:
    start = starts((), samples.m, extreme=False)
    whole, parts = (Descent(cost, samples, start, 0.1) for _ in range(2))
    whole.advance(sum(pieces))
    for piece in pieces:
        parts.advance(piece)
    assert parts.epoch == whole.epoch == sum(pieces)
    assert whole.history is not None
    assert parts.history is not None
    assert parts.history.columns().tobytes() == whole.history.columns().tobytes()


@EVERY_COST
@EVERY_SAMPLES
def test_a_trace_passes_what_single_steps_would_and_keeps_nothing(cost: BaseCost, samples: Samples) -> None:
    start = starts((), samples.m, extreme=False)
    stepped, traced = Descent(cost, samples, start, 0.1), Descent(cost, samples, start, 0.1, keep=False)
    for _ in range(20):
        stepped.step()
    assert stepped.history is not None
    passed = np.hstack([traced.trace(3, every=5), traced.trace(1, every=4), traced.trace(1)])
    assert passed.tobytes() == stepped.history.columns([5, 10, 15, 19, 20]).tobytes()
    assert traced.epoch == 20
    assert traced.history is None
    assert (
        np.append(traced.params.w, traced.params.b).tobytes() == np.append(stepped.params.w, stepped.params.b).tobytes()
    )


def test_a_descent_that_keeps_nothing_still_advances() -> None:
    kept, forgotten = (
        Descent(COSTS["quadratic"], SAMPLES["nine, four inputs"], starts((), 4, extreme=False), 0.1, keep=keep)
        for keep in (True, False)
    )
    kept.advance(7)
    forgotten.advance(7)
    assert forgotten.history is None
    assert forgotten.epoch == 7
    assert forgotten.params.w.tobytes() == kept.params.w.tobytes()


def test_what_lies_ahead_is_not_gone() -> None:
    run = Descent(COSTS["quadratic"], SAMPLES["the story's"], Params(np.array([2.0]), np.float64(2.0)), 0.15)
    ahead = run.ahead(5)
    assert run.epoch == 0
    run.accept(ahead)
    assert run.epoch == 5
    assert run.history is not None
    assert run.history.columns(slice(1, None)).tobytes() == ahead.columns.tobytes()


class Runaway(BaseCost):
    """Its gradient is -z, so that z grows by a factor an epoch until it leaves the floats."""

    name = "runaway"

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return -0.5 * z * z

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return -z


class Broken(BaseCost):
    """A gradient that is no number from some z on, and says so to nobody."""

    name = "broken"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.where(z > 3.0, np.nan, -1.0)[()]


@pytest.mark.parametrize("every", [1, 7, 1000])
def test_a_run_that_leaves_the_floats_says_after_which_epoch_and_stays_where_it_was(every: int) -> None:
    # From w = 0 and b = 1, z is 3**k at epoch k and b is (3**k + 1)/2.
    last = max(k for k in range(1000) if (3**k + 1) // 2 < 2**1024)
    run = Descent(Runaway(), SAMPLES["the story's"], Params(np.array([0.0]), np.float64(1.0)), 1.0)
    run.advance(10)
    with pytest.raises(EngineError, match=f"range of 64-bit floats after epoch {last} under runaway") as told:
        run.trace(2000, every)
    assert told.value.sentence == "overflow"
    assert run.epoch == 10
    run.advance(1)
    assert float(run.params.b) == (3**11 + 1) // 2


def test_a_cost_that_turns_into_nan_quietly_is_told_too() -> None:
    one = Samples(np.array([[0.0]]), np.array([0.0]))
    run = Descent(Broken(), one, Params(np.array([0.0]), np.float64(0.5)), 1.0)
    with pytest.raises(EngineError, match="after epoch 3 under broken"):
        run.advance(10)
    assert run.epoch == 0
    with pytest.raises(EngineError, match=r"within 10 epochs .* under broken"):
        sweep(Params(np.zeros((4, 1)), np.full(4, 0.5)), one, Broken(), 1.0, 10)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("beside", [0.0, 800.0])
def test_a_grid_that_leaves_the_floats_says_so_whatever_lies_beside(threads: int, beside: float) -> None:
    ten = Samples(np.array([[10.0]]), np.array([0.0]))
    start = Params(np.array([[1e308], [beside]]), np.zeros(2))
    with pytest.raises(EngineError, match="within 2 epochs a start of this grid leaves the range"):
        sweep(start, ten, COSTS["cross-entropy"], 0.1, 2, threads=threads)


@pytest.mark.parametrize(
    ("x", "y"),
    [([1.0], [0.0]), ([[1.0]], [[0.0]]), ([[1.0]], [0.0, 1.0]), (np.zeros((0, 1)), []), (np.zeros((2, 0)), [0.0, 1.0])],
    ids=["x flat", "y a column", "lengths", "no samples", "no inputs"],
)
def test_samples_of_other_shapes_are_refused(x: object, y: object) -> None:
    with pytest.raises(EngineError, match=r"x of shape \(n, m\) and y of shape \(n,\)"):
        Samples(np.array(x), np.array(y))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(EngineError, match="not finite"):
        Samples(np.array([[1.0], [bad]]), np.zeros(2))
    with pytest.raises(EngineError, match="not finite"):
        Samples(np.ones((2, 1)), np.array([0.0, bad]))


def test_samples_are_a_copy_nobody_can_write_to() -> None:
    x = np.ones((2, 1))
    samples = Samples(x, np.zeros(2))
    x[0, 0] = 7.0
    assert samples.x[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        samples.x[0, 0] = 7.0


@pytest.mark.parametrize(
    ("w", "b"), [([1.0, 2.0], 0.0), ([[1.0]], 0.0), ([[1.0], [2.0]], [0.0]), (1.0, 0.0)], ids=["m", "w", "b", "w flat"]
)
def test_parameters_that_do_not_fit_are_refused(w: object, b: object) -> None:
    with pytest.raises(EngineError, match=r"do not fit 1 inputs; w is \(…, m\) and b \(…\)"):
        step(Params(np.array(w), np.array(b)), SAMPLES["the story's"], COSTS["quadratic"], 0.1)
