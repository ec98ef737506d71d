"""From words on a command line to options: argparse, with its complaints and its help in a person's language."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, NoReturn

from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.renamed import RENAMED, check_renamed
from sigmascope.tui.words.text import indented, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_HELP = ("-h", "--help")


class Unspoken(Words):
    """Says nothing: for a parser whose help nobody has asked for, so that no words need to be read."""

    def __init__(self) -> None:
        super().__init__("")

    def __call__(self, name: str, /, **facts: object) -> str:  # noqa: ARG002
        """Nothing, whatever the name."""
        return ""

    def of(self, section: str, name: str, description: str) -> str:  # noqa: ARG002
        """Nothing, as above."""
        return ""


def wants_help(arguments: Sequence[str]) -> bool:
    """Whether help is asked for anywhere before a ``--``."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return any(word in _HELP for word in before)


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=help_width())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(text, width))


class _Bare(argparse.HelpFormatter):
    # argparse makes a formatter to look at every argument; with a width given it does not ask the terminal.
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


class Parser(argparse.ArgumentParser):
    """The arguments of one verb. Whatever is wrong with them raises Refusal."""

    def __init__(self, verb: str, words: Words, description: str = "") -> None:
        speaks = not isinstance(words, Unspoken)
        super().__init__(
            prog=f"sigmascope {verb}".strip(),
            description=words.of("verbs", verb, description),
            formatter_class=_Formatter if speaks else _Bare,
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self.verb = verb
        self._positionals.title = words("cli.arguments")
        self._optionals.title = words("cli.options")
        self.add_argument(*_HELP, action="store_true", help=words("cli.help-help"))
        self.add_argument("--lang", metavar="LANG", type=OneOf("--lang", LANGUAGES), help=words("cli.help-lang"))

    def add_scenario(self, words: Words) -> None:
        """The words of a scenario, as every verb that runs one takes them."""
        self.add_argument("scenario", nargs="*", metavar="SCENARIO", help=words("cli.help-scenario"))

    def help_text(self, words: Words) -> str:
        """The help, with the verb's examples after it."""
        usage = self.format_usage().removeprefix("usage: ").strip()
        self.usage = usage.replace("%", "%%")
        text = self.format_help().replace("usage: ", words("cli.usage-heading") + " ", 1)
        examples = words.of("examples", self.verb, f"sigmascope {self.verb}").rstrip("\n")
        return f"{text}\n{words('cli.examples')}\n{indented(examples)}\n"

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options. Raises Refusal in one sentence for what is wrong with them."""
        try:
            options, unknown = self.parse_known_intermixed_args(list(arguments))
        except argparse.ArgumentError as error:
            raise self._refusal(error) from None
        if unknown and not unknown[0].startswith("-"):
            raise Refusal("cli.extra-word", word=unknown[0], verb=self.verb)
        if unknown:
            from sigmascope.engine.errors import near  # noqa: PLC0415

            option = unknown[0].partition("=")[0]
            if RENAMED.get(option) in self.option_names():
                check_renamed(option)
            if (meant := near(option, self.option_names())) is None:
                raise Refusal("cli.no-option", option=unknown[0], verb=self.verb)
            raise Refusal("cli.unknown-option", option=unknown[0], nearest=meant, verb=self.verb)
        return options

    def option_names(self) -> list[str]:
        """Every option, in its long form where it has one."""
        return [action.option_strings[-1] for action in self._actions if action.option_strings]

    def choices(self) -> dict[tuple[str, ...], list[str]]:
        """For each option that takes a value, by all its spellings, the values that can be listed.

        Those of a word without an option stand under ().
        """
        return {
            tuple(action.option_strings): action.type.known if isinstance(action.type, OneOf) else []
            for action in self._actions
            if action.nargs != 0 and action.dest != "scenario"
        }

    def takes_scenario(self) -> bool:
        """Whether the verb takes the words of a scenario."""
        return any(action.dest == "scenario" for action in self._actions)

    def _refusal(self, error: argparse.ArgumentError) -> Refusal:
        takes_none = any(
            action.nargs == 0 for action in self._actions if "/".join(action.option_strings) == error.argument_name
        )
        name = "cli.option-takes-none" if takes_none else "cli.option-needs-value"
        return Refusal(name, option=error.argument_name, verb=self.verb)

    def error(self, message: str) -> NoReturn:
        """What argparse still finds wrong by itself: an argument that is missing."""
        raise Refusal("cli.usage", reason=message, verb=self.verb)


class OneOf:
    """An argparse type: one of the known names. Raises Refusal for any other."""

    def __init__(self, option: str, known: Iterable[str]) -> None:
        self.option = option
        self.known = list(known)

    def __call__(self, text: str) -> str:
        """The name, if it is known."""
        if text not in self.known:
            raise Refusal("cli.not-one-of", option=self.option, text=text, known=", ".join(self.known))
        return text


def whole_number(option: str, low: int, high: int) -> Callable[[str], int]:
    """An argparse type: a whole number from ``low`` to ``high``. Raises Refusal for anything else."""

    def read(text: str) -> int:
        from sigmascope.engine.text import read_float  # noqa: PLC0415

        try:
            number = read_float(text)
        except ValueError:
            number = -1.0
        if not (low <= number <= high and number.is_integer()):
            raise Refusal("cli.not-whole", option=option, text=text, low=low, high=high)
        return int(number)

    return read


def help_width() -> int:
    """How many columns help is wrapped to: the terminal's, but no wider than reads well."""
    return min(100, terminal_size()[0]) - 2


def terminal_size(stream: int = 1) -> tuple[int, int]:
    """Columns and lines: of COLUMNS and LINES where set, else of the terminal, else 80 by 24."""
    # shutil has this too, but costs a headless run its import.
    sizes = [os.environ.get(name, "") for name in ("COLUMNS", "LINES")]
    try:
        terminal = tuple(os.get_terminal_size(stream))
    except OSError:
        terminal = (0, 0)
    columns, lines = (
        (int(size) if size.isdecimal() and 0 < int(size) < 100_000 else 0) or seen or default
        for size, seen, default in zip(sizes, terminal, (80, 24), strict=True)
    )
    return columns, lines
