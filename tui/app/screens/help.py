"""Everything on the screen explained, and every key, from the same entries that make them work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.widgets import Static

from sigmascope.engine.cost import COSTS
from sigmascope.engine.quantity import QUANTITIES
from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.app.screens.sheet import Sheet, SheetScreen
from sigmascope.tui.session.commands import COMMANDS
from sigmascope.tui.session.keys import key_name
from sigmascope.tui.session.look import FIRST_VIEW
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words.text import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from textual.geometry import Size
    from textual.widget import Widget

    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class HelpScreen(SheetScreen):
    """What is on this screen, and what a person can do."""

    BINDINGS = [("question_mark", "leave"), ("q", "leave"), ("f1", "leave")]  # noqa: RUF012

    def __init__(self, session: Session, words: CharsetWords, glyphs: Glyphs) -> None:
        super().__init__(session, words)
        self.glyphs = glyphs

    def compose(self) -> Iterable[Widget]:
        words = self.words
        with Sheet(words("guide.title"), words("guide.close"), ascii_only=words.ascii):
            for part in help_parts(words, self.glyphs, self.session.look.view, guided=self.session.guide is not None):
                yield Prose(part) if isinstance(part, str) else Static(part, markup=False)


class Prose(Static):
    """Text broken where its language breaks: no Chinese line begins with a comma."""

    def __init__(self, text: str) -> None:
        super().__init__(markup=False)
        self.text = text

    def _lines(self, width: int) -> list[str]:
        return [line for paragraph in self.text.split("\n") for line in wrap(paragraph, width)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the text takes at this width."""
        return len(self._lines(width))

    def render(self) -> str:
        """The text at the present width."""
        return "\n".join(self._lines(self.content_size.width))


def help_parts(
    words: CharsetWords, glyphs: Glyphs, view: str = FIRST_VIEW, *, guided: bool = False
) -> list[RenderableType]:
    """The page from top to bottom, the open view first: prose, and tables whose cells wrap for themselves."""
    presets = " · ".join(f"{number} {name}" for number, name in enumerate(PRESETS, 1))
    costs = [
        (words.cost(name), f"{words.plain(cost.formula)}   {words.plain(cost.gradient)}")
        for name, cost in COSTS.items()
    ]
    quantities = [
        (words.plain(quantity.symbol), quantity.name, words.of("quantity", quantity.name, quantity.description))
        for quantity in QUANTITIES.values()
    ]
    signs = {
        "cursor": glyphs.cursor,
        "target": glyphs.target,
        "halves": "".join(glyphs.halves),
        "tenths": "".join(glyphs.tenths),
        "fastest": glyphs.fastest,
        "slow": glyphs.slow * 3,
        "ranges": key_name(COMMANDS["ranges"].keys[0]),
    }
    shown = [words("guide.lesson").strip("\n") + "\n"] if guided else []
    shown += [] if view == FIRST_VIEW else [_about(view, words, glyphs)]
    parts: list[RenderableType] = [*shown, words("guide.text", **signs).strip("\n") + "\n"]
    for group in dict.fromkeys(command.group for command in COMMANDS.values()):
        parts += [words(f"groups.{group}"), _table(_commands(group, words), (11, 22))]
    parts += [words("guide.presets", presets=words.plain(presets)), "", words("guide.mouse"), ""]
    views = [
        (" ".join(each.keys), f"view {name}", words.of("shows", name, each.description)) for name, each in VIEWS.items()
    ]
    parts += [words("guide.views"), _table(views, (11, 22))]
    return [*parts, words("guide.costs"), _table(costs, (26,)), words("guide.quantities"), _table(quantities, (6, 14))]


def _about(view: str, words: CharsetWords, glyphs: Glyphs) -> str:
    text = words.of("guide", f"view-{view}", VIEWS[view].description)
    # Its signs by their names; a description that no language has may have braces of its own.
    return re.sub(r"\{(\w+)\}", lambda gap: getattr(glyphs, gap[1], gap[0]), text).strip("\n") + "\n"


def _commands(group: str, words: CharsetWords) -> list[tuple[str, str, str]]:
    return [
        (
            " ".join(words.plain(key_name(key)) for key in command.keys),
            words.plain(command.word + (f" {command.argument}" if command.argument else "")),
            words.of("help", command.word, command.description),
        )
        for command in COMMANDS.values()
        if command.group == group
    ]


def _table(rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> RenderableType:
    # Columns of these widths, the last as wide as there is room, set in a little, with a blank line below.
    table = Table.grid(padding=(0, 1), pad_edge=True)
    for width in widths:
        table.add_column(min_width=width, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")  # Chinese has no spaces to break at
    for row in rows:
        table.add_row(*map(Text, row))
    return Padding(table, (0, 0, 1, 1))
