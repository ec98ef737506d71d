"""The rows of a lesson: where it is, what it says, and its choices, which can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from sigmascope.tui.draw.line import Line, fit, width_of
from sigmascope.tui.words.text import tied, wrap

if TYPE_CHECKING:
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.guide import Said
    from sigmascope.tui.words.charset import CharsetWords

_WIDEST = 96
"""Columns beyond which a line of text is hard to follow to the next."""
_MARGIN = 2


def progress_line(said: Said, width: int, glyphs: Glyphs, words: CharsetWords) -> Line:
    """How far the lesson has come, and the title of the step."""
    count = f"{said.step}/{said.steps}"
    dots: Line = (
        (glyphs.done_step * said.step, "key"),
        (glyphs.step * (said.steps - said.step), "dim"),
        ("  ", "text"),
    )
    start: Line = ((f" {words('lesson.lesson')}  ", "dim"),)
    end: Line = ((f"{count}  ", "dim"), (words.plain(said.title), "strong"))
    # The dots say nothing that the numbers do not.
    line = (*start, *dots, *end) if width_of((*start, *dots, *end)) <= width else (*start, *end)
    return words.cut(fit(tuple(span for span in line if span[0]), width))


def rule_line(said: Said, width: int, glyphs: Glyphs, words: CharsetWords, *, turn: str) -> Line:
    """What parts text and view; in it what was said and what is so, and how to have the other of the two."""
    rule = glyphs.corners[4]
    told = [(turn, "dim")] if turn else []
    if said.verdict is not None:
        told.append((words(said.verdict[0], **said.verdict[1]), "notice"))
    line: Line = ()
    for text, role in told:
        line = (*line, (f" {text} ", role), (rule * 2, "axis"))
    return fit(((rule * max(0, width - width_of(line)), "axis"), *line), width)


class Text(NamedTuple):
    """The rows of a text, and where its choices stand among them."""

    lines: list[Line]
    choices: list[tuple[int, str]]
    """By row: the line of the command list that a click there stands for."""


def text_lines(said: Said, width: int, height: int, glyphs: Glyphs, words: CharsetWords) -> Text:
    """What a lesson says now, in so many rows."""
    room = min(width - 2 * _MARGIN, _WIDEST)
    lines: list[Line] = []
    places: list[tuple[int, str]] = []
    if said.rows:
        # Of what does not fit the blank row goes first, then the headings.
        spare = height - len(said.rows) - len(said.choices)
        lines += _table(said, width - 2 * _MARGIN, words, heading=spare >= 3)  # two headings and a blank
        lines += [fit((), width)] if spare >= 3 else []
        if said.choices:
            lines.append(_set_in(words("lesson.experiments-heading"), "dim", width))
    lines += [_set_in(row, "text", width) for row in _wrapped(said.text, room, words)]
    for number, choice in enumerate(said.choices, 1):
        here = number == said.chosen
        sign = glyphs.cursor if here else " "
        role = "notice" if here else "text"
        for row, part in enumerate(_wrapped(choice, width - 7, words)):
            places.append((len(lines), f"answer {number}"))
            lead = ((f" {sign} ", role), (f"{number}  ", "key")) if not row else ((" " * 6, "text"),)
            lines.append(fit((*lead, (part, role)), width))
    lines += [_set_in(row, "strong", width) for row in _wrapped(said.notice, room, words)]
    return Text(lines[:height], [place for place in places if place[0] < height])


def _wrapped(text: str, room: int, words: CharsetWords) -> list[str]:
    return wrap(tied(words.plain(text)), room) if text else []


def _set_in(text: str, role: str, width: int) -> Line:
    return fit(((" " * _MARGIN, "text"), (text, role)), width)


def _table(said: Said, room: int, words: CharsetWords, *, heading: bool) -> list[Line]:
    heads = ("", words("lesson.step-heading"), words("lesson.said-heading"), words("lesson.right-heading"))
    rows = [heads, *said.rows] if heading else list(said.rows)
    plain = [[words.plain(cell) for cell in row] for row in rows]
    gaps = 2 * (len(heads) - 1)
    widths = _shares(room - gaps, [max(map(cell_len, column)) for column in zip(*plain, strict=True)])
    lines: list[Line] = []
    for number, row in enumerate(plain):
        roles = ("dim",) * len(row) if heading and not number else ("key", "text", "text", "notice")
        spans: list[tuple[str, str]] = [(" " * _MARGIN, "text")]
        for cell, width, role in zip(row, widths, roles, strict=True):
            spans += [*fit(((cell, role),), width), ("  ", "text")]
        lines.append(words.cut(fit(tuple(spans), room + 2 * _MARGIN)))
    return lines


def _shares(room: int, wanted: list[int]) -> list[int]:
    # As much as each wants; where that is too much, the longest give way first.
    found = list(wanted)
    while sum(found) > room and max(found) > 1:
        found[found.index(max(found))] -= 1
    return found
