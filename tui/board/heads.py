"""The head of a pane: the cost's name and formula, and the neuron with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from sigmascope.tui.draw.line import Line, fit, justify, width_of
from sigmascope.tui.draw.scale import fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.board.layout import Layout
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


def pane_head(
    session: Session,
    cost: str,
    values: dict[str, float],
    role: str,
    layout: Layout,
    glyphs: Glyphs,
    words: CharsetWords,
) -> list[Line]:
    """The lines of a pane's head: its name (unless its frame has it), the formula, the neuron."""
    width = layout.heads[0].width
    lines: list[Line] = []
    if not layout.framed:
        name, rate = title(session, cost, width, words)
        lines.append(words.cut(justify(((name, role + "-title"),), ((rate, "dim"),), width)))
    lines.append(fit(((_formula(session, cost, width, words), "formula"),), width))
    neuron = _tall(session, values, width, role, glyphs, words) if layout.tall_neuron else None
    lines += neuron or [_flat(session, values, width, role, glyphs, words)]
    return lines


def title(session: Session, cost: str, width: int, words: CharsetWords) -> tuple[str, str]:
    """A cost's name and its learning rate, in the longest way of writing them that fits into ``width`` columns."""
    eta = words.plain("η")
    value = f"{session.simulation.rates[cost]:.6g}"
    names = [words.cost(cost), words.brief_cost(cost)]
    pairs = [(name, rate) for rate in (f"{eta} = {value}", f"{eta} {value}", "") for name in names]
    return next((pair for pair in pairs if cell_len(" ".join(pair)) <= width), pairs[-1])


def _formula(session: Session, cost: str, width: int, words: CharsetWords) -> str:
    # The longest way of writing formulas in which those of all panes fit; one cut in the middle would be wrong.
    formulas = {name: words.plain(descent.cost.formula) for name, descent in session.simulation.descents.items()}
    ways: list[Callable[[str], str]] = [
        lambda text: text,
        lambda text: text.removeprefix("C = "),
        lambda text: text.removeprefix("C = ").replace(" − ", "−").replace(" - ", "-"),
    ]
    for way in ways:
        if all(cell_len(way(text)) <= width for text in formulas.values()):
            return way(formulas[cost])
    brief = ways[-1](formulas[cost])
    return brief if cell_len(brief) <= width else ""


def _inputs(session: Session, words: CharsetWords) -> str:
    samples = session.simulation.samples
    if samples.n > 1:
        return words("board.samples", n=samples.n)
    return " ".join(f"{value:.4g}".replace("-", "−") for value in samples.x[0])


def _target(session: Session, words: CharsetWords) -> str:
    samples = session.simulation.samples
    return "" if samples.n > 1 else words.plain(f"{samples.y[0]:.4g}".replace("-", "−"))


def _weights(values: dict[str, float]) -> list[tuple[str, float]]:
    return [(name, value) for name, value in values.items() if name == "w" or name.removeprefix("w").isdigit()]


def _flat(
    session: Session, values: dict[str, float], width: int, role: str, glyphs: Glyphs, words: CharsetWords
) -> Line:
    # input → (w, b) → output against target, in one row; the widest way of writing it that fits.
    inputs, target = words.plain(_inputs(session, words)), _target(session, words)
    arrow = glyphs.arrow[-1] if glyphs.charset != "ascii" else "->"
    weights = _weights(values)
    ways: list[Line] = []
    for digits in (9, 8):
        numbers: list[tuple[str, str]] = []
        for name, value in [*weights, ("b", values["b"])]:
            numbers += [(f" {name} ", "dim"), (words.plain(fixed(value, digits)), role)]
        output: Line = ((words.plain(fixed(values["a"], digits)).lstrip().rjust(digits - 1), role),)
        goal: Line = ((f" {words('board.target')} {target}", "dim"),) if target else ()
        brief: Line = ((f" y {target}", "dim"),) if target else ()
        for say, end in ((" a ", goal), (" a ", brief), ("", brief)):
            middle: Line = (
                (f"{inputs} {arrow}(" if say else f"{inputs}{arrow}(", "dim"),
                *_trimmed(numbers),
                (f"){arrow}{say}", "dim"),
            )
            ways.append((*middle, *output, *end))
    output = ((words.plain(fixed(values["a"])), role),)
    ways += [
        ((f"{inputs} {arrow} a ", "dim"), *output, *goal),
        ((f"{inputs} {arrow} a ", "dim"), *output, *brief),
        (("a ", "dim"), *output, *brief),
        (("a ", "dim"), *output),
    ]
    return fit(next((way for way in ways if width_of(way) <= width), ways[-1]), width)


def _trimmed(numbers: list[tuple[str, str]]) -> Line:
    return (((numbers[0][0].lstrip()), numbers[0][1]), *numbers[1:])


def _tall(
    session: Session, values: dict[str, float], width: int, role: str, glyphs: Glyphs, words: CharsetWords
) -> list[Line] | None:
    # The neuron as a box, as in the published animations; None where it has more weights than the box has rows for.
    weights = _weights(values)
    if len(weights) > 1:
        return None
    drawings = [_boxed(session, values, weights[0], role, glyphs, words, *way) for way in ((5, 12), (3, 10), (2, 9))]
    fitting = (drawing for drawing in drawings if max(map(width_of, drawing)) <= width)
    drawing = next(fitting, None)
    return drawing and [fit(line, width) for line in drawing]


def _boxed(
    session: Session,
    values: dict[str, float],
    weight: tuple[str, float],
    role: str,
    glyphs: Glyphs,
    words: CharsetWords,
    shaft: int,
    digits: int,
) -> list[Line]:
    # With arrows of so many columns before the tip, and numbers of so many digits.
    left_up, right_up, left_down, right_down, flat, upright = glyphs.corners
    inputs, target = words.plain(_inputs(session, words)), _target(session, words)
    before = f"{words('board.input')} {inputs} "
    arrow = flat * shaft + glyphs.arrow[-1]
    indent = " " * (cell_len(before) + len(arrow) + 1)
    edge = flat * (digits + 6)
    w, b = (
        ((f"{upright} {name} = ", "dim"), (words.plain(fixed(value, digits)), role), (f" {upright}", "dim"))
        for name, value in (weight, ("b", values["b"]))
    )
    a = words.plain(fixed(values["a"], digits))
    goal = f" {' ' * len(arrow)} {words('board.target')} {target}" if target else ""
    return [
        ((indent + left_up + edge + right_up, "dim"),),
        ((before + arrow + " ", "dim"), *w, (f" {arrow} a = ", "dim"), (a, role)),
        ((indent, "dim"), *b, (goal, "dim")),
        ((indent + left_down + edge + right_down, "dim"),),
    ]
