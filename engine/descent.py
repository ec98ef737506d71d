"""Gradient descent, one epoch at a time: for one run, and through leading axes for a whole grid of starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sigmascope.engine.errors import EngineError
from sigmascope.engine.history import History

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.sigmoid import Array

# Of a grid, so many weighted inputs are worked on at a time: few enough that their temporaries stay in cache. Threads
# take larger blocks, because each hands the interpreter to the other at every operation.
_BLOCK = 16_384
_BLOCK_OF_THREADS = 65_536

# What leaves the range of floats stops the work and is told in a sentence, never in a warning.
_TOLD: Any = {"over": "raise", "invalid": "raise", "divide": "raise"}


class Params(NamedTuple):
    """Weights and bias of one neuron, or of a grid of them."""

    w: Array
    """Shape (..., m): one weight an input."""
    b: Array
    """Shape (...)."""


class Samples:
    """What the neuron has to learn: n rows of m inputs, x of shape (n, m), and n targets, y of shape (n,).

    Raises EngineError for other shapes and for values that are not finite.
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self.x = np.array(x, dtype=np.float64)
        self.y = np.array(y, dtype=np.float64)
        if self.x.ndim != 2 or self.y.shape != self.x.shape[:1] or 0 in self.x.shape:
            raise EngineError("samples-shape", x=self.x.shape, y=self.y.shape)
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            raise EngineError("samples-finite")
        self.x.flags.writeable = self.y.flags.writeable = False

    @property
    def n(self) -> int:
        """The number of samples."""
        return int(self.x.shape[0])

    @property
    def m(self) -> int:
        """The number of inputs."""
        return int(self.x.shape[1])


class Update:
    """What one epoch of gradient descent does to the parameters under a cost, on some samples, with learning rate η.

    Works on columns: m weights and the bias, each an array of the leading shape (numpy scalars for a single run).
    A single sample has no axis of its own, several have the last one. So one expression serves every case, and a
    grid cell and a single run agree to the bit.
    """

    def __init__(self, cost: BaseCost, samples: Samples, eta: float) -> None:
        self.direction = cost.direction
        self.eta = np.float64(eta)
        self.n = samples.n
        columns = [np.ascontiguousarray(column) for column in samples.x.T]
        if self.n == 1:
            columns = [column[0] for column in columns]
        # An input that is 1 throughout needs no multiplication, and 1·w is w to the bit.
        self.x = [None if np.all(column == 1.0) else column for column in columns]
        self.y = samples.y[0] if self.n == 1 else samples.y
        self._zeros = np.zeros(self.n)  # what gives z its samples' axis

    def columns(self, params: Params) -> tuple[list[Array], Array]:
        """The parameters as columns of their own. Raises EngineError where they do not fit the samples."""
        w, b = np.asarray(params.w, dtype=np.float64), np.asarray(params.b, dtype=np.float64)
        if w.shape[-1:] != (len(self.x),) or w.shape[:-1] != b.shape:
            raise EngineError("params-shape", w=w.shape, b=b.shape, inputs=len(self.x))
        # [()] makes scalars of single values: their arithmetic is several times quicker, with the same bits.
        return [np.array(w[..., j], order="C")[()] for j in range(len(self.x))], np.array(b, order="C")[()]

    def weighted_input(self, w: list[Array], b: Array) -> Array:
        """z = w·x + b, of the leading shape, with the samples' axis after it where there are several."""
        if self.n > 1:
            if b.ndim:
                w, b = [column[..., None] for column in w], b[..., None]
            b = b + self._zeros
        z = b
        # Summed by hand: a matrix product's rounding would depend on the shape of the grid.
        for column, x in zip(w, self.x):  # noqa: B905  # one an input, both; this runs every epoch
            z = z + (column if x is None else column * x)
        return z

    def gradient(self, direction: Array) -> tuple[list[Array], Array]:
        """The means over the samples of direction · x_j and of direction: the gradients in w_j and in b."""
        if self.n == 1:
            return [direction if x is None else direction * x for x in self.x], direction
        in_b = self.mean(direction)
        return [in_b if x is None else self.mean(direction * x) for x in self.x], in_b

    def mean(self, values: Array) -> Array:
        """The mean over the samples, the last axis; only where there are several."""
        total: Array = np.add.reduce(values, axis=-1)
        return total / self.n

    def __call__(self, w: list[Array], b: Array) -> tuple[list[Array], Array]:
        """The parameters after one more epoch: w_j − η ∂C/∂w_j and b − η ∂C/∂b. Arrays are updated in place."""
        in_w, in_b = self.gradient(self.eta * self.direction(self.weighted_input(w, b), self.y))
        for j, move in enumerate(in_w):
            w[j] -= move
        b -= in_b
        return w, b


def _params(w: list[Array], b: Array) -> Params:
    return Params(np.stack([np.asarray(column) for column in w], axis=-1), np.asarray(b))


def gradient(params: Params, samples: Samples, cost: BaseCost) -> Params:
    """∂C/∂w of shape (..., m) and ∂C/∂b of shape (...), means over the samples (eq. 2, 3, 7, 8)."""
    update = Update(cost, samples, 1.0)
    return _params(*update.gradient(cost.delta(update.weighted_input(*update.columns(params)), update.y)))


