"""What a gradient is made of: the chain rule as arrows laid end to end on one log axis, where multiplying is adding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.engine.chain import Means, factors, means, moves
from sigmascope.tui.draw.line import Line, fit, justify, put, width_of
from sigmascope.tui.draw.plane import Plane, Tick
from sigmascope.tui.draw.scale import MINUS, Scale
from sigmascope.tui.views.parts import epoch_ruler, log_ticks, models_of, padded, positive_ends, power_text
from sigmascope.tui.views.view import Drawn, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigmascope.engine.chain import Factors
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.view import Medium

_FEWEST, _MOST = 3, 12
"""Decades of the axis."""
_ROOMY = 70
"""The columns of a pane from which a factor is explained beside its number."""
_NARROW = 36
"""The columns below which an effect is a sign and a number."""
_HISTORY = 11
"""The rows from which the factors are drawn over the epochs."""
_LABEL = 5


class Row(NamedTuple):
    """A factor, or what came of all: two lines."""

    symbol: str
    value: float
    start: float
    """Where its arrow begins and ends: powers of ten."""
    end: float
    role: str
    about: str
    """What it is, in words."""
    effect: str
    """What it does, in words."""
    tied: str = ""
    """Of two that cancel: the end of the bracket that ties them."""
    empty: bool = False
    """Whether there is no such factor."""


class Axis(NamedTuple):
    """A log axis of so many cells, from one power of ten to another."""

    low: int
    high: int
    width: int

    def half(self, power: float) -> int:
        """The half cell of a power of ten, −1 or one too many where it is beyond the ends."""
        if math.isnan(power):  # 0/0
            return -1
        share = (min(max(power, self.low - 1.0), self.high + 1.0) - self.low) / (self.high - self.low)
        half = round(share * (2 * self.width - 1))
        return -1 if share < -1e-9 else 2 * self.width if share > 1 + 1e-9 else half

    def arrow(self, start: float, end: float, role: str, glyphs: Glyphs) -> Line:
        """An arrow from one power of ten to another."""
        full, right_half, left_half, to_left, to_right = glyphs.beam
        first, last = self.half(start), self.half(end)
        leaves = {-1: (0, "«"), 2 * self.width: (self.width - 1, "»")}.get(last)
        if glyphs.charset == "ascii" and leaves:
            leaves = leaves[0], {"«": "<", "»": ">"}[leaves[1]]
        first, last = (min(max(half, 0), 2 * self.width - 1) for half in (first, last))
        low, high = min(first, last), max(first, last)
        cells = [" "] * self.width
        for cell in range(low // 2, high // 2 + 1):
            left, right = low <= 2 * cell, 2 * cell + 1 <= high
            cells[cell] = full if left and right else left_half if left else right_half
        if leaves:
            cells[leaves[0]] = leaves[1]
        elif high - low >= 3:
            cells[last // 2] = to_left if last < first else to_right
        return (("".join(cells), role),)


_INPUT = 3
"""The place of the input among the factors of one sample."""


class Anatomy(Drawn):
    """The makeup of the gradient in every pane."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        self._glyphs, self._words = medium.glyphs, medium.words
        self._areas = areas
        self._models = models_of(session, self._glyphs)
        self._samples, self._last = session.simulation.samples, session.last
        epochs = slice(0, session.last + 1)
        self._means = [means(model.descent, model.columns(epochs)) for model in self._models]
        self._kinds = [factors(model.descent.cost, self._samples.y) for model in self._models]
        width, height = areas[0].width, areas[0].height
        self._axis = Axis(*_decades(self._means), width)
        self._results = 1 if self._samples.m == self._samples.n == 1 else self._samples.m + 1
        listed = 3 + (self._results == 1) + self._results + (not all(kind.honest for kind in self._kinds))
        # Of all factors, an input of 1 can be missed most easily: it changes nothing.
        self._bare_input = self._results == 1 and bool(self._samples.x[0, 0] == 1) and height < 2 + 2 * listed
        listed -= self._bare_input
        # Equation, axis, two lines a factor, and what there is to say of it.
        need = 4 + 2 * listed + 2
        # The arrows are the picture: where all of them fit without the equation, and not with it, it gives way.
        self._equations = not 2 + 2 * listed <= height < 4 + 2 * listed
        spare = height - need
        self._history_rows = spare - 2 if spare - 2 >= _HISTORY and not session.look.bare else 0
        self._above = height - self._history_rows - (1 if self._history_rows else 0)
        self._planes = [self._plane(number, session) for number in range(len(areas))] if self._history_rows else []
        self._epochs = epoch_ruler(self._planes[0], self._last, 4) if self._planes else []
        self._powers = self._ruler()

    # ── the factors over the epochs ──────────────────────────────────────────────────────────────────────────────

    def _plane(self, number: int, session: Session) -> Plane:
        axis, kind, model, mean = self._axis, self._kinds[number], self._models[number], self._means[number]
        rows = self._history_rows - 3
        if session.look.linear:
            scale = Scale(0.0, max(1.0, float(np.nanmax(np.where(np.isfinite(mean.pull), mean.pull, 0.0)))))
            ticks = [Tick(share, f"{share * scale.high:.3g}") for share in (0.0, 0.5, 1.0)]
        else:
            scale = Scale(float(axis.low), float(axis.high), log=True)
            ticks = log_ticks(scale, max(2, rows // 2))
        plane = Plane((self._areas[0].width, rows), Scale(0.0, float(self._last)), scale, ticks, self._glyphs, _LABEL)
        every = np.arange(self._last + 1)
        with np.errstate(all="ignore"):
            slope, added = mean.pull / mean.outward, mean.outward / mean.error
        curves = [(mean.pull, model.role, True), (mean.error, "text", False)]
        curves += [(added, "cancels", False)] if kind.adds else []
        curves.append((slope, "cancels" if kind.cancels else "blame", False))
        for values, role, thick in curves:
            plane.curve(plane.canvas.layer(role), every.astype(float), values, every, thick=thick, cut=True)
        return plane

    def _history(self, number: int, session: Session) -> list[Line]:
        plane, kind, mean, epoch = self._planes[number], self._kinds[number], self._means[number], session.epoch
        role = f"{self._models[number].role}-title"
        symbols = f"a − y, {_ADDED}, σ′" if kind.adds else "a − y, σ′"
        title = self._words("views-anatomy.over", factors=symbols)
        marks = [plane.mark(epoch, float(mean.pull[epoch]), self._glyphs.cursor, role)]
        return [((title, "dim"),), *plane.lines(session.reached, marks), *self._epochs]

    # ── as the playhead stands ───────────────────────────────────────────────────────────────────────────────────

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:
        """Each pane from its equation to what there is to say of it."""
        for number, (area, at) in enumerate(zip(self._areas, values, strict=True)):
            rows = self._rows(number, session.epoch, at)
            said = self._verdict(number, session.epoch)
            lines = [*(self._equation(number, rows, at) if self._equations else ()), *self._powers]
            if self._bare_input:
                rows = rows[:_INPUT] + rows[_INPUT + 1 :]
            left = self._above - len(lines) - 2 * len(rows)
            room = self._above - len(lines) - (2 if left >= 2 else 1 if self._equations else 0)
            shown = rows[: room // 2]
            if len(shown) < len(rows):
                shown = [*rows[: room // 2 - 1], self._rest(rows[room // 2 - 1 :])]
            for row in shown:
                lines += self._drawn(row, area.width)
            left = self._above - len(lines)
            if left > len(said):
                lines.append(())
            lines += [((sentence, "verdict"),) for sentence in said[: self._above - len(lines)]]
            lines = padded(lines, area.width, self._above, self._words)
            if self._history_rows:
                lines += [fit((), area.width), *self._history(number, session)]
            yield area, padded(lines, area.width, area.height, self._words)

    def _rows(self, number: int, epoch: int, at: dict[str, float]) -> list[Row]:
        model, kind, mean = self._models[number], self._kinds[number], self._means[number]
        error, outward, pull, step = (float(column[epoch]) for column in mean)
        one = self._samples.n == 1
        at_error, at_outward, at_pull = (_power(value) for value in (error, outward, pull))
        signed = float(at["a"]) - float(self._samples.y[0]) if one else error
        signed = math.copysign(error, signed)  # as the engine has it, without cancellation
        say = self._words
        error_name = "a − y" if one else say("views-anatomy.mean-error")
        tie = ("┐", "┘") if kind.cancels and kind.adds else ("", "")
        quiet = "cancels" if kind.cancels else "text"
        found = [Row(error_name, signed, 0.0, at_error, "text", say("views-anatomy.about-error"), self._effect(error))]
        if kind.adds:
            added = outward / error if error else math.nan
            about = say("views-anatomy.about-added")
            found.append(Row(_added(kind), added, at_error, at_outward, quiet, about, self._effect(added), tie[0]))
        else:
            found.append(Row("", 1.0, at_error, at_error, "dim", "", "", empty=True))
        slope = at["sigma_prime"] if one else pull / outward if outward else math.nan
        found.append(
            Row(
                "σ′(z)", slope, at_outward, at_pull, "cancels" if kind.cancels else "blame",
                say("views-anatomy.about-slope"), self._effect(slope), tie[1],
            )
        )  # fmt: skip
        here = model.at(epoch)
        moved = moves(here, here.cost.direction(here.z, here.y))
        role = f"{model.role}-title"
        if self._results == 1:
            x = float(self._samples.x[0, 0])
            found.append(
                Row("x", x, at_pull, _power(x) + at_pull, "text", say("views-anatomy.about-x"), self._effect(abs(x)))
            )
        names = [f"∂C/∂w{_subscript(j, self._samples.m)}" for j in range(self._samples.m)]
        gradients = [at[f"dC_dw{j + 1}" if self._samples.m > 1 else "dC_dw"] for j in range(self._samples.m)]
        changes = [f"Δw{_subscript(j, self._samples.m)}" for j in range(self._samples.m)]
        results = list(zip([*names, "∂C/∂b"], [*gradients, at["dC_db"]], [*changes, "Δb"], moved.tolist(), strict=True))
        if self._results == 1:
            results = results[:1]
        else:
            results.sort(key=lambda result: -abs(result[1]))
        for name, gradient, change, move in results:
            effect = say("views-anatomy.the-gradient") if not kind.honest else f"{change} = {_short(move)}"
            found.append(Row(name, gradient, 0.0, _power(gradient), role, "", effect))
        if not kind.honest:
            change, move = results[0][2:] if self._results == 1 else results[-1][2:]
            taken = math.copysign(step, signed)
            found.append(
                Row(say("views-anatomy.taken"), taken, 0.0, _power(step), "blame", "", f"{change} = {_short(move)}")
            )
        return found

    def _rest(self, rows: Sequence[Row]) -> Row:
        return Row(self._words("views-anatomy.more", count=len(rows)), math.nan, 0.0, 0.0, "dim", "", "", empty=True)

    def _effect(self, factor: float) -> str:
        say, short = self._words, self._areas[0].width < _NARROW
        if not math.isfinite(factor) or factor == 0:
            return say("views-anatomy.flat")
        if abs(factor - 1.0) < 1e-9:
            return "" if short else say("views-anatomy.same")
        if abs(factor - 1.0) < 0.12:
            return "" if short else say("views-anatomy.almost")
        if short:
            return f"×{_times(factor)}" if factor > 1 else f"÷{_times(1 / factor)}"
        name = "views-anatomy.larger" if factor > 1 else "views-anatomy.smaller"
        return say(name, ratio=_times(factor if factor > 1 else 1 / factor))

    # ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _equation(self, number: int, rows: list[Row], at: dict[str, float]) -> list[Line]:
        kind, width = self._kinds[number], self._areas[0].width
        role = f"{self._models[number].role}-title"
        if self._samples.n > 1:
            parts = ["(a−y)", *([_added(kind)] if kind.adds else []), "σ′", "x"]
            line: Line = (("∂C/∂w", role), (f" = {self._words('views-anatomy.mean-of')} ", "dim"))
            line = (*line, (" · ".join(parts), "text"))
            return [self._plain(line), ((self._words("views-anatomy.means", count=self._samples.n), "dim"),)]
        struck = "struck" if kind.cancels and kind.adds else ""
        terms = [("a−y", rows[0].value, "text")]
        terms += [(_added(kind), rows[1].value, struck or "text")] if kind.adds else []
        terms.append(("σ′(z)", at["sigma_prime"], struck or "blame"))
        if self._results == 1:
            terms.append(("x", rows[_INPUT].value, "text"))
        left = "∂C/∂w" if self._results == 1 else "∂C/∂b"
        result = at["dC_dw"] if self._results == 1 else at["dC_db"]
        for equals, dot, added in ((" = ", " · ", _ADDED), ("=", "·", _ADDED), ("=", "·", "r")):
            named = [(name.replace(_ADDED, added), value, how) for name, value, how in terms]
            cells = [(left, _short(result), role), *((name, _short(value), how) for name, value, how in named)]
            signs = [equals, *[dot] * (len(terms) - 1), ""]
            above: list[tuple[str, str]] = []
            below: list[tuple[str, str]] = []
            for (name, value, how), sign in zip(cells, signs, strict=True):
                room = max(len(name), len(value))
                above += [(name.center(room), how), (sign, "dim")]
                below += [(value.center(room), how if how == role else "text"), (sign, "dim")]
            if width_of(tuple(above)) <= width:
                break
        return [self._plain(tuple(span for span in line if span[0])) for line in (above, below)]

    def _ruler(self) -> list[Line]:
        axis, glyphs = self._axis, self._glyphs
        flat, up, one = ("-", "+", "+") if glyphs.charset == "ascii" else ("─", "┴", "┼")
        bar, text = [flat] * axis.width, [" "] * axis.width
        stride = 1
        while (axis.high - axis.low) // stride * 7 > axis.width:
            stride += 1
        free = 0
        # 1 stands first: it is where every arrow begins.
        for power in range(axis.low, axis.high + 1):
            if power % stride:
                continue
            cell = axis.half(power) // 2
            bar[cell] = one if power == 0 else up
            name = power_text(power)
            start = max(0, min(cell - len(name) // 2, axis.width - len(name)))
            if start >= free:
                text[start : start + len(name)] = name
                free = start + len(name) + 1
        return [self._plain((("".join(text), "axis"),)), (("".join(bar), "axis"),)]

    def _drawn(self, row: Row, width: int) -> list[Line]:
        if row.empty:
            text = row.symbol or self._said("nothing")
            here: Line = ()
            if not row.symbol:
                blank = " " * max(0, self._axis.half(row.start) // 2)
                here = ((blank, "text"), (":" if self._words.ascii else "┊", "dim"))
            return [self._plain(((f"— {text}" if not row.symbol else text, "dim"),)), here]
        tied = (self._words.ascii and row.tied and "+") or row.tied
        about = f"  {row.about}" if row.about and width >= _ROOMY else ""
        left: Line = ((f"{row.symbol} {_short(row.value)}", row.role), (about, "dim"))
        right: Line = ((row.effect, row.role if tied else "text"), (f" {tied}" if tied else "", row.role))
        left, right = self._plain(left), self._plain(right)
        if width_of((*left, *right)) >= width:
            right = ((f" {tied}", row.role),) if tied else ()
        first = justify(left, tuple(span for span in right if span[0]), width)
        arrow = fit(self._axis.arrow(row.start, row.end, row.role, self._glyphs), width)
        if row.tied == "┐":
            arrow = put(arrow, width - 1, "|" if self._words.ascii else "│", row.role)
        return [first, arrow]

    def _verdict(self, number: int, epoch: int) -> list[str]:
        say, kind, mean = self._words, self._kinds[number], self._means[number]
        error, _, pull, step = (float(column[epoch]) for column in mean)
        if not kind.honest:
            if not pull or not math.isfinite(step):
                return [self._said("left-out")]
            return [self._said("left-out"), say("views-anatomy.too-long", ratio=_times(step / pull))]
        if kind.cancels:
            return [self._said("cancel"), say("views-anatomy.is-left")]
        whole = pull / error if error else math.nan
        if not math.isfinite(whole) or whole == 0:
            return [say("views-anatomy.flat")]
        if kind.adds:
            return [say("views-anatomy.together", effect=self._effect(whole))]
        said = [self._said("alone", ratio=_times(1 / whole))]
        return [*said, say("views-anatomy.large-small")] if error > 0.5 else said

    def _said(self, name: str, **facts: object) -> str:
        # In fewer words where it would be cut.
        text = self._words(f"views-anatomy.{name}", **facts)
        return (
            text if cell_len(text) + 2 <= self._areas[0].width else self._words(f"views-anatomy.brief-{name}", **facts)
        )

    def _plain(self, line: Line) -> Line:
        return tuple((self._words.plain(text), role) for text, role in line if text)

    def command_at(self, x: int, y: int) -> str | None:
        """A click on the factors over the epochs goes to the epoch there."""
        for area, plane in zip(self._areas, self._planes, strict=False):
            share = plane.share_at(x - area.x, y - area.y - self._above - 2)
            if share is not None:
                return f"seek {round(share * self._last)}"
        return None


_ADDED = "1/(a(1−a))"


def _added(kind: Factors) -> str:
    return _ADDED if kind.cancels else "r"


def _decades(every: list[Means]) -> tuple[int, int]:
    # Around all means of the whole run, and 1; no fewer and no more than can be read.
    ends = [found for found in (positive_ends(column) for mean in every for column in mean[:3]) if found]
    low = math.floor(min([0.0, *(float(np.log10(least)) for least, _ in ends)]) + 1e-9)
    high = math.ceil(max([0.0, *(float(np.log10(most)) for _, most in ends)]) - 1e-9)
    while high - low < _FEWEST:
        low, high = (low - 1, high) if high >= 1 else (low, high + 1)
    if high - low > _MOST:
        low = max(low, -_MOST // 2, high - _MOST)
        high = min(high, low + _MOST)
    return low, high


def _power(value: float) -> float:
    size = abs(value)
    return math.log10(size) if size and math.isfinite(size) else -math.inf if not size else math.inf


def _short(value: float) -> str:
    # Three digits that mean something, as short as they can be.
    size = abs(value)
    if size and math.isfinite(size) and not 1e-4 <= size < 1e5:
        mantissa, _, power = f"{value:.1e}".partition("e")
        return f"{mantissa}e{int(power)}".replace("-", MINUS)
    if not size or not math.isfinite(size):
        return "0" if not size else "–"
    if value == int(value):
        return f"{value:.0f}".replace("-", MINUS)
    decimals = max(0, 2 - math.floor(math.log10(size)))
    return f"{value:.{decimals}f}".replace("-", MINUS)


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 1000 else f"{ratio:.0f}" if ratio < 1e5 else f"{ratio:.1e}".replace("e+", "e")


def _subscript(j: int, inputs: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(j + 1)) if inputs > 1 else ""


ANATOMY = View(
    "anatomy",
    Anatomy,
    lambda _: ("sigma_prime", "dC_dw", "dC_db"),
    ("a",),
    "what the gradient is made of, as arrows",
    bare=True,
    tells=(
        "factor_error",
        "factor_added",
        "factor_slope",
        "factor_input",
        "smallest_factor",
        "sigma_prime",
        "dC_dw",
        "dC_db",
    ),
)
