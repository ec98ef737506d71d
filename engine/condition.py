"""Conditions such as a<0.1: read from a line of text, and found in a run at the first epoch where they hold."""

from __future__ import annotations

import math
import operator
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.errors import EngineError, unknown
from sigmascope.engine.quantity import QUANTITIES, Quantity, evaluate
from sigmascope.engine.text import read_float

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.engine.descent import Descent
    from sigmascope.engine.sigmoid import Array

_COMPARISONS: dict[str, Callable[[Array, float], Array]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_CONDITION = re.compile(rf"\s*(\w+)\s*({'|'.join(_COMPARISONS)})\s*(\S+)\s*")


class Condition(NamedTuple):
    """A column of a run's table, compared with a number."""

    column: str
    quantity: str
    """The quantity the column belongs to: w for w2."""
    comparison: str
    bound: float

    def first(self, descent: Descent, columns: Array) -> int | None:
        """The first of k epochs where it holds, counted from 0; None where it holds at none.

        ``columns`` holds the epochs' parameters, shape (m + 1, k), the bias last. Raises EngineError where the
        quantity leaves the range of floats before the condition has held.
        """
        try:
            values = evaluate(descent, columns, [self.quantity])[self.column]
        except EngineError:
            # What comes after the epoch asked for must not matter, so the halves are looked at in turn.
            half = columns.shape[1] // 2
            if not half:
                raise
            found = self.first(descent, columns[:, :half])
            if found is not None:
                return found
            found = self.first(descent, columns[:, half:])
            return None if found is None else half + found
        holds = _COMPARISONS[self.comparison](values, self.bound)
        return int(np.argmax(holds)) if holds.any() else None


def columns_of(inputs: int) -> dict[str, Quantity]:
    """Every column of a table for ``inputs`` inputs, in order, and the quantity it belongs to."""
    return {column: quantity for quantity in QUANTITIES.values() for column in quantity.columns(inputs)}


def find_columns(name: str, inputs: int) -> list[str]:
    """The columns that a name stands for: itself, or w1 … wm for w. Raises EngineError with the nearest known one."""
    columns = columns_of(inputs)
    if name in columns:
        return [name]
    if name in QUANTITIES:
        return QUANTITIES[name].columns(inputs)
    known = list(dict.fromkeys([*QUANTITIES, *columns]))
    shown = known if len(known) <= 2 * len(QUANTITIES) else list(QUANTITIES)
    raise unknown("quantity", name, known, shown)


def parse_condition(text: str, inputs: int) -> Condition:
    """The condition that a line of text describes, for a run with ``inputs`` inputs: a<0.1, w2>=0.

    Raises EngineError naming what was wrong and what is accepted.
    """
    if not (match := _CONDITION.fullmatch(text)):
        raise EngineError("condition", text=text)
    name, comparison, number = match.groups()
    try:
        bound = read_float(number)
    except ValueError:
        raise EngineError("condition", text=text) from None
    if not math.isfinite(bound):
        raise EngineError("condition", text=text)
    columns = find_columns(name, inputs)
    if len(columns) > 1:
        raise EngineError("condition-columns", name=name, first=columns[0], last=columns[-1])
    return Condition(columns[0], columns_of(inputs)[columns[0]].name, comparison, bound)