def step(params: Params, samples: Samples, cost: BaseCost, eta: float) -> Params:
    """The parameters one epoch of gradient descent later; shapes as in `Params`, leading axes welcome."""
    update = Update(cost, samples, eta)
    return _params(*update(*update.columns(params)))


def sweep(params: Params, samples: Samples, cost: BaseCost, eta: float, epochs: int, *, threads: int = 1) -> Params:
    """The parameters of a whole grid of starts, ``epochs`` epochs of gradient descent later.

    ``params`` has any leading axes. The grid is worked in blocks that fit the cache, shared among ``threads``
    threads. Raises EngineError where a value leaves the range of floats.
    """
    update = Update(cost, samples, eta)
    w, b = update.columns(params)
    shape = b.shape
    w_out, b_out = [np.reshape(column, -1) for column in w], np.reshape(b, -1)
    size = max(1, (_BLOCK if threads == 1 else _BLOCK_OF_THREADS) // samples.n)

    def work(start: int) -> None:
        block = slice(start, start + size)
        w_block, b_block = [column[block] for column in w_out], b_out[block]
        with np.errstate(**_TOLD):
            for _ in range(epochs):
                update(w_block, b_block)

    starts = range(0, b_out.size, size)
    try:
        if threads == 1:
            for start in starts:
                work(start)
        else:
            from concurrent.futures import ThreadPoolExecutor  # only a threaded sweep pays for this import  # noqa: PLC0415

            with ThreadPoolExecutor(threads) as pool:
                for _ in pool.map(work, starts):
                    pass
    except FloatingPointError:
        raise EngineError("overflow-grid", epochs=epochs, name=cost.name) from None
    if not all(np.isfinite(column).all() for column in (*w_out, b_out)):  # a user's cost can return anything
        raise EngineError("overflow-grid", epochs=epochs, name=cost.name)
    return Params(np.stack([column.reshape(shape) for column in w_out], axis=-1), b_out.reshape(shape))


class Ahead(NamedTuple):
    """A stretch of epochs that a descent has computed and not yet gone."""

    columns: Array
    """The parameters after each of k epochs, shape (m + 1, k), the bias last."""
    w: list[Array]
    b: Array


class Descent:
    """One cost's run: the parameters now, the epoch they belong to, and every epoch before in `history`.

    ``keep=False`` forgets past epochs, for runs too long to hold; `trace` still hands over what it passes.
    """

    def __init__(self, cost: BaseCost, samples: Samples, start: Params, eta: float, *, keep: bool = True) -> None:
        self.cost = cost
        self.samples = samples
        self.eta = float(eta)
        self.epoch = 0
        self.update = Update(cost, samples, eta)
        self._w, self._b = self.update.columns(start)
        self.history = History(samples.m) if keep else None
        if self.history is not None:
            self.history.extend(self._row())

    @property
    def params(self) -> Params:
        """The parameters at the present epoch: w of shape (m,), b of shape ()."""
        return _params(self._w, self._b)

    def _row(self) -> Array:
        return np.array([[*self._w, self._b]]).T

    def step(self) -> None:
        """Advance by one epoch. Raises EngineError where a value leaves the range of floats."""
        self.advance(1)

    def advance(self, epochs: int) -> None:
        """Advance by ``epochs`` epochs, keeping each in the history. Raises EngineError as `step` does."""
        self.accept(self.ahead(epochs))

    def trace(self, rows: int, every: int = 1) -> Array:
        """Advance by rows × every epochs; the parameters after each ``every`` epochs, shape (m + 1, rows), b last.

        What it passes is not added to the history. Raises EngineError as `step` does.
        """
        ahead = self.ahead(rows, every)
        self._w, self._b, self.epoch = ahead.w, ahead.b, self.epoch + rows * every
        return ahead.columns

    def accept(self, ahead: Ahead) -> None:
        """Advance to the end of a stretch of single epochs that `ahead` has computed, keeping it in the history."""
        self._w, self._b, self.epoch = ahead.w, ahead.b, self.epoch + ahead.columns.shape[1]
        if self.history is not None:
            self.history.extend(ahead.columns)

    def ahead(self, rows: int, every: int = 1) -> Ahead:
        """What `trace` would pass, computed without going there. Raises EngineError as `step` does."""
        out = np.empty((self.samples.m + 1, rows))
        *w_out, b_out = out
        update, w, b = self.update, list(self._w), self._b
        row = passed = 0
        try:
            with np.errstate(**_TOLD):
                for row in range(rows):
                    for passed in range(every):  # noqa: B007  # told where the run stops
                        w, b = update(w, b)
                    for column, value in zip(w_out, w):  # noqa: B905  # as above
                        column[row] = value
                    b_out[row] = b
        except FloatingPointError:
            raise EngineError("overflow", epoch=self.epoch + row * every + passed, name=self.cost.name) from None
        if not np.isfinite(out).all():  # a user's cost can return what no arithmetic here has raised
            bad = int(np.argmin(np.isfinite(out).all(axis=0)))
            raise EngineError("overflow", epoch=self.epoch + bad * every, name=self.cost.name)
        return Ahead(out, w, b)
