"""How the app is to look, from options, locale and environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sigmascope.tui.board.colours import PALETTES
from sigmascope.tui.cli.console import tell
from sigmascope.tui.cli.usage import OneOf
from sigmascope.tui.draw.environ import wants_colour
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.words.charset import can_say
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.app.app import AppOptions
    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.lesson.memory import Memory
    from sigmascope.tui.words import Words


def add_look_arguments(parser: Parser, words: Words) -> None:
    """The options that every verb which draws the app has."""
    parser.add_argument("--charset", type=OneOf("--charset", GLYPHS), metavar="NAME", help=words("open.charset"))
    parser.add_argument(
        "--theme",
        type=OneOf("--theme", PALETTES),
        default=next(iter(PALETTES)),
        metavar="NAME",
        help=words("open.theme"),
    )
    parser.add_argument("--no-color", action="store_true", help=words("open.no-color"))


def check_words(options: Namespace, words: Words) -> None:
    """Raises Refusal where the charset asked for cannot show the language that is spoken."""
    if options.charset is not None and not can_say(options.charset, words.language):
        raise Refusal("open.ascii-words", language=words.language)


def app_options(options: Namespace, charset: str) -> AppOptions:
    """What the options and the environment say together; ``charset`` where the options name none."""
    from sigmascope.tui.app.app import AppOptions  # noqa: PLC0415  # help and completion load no Textual

    colour = not options.no_color and wants_colour(os.environ)
    return AppOptions(charset=options.charset or charset, theme=options.theme, colour=colour)


def tell_trouble(memory: Memory, words: Words) -> None:
    """Say why nothing could be kept, if it could not."""
    if memory.trouble is not None:
        tell("sigmascope: " + words(memory.trouble.name, **memory.trouble.facts))
