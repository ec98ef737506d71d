"""A screen as SVG that looks the same everywhere: dots and lines are drawn, only letters are left to a font."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from rich.cells import cell_len

from sigmascope.engine.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

    from sigmascope.tui.shots.frame import Frame

WIDTH, HEIGHT = 10, 20
"""Of a cell."""
_MARGIN = 12
_FONT = '"DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", "PingFang SC", "Microsoft YaHei", monospace'

# Which arms a box-drawing character has: up, right, down, left; and how thick they are.
_ARMS = {
    "─": ("rl", 1.2), "━": ("rl", 3.0), "│": ("ud", 1.2), "┤": ("udl", 1.2), "┬": ("rdl", 1.2), "└": ("ur", 1.2),
    "╭": ("rd", 1.2), "╮": ("dl", 1.2), "╰": ("ur", 1.2), "╯": ("ul", 1.2), "├": ("urd", 1.2), "┼": ("urdl", 1.2),
    "┐": ("dl", 1.2), "┌": ("rd", 1.2), "┘": ("ul", 1.2), "┴": ("url", 1.2),
}  # fmt: skip
_ENDS = {"u": (0, -10), "r": (5, 0), "d": (0, 10), "l": (-5, 0)}
# The dots of a braille character, by bit: column and row.
_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
_BRAILLE = range(0x2800, 0x2900)
_QUADRANTS = {
    "▘": "1000", "▝": "0100", "▖": "0010", "▗": "0001", "▀": "1100", "▄": "0011", "▌": "1010", "▐": "0101",
    "▚": "1001", "▞": "0110", "▛": "1110", "▜": "1101", "▙": "1011", "▟": "0111", "█": "1111",
}  # fmt: skip
# A screen's text falls into runs of one kind: dots, blocks, lines, blanks, and letters.
_DRAWN = "".join(_ARMS)
_BLOCKS = "".join(_QUADRANTS)
_RUNS = re.compile(rf"[\u2800-\u28ff]+|[{_BLOCKS}]+|[{_DRAWN}]+|\s+|[^\s\u2800-\u28ff{_BLOCKS}{_DRAWN}]+")


def svg(frame: Frame) -> str:
    """A frame as an SVG document."""
    strips, size, background, text = frame
    width, height = size[0] * WIDTH + 2 * _MARGIN, size[1] * HEIGHT + 2 * _MARGIN
    body: list[str] = []
    for y, strip in enumerate(strips):
        x = 0
        for chunk, style, _ in strip:
            cells = cell_len(chunk)
            body += _span(x * WIDTH + _MARGIN, y * HEIGHT + _MARGIN, chunk, cells, style, background, text)
            x += cells
    extent = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {extent}>',
            f"<style>text {{ font: 16.6px {_FONT}; white-space: pre; }} .b {{ font-weight: bold; }}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{background}"/>',
            *body,
            "</svg>",
            "",
        )
    )


def _span(x: int, y: int, chunk: str, cells: int, style: Style | None, background: str, text: str) -> Iterator[str]:
    front, back = _colour(style, "color") or text, _colour(style, "bgcolor") or background
    if style is not None and style.reverse:
        front, back = back, front
    if back != background:
        yield f'<rect x="{x}" y="{y}" width="{cells * WIDTH}" height="{HEIGHT}" fill="{back}"/>'
    bold = ' class="b"' if style is not None and style.bold else ""
    shapes: list[str] = []
    lines: dict[float, list[str]] = {}
    for run in _RUNS.findall(chunk):
        wide = cell_len(run) * WIDTH
        if run[0] in _ARMS:
            for number, char in enumerate(run):
                arms, thick = _ARMS[char]
                lines.setdefault(thick, []).extend(_arms(x + number * WIDTH + WIDTH // 2, y + HEIGHT // 2, arms))
        elif ord(run[0]) in _BRAILLE or run[0] in _QUADRANTS:
            shapes += _braille(x, y, run) if ord(run[0]) in _BRAILLE else _blocks(x, y, run)
        elif not run.isspace():
            yield (
                f'<text x="{x}" y="{y + 15}" textLength="{wide}" lengthAdjust="spacingAndGlyphs" '
                f'fill="{front}"{bold}>{escape(printable(run))}</text>'
            )
        x += wide
    if shapes:
        yield f'<path fill="{front}" d="{"".join(shapes)}"/>'
    for thick, parts in lines.items():
        yield f'<path fill="none" stroke="{front}" stroke-width="{thick}" d="{"".join(parts)}"/>'


def _colour(style: Style | None, which: str) -> str | None:
    colour = getattr(style, which) if style is not None else None
    if colour is None or colour.is_default:
        return None
    triplet = colour.get_truecolor()
    return f"#{triplet.red:02x}{triplet.green:02x}{triplet.blue:02x}"


def _braille(x: int, y: int, run: str) -> Iterator[str]:
    for number, char in enumerate(run):
        for bit, (column, row) in enumerate(_DOTS):
            if (ord(char) - _BRAILLE.start) >> bit & 1:
                left, top = x + number * WIDTH + column * 5 + 1, y + row * 5 + 1
                yield f"M{left} {top}h3v3h-3z"


def _blocks(x: int, y: int, run: str) -> Iterator[str]:
    for number, char in enumerate(run):
        for quadrant, filled in enumerate(_QUADRANTS[char]):
            if filled == "1":
                yield f"M{x + number * WIDTH + quadrant % 2 * 5} {y + quadrant // 2 * 10}h5v10h-5z"


def _arms(x: int, y: int, arms: str) -> Iterator[str]:
    for arm in arms:
        right, down = _ENDS[arm]
        yield f"M{x} {y}l{right} {down}"
