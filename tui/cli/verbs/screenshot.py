"""``sigmascope screenshot``: the very app, drawn without a terminal, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sigmascope.tui.cli.console import out
from sigmascope.tui.cli.looks import add_look_arguments
from sigmascope.tui.cli.usage import OneOf, whole_number
from sigmascope.tui.run.files import extension_of
from sigmascope.tui.session.session import MOST_EPOCHS
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Coroutine

    from sigmascope.engine import Scenario
    from sigmascope.tui.app.stage import Stage
    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.words import Words

T = TypeVar("T")

SMALLEST, LARGEST = 10, 500


def add_arguments(parser: Parser, words: Words) -> None:
    """The scenario, the epoch, the size, what is pressed, how it looks and where it goes."""
    parser.add_scenario(words)
    parser.add_argument("--at", type=whole_number("--at", 0, MOST_EPOCHS), metavar="EPOCH", help=words("screenshot.at"))
    parser.add_argument("--size", type=size, default=(120, 40), metavar="WxH", help=words("screenshot.size"))
    parser.add_argument("--press", default="", metavar="KEYS", help=words("screenshot.press"))
    parser.add_argument("--view", metavar="NAME", type=OneOf("--view", VIEWS), help=words("screenshot.view"))
    add_look_arguments(parser, words)
    parser.add_argument("-o", "--output", metavar="FILE", help=words("screenshot.output"))


def size(text: str) -> tuple[int, int]:
    """Columns and rows, from text such as 120x40. Raises Refusal."""
    width, x, height = text.lower().replace("×", "x").partition("x")
    numbers = [int(number) if number.isdecimal() and len(number) < 9 else 0 for number in (width, height)]
    if not x or min(numbers) < SMALLEST or max(numbers) > LARGEST:
        raise Refusal("screenshot.bad-size", text=text, low=SMALLEST, high=LARGEST)
    return numbers[0], numbers[1]


def run(options: Namespace, words: Words) -> int:
    """Draw, and write the picture. Raises Refusal and EngineError for what cannot be drawn."""
    from sigmascope.engine.scenario import parse
    from sigmascope.engine.text import from_arguments

    scenario = parse(from_arguments(options.scenario))
    extension = ".txt"
    if options.output not in (None, "-"):
        extension = extension_of(options.output)
        if extension not in SHOTS:
            raise Refusal("screenshot.extension", name=options.output, known=", ".join(SHOTS))
    options.no_color |= extension == ".txt"  # what is shown by colour alone is shown by signs
    at = scenario.epochs if options.at is None else options.at
    if at > scenario.epochs:
        raise Refusal("screenshot.past-end", at=at, last=scenario.epochs)

    async def draw(stage: Stage) -> str:
        stage.say(f"seek {at}")
        if options.view:
            stage.say(f"view {options.view}")
        for key in options.press.split():
            await stage.press(key)
        await stage.settle()
        return stage.shot(extension)

    to_output = options.output in (None, "-")
    if to_output:
        out()  # said before anything is drawn that nobody could see
    picture = on_stage(scenario, options, words, draw, files=False)
    if to_output:
        out().write(picture)
        return 0
    from sigmascope.tui.run.files import written

    with written(options.output) as file:
        file.write(picture)
    return 0


def on_stage(
    scenario: Scenario,
    options: Namespace,
    words: Words,
    act: Callable[[Stage], Coroutine[None, None, T]],
    *,
    files: bool,
) -> T:
    """What ``act`` returns, done to the app without a terminal. Raises Refusal and EngineError, and Ended by a signal.

    ``files`` says whether the app may write some.
    """
    from sigmascope.tui.cli.looks import app_options, check_words
    from sigmascope.tui.run.ending import Ending
    from sigmascope.tui.session.session import PACE, open_session

    check_words(options, words)
    session = open_session(scenario, playing=False, pace=PACE)
    # From here on, because an exception out of a signal's handler is lost in some places of an import, and in asyncio.
    with Ending() as ending:
        from sigmascope.tui.app.stage import Stage

        looks = app_options(options, "braille")._replace(files=files)
        stage = Stage(session, words, looks, options.size, ending)
        return stage.perform(lambda: act(stage))
