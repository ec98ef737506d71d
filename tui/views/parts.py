"""What views have in common: the models by colour and sign, ways with strobes, and the sentences of milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.cost import places
from sigmascope.engine.quantity import Stretch
from sigmascope.tui.draw.box import Box
from sigmascope.tui.draw.line import Line, fit
from sigmascope.tui.draw.plane import Tick
from sigmascope.tui.draw.raster import Mark
from sigmascope.tui.draw.scale import MINUS, Scale, epoch_ticks, round_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sigmascope.engine.cost import BaseCost
    from sigmascope.engine.descent import Descent
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.draw.plane import Plane
    from sigmascope.tui.draw.raster import Whole
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords

_RANGES = (6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
_GAP = 2


class Model(NamedTuple):
    """One model of a run, as views show it."""

    cost: str
    descent: Descent
    role: str
    sign: str
    """What stands for it where models share a picture."""

    def columns(self, epochs: slice) -> Array:
        """Its parameters, shape (m + 1, k), the bias last."""
        assert self.descent.history is not None, "a session keeps the history"
        return self.descent.history.columns(epochs)

    def at(self, epoch: int) -> Stretch:
        """One epoch of it."""
        return Stretch(self.descent, self.columns(slice(epoch, epoch + 1)))


def models_of(session: Session, glyphs: Glyphs) -> list[Model]:
    """The models of a run, in the order of its panes."""
    descents = session.simulation.descents
    place = places(descent.cost for descent in descents.values())
    return [
        Model(cost, descent, f"series{place[cost]}", glyphs.halves[place[cost]]) for cost, descent in descents.items()
    ]


def whole(areas: Sequence[Box]) -> Box:
    """All that there is for a view, from the first pane to the last."""
    first, last = areas[0], areas[-1]
    return Box(first.x, first.y, last.x + last.width - first.x, first.height)


def abreast(box: Box) -> tuple[Box, Box]:
    """Two boxes of one width, side by side in a box."""
    width = (box.width - _GAP) // 2
    return box._replace(width=width), box._replace(x=box.x + width + _GAP, width=width)


def cost_over(cost: BaseCost, z: Array, y: float) -> Array:
    """What weighted inputs, shape (k,), cost for one target. A user's cost may be no number there; nothing warns."""
    with np.errstate(all="ignore"):
        return np.asarray(cost.value(z, np.full_like(z, y)), dtype=np.float64)


def pull_over(cost: BaseCost, z: Array, y: float) -> Array:
    """∂C/∂z in the same way."""
    with np.errstate(all="ignore"):
        return np.asarray(cost.delta(z, np.full_like(z, y)), dtype=np.float64)


def covered(way: Array, places: Array) -> Whole:
    """The epoch at which each of some places was first passed on a way along a line; −1 for never."""
    lowest, highest = np.minimum.accumulate(way), np.maximum.accumulate(way)
    up, down = np.searchsorted(highest, places), np.searchsorted(-lowest, -places)
    since = np.where(places >= way[0], up, down)
    return np.where(since < len(way), since, -1).astype(np.int64)


def epoch_ruler(plane: Plane, last: int, most: int) -> list[Line]:
    """The axis of epochs below a plane, with at most so many ticks."""
    return plane.ruler([Tick(epoch / last, str(epoch)) for epoch in epoch_ticks(last, most)])


def met(marks: Iterable[Mark], glyphs: Glyphs) -> list[Mark]:
    """The marks of models, with one of their own where two are in one cell."""
    found: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        where = mark.column, mark.row
        found[where] = mark if where not in found else Mark(*where, glyphs.meet, "cursor")
    return list(found.values())


def positive_ends(values: Array) -> tuple[float, float] | None:
    """The least and the largest of those values, of any shape, that are positive and finite; None where none is."""
    low, high = float(values.min()), float(values.max())
    if not (low > 0.0 and high < np.inf):  # a mask takes longer than looking
        values = values[np.isfinite(values) & (values > 0)]
        if not values.size:
            return None
        low, high = float(values.min()), float(values.max())
    return low, high


def log_scale(arrays: Sequence[Array], decades: float) -> Scale:
    """A log axis that just holds all positive values, down to so many decades below the largest."""
    ends = [found for found in map(positive_ends, arrays) if found]
    if not ends:
        return Scale(-1.0, 0.0, log=True)
    high = np.log10(max(most for _, most in ends))
    low = max(np.log10(min(least for least, _ in ends)), high - decades)
    margin = max(0.04 * (high - low), 0.02)
    return Scale(float(low - margin), float(high + margin), log=True)


def log_ticks(scale: Scale, most: int) -> list[Tick]:
    """Whole powers of ten of a log axis, no more than ``most``; where it holds too few, 2 and 5 times them as well."""
    span = scale.high - scale.low
    powers = range(int(np.ceil(scale.low)), int(np.floor(scale.high)) + 1)
    stride = max(1, -(-len(powers) // max(1, most)))
    ticks = [(float(power), power_text(power)) for power in powers if power % stride == 0]
    if len(powers) < 2:
        for power in range(int(np.floor(scale.low)), int(np.ceil(scale.high)) + 1):
            for factor in (2, 5):
                at = power + float(np.log10(factor))
                if scale.low <= at <= scale.high:
                    ticks.append((at, power_text(power, factor)))
    if not ticks:
        ticks = [(at, f"{10.0**at:.2g}".replace("-", MINUS)) for at in (scale.low, scale.high)]
    return [Tick((at - scale.low) / span, text) for at, text in sorted(ticks)][-max(1, most) :]


def z_scale(models: Sequence[Model], ways: Sequence[Array]) -> Scale:
    """An axis of z around 0, for the whole run of some models, whose mean z of every epoch ``ways`` holds."""
    ends = [model.at(epoch).z for model, way in zip(models, ways, strict=True) for epoch in (0, len(way) - 1)]
    furthest = max(float(np.max(np.abs(z))) for z in [*ways, *ends]) + 1.0
    end = next((float(end) for end in _RANGES if furthest <= end), 0.0)
    end = end or min(round_up(furthest, (1.0, 2.0, 5.0)), 1e300)
    return Scale(-end, end)


def z_ticks(end: float, width: int) -> list[Tick]:
    """The ticks of an axis from −end to end: as many as have round labels, and room for them."""
    for intervals in (6, 8, 10, 4, 2):
        texts = [
            f"{end * (2 * i / intervals - 1):.6g}".replace("e+", "e").replace("-", MINUS) for i in range(intervals + 1)
        ]
        is_round = f"{2 * end / intervals:.5e}"[:7] in ("1.00000", "2.00000", "4.00000", "5.00000")
        if intervals == 2 or (is_round and (max(map(len, texts)) + 3) * intervals < width):
            break
    return [Tick(i / intervals, text) for i, text in enumerate(texts)]


def power_text(power: int, factor: int = 1) -> str:
    """Some times a power of ten, as short as it reads well."""
    if -3 <= power <= 3:
        return f"{factor * 10.0**power:.{max(0, -power)}f}"
    return f"{factor}e{power}".replace("-", MINUS)


def padded(lines: list[Line], width: int, height: int, words: CharsetWords) -> list[Line]:
    """So many lines of this width: cut, or filled up with blanks."""
    rows = [words.cut(fit(line, width)) for line in lines[:height]]
    return rows + [fit((), width)] * (height - len(rows))
