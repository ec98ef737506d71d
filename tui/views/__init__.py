"""Ways to look at the playhead: one file a view, one registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.tui.session.commands import BARE_VIEWS, VIEW_KEYS
from sigmascope.tui.session.guide import TOLD
from sigmascope.tui.views.anatomy import ANATOMY
from sigmascope.tui.views.charts import CHARTS
from sigmascope.tui.views.derivation import DERIVATION
from sigmascope.tui.views.hills import HILLS
from sigmascope.tui.views.output import OUTPUT
from sigmascope.tui.views.sigmoid import SIGMOID
from sigmascope.tui.views.speed import SPEED

if TYPE_CHECKING:
    from sigmascope.tui.views.view import View

VIEWS: dict[str, View] = {view.name: view for view in (CHARTS, ANATOMY, SIGMOID, OUTPUT, SPEED, HILLS, DERIVATION)}
"""Every view by name; the first is the one a session begins with."""

VIEW_KEYS.update({view.name: view.keys for view in VIEWS.values()})
BARE_VIEWS.update(view.name for view in VIEWS.values() if view.bare)
TOLD.update({view.name: frozenset(view.tells) for view in VIEWS.values()})
