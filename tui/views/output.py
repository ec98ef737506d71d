"""What an output costs, and how hard it is pulled: C and ∂C/∂z over a, with every model on its own two curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.engine.quantity import Stretch, evaluate
from sigmascope.engine.sigmoid import sigmoid_pair
from sigmascope.engine.slowness import Slowness
from sigmascope.tui.draw.box import Box
from sigmascope.tui.draw.line import Line, fit
from sigmascope.tui.draw.plane import Plane, Tick, ticks_of
from sigmascope.tui.draw.raster import Note
from sigmascope.tui.draw.scale import Scale, scale_of
from sigmascope.tui.views.parts import met, models_of, padded, whole
from sigmascope.tui.views.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.raster import Mark
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

# Equally far apart in z, not in a: or the wall at the wrong end would be missed.
_Z = np.linspace(-30.0, 30.0, 2401)
_LABEL = 6


class _Place(NamedTuple):
    """Where a model is on the curves of one target."""

    a: float
    cost: float
    pull: float


class Output:
    """The curves of a run's costs at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words, _ = medium
        self._box = box = whole(areas)
        self._models = models_of(session, self._glyphs)
        self._samples = session.simulation.samples
        self._targets = _targets(session)
        gap = 2
        self._width = (box.width - gap) // 2
        self._x = [box.x, box.x + self._width + gap]
        a, _ = sigmoid_pair(_Z)
        largest = max(float(session_costs(session, model).max()) for model in self._models)
        top = _nice_above(largest)
        low = min(0.0, *(float(session_costs(session, model).min()) for model in self._models))
        costs = Scale(low and -_nice_above(-low), top)
        pulls = {
            (model.cost, y): (_value(model.descent.cost, _Z, y), _pull(model.descent.cost, _Z, y))
            for model in self._models
            for y in self._targets
        }
        finite = [pull[np.isfinite(pull)] for _, pull in pulls.values()]
        self._planes = [
            self._plane(costs),
            self._plane(scale_of([pull for pull in finite if pull.size] or [np.zeros(1)], from_zero=True)),
        ]
        for model in self._models:
            layers = [plane.canvas.layer(model.role) for plane in self._planes]
            for y in self._targets:
                for plane, layer, curve in zip(self._planes, layers, pulls[model.cost, y], strict=True):
                    plane.curve(layer, a, curve, thick=True, cut=True)
        self._notes = self._remarks()

    def _plane(self, scale: Scale) -> Plane:
        canvas = max(2, self._box.height - 3)
        return Plane((self._width, canvas), Scale(0.0, 1.0), scale, ticks_of(scale, canvas), self._glyphs, _LABEL)

    def _remarks(self) -> list[Note]:
        # What the curves are, where that is known and one target is all there is.
        plane, words, found = self._planes[1], self._words, []
        if len(self._targets) > 1:
            return []
        y = self._targets[0]
        for model in self._models:
            cost = model.descent.cost
            a, a_bar = sigmoid_pair(_Z)
            if np.allclose(_pull(cost, _Z, y), (1.0 - y) * a - y * a_bar, rtol=1e-9, atol=1e-12) and y in (0.0, 1.0):
                text = words("views-output.just-error")
                column, row = plane.cell(0.5, 0.5 - y)
                start = column - 5 - cell_len(text) if y == 0 else column + 5
                found.append(Note(start, row, text, f"{model.role}-title"))
                continue
            peaks = [(height, z) for z, height in Slowness(cost, np.array([y])).peaks if abs(z) < 30.0]
            if peaks:
                _, z = max(peaks)
                at = float(sigmoid_pair(np.array(z))[0])
                text = words("views-output.most", a=f"{at:.3g}")
                column, row = plane.cell(at, float(_pull(cost, np.array([z]), y)[0]))
                start = min(max(column - cell_len(text) // 2, 1), plane.width - cell_len(text) - 1)
                found.append(Note(start, row - 2 if y < 0.5 else row + 2, text, f"{model.role}-title"))
        return found

    # ── as the playhead stands ───────────────────────────────────────────────────────────────────────────────────

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:  # noqa: ARG002  # as every view
        """Both pictures."""
        places = [self._places(session, model) for model in self._models]
        ticks = [Tick(0.0, "0"), Tick(0.25, "0.25"), Tick(0.5, "0.5"), Tick(0.75, "0.75"), Tick(1.0, "1")]
        if self._width < 50:
            ticks = ticks[::2]
        for number, (plane, name) in enumerate(zip(self._planes, ("cost", "pull"), strict=True)):
            marks: list[Mark] = met(
                (
                    plane.mark(place.a, (place.cost, place.pull)[number], model.sign, f"{model.role}-title")
                    for model, its in zip(self._models, places, strict=True)
                    for place in its
                ),
                self._glyphs,
            )
            symbol = "C" if number == 0 else "∂C/∂z"
            about = self._words(f"views-output.{name}")
            rows: list[Line] = [((self._words.plain(symbol), "symbol"), (f"  {about}", "dim"))]
            rows += plane.lines(session.reached, marks, self._notes if number else ())
            rows += plane.ruler(ticks, name="a")
            box = Box(self._x[number], self._box.y, self._width, self._box.height)
            yield box, padded([fit(row, self._width) for row in rows], box.width, box.height, self._words)

    def _places(self, session: Session, model: Model) -> list[_Place]:
        # Of each target, the sample with the largest error.
        stretch = Stretch(model.descent, model.columns(slice(session.epoch, session.epoch + 1)))
        z, y = np.ravel(stretch.z), np.ravel(stretch.y)
        a, a_bar = sigmoid_pair(z)
        error = np.abs((1.0 - y) * a - y * a_bar)
        found = []
        for target in self._targets:
            which = int(np.argmax(np.where(y == target, error, -1.0)))
            at = z[which : which + 1]
            cost = model.descent.cost
            found.append(_Place(float(a[which]), float(_value(cost, at, target)[0]), float(_pull(cost, at, target)[0])))
        return found

    def command_at(self, x: int, y: int) -> str | None:  # noqa: ARG002  # as every view
        """Nothing: there is no epoch in these pictures."""
        return None


def session_costs(session: Session, model: Model) -> Array:
    """The cost of every epoch of a model."""
    return evaluate(model.descent, model.columns(slice(0, session.last + 1)), ["cost"])["cost"]


def _targets(session: Session) -> list[float]:
    # Two kinds of target are both shown; of more, that of the sample which is most wrong at the start.
    y = session.simulation.samples.y
    distinct = np.unique(y)
    if len(distinct) <= 2:
        return [float(target) for target in distinct]
    descent = next(iter(session.simulation.descents.values()))
    assert descent.history is not None, "a session keeps the history"
    z = np.ravel(Stretch(descent, descent.history.at(0)[:, None]).z)
    a, a_bar = sigmoid_pair(z)
    return [float(y[int(np.argmax(np.abs((1.0 - y) * a - y * a_bar)))])]


def _value(cost: BaseCost, z: Array, y: float) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(cost.value(z, np.full_like(z, y)), dtype=np.float64)


def _pull(cost: BaseCost, z: Array, y: float) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(cost.delta(z, np.full_like(z, y)), dtype=np.float64)


def _nice_above(value: float) -> float:
    # The next of 1, 2, 5, 10 … above.
    if not 1e-290 < value < 1e290:
        return max(value, 1e-290)
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if value <= step * power * (1 + 1e-9)))


OUTPUT = View("output", Output, lambda _: (), ("o",), "C and ∂C/∂z over the output a")
