"""``sigmascope check``: published figures beside computed ones, or a cost's gradient held to its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.engine import EngineError, check_gradient, find_cost
from sigmascope.tui.cli.console import out, tell
from sigmascope.tui.run.published import figures
from sigmascope.tui.run.rows import see_current_folder
from sigmascope.tui.words.exits import Exit
from sigmascope.tui.words.text import aligned

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.words import Words


def add_arguments(parser: Parser, words: Words) -> None:
    """A cost of your own, perhaps."""
    parser.add_argument("--cost", metavar="NAME", help=words("check.help-cost"))


def run(options: Namespace, words: Words) -> int:
    """Print what agrees and what does not; 1 where anything does not."""
    return _figures(words) if options.cost is None else _cost(options.cost, words)


def _figures(words: Words) -> int:
    heads = [words(f"check.{name}") for name in ("subject", "what", "published", "computed")]
    verdicts = {True: words("check.agrees"), False: words("check.differs")}
    found = list(figures())
    rows = [(each.subject, each.what, each.published, each.computed, verdicts[each.agrees]) for each in found]
    stream = out()
    stream.writelines(f"{line}\n" for line in aligned([(*heads, ""), *rows]))
    stream.write(words("scenarios.book") + "\n")
    differing = sum(not figure.agrees for figure in found)
    if differing:
        stream.flush()
        tell("sigmascope: " + words("check.some-differ", count=differing, total=len(found)))
        return Exit.NO
    stream.write(words("check.all-agree", total=len(found)) + "\n")
    return Exit.DONE


def _cost(name: str, words: Words) -> int:
    see_current_folder()
    try:
        check_gradient(find_cost(name))
    except EngineError as error:
        # A wrong gradient is an answer; a cost that cannot be found or called is a wrong question.
        if error.sentence != "cost-gradient":
            raise
        tell("sigmascope: " + words.error(error))
        return Exit.NO
    out().write(words("check.gradient-agrees", name=name) + "\n")
    return Exit.DONE
