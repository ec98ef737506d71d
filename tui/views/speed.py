"""How fast each model learns: |Δz| against its error and over the epochs, where it was slow, and its milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.engine.chain import means
from sigmascope.engine.quantity import evaluate
from sigmascope.tui.draw.box import Box
from sigmascope.tui.draw.line import Line, fit, put
from sigmascope.tui.draw.plane import Plane, Tick, ticks_of
from sigmascope.tui.draw.scale import Scale, brief, scale_of, strobe_step
from sigmascope.tui.session.narration import reached_name
from sigmascope.tui.views.parts import (
    abreast,
    epoch_ruler,
    log_scale,
    log_ticks,
    met,
    models_of,
    padded,
    whole,
)
from sigmascope.tui.views.view import Drawn, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.raster import Mark
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.parts import Model
    from sigmascope.tui.views.view import Medium

_DECADES = 6
_LABEL = 6
_TALL = 26
"""The rows from which the error over the epochs has room above the speed over the epochs."""
_WORDY = 15
"""The columns of a cell of the table from which an epoch is called one."""
_DRAG_FROM, _DRAG_WIDTH = 140, 46
"""The columns from which the table says how much slower than nearer the target a model is now, and those it takes."""


class _Curve(NamedTuple):
    """A picture of all models, and where each is at an epoch."""

    plane: Plane
    x: list[Array]
    """By model, of every epoch."""
    y: list[Array]


class Speed(Drawn):
    """The speeds of a run at a size."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words = medium.glyphs, medium.words
        self._box = box = whole(areas)
        self._models = models_of(session, self._glyphs)
        self._last, self._samples = session.last, session.simulation.samples
        self._bare = session.look.bare
        epochs = slice(0, session.last + 1)
        columns = [model.columns(epochs) for model in self._models]
        self._speeds = [
            evaluate(model.descent, those, ["speed"])["speed"]
            for model, those in zip(self._models, columns, strict=True)
        ]
        self._errors = [means(model.descent, those).error for model, those in zip(self._models, columns, strict=True)]
        table = 0 if self._bare else 1 + len(self._models)
        self._rows = box.height - table
        if session.look.linear:
            self._scale = scale_of(self._speeds, from_zero=True)
        else:
            self._scale = log_scale(self._speeds, _DECADES)
        # Read from wrong, on the left, to right.
        self._top = max([1.0, *(float(error.max()) for error in self._errors)])
        self._left, self._right = abreast(box._replace(height=self._rows))
        self._width = self._left.width
        step = strobe_step(session.last)
        self._strobes = np.arange(0, session.last + 1, step)
        self._phase = self._by_error(self._rows)
        self._strobe_marks = [
            [
                self._phase.plane.mark(x[epoch], y[epoch], self._glyphs.strobe, model.role)
                for epoch in self._strobes.tolist()
            ]
            for model, x, y in zip(self._models, self._phase.x, self._phase.y, strict=True)
        ]
        self._over: list[tuple[str, _Curve]] = []
        rest = self._rows
        if self._rows >= _TALL:
            rest = self._rows // 2
            self._over.append(
                ("views.error-over", self._over_epochs(self._errors, Scale(0.0, self._top), self._rows - rest))
            )
        self._over.append(("views.speed-over", self._over_epochs(self._speeds, self._scale, rest)))
        self._phase_ruler = self._phase.plane.ruler(self._error_ticks())
        self._rulers = [epoch_ruler(curve.plane, self._last, 5) for _, curve in self._over]

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _plane(self, rows: int, x: Scale, y: Scale) -> Plane:
        canvas = max(2, rows - 3)
        ticks = log_ticks(y, canvas // 3) if y.log else ticks_of(y, canvas)
        return Plane((self._width, canvas), x, y, ticks, self._glyphs, _LABEL)

    def _by_error(self, rows: int) -> _Curve:
        plane = self._plane(rows, Scale(0.0, self._top), self._scale)
        layers = [plane.canvas.layer(model.role) for model in self._models]
        every = np.arange(self._last + 1)
        xs = [self._top - error for error in self._errors]
        for layer, x, speed in zip(layers, xs, self._speeds, strict=True):
            plane.curve(layer, x, speed, every)
        return _Curve(plane, xs, self._speeds)

    def _over_epochs(self, values: list[Array], scale: Scale, rows: int) -> _Curve:
        plane = self._plane(rows, Scale(0.0, float(self._last)), scale)
        every = np.arange(self._last + 1)
        for model, column in zip(self._models, values, strict=True):
            plane.curve(plane.canvas.layer(model.role), every.astype(float), column, every, thick=True)
        return _Curve(plane, [every.astype(float)] * len(values), values)

    def _points(self, curve: _Curve, epoch: int) -> list[Mark]:
        return met(
            (
                curve.plane.mark(x[epoch], y[epoch], model.sign, f"{model.role}-title")
                for model, x, y in zip(self._models, curve.x, curve.y, strict=True)
            ),
            self._glyphs,
        )

    # ── as the playhead stands ───────────────────────────────────────────────────────────────────────────────────

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:  # noqa: ARG002  # as every view
        """Both pictures and the table."""
        known = session.reached // int(self._strobes[1]) + 1 if len(self._strobes) > 1 else 1
        strobes = [mark for marks in self._strobe_marks for mark in marks[:known]]
        plane = self._phase.plane
        rows = [self._title("views.speed-against")]
        rows += plane.lines(session.reached, [*strobes, *self._points(self._phase, session.epoch)])
        axis, below = self._phase_ruler
        rows += [self._stuck_by_error(session, axis, plane), below]
        yield self._left, padded(rows, self._width, self._rows, self._words)
        right: list[Line] = []
        for (name, curve), (axis, below) in zip(self._over, self._rulers, strict=True):
            right.append(self._title(name))
            right += curve.plane.lines(session.reached, self._points(curve, session.epoch))
            right += [self._stuck_over_epochs(session, axis, curve.plane), below]
        yield self._right, padded(right, self._width, self._rows, self._words)
        if not self._bare:
            box = self._box
            table = Box(box.x, box.y + self._rows, box.width, box.height - self._rows)
            yield table, padded(self._table(session), table.width, table.height, self._words)

    def _title(self, name: str) -> Line:
        text = self._words(name)
        if cell_len(text) > self._width and name == "views.speed-against":
            text = self._words("views.brief-speed-against")
        symbol, _, rest = text.partition(" ")
        return fit(((symbol, "symbol"), (" " + rest, "dim")), self._width)

    def _error_ticks(self) -> list[Tick]:
        words, top = self._words, f"{self._top:.3g}"
        return [
            Tick(0.0, f"{top} {words('views.wrong')}"),
            Tick(0.5, f"{self._top / 2:.3g}"),
            Tick(1.0, f"{words('views.right')} 0"),
        ]

    def _stuck_over_epochs(self, session: Session, axis: Line, plane: Plane) -> Line:
        for model in self._models:
            for begin, end in session.told(model.cost).slow:
                axis = self._stuck(axis, plane, begin / self._last, end / self._last, model.role)
        return axis

    def _stuck_by_error(self, session: Session, axis: Line, plane: Plane) -> Line:
        for model, error in zip(self._models, self._errors, strict=True):
            for begin, end in session.told(model.cost).slow:
                span = 1.0 - error[begin : end + 1] / self._top
                axis = self._stuck(axis, plane, float(span.min()), float(span.max()), model.role)
        return axis

    def _stuck(self, axis: Line, plane: Plane, low: float, high: float, role: str) -> Line:
        first, last = (plane.canvas.cell(share, 0.0)[0] for share in (low, high))
        return put(axis, plane.label + 1 + first, self._glyphs.stuck * (last - first + 1), role)

    # ── the table ────────────────────────────────────────────────────────────────────────────────────────────────

    def _table(self, session: Session) -> list[Line]:
        words = self._words
        heads = [
            f"{self._glyphs.stuck} {words('views.slow')}",
            words("views.fastest"),
            *(reached_name(which, self._samples, words) for which in ("half", "tenth")),
        ]
        names = [words.cost(model.cost) for model in self._models]
        name_width = 4 + max(map(cell_len, names))
        if name_width > self._box.width // 4:
            names = [words.brief_cost(model.cost) for model in self._models]
            name_width = 4 + max(map(cell_len, names))
        room = self._box.width - name_width
        drags = self._box.width >= _DRAG_FROM
        each = (room - _DRAG_WIDTH if drags else room) // 4
        cells = [self._told(session, model, bare=each < _WORDY) for model in self._models]

        def spaced(text: str, role: str) -> Line:
            return (*fit(((text, role),), each - 1), (" ", "text"))

        lines: list[Line] = [((" " * name_width, "dim"), *(span for head in heads for span in spaced(head, "dim")))]
        for model, name, texts in zip(self._models, names, cells, strict=True):
            left = fit(((f" {model.sign} {name}", f"{model.role}-title"),), name_width)
            row: Line = (*left, *(span for text in texts for span in spaced(text, "text")))
            if drags:
                row = (*row, (self._drag(session, model), "dim"))
            lines.append(row)
        return lines

    def _told(self, session: Session, model: Model, *, bare: bool) -> list[str]:
        # With ``bare`` an epoch is its number alone.
        words, told = self._words, session.told(model.cost)
        over = session.reached == session.last
        ends = "…" if told.slow and told.slow[-1][1] == session.reached and not over else ""
        if self._samples.n > 1:
            slow = words("views.stuck", count=self._stuck_samples(session, model), samples=self._samples.n)
        elif told.slow:
            first, last = told.slow[0][0], ends or told.slow[-1][1]
            slow = f"{first}–{last}" if bare else words("views.epochs", first=first, last=last)
        else:
            slow = words("views.never")
        rising = told.fastest == session.reached and not over

        def named(epoch: int) -> str:
            return str(epoch) if bare else words("views.epoch", epoch=epoch)

        fastest = named(told.fastest) if not rising else "…" if bare else words("views.to-come")
        passed = [
            named(epoch)
            if epoch is not None
            else words("views.not-in", last=session.last)
            if over
            else words("views.not-yet")
            for epoch in (told.half, told.tenth)
        ]
        return [words.plain(text) for text in (slow, fastest, *passed)]

    def _stuck_samples(self, session: Session, model: Model) -> int:
        return int(session.milestones[model.cost].slowness.stuck(model.at(session.epoch).z).sum())

    def _drag(self, session: Session, model: Model) -> str:
        if self._samples.n > 1:
            return ""
        drag = float(session.milestones[model.cost].slowness.drag(model.at(session.epoch).z)[0])
        if drag < 1.005:
            return self._words("views.no-faster")
        return self._words("views.slower", ratio=brief(drag, 8, 2).strip())

    def command_at(self, x: int, y: int) -> str | None:
        """A click on a picture over the epochs goes to the epoch there."""
        top = self._right.y + 1
        for _, curve in self._over:
            share = curve.plane.share_at(x - self._right.x, y - top)
            if share is not None:
                return f"seek {round(share * self._last)}"
            top += curve.plane.height + 3
        return None


SPEED = View(
    "speed",
    Speed,
    lambda _: (),
    ("v",),
    "|Δz| against the error and over the epochs; milestones",
    bare=True,
    tells=("speed", "fastest", "slow", "drag", "first_below", "error_below"),
)
