"""The command ``sigmascope``: finds the verb, runs it, and turns whatever goes wrong into a sentence and a code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigmascope.tui.words import Words

DONE, NO, WRONG, INTERRUPTED, CLOSED_PIPE = 0, 1, 2, 130, 141
"""Exit codes. 141 is what a shell reports of a program that a closed pipe ended; SIGTERM likewise ends with 143."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, that of the process by default. Returns the exit code, whatever a person typed."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        # Imported here, so that Ctrl-C during the imports is answered as well.
        from sigmascope.tui.run.ending import Ended, signals_raised

        try:
            with signals_raised():
                return _guarded(arguments)
        except Ended as ended:
            return ended.code
    except KeyboardInterrupt:
        return INTERRUPTED


def _guarded(arguments: list[str]) -> int:
    from sigmascope.tui.cli.console import abandon_output, prepare
    from sigmascope.tui.words import Words, language_of
    from sigmascope.tui.words.refusal import Refusal

    prepare()
    words = Words(language_of())
    try:
        words, arguments = _language(words, arguments)
        code = _answer(arguments, words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except Refusal as refusal:
        return _complain(words(refusal.name, **refusal.facts))
    except BrokenPipeError:
        abandon_output()
        return CLOSED_PIPE
    except OSError as error:
        abandon_output()
        return _complain(words("cli.output-failed", reason=error.strerror or str(error)))
    except MemoryError:
        return _complain(words("cli.no-memory"))
    return code


def _complain(sentence: str) -> int:
    from sigmascope.tui.cli.console import tell

    tell("sigmascope: " + sentence)
    return WRONG


def _language(words: Words, arguments: list[str]) -> tuple[Words, list[str]]:
    # --lang is taken out wherever it stands, because everything said from here on depends on it.
    from sigmascope.tui.words import LANGUAGES

    rest: list[str] = []
    chosen = None
    words_left = iter(arguments)
    for word in words_left:
        if word == "--":
            rest += [word, *words_left]
        elif word == "--lang":
            chosen = next(words_left, "")
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
        else:
            rest.append(word)
    if chosen is None:
        return words, rest
    if chosen not in LANGUAGES:
        from sigmascope.tui.words.refusal import Refusal

        raise Refusal("cli.unknown-language", text=chosen, known=", ".join(LANGUAGES))
    return type(words)(chosen), rest


def _answer(arguments: list[str], words: Words) -> int:
    from sigmascope.tui.cli.console import out
    from sigmascope.tui.cli.usage import Parser, Unspoken, wants_help
    from sigmascope.tui.cli.verbs import DEFAULT, VERBS

    if arguments[:1] == ["--version"]:
        from sigmascope import __version__

        print("sigmascope", __version__, file=out())
        return DONE
    if arguments[:1] in (["-h"], ["--help"]):
        out().write(_overview(words))
        return DONE
    named = bool(arguments) and arguments[0] in VERBS
    verb = VERBS[arguments.pop(0) if named else DEFAULT]
    module = verb.load()
    asked = wants_help(arguments)
    spoken = words if asked else Unspoken()
    parser = Parser(verb.name, spoken)
    module.add_arguments(parser, spoken)
    if asked:
        out().write(parser.help_text(words))
        return DONE
    options = parser.read(arguments)

    from sigmascope.engine.errors import EngineError

    try:
        return module.run(options, words)
    except EngineError as error:
        if error.sentence in ("unknown-preset", "no-such-preset") and not named:
            return _complain(_neither(str(error.facts["name"]), words))
        return _complain(words.error(error))


def _neither(word: str, words: Words) -> str:
    # With no verb in front, a word that is not a preset may be a verb mistyped, or one behind the scenario.
    from sigmascope.engine.errors import near
    from sigmascope.engine.keys import KEYS
    from sigmascope.engine.scenario import PRESETS
    from sigmascope.tui.cli.verbs import VERBS

    if word in VERBS:
        return words("cli.verb-first", verb=word)
    meant = near(word, [*VERBS, *PRESETS, *(f"{key}=" for key in KEYS), "--help", "--version"])
    facts = {"word": word, "verbs": ", ".join(VERBS), "presets": ", ".join(PRESETS)}
    return words("cli.no-such-word", **facts) if meant is None else words("cli.neither", nearest=meant, **facts)


def _overview(words: Words) -> str:
    from sigmascope.tui.cli.usage import help_width
    from sigmascope.tui.cli.verbs import VERBS
    from sigmascope.tui.words.text import cells, indented, wrap

    room = help_width()
    width = max(map(cells, VERBS)) + 4
    # Where a line goes on, it goes on under its own text.
    verbs = [
        f"  {name}".ljust(width) + ("\n" + " " * width).join(wrap(words(f"verbs.{name}"), room - width))
        for name in VERBS
    ]
    return "\n".join(
        (
            f"{words('cli.usage-heading')} sigmascope [VERB] [SCENARIO …] [OPTION …]",
            "",
            words("cli.about"),
            "",
            words("cli.verbs"),
            *verbs,
            "",
            words("cli.examples"),
            indented(words("examples.overview")),
            "",
            *wrap(words("cli.overview-end"), room),
            "",
        )
    )
