"""What an output costs, and how hard it is pulled: C and ∂C/∂z over a, with every model on its own two curves."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.engine.chain import factors
from sigmascope.engine.quantity import Stretch, evaluate
from sigmascope.engine.sigmoid import error_of, logit, sigmoid_pair
from sigmascope.engine.slowness import Slowness
from sigmascope.tui.draw.line import Line, fit, width_of
from sigmascope.tui.draw.plane import Plane, Tick, ticks_of
from sigmascope.tui.draw.raster import Note
from sigmascope.tui.draw.scale import MINUS, Scale, round_up, scale_of, short, strobe_step
from sigmascope.tui.views.parts import abreast, cost_over, met, models_of, padded, pull_over, whole
from sigmascope.tui.views.view import Drawn, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.raster import Mark
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

# Equally far apart in z, not in a: or the wall at the wrong end would be missed.
_Z = np.linspace(-30.0, 30.0, 2401)
_LABEL = 6
_TICKS, _ROOM = 5, 50
"""The ticks of an axis, and the columns from which it has room for all of them."""
_AT_ONCE = 65_536
_PUSH = {0: 6, -1: 7, 1: 7} | {down: 4 * abs(down) - 8 + 2 * (down > 0) for down in range(-12, 13) if abs(down) > 1}
"""How far a remark may be above or below its point, and how many columns to a side that is worth."""
_ROUND = (1.0, 2.0, 5.0)
_SIMPLE = {Fraction(1, 2): "½", Fraction(1, 3): "⅓", Fraction(2, 3): "⅔"}


class _Place(NamedTuple):
    """Where a model is on the curves of one target."""

    a: float
    cost: float
    pull: float


class Output(Drawn):
    """The curves of a run's costs at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words = medium.glyphs, medium.words
        self._box = box = whole(areas)
        self._models = models_of(session, self._glyphs)
        self._samples = session.simulation.samples
        self._targets = _targets(self._models[0])
        self._boxes = abreast(box)
        self._width = self._boxes[0].width
        costs = [session_costs(session, model) for model in self._models]
        furthest, dearest = self._extremes(session)
        high = round_up(max(dearest, 1e-290, *(float(cost.max()) for cost in costs)), _ROUND)
        low = min(0.0, *(float(cost.min()) for cost in costs))
        self._z = _spread(max(furthest, min(high, 1e6)))
        scale = Scale(low and -round_up(-low, _ROUND), high)
        a, _ = sigmoid_pair(self._z)
        curves = {
            (model.cost, y): (cost_over(model.descent.cost, self._z, y), pull_over(model.descent.cost, self._z, y))
            for model in self._models
            for y in self._targets
        }
        finite = [pull[np.isfinite(pull)] for _, pull in curves.values()]
        self._planes = [
            self._plane(scale),
            self._plane(scale_of([pull for pull in finite if pull.size] or [np.zeros(1)], from_zero=True)),
        ]
        for model in self._models:
            layers = [plane.canvas.layer(model.role) for plane in self._planes]
            for y in self._targets:
                for plane, layer, curve in zip(self._planes, layers, curves[model.cost, y], strict=True):
                    plane.curve(layer, a, curve, thick=True, cut=True)
        self._notes = [self._least(self._planes[0]), self._remarks(self._planes[1])]
        shares = np.linspace(0.0, 1.0, _TICKS if self._width >= _ROOM else 3)
        self._heads = [self._head("C", "cost", session), self._head("∂C/∂z", "pull", session)]
        self._rulers = [plane.ruler([Tick(float(x), f"{x:g}") for x in shares], name="a") for plane in self._planes]

    def _extremes(self, session: Session) -> tuple[float, float]:
        # How far out any sample is, and what it costs there; of many samples only at some epochs.
        step = max(strobe_step(session.last), -(-session.last * self._samples.n // _AT_ONCE))
        furthest = dearest = 0.0
        for model in self._models:
            columns = model.columns(slice(0, session.last + 1))
            stretch = Stretch(model.descent, columns if self._samples.n == 1 else columns[:, ::step])
            z = stretch.z
            furthest = max(furthest, float(np.max(np.abs(z))))
            if self._samples.n > 1:
                with np.errstate(all="ignore"):
                    cost = np.where(np.isin(stretch.y, self._targets), stretch.cost.value(z, stretch.y), 0.0)
                dearest = max(dearest, float(np.max(cost, where=np.isfinite(cost), initial=0.0)))
        return furthest, dearest

    def _head(self, symbol: str, name: str, session: Session) -> Line:
        words = self._words
        texts = [words(f"views-output.{name}")]
        if len(np.unique(session.simulation.samples.y)) > len(self._targets):
            y = short(self._targets[0])
            texts = [words("views-output.one-target", about=texts[0], y=y), words("views-output.for", y=y)]
        lines = [((words.plain(symbol), "symbol"), (f"  {text}", "dim")) for text in texts]
        return fit(next((line for line in lines if width_of(line) <= self._width), lines[-1]), self._width)

    def _plane(self, scale: Scale) -> Plane:
        canvas = max(2, self._box.height - 3)
        return Plane((self._width, canvas), Scale(0.0, 1.0), scale, ticks_of(scale, canvas), self._glyphs, _LABEL)

    def _least(self, plane: Plane) -> list[Note]:
        # At a target between 0 and 1 a cost need not come down to 0.
        said = []
        for y in self._targets:
            for model in self._models if 0.0 < y < 1.0 else ():
                cost = model.descent.cost
                least = float(cost_over(cost, logit(np.array([y])), y)[0])
                everywhere = cost_over(cost, _Z, y)
                if plane.y.high * 1e-6 < least < plane.y.high and (everywhere >= least * (1.0 - 1e-9)).all():
                    said.append((self._words("views-output.least", cost=short(least)), model, (y, least), 0))
        return self._put(plane, said)

    def _remarks(self, plane: Plane) -> list[Note]:
        # What the curves are, where that is known and one target is all there is.
        if len(self._targets) > 1:
            return []
        said, y = [], self._targets[0]
        a, a_bar = sigmoid_pair(_Z)
        for model in self._models:
            cost = model.descent.cost
            pull = pull_over(cost, _Z, y)
            if y in (0.0, 1.0) and np.allclose(pull, error_of(a, a_bar, np.array(y)), rtol=1e-9, atol=1e-12):
                # On the side of this line where no slower cost's curve is.
                said.append((self._words("views-output.just-error"), model, (0.5, 0.5 - y), -1 if y == 0.0 else 1))
                continue
            # The peaks that are known are those of a step.
            peaks = [peak for peak in Slowness(cost, np.array([y])).peaks if abs(peak[0]) < _Z[-1]]
            if not peaks or not factors(cost, np.array([y])).honest:
                continue
            z, height = max(peaks, key=lambda peak: peak[1])
            if height >= float(np.max(np.abs(pull), where=np.isfinite(pull), initial=0.0)) * (1.0 - 1e-9):
                at, up = float(sigmoid_pair(np.array(z))[0]), float(pull_over(cost, np.array([z]), y)[0])
                most = self._words("views-output.most", a=self._fraction(at), pull=self._fraction(up))
                said.append((most, model, (at, up), 0))
        return self._put(plane, said)

    def _fraction(self, value: float) -> str:
        # As a person would write it, where it is one to all digits that a search can find.
        near = Fraction(value).limit_denominator(27)
        if near.denominator == 1 or abs(float(near) - value) > 1e-7:
            return short(value)
        text = f"{abs(near.numerator)}/{near.denominator}"
        if not self._words.ascii:
            text = _SIMPLE.get(abs(near), text)
        return self._words.plain(MINUS * (value < 0) + text)

    def _put(self, plane: Plane, said: Sequence[tuple[str, Model, tuple[float, float], int]]) -> list[Note]:
        # Each near its point on a curve, over it or to its left (−1) or right (1), where nothing is drawn; where there
        # is no such place it is not said.
        rows = ["".join(text for text, _ in line) for line in plane.canvas.lines(0)]
        notes: list[Note] = []
        for text, model, (x, y), side in said:
            if text in [note.text for note in notes]:
                continue
            column, row = plane.cell(x, y)
            wide = cell_len(text)
            centre = column - wide // 2 + side * (wide // 2 + 4)
            spots = [
                (abs(start - centre) + _PUSH[-down if side > 0 else down], start, row + down)
                for down in _PUSH
                for start in range(max(1, centre - wide), min(plane.width - wide, centre + wide + 1))
                if 0 <= row + down < plane.height
            ]
            free = (spot for spot in sorted(spots) if not rows[spot[2]][spot[1] - 1 : spot[1] + wide + 1].strip())
            _, start, at = next(free, (0, 0, -1))
            if at >= 0:
                rows[at] = rows[at][:start] + "x" * wide + rows[at][start + wide :]
                notes.append(Note(start, at, text, f"{model.role}-title"))
        return notes

    # ── as the playhead stands ───────────────────────────────────────────────────────────────────────────────────

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:  # noqa: ARG002  # as every view
        """Both pictures."""
        places = [self._places(session, model) for model in self._models]
        for number, plane in enumerate(self._planes):
            marks: list[Mark] = [
                plane.mark(place.a, (place.cost, place.pull)[number], model.sign, f"{model.role}-title")
                for model, its in zip(self._models, places, strict=True)
                for place in its
            ]
            # Two samples of one model in a cell are that model's, and no meeting.
            marks = met(dict.fromkeys(marks), self._glyphs)
            rows = [
                self._heads[number],
                *plane.lines(session.reached, marks, self._notes[number]),
                *self._rulers[number],
            ]
            box = self._boxes[number]
            yield box, padded(rows, box.width, box.height, self._words)

    def _places(self, session: Session, model: Model) -> list[_Place]:
        # Of each target, the sample with the largest error.
        stretch = model.at(session.epoch)
        z, y = np.ravel(stretch.z), np.ravel(stretch.y)
        a, a_bar = sigmoid_pair(z)
        error = np.abs(error_of(a, a_bar, y))
        found = []
        for target in self._targets:
            which = int(np.argmax(np.where(y == target, error, -1.0)))
            at = z[which : which + 1]
            cost = model.descent.cost
            found.append(
                _Place(float(a[which]), float(cost_over(cost, at, target)[0]), float(pull_over(cost, at, target)[0]))
            )
        return found


def session_costs(session: Session, model: Model) -> Array:
    """The cost of every epoch of a model."""
    return evaluate(model.descent, model.columns(slice(0, session.last + 1)), ["cost"])["cost"]


def _targets(model: Model) -> list[float]:
    # Two kinds of target are both shown; of more, that of the sample which is most wrong at the start.
    y = model.descent.samples.y
    distinct = np.unique(y)
    if len(distinct) <= 2:
        return [float(target) for target in distinct]
    error = error_of(*sigmoid_pair(np.ravel(model.at(0).z)), y)
    return [float(y[int(np.argmax(np.abs(error)))])]


def _spread(furthest: float) -> Array:
    # Out to where the run is, and to where a cost that grows like z leaves its axis.
    if furthest <= _Z[-1]:
        return _Z
    tail = np.linspace(_Z[-1], min(furthest, 1e308), 600)[1:]
    return np.concatenate([-tail[::-1], _Z, tail])


OUTPUT = View(
    "output",
    Output,
    lambda _: (),
    ("o",),
    "C and ∂C/∂z over the output a",
    tells=("cost_at", "dC_db"),
)
