"""Which range an axis has, where its ticks stand, and how numbers are written at a fixed width."""

from __future__ import annotations

import math
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigmascope.engine.sigmoid import Array

MINUS = "−"
_STEPS = (1.0, 2.0, 2.5, 5.0)
_MOST_STROBES = 40


class Scale(NamedTuple):
    """An axis: where it begins and ends, and whether by powers of ten."""

    low: float
    high: float
    log: bool = False
    whole: bool = False
    """Whether its high end is a value as it came, and not a round one; labels are rounded then."""

    def position(self, values: Array | float) -> Array:
        """Where values stand on the axis: 0 at its low end, 1 at its high end. Any shape; held to 0…1."""
        low, high = self.low, self.high
        if self.log:
            values = np.log10(np.maximum(values, max(10.0**low, 5e-324)))  # 1e−324 is no float any more
        # Halved first: from −1e308 to 1e308 is too far for one float.
        share = (values / 2 - low / 2) / (high / 2 - low / 2)
        clipped: Array = np.clip(share, 0.0, 1.0)
        return clipped

    def ticks(self, rows: int) -> list[tuple[float, str]]:
        """The ticks of a canvas of so many rows, the two ends at least, as position and label, from low to high.

        They stand at equal distances: the rows between the ends are a multiple of the intervals.
        """
        # Closer than two and a half rows, labels are too much of a chart.
        possible = [n for n in range(1, min(7, max(2, 1 + int((rows - 1) / 2.5)))) if (rows - 1) % n == 0] or [1]
        labels = self._log_ticks(possible) if self.log else self._linear_ticks(possible)
        width = max(len(text) for _, text in labels)
        return [(position, text.rjust(width)) for position, text in labels]

    def _log_ticks(self, possible: list[int]) -> list[tuple[float, str]]:
        low, high = round(self.low), round(self.high)
        stride = (high - low) // max(n for n in possible if (high - low) % n == 0)
        powers = range(low, high + 1, stride)
        return [((power - low) / (high - low), f"1e{power}".replace("-", MINUS)) for power in powers]

    def _linear_ticks(self, possible: list[int]) -> list[tuple[float, str]]:
        # The most intervals whose step is round: the ends alone where none is.
        best = [self.low, self.high]
        for intervals in possible[1:]:
            step = self.high / intervals - self.low / intervals
            if 1e-290 < step < 1e290 and (self.whole or abs(round_up(step, _STEPS) / step - 1) < 1e-9):
                shares = [i / intervals for i in range(intervals + 1)]
                best = [self.low * (1 - share) + self.high * share for share in shares]
            if self.whole and len(best) > 2:
                break
        if self.whole:
            return [(i / (len(best) - 1), _rounded(value)) for i, value in enumerate(best)]
        decimals = _digits(best)
        labels = [tick_text(value, decimals) for value in best]
        while len(set(labels)) < len(labels):  # written as powers, with too few digits to tell them apart
            decimals += 1
            labels = [tick_text(value, decimals) for value in best]
        return [(i / (len(best) - 1), label) for i, label in enumerate(labels)]


def _rounded(value: float) -> str:
    # Three digits that mean something.
    digits = 2 - math.floor(math.log10(abs(value))) if value else 0
    return tick_text(value, digits if 0 <= digits <= 5 else 7)


def _digits(values: Sequence[float]) -> int:
    # How many decimals tell these values apart and say them well; 7 and more stand for «write them as powers».
    largest = max(abs(value) for value in values)
    if largest >= 1e5 or largest < 1e-4:
        return 7
    for decimals in range(7):
        if all(abs(value - round(value, decimals)) <= 1e-9 * largest for value in values):
            return decimals
    return 7


