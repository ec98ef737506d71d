"""``sigmascope play --script FILE``: drives the app without a terminal, with the words of the command list."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sigmascope.tui.cli.looks import add_look_arguments
from sigmascope.tui.cli.verbs.screenshot import on_stage, size
from sigmascope.tui.run.files import extension_of
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.app.stage import Stage
    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.words import Words

MOST_BYTES = 1 << 20


def add_arguments(parser: Parser, words: Words) -> None:
    """The scenario, the script, and how the app looks."""
    parser.add_scenario(words)
    parser.add_argument("--script", metavar="FILE", help=words("play.script"))
    parser.add_argument("--size", type=size, default=(120, 40), metavar="WxH", help=words("screenshot.size"))
    add_look_arguments(parser, words)


def run(options: Namespace, words: Words) -> int:
    """Play the script. Raises Refusal naming the line that could not be done."""
    from sigmascope.engine.scenario import parse
    from sigmascope.engine.text import from_arguments

    scenario = parse(from_arguments(options.scenario))
    if options.script is None:
        raise Refusal("play.no-script")
    lines = _lines(options.script)

    async def play(stage: Stage) -> None:
        for number, line in lines:
            if line == "quit":
                return
            await _do(stage, number, line)

    on_stage(scenario, options, words, play, files=True)
    return 0


def _lines(name: str) -> list[tuple[int, str]]:
    # The lines that say something, numbered as in the file.
    try:
        if name == "-":
            text = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin is not None else b""
        else:
            with open(name, "rb") as file:
                text = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal("play.unreadable", name=name, reason=error.strerror or str(error)) from None
    if len(text) > MOST_BYTES:
        raise Refusal("play.too-long", name=name, most=MOST_BYTES)
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Refusal("play.not-text", name=name) from None
    numbered = ((number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1))
    return [(number, line) for number, line in numbered if line]


async def _do(stage: Stage, number: int, line: str) -> None:
    word, _, argument = line.partition(" ")
    argument = argument.strip()
    try:
        if word in SCRIPTED:
            await SCRIPTED[word](stage, argument)
        else:
            stage.say(line)
            await stage.settle()
            notice = stage.session.notice
            if notice is not None and notice.wrong:
                raise Refusal("play.failed", reason=stage.app.board.picture.words.notice(notice))
    except Refusal as refusal:
        reason = stage.app.words(refusal.name, **refusal.facts)
        raise Refusal("play.line", number=number, line=line, reason=reason) from None


async def _wait(stage: Stage, argument: str) -> None:
    # Play, as time would, until the playhead is there.
    session = stage.session
    if not argument.isdecimal() or len(argument) > 9 or int(argument) > session.last:
        raise Refusal("play.wait", text=argument, last=session.last)
    if int(argument) < session.epoch:
        raise Refusal("play.past", text=argument, epoch=session.epoch)
    stage.say(f"seek {argument}")
    await stage.settle()


async def _press(stage: Stage, argument: str) -> None:
    for key in argument.split():
        await stage.press(key)


async def _size(stage: Stage, argument: str) -> None:
    await stage.resize(*size(argument))


async def _screenshot(stage: Stage, argument: str) -> None:
    extension = extension_of(argument)
    if extension not in SHOTS:
        raise Refusal("screenshot.extension", name=argument, known=", ".join(SHOTS))
    from sigmascope.tui.run.files import written

    await stage.settle()
    with written(argument) as file:
        file.write(stage.shot(extension))


SCRIPTED = {"wait": _wait, "press": _press, "size": _size, "screenshot": _screenshot}
"""Words that only a script has, beside those of the command list."""
