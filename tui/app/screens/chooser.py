"""Which quantities are charted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sigmascope.engine.quantity import QUANTITIES
from sigmascope.tui.app.screens.sheet import Sheet, SheetScreen
from sigmascope.tui.session.look import MOST_CHARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class ChartsScreen(SheetScreen):
    """A list of all quantities with a mark at those on show; told apart without colour."""

    AUTO_FOCUS = "Choices"
    BINDINGS = [("space", "turn"), ("enter", "take")]  # noqa: RUF012

    def __init__(self, session: Session, words: CharsetWords) -> None:
        super().__init__(session, words)
        self.chosen = set(session.look.charted)
        self.choices = Choices(*(Option(self._shown(name), id=name) for name in QUANTITIES), compact=True, markup=False)
        self.wrong = Static("", classes="wrong", markup=False)

    def compose(self) -> Iterable[Widget]:
        words = self.words
        with Sheet(words("charts.title"), words("charts.hint"), ascii_only=words.ascii):
            yield self.choices
            yield self.wrong

    def on_mount(self) -> None:
        self.choices.highlighted = 0

    def _shown(self, name: str) -> str:
        mark = "[x]" if name in self.chosen else "[ ]"
        return f"{mark} {self.words.plain(QUANTITIES[name].symbol):8}{self.words(f'quantity.{name}')}"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        # A click chooses as Space does.
        if event.option.id is not None:
            self._turn(event.option.id)

    def action_turn(self) -> None:
        """Choose the highlighted quantity, or no longer."""
        choices = self.choices
        if choices.highlighted is not None:
            self._turn(str(choices.get_option_at_index(choices.highlighted).id))

    def _turn(self, name: str) -> None:
        self.chosen ^= {name}
        self.choices.replace_option_prompt(name, self._shown(name))

    def action_take(self) -> None:
        """Chart what is chosen."""
        if not 1 <= len(self.chosen) <= MOST_CHARTS:
            self.wrong.update(self.words("charts.count", most=MOST_CHARTS))
            return
        self.close("charts " + ",".join(name for name in QUANTITIES if name in self.chosen))


class Choices(OptionList, inherit_bindings=False):
    """A list whose Enter and Space belong to the screen."""

    BINDINGS = [  # noqa: RUF012
        ("down", "cursor_down"),
        ("up", "cursor_up"),
        ("home", "first"),
        ("end", "last"),
    ]
