"""Ways to look at the playhead: one file a view, one registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.tui.session.commands import add_view
from sigmascope.tui.views.charts import CHARTS

if TYPE_CHECKING:
    from sigmascope.tui.views.view import View

VIEWS: dict[str, View] = {view.name: view for view in (CHARTS,)}
"""Every view by name; the first is the one a session begins with."""

for _view in VIEWS.values():
    if _view.keys:
        add_view(_view.name, _view.keys, _view.description)
