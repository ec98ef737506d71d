"""A command line: finds the verb, runs it, and turns whatever goes wrong into a sentence and a code."""

from __future__ import annotations

import sys

from sigmascope import __version__
from sigmascope.tui.cli.console import abandon_output, out, prepare, tell
from sigmascope.tui.cli.usage import Parser, Unspoken, help_width, wants_help
from sigmascope.tui.cli.verbs import DEFAULT, VERBS
from sigmascope.tui.words import LANGUAGES, Words, language_of
from sigmascope.tui.words.exits import Exit
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.text import cells, indented, wrap


def answer(arguments: list[str]) -> int:
    """Do what a command line asks; the exit code."""
    prepare()
    words = Words(language_of())
    try:
        words, arguments = _language(words, arguments)
        code = _done(arguments, words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except Refusal as refusal:
        return _complain(words(refusal.name, **refusal.facts))
    except BrokenPipeError:
        abandon_output()
        return Exit.CLOSED_PIPE
    except OSError as error:
        abandon_output()
        return _complain(words("cli.output-failed", reason=error.strerror or str(error)))
    except MemoryError:
        return _complain(words("cli.no-memory"))
    return code


def _complain(sentence: str) -> int:
    tell("sigmascope: " + sentence)
    return Exit.WRONG


def _language(words: Words, arguments: list[str]) -> tuple[Words, list[str]]:
    # --lang is taken out wherever it stands, because everything said from here on depends on it.
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
        raise Refusal("cli.unknown-language", text=chosen, known=", ".join(LANGUAGES))
    return type(words)(chosen), rest


def _done(arguments: list[str], words: Words) -> int:
    if arguments[:1] == ["--version"]:
        print("sigmascope", __version__, file=out())
        return Exit.DONE
    if arguments[:1] in (["-h"], ["--help"]):
        out().write(_overview(words))
        return Exit.DONE
    named = bool(arguments) and arguments[0] in VERBS
    verb = VERBS[arguments.pop(0) if named else DEFAULT]
    module = verb.load()
    asked = wants_help(arguments)
    spoken = words if asked else Unspoken()
    parser = Parser(verb.name, spoken, verb.description)
    module.add_arguments(parser, spoken)
    if asked:
        out().write(parser.help_text(words))
        return Exit.DONE
    options = parser.read(arguments)

    from sigmascope.engine.errors import EngineError  # noqa: PLC0415

    try:
        return module.run(options, words)
    except EngineError as error:
        if error.sentence in ("unknown-preset", "no-such-preset") and not named:
            return _complain(_neither(str(error.facts["name"]), words))
        return _complain(words.error(error))


def _neither(word: str, words: Words) -> str:
    # With no verb in front, a word that is not a preset may be a verb mistyped, or one behind the scenario.
    from sigmascope.engine.errors import near  # noqa: PLC0415
    from sigmascope.engine.keys import KEYS  # noqa: PLC0415
    from sigmascope.engine.scenario import PRESETS  # noqa: PLC0415

    if word in VERBS:
        return words("cli.verb-first", verb=word)
    meant = near(word, [*VERBS, *PRESETS, *(f"{key}=" for key in KEYS), "--help", "--version"])
    facts = {"word": word, "verbs": ", ".join(VERBS), "presets": ", ".join(PRESETS)}
    return words("cli.no-such-word", **facts) if meant is None else words("cli.neither", nearest=meant, **facts)


def _overview(words: Words) -> str:
    room = help_width()
    width = max(map(cells, VERBS)) + 4
    # Where a line goes on, it goes on under its own text.
    verbs = [
        f"  {name}".ljust(width)
        + ("\n" + " " * width).join(wrap(words.of("verbs", name, verb.description), room - width))
        for name, verb in VERBS.items()
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
