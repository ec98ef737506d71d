"""``sigmascope [SCENARIO …]``: opens the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.usage import Parser
    from tui.words import Words


def add_arguments(parser: Parser, words: Words) -> None:
    """The scenario to open with."""
    parser.add_scenario(words)


def run(options: Namespace, words: Words) -> int:
    """Open the app and stay in it; the exit code."""
    from importlib import import_module

    from engine.reading import from_arguments, parse

    parse(from_arguments(options.scenario))
    try:
        opening = import_module("tui.opening")
    except ModuleNotFoundError as error:
        if error.name != "tui.opening":
            raise
        raise Refusal("cli.no-app") from None
    code: int = opening.open_app(options, words)
    return code
