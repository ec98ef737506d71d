"""The words of a board, in what a terminal's charset can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.errors import EngineError
from sigmascope.tui.words.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.words import Words
    from sigmascope.tui.words.notice import Notice


ASCII = "ascii"
IN_ASCII = "en"
"""The language whose letters are ASCII."""


def can_say(charset: str, language: str) -> bool:
    """Whether a charset has the letters of a language: ASCII has no Chinese in it."""
    return charset != ASCII or language == IN_ASCII


def words_in(charset: str, words: Words) -> Words:
    """The words themselves, or English ones for a charset that lacks their language's letters."""
    return words if can_say(charset, words.language) else type(words)(IN_ASCII)


class Spoken(NamedTuple):
    """A fact of a notice that has words in it: they are found when it is shown, in the language shown then."""

    text: Callable[[CharsetWords], str]


class CharsetWords:
    """`Words` for a charset: in ASCII, everything said comes out in ASCII."""

    def __init__(self, words: Words, charset: str) -> None:
        self.words = words
        self.ascii = charset == ASCII
        self.language = words.language

    def plain(self, text: str) -> str:
        """The text as this charset shows it."""
        # As sigma, σ would be too wide for the columns it stands in.
        return plain(text.replace("σ", "s")) if self.ascii else text

    def cut(self, line: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """A line that may have been cut, the sign of it as this charset shows it."""
        return tuple((text.replace("…", "~"), role) for text, role in line) if self.ascii else line

    def __call__(self, name: str, /, **facts: object) -> str:
        return self.plain(self.words(name, **facts))

    def of(self, section: str, name: str, description: str) -> str:
        """What is said of an entry of a registry; its own ``description`` where no language has it."""
        return self.plain(self.words.of(section, name, description))

    def cost(self, name: str) -> str:
        """What a cost is called; a user's goes by its own name."""
        return self.of("cost", name, name)

    def brief_cost(self, name: str) -> str:
        """The same in fewer letters, for where there is no room."""
        return self.of("brief", name, name.rpartition(":")[2])

    def error(self, error: EngineError) -> str:
        """What the engine found wrong."""
        return self.plain(self.words.error(error))

    def notice(self, notice: Notice) -> str:
        """The sentence of a notice."""
        error = notice.facts.get("error")
        if isinstance(error, EngineError):
            return self.error(error)
        facts = {gap: fact.text(self) if isinstance(fact, Spoken) else fact for gap, fact in notice.facts.items()}
        return self(notice.words, **facts)
