"""How a session is looked at; nothing here changes a number."""

from __future__ import annotations

from typing import NamedTuple

from sigmascope.engine.errors import unknown
from sigmascope.engine.quantity import QUANTITIES, usually_charted
from sigmascope.tui.words.refusal import Refusal

MOST_CHARTS = 6
FIRST_VIEW = "charts"
"""The name of the view that a session begins with."""


class Look(NamedTuple):
    """What of a session is looked at, and how."""

    view: str = FIRST_VIEW
    charted: tuple[str, ...] = usually_charted()
    enlarged: str | None = None
    """The one quantity that fills the panes, if any."""
    shared: bool = False
    """Whether quantities in units of their costs have one range in all panes, too."""
    log: bool = False
    linear: bool = False
    """Whether what other views show by powers of ten is shown as it is."""
    bare: bool = False
    """Whether other views leave out their tables."""


def charted_quantities(text: str) -> tuple[str, ...]:
    """The quantities that a list such as ``cost,w`` names, each once. Raises EngineError and Refusal."""
    names = text.replace(",", " ").split()
    if not names:
        raise Refusal("charts.count", most=MOST_CHARTS)
    for name in names:
        if name not in QUANTITIES:
            raise unknown("quantity", name, QUANTITIES)
    return tuple(dict.fromkeys(names))
