"""Everything on the screen explained, and every key, from the same entries that make them work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.widgets import Static

from engine.cost import COSTS
from engine.quantity import QUANTITIES
from engine.scenario import PRESETS
from tui.board.strips import key_name
from tui.commands import COMMANDS
from tui.screens.sheet import Sheet, SheetScreen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tui.board.glyphs import Glyphs
    from tui.board.words import BoardWords
    from tui.session import Session


class HelpScreen(SheetScreen):
    """What is on this screen, and what a person can do."""

    BINDINGS = [("question_mark", "leave"), ("q", "leave"), ("f1", "leave")]  # noqa: RUF012

    def __init__(self, session: Session, words: BoardWords, glyphs: Glyphs) -> None:
        super().__init__(session, words)
        self.glyphs = glyphs

    def compose(self) -> Iterable[Widget]:
        words = self.words
        with Sheet(words("guide.title"), words("guide.close"), ascii_only=words.ascii):
            yield Static(help_text(words, self.glyphs), markup=False)


def help_text(words: BoardWords, glyphs: Glyphs) -> str:
    """The whole page, as lines."""
    parts = [words("guide.text", cursor=glyphs.cursor).strip("\n"), ""]
    for group in dict.fromkeys(command.group for command in COMMANDS.values()):
        parts.append(words(f"groups.{group}"))
        for command in COMMANDS.values():
            if command.group == group:
                keys = " ".join(words.plain(key_name(key)) for key in command.keys)
                spoken = command.word + (f" {command.argument}" if command.argument else "")
                parts.append(f"  {_column(keys, 12)}{_column(words.plain(spoken), 24)}{words(f'help.{command.word}')}")
        parts.append("")
    presets = " · ".join(f"{number} {name}" for number, name in enumerate(PRESETS, 1))
    parts += [words("guide.presets", presets=words.plain(presets)), "", words("guide.mouse"), "", words("guide.costs")]
    parts += [
        f"  {_column(words.cost(name), 27)}{words.plain(cost.formula)};  {words.plain(cost.gradient)}"
        for name, cost in COSTS.items()
    ]
    parts += ["", words("guide.quantities")]
    parts += [
        f"  {_column(words.plain(quantity.symbol), 8)}{_column(quantity.name, 14)}{words(f'quantity.{quantity.name}')}"
        for quantity in QUANTITIES.values()
    ]
    return "\n".join(parts)


def _column(text: str, width: int) -> str:
    return text + " " * max(1, width - cell_len(text))
