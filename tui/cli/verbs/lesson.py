"""``sigmascope lesson [STEP|FILE]``: the guided path, in the app or as text; and what teachers need to write one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from sigmascope.tui.cli.console import out, speaks_unicode, tell
from sigmascope.tui.cli.looks import add_look_arguments, tell_trouble
from sigmascope.tui.cli.usage import help_width
from sigmascope.tui.words.exits import Exit
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.text import aligned

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.lesson.lesson import Lesson
    from sigmascope.tui.lesson.memory import Memory
    from sigmascope.tui.lesson.shelf import Shelf
    from sigmascope.tui.words import Words

_LONGEST = 1000
"""Characters of an answer that are read."""
_ALONE = ("list", "check", "new", "reset")


def add_arguments(parser: Parser, words: Words) -> None:
    """What to open, and what to do with it instead."""
    parser.add_argument("what", nargs="*", metavar="STEP|FILE", help=words("lesson.help-what"))
    parser.add_argument("--plain", action="store_true", help=words("lesson.help-plain"))
    parser.add_argument("--answers", metavar="LIST", help=words("lesson.help-answers"))
    parser.add_argument("--list", action="store_true", help=words("lesson.help-list"))
    parser.add_argument("--check", metavar="FILE", help=words("lesson.help-check"))
    parser.add_argument("--new", metavar="FILE", help=words("lesson.help-new"))
    parser.add_argument("--reset", action="store_true", help=words("lesson.help-reset"))
    add_look_arguments(parser, words)
    parser.add_argument("--no-mouse", action="store_true", help=words("open.no-mouse"))


def run(options: Namespace, words: Words) -> int:
    """Open a lesson, or do what an option says instead. Raises Refusal and EngineError."""
    import sigmascope.tui.views  # noqa: F401  # says which views a lesson may name
    from sigmascope.tui.lesson.memory import Memory, state_file
    from sigmascope.tui.lesson.shelf import Shelf

    chosen = [name for name in _ALONE if getattr(options, name)]
    takes_words = chosen == ["reset"]
    if chosen and (
        len(chosen) > 1 or options.plain or options.answers is not None or (options.what and not takes_words)
    ):
        raise Refusal("lesson.alone", option=f"--{chosen[0]}")
    if options.answers is not None and not options.plain:
        raise Refusal("lesson.answers-plain")
    if options.check is not None:
        return _check(options.check, words)
    if options.new is not None:
        return _new(options.new, words)
    memory = Memory(state_file())
    shelf = Shelf(memory)
    if options.list:
        return _list(memory, words)
    lesson, step = _meant(options.what, shelf)
    if options.reset:
        memory.forget(lesson.name if options.what else None)
        tell(words("lesson.forgotten"))
        return Exit.DONE
    if options.plain:
        return _plain(lesson, step or 0, options, memory, words)
    return _open(lesson, step, options, shelf, words)


def _meant(what: list[str], shelf: Shelf) -> tuple[Lesson, int | None]:
    from sigmascope.tui.lesson.reading import lesson_names
    from sigmascope.tui.lesson.shelf import is_file

    if what and (is_file(what[0]) or what[0] in lesson_names()):
        lesson = shelf.lesson(what[0])
        return lesson, shelf.step(lesson, " ".join(what[1:])) if what[1:] else None
    return shelf.named(" ".join(what))


def _open(lesson: Lesson, step: int | None, options: Namespace, shelf: Shelf, words: Words) -> int:
    from sigmascope.tui.app.terminal import check_terminal

    check_terminal()

    from sigmascope.tui.app.terminal import show
    from sigmascope.tui.cli.looks import app_options, check_words
    from sigmascope.tui.draw.environ import charset_of
    from sigmascope.tui.session.session import open_session
    from sigmascope.tui.words.charset import can_say, words_in

    check_words(options, words)
    looks = app_options(options, charset_of(os.environ))
    spoken = words_in(looks.charset, words)
    languages = list(lesson.steps[0].told)
    if not any(can_say(looks.charset, language) for language in languages):
        raise Refusal("lesson.no-words-in", known=", ".join(languages))
    session = open_session(lesson.steps[0].scenario, playing=False, pace=None)
    session.lessons = shelf.open
    shelf.player(lesson).open(session, step)
    code = show(session, spoken, looks, mouse=not options.no_mouse, tell=tell)
    tell_trouble(shelf.memory, words)
    return code


def _plain(lesson: Lesson, first: int, options: Namespace, memory: Memory, words: Words) -> int:
    from sigmascope.tui.lesson.plain import Answers, Telling, given_answers

    stream = out()
    if not speaks_unicode(stream.encoding):
        from sigmascope.tui.words.charset import words_in

        words = words_in("ascii", words)
        if words.language not in lesson.steps[0].told:
            raise Refusal("lesson.no-words-in", known=", ".join(lesson.steps[0].told))
    typing = options.answers is None and sys.stdin is not None and sys.stdin.isatty()
    telling = Telling(lesson, words, help_width(), stream.write)
    if options.answers is not None:
        given = iter(given_answers(options.answers, lesson, first))
        answers = Answers(lambda _: next(given, None), patient=False)
    else:

        def ask(prompt: str) -> str | None:
            if typing:
                stream.write(prompt)
                stream.flush()
            line = sys.stdin.readline(_LONGEST) if sys.stdin is not None else ""
            return line or None

        answers = Answers(ask, patient=typing)
    # What somebody types at a terminal is kept, what a script says is not.
    if typing:
        telling.answers = lesson.known(memory.answers(lesson.name))
    telling.all(answers, first, (lambda step: memory.keep(lesson.name, step, telling.answers)) if typing else None)
    if typing:
        memory.keep(lesson.name, lesson.steps[-1].id, telling.answers)
        tell_trouble(memory, words)
    return Exit.DONE


def _list(memory: Memory, words: Words) -> int:
    from sigmascope.tui.lesson.reading import lesson_names, shipped

    stream = out()
    for name in lesson_names():
        lesson, answers = shipped(name), memory.answers(name)
        stream.write(f"{name}: {lesson.title(words.language)}\n")
        rows = [
            (str(number), step.id, step.says(step.telling(words.language).title),
             words("lesson.answered") if step.id in answers else "")
            for number, step in enumerate(lesson.steps, 1)
        ]  # fmt: skip
        stream.writelines(f"  {line}\n" for line in aligned(rows))
        ids = [step.id for step in lesson.steps]
        if (reached := memory.step(name)) in ids:
            stream.write("  " + words("lesson.at-step", step=ids.index(reached) + 1) + "\n")
        stream.write("\n")
    return Exit.DONE


def _check(path: str, words: Words) -> int:
    from sigmascope.tui.lesson.checks import mistakes_in
    from sigmascope.tui.lesson.reading import Reading, text_of

    reading = Reading(text_of(path), path)
    mistakes = mistakes_in(reading)
    for mistake in mistakes:
        out().write(words("lesson.mistake", path=path, line=mistake.line, why=mistake.why) + "\n")
    if mistakes or reading.lesson is None:
        return Exit.NO
    steps = reading.lesson.steps
    out().write(words("lesson.fits", path=path, steps=len(steps), questions=sum(step.asks for step in steps)) + "\n")
    return Exit.DONE


def _new(path: str, words: Words) -> int:
    from sigmascope.tui.lesson.reading import skeleton
    from sigmascope.tui.run.files import written

    try:
        with written(path, anew=True) as file:
            file.write(skeleton())
    except FileExistsError:
        raise Refusal("lesson.exists", path=path) from None
    tell(words("lesson.new-written", path=path))
    return Exit.DONE
