"""Finding a command by typing: all of them, with the presets, narrowed as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.app.screens.sheet import Sheet, SheetScreen
from sigmascope.tui.session.commands import COMMANDS
from sigmascope.tui.session.keys import key_name
from sigmascope.tui.words.renamed import RENAMED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.widget import Widget

    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class CommandSearch(SheetScreen):
    """A field to type in and the commands that fit. A command with an argument takes it after its word."""

    def __init__(self, session: Session, words: CharsetWords) -> None:
        super().__init__(session, words)
        lines = [word for word, command in COMMANDS.items() if not command.required]
        self.lines = [*lines, *(f"preset {name}" for name in PRESETS)]
        self.field = Input(placeholder=words("palette.type"), compact=True)
        self.found = OptionList(compact=True)

    def compose(self) -> Iterable[Widget]:
        words = self.words
        with Sheet(words("commands.palette"), words("palette.hint"), ascii_only=words.ascii):
            yield self.field
            yield self.found

    def on_mount(self) -> None:
        self.field.focus()
        self._find("")
        if self.words.ascii:
            self.found.styles.scrollbar_size_vertical = 0  # it is drawn with blocks

    def _options(self, typed: str) -> list[Option]:
        return [Option(self._shown(line), id=line.replace(" ", "_")) for line in self.lines if self._fits(line, typed)]

    def _label(self, line: str) -> str:
        word, _, argument = line.partition(" ")
        return self.words.of("commands", word, word) + (f" {argument}" if argument else "")

    def _shown(self, line: str) -> str:
        keys = " ".join(self.words.plain(key_name(key)) for key in COMMANDS[line.partition(" ")[0]].keys)
        label = self._label(line)
        # Where it is narrow, the word is left out: it can be typed, but the label says the same.
        said = f"{line:26}" if self.app.size.width >= 80 else ""
        return f"{label}{' ' * max(1, 32 - cell_len(label))}{said}{keys}".replace("[", r"\[")

    def _fits(self, line: str, typed: str) -> bool:
        return all(part in f"{self._label(line)} {line}".lower() for part in typed.lower().split())

    def on_input_changed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, typed: str) -> None:
        self.found.clear_options()
        self.found.add_options(self._options(typed))
        self.found.highlighted = 0 if self.found.option_count else None

    def on_key(self, event: events.Key) -> None:
        # The field keeps the focus; up and down choose in the list below it.
        if event.key == "down":
            self.found.action_cursor_down()
        elif event.key == "up":
            self.found.action_cursor_up()
        else:
            return
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        labelled = [line for line in self.lines if self._label(line).lower() == typed.lower()]
        # A whole command, with its argument, is taken as it was typed; unless that is what another is called.
        if labelled:
            self.close(labelled[0])
            return
        if typed.partition(" ")[0] in {*COMMANDS, *RENAMED}:
            self.close(typed)
            return
        if self.found.highlighted is not None:
            self._choose(self.found.get_option_at_index(self.found.highlighted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option)

    def _choose(self, option: Option) -> None:
        assert option.id is not None
        self.close(option.id.replace("_", " "))
