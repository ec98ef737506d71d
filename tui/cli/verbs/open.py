"""``sigmascope [SCENARIO …]``: opens the app."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sigmascope.tui.cli.looks import add_look_arguments, tell_trouble
from sigmascope.tui.cli.usage import whole_number
from sigmascope.tui.session.session import PACES

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.words import Words


def add_arguments(parser: Parser, words: Words) -> None:
    """The scenario to open with, and how it looks."""
    parser.add_scenario(words)
    parser.add_argument("--paused", action="store_true", help=words("open.paused"))
    parser.add_argument(
        "--pace",
        type=whole_number("--pace", PACES[0], PACES[-1]),
        metavar="N",
        help=words("open.pace"),
    )
    add_look_arguments(parser, words)
    parser.add_argument("--no-mouse", action="store_true", help=words("open.no-mouse"))


def run(options: Namespace, words: Words) -> int:
    """Open the app and stay in it; the exit code. Raises Refusal where there is no terminal to open it in."""
    from sigmascope.engine.scenario import parse
    from sigmascope.engine.text import from_arguments

    scenario = parse(from_arguments(options.scenario))

    from sigmascope.tui.app.terminal import check_terminal

    check_terminal()

    from sigmascope.tui.session.session import open_session

    session = open_session(scenario, playing=not options.paused, pace=options.pace)

    from sigmascope.tui.app.terminal import show
    from sigmascope.tui.cli.console import tell
    from sigmascope.tui.cli.looks import app_options, check_words
    from sigmascope.tui.draw.environ import charset_of
    from sigmascope.tui.words.charset import words_in

    check_words(options, words)

    from sigmascope.tui.lesson.memory import Memory, state_file

    memory = Memory(state_file())
    looks = app_options(options, charset_of(os.environ))._replace(memory=memory)
    if not memory.invited:
        session.invite()
        memory.invite()
    code = show(session, words_in(looks.charset, words), looks, mouse=not options.no_mouse, tell=tell)
    tell_trouble(memory, words)
    return code
