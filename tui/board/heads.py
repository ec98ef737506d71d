"""The head of a pane: the cost's name and formula, and the neuron with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.board.line import Line, fit, justify, width_of
from tui.chart.scale import fixed

if TYPE_CHECKING:
    from tui.board.glyphs import Glyphs
    from tui.board.layout import Layout
    from tui.board.words import BoardWords
    from tui.session import Session


def pane_head(
    session: Session,
    cost: str,
    formula: str,
    values: dict[str, float],
    role: str,
    layout: Layout,
    glyphs: Glyphs,
    words: BoardWords,
) -> list[Line]:
    """The lines of a pane's head: its name (unless its frame has it), the formula, the neuron."""
    width = layout.heads[0].width
    lines: list[Line] = []
    if not layout.framed:
        name, rate = title(session, cost, width, words)
        lines.append(justify(((name, role + "-title"),), ((rate, "dim"),), width))
    lines.append(fit(((_formula(words.plain(formula), width), "formula"),), width))
    neuron = _tall(session, values, width, role, glyphs, words) if layout.tall_neuron else None
    lines += neuron or [_flat(session, values, width, role, glyphs, words)]
    return lines


def title(session: Session, cost: str, width: int, words: BoardWords) -> tuple[str, str]:
    """A cost's name and its learning rate, in the longest way of writing them that fits into ``width`` columns."""
    eta = words.plain("η")
    value = f"{session.simulation.rates[cost]:.6g}"
    names = [words.cost(cost), words.brief_cost(cost)]
    pairs = [(name, rate) for rate in (f"{eta} = {value}", f"{eta} {value}", "") for name in names]
    return next((pair for pair in pairs if cell_len(" ".join(pair)) <= width), pairs[-1])


def _formula(formula: str, width: int) -> str:
    # As long as it fits; a formula cut in the middle would be wrong.
    shorter = [formula, formula.removeprefix("C = "), formula.removeprefix("C = ").replace(" − ", "−")]
    shorter.append(shorter[-1].replace(" - ", "-"))
    return next((text for text in shorter if len(text) <= width), "")


def _inputs(session: Session, words: BoardWords) -> str:
    samples = session.simulation.samples
    if samples.n > 1:
        return words("board.samples", n=samples.n)
    return " ".join(f"{value:.4g}".replace("-", "−") for value in samples.x[0])


def _target(session: Session, words: BoardWords) -> str:
    samples = session.simulation.samples
    return "" if samples.n > 1 else words.plain(f"{samples.y[0]:.4g}".replace("-", "−"))


def _weights(values: dict[str, float]) -> list[tuple[str, float]]:
    return [(name, value) for name, value in values.items() if name == "w" or name.removeprefix("w").isdigit()]


def _flat(session: Session, values: dict[str, float], width: int, role: str, glyphs: Glyphs, words: BoardWords) -> Line:
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
    session: Session, values: dict[str, float], width: int, role: str, glyphs: Glyphs, words: BoardWords
) -> list[Line] | None:
    # The neuron as a box, as in the published animations; None where it has more weights than the box has rows for.
    weights = _weights(values)
    if len(weights) > 1:
        return None
    left_up, right_up, left_down, right_down, flat, upright = glyphs.corners
    inputs, target = words.plain(_inputs(session, words)), _target(session, words)
    before = f"{words('board.input')} {inputs} "
    line = flat * 5 + glyphs.arrow[-1]
    indent = " " * (cell_len(before) + len(line) + 1)
    rows = [(name, words.plain(fixed(value, 12))) for name, value in (*weights, ("b", values["b"]))]
    inner = 18
    boxed: list[Line] = [
        ((f"{upright} {name} = ", "dim"), (number.rjust(inner - 6), role), (f" {upright}", "dim"))
        for name, number in rows
    ]
    a = words.plain(fixed(values["a"], 12))
    goal = f" {' ' * len(line)} {words('board.target')} {target}" if target else ""
    return [
        fit(((indent + left_up + flat * inner + right_up, "dim"),), width),
        fit(((before + line + " ", "dim"), *boxed[0], (f" {line} a = ", "dim"), (a, role)), width),
        fit(((indent, "dim"), *boxed[1], (goal, "dim")), width),
        fit(((indent + left_down + flat * inner + right_down, "dim"),), width),
    ]