def tick_text(value: float, decimals: int) -> str:
    """A tick's label: ``decimals`` decimals, or from 7 on a power of ten, with five fewer."""
    if decimals >= 7 and value:
        mantissa, _, power = f"{value:.{decimals - 5}e}".partition("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"
    else:
        text = f"{value:.{decimals % 7}f}"
        if not text.strip("-0."):
            return "0"
    return text.replace("-", MINUS)


def round_up(value: float, steps: Sequence[float]) -> float:
    """The smallest of ``steps``, from 1 to below 10, times a power of ten that is not below a positive value.

    Where no float is, the value itself.
    """
    if not 1e-290 < value < 1e290:
        return value
    power = 10.0 ** math.floor(math.log10(value))
    return float(next(step * power for step in (*steps, 10.0) if value <= step * power * (1 + 1e-9)))


def short(value: float) -> str:
    """A number in three digits that mean something, as wide as it is."""
    return f"{value:.3g}".replace("-", MINUS)


def round_numbers() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, … without end."""
    return (step * 10**power for power in count() for step in (1, 2, 5))


def strobe_step(last: int) -> int:
    """Every how many epochs a way is marked, so that no run has more marks than a few dozen: 1, 2, 5, 10, …"""
    return next(step for step in round_numbers() if last <= step * _MOST_STROBES)


def scale_from(arrays: Sequence[Array]) -> Scale:
    """The axis from 0 to the first of the values, where nothing is below or above: whoever begins there sees it fall.

    Else as `scale_of`.
    """
    top = float(arrays[0][0])
    if 1e-290 < top < 1e290 and all(float(v.max()) <= top and float(v.min()) >= 0 for v in arrays):
        return Scale(0.0, top, whole=True)
    return scale_of(arrays, from_zero=True)


def scale_of(arrays: Sequence[Array], *, from_zero: bool = False, log: bool = False) -> Scale:
    """The axis that holds all values of all arrays between round ends.

    It begins at 0 where ``from_zero`` and no value is below; with ``log`` it goes by powers of ten.
    """
    low = min(float(np.min(values)) for values in arrays)
    high = max(float(np.max(values)) for values in arrays)
    if log:
        positive = [float(values[values > 0].min()) for values in arrays if (values > 0).any()]
        if positive:
            bottom, top = math.floor(math.log10(min(positive))), math.ceil(math.log10(high))
            return Scale(float(bottom), float(max(top, bottom + 1)), log=True)
        return Scale(-1.0, 0.0, log=True)
    from_zero = from_zero and low >= 0
    if from_zero:
        low = 0.0
    half = high / 2 - low / 2
    if half <= max(abs(low), abs(high)) * 1e-6:
        margin = max(abs(high) * 0.5, 1e-300) if high or low else 1.0
        largest = np.finfo(np.float64).max
        low, high = max(low - margin, -largest) if not from_zero else 0.0, min(high + margin, largest)
        half = high / 2 - low / 2
    if half < 1e-290 or half > 1e290:
        return Scale(low, high)
    step = round_up(half / 3, _STEPS)  # some six steps over the range: little of a chart stays empty
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    round_low, round_high = first * step, last * step
    # A product of a decimal step carries dust behind its last digit, which labels must not show.
    return Scale(float(f"{round_low:.12g}"), float(f"{round_high:.12g}"))


def epoch_ticks(epochs: int, most: int) -> list[int]:
    """At most ``most`` whole-number ticks (at least the two ends) of an epoch axis from 0 to ``epochs``."""
    for intervals in range(min(most - 1, epochs), 1, -1):
        step, rest = divmod(epochs, intervals)
        # Steps like 50, 75, 120 read well; steps like 37 do not.
        if rest == 0 and len(str(step).rstrip("0")) <= (1 if step < 10 else 2):
            return list(range(0, epochs + 1, step))
    return [0, epochs]


def fixed(value: float, width: int = 9) -> str:
    """A number right-aligned in exactly ``width`` (at least 8) characters: decimals while they say something."""
    size = abs(value)
    if size == 0 or 10.0 ** (5 - width) <= size < 1e4:
        text = f"{value:.{width - 2 - len(str(int(size)))}f}"
        if len(text) > width - (value >= 0):  # rounded up to one more digit
            text = text[:-1]
    else:
        text = ""
        for decimals in range(width - 5, -1, -1):
            mantissa, _, power = f"{value:.{decimals}e}".partition("e")
            text = f"{mantissa}e{int(power)}"
            if len(text) <= width - (value >= 0):
                break
    return text.replace("-", MINUS).rjust(width)


def brief(value: float, width: int = 8, decimals: int = 3) -> str:
    """A number right-aligned in ``width`` characters, one of them for a sign: ``decimals`` where they say something.

    Only what needs an exponent of three digits can be wider, by one or two.
    """
    size, room = abs(value), width - 1
    texts = [f"{size:.{places}f}" for places in range(decimals, -1, -1)]
    if size and size < (1 - 0.5e-3) * 10.0**-decimals:
        texts = []
    texts += [_power(size, 1), _power(size, 0)]
    text = next((text for text in texts if len(text) <= room), texts[-1])
    return (MINUS * (value < 0) + text).rjust(width)


def _power(size: float, decimals: int) -> str:
    mantissa, _, power = f"{size:.{decimals}e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)
