"""The head of a pane: the cost with its formula and learning rate, what a step is made of, and the output as a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.factors import Makeup, makeup, slope_power
from sigmascope.tui.draw.line import Line, fit, justify, put, width_of
from sigmascope.tui.draw.scale import brief, fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sigmascope.engine.descent import Descent
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class Heads:
    """The heads of a run's panes, worded for their width: all alike, in the longest way that fits into each."""

    def __init__(self, session: Session, width: int, roles: list[str], glyphs: Glyphs, words: CharsetWords) -> None:
        """``roles`` are those of the costs' colours."""
        self._width, self._roles, self._glyphs, self._words = width, roles, glyphs, words
        self._costs = list(session.scenario.costs)
        self._descents = list(session.simulation.descents.values())
        samples = session.simulation.samples
        self._samples = samples.n
        self._target = float(samples.y[0])
        self._signed = samples.n == 1 and self._target > 0
        self._powers = [slope_power(descent.cost, samples.y) for descent in self._descents]
        # A rate that all have in common changes no comparison.
        self._alike = len({descent.eta for descent in self._descents}) == 1
        self.titles = [fit(line, width) for line in _titles(session, width, roles, words)]
        """By pane: the cost's name, formula and learning rate."""

    def parts(self, epoch: int) -> list[Makeup]:
        """By pane, what the step from an epoch is made of."""
        found = []
        for descent, power in zip(self._descents, self._powers, strict=True):
            assert descent.history is not None, "a session keeps the history"
            found.append(makeup(descent, descent.history.at(epoch)[:, None], power))
        return found

    def values(self, values: list[dict[str, float]], *, with_output: bool) -> list[Line]:
        """By pane, beside another view than the first: the cost's name, its value, its learning rate."""
        words = self._words
        panes: list[list[tuple[Line, Line]]] = []
        for cost, descent, role, at in zip(self._costs, self._descents, self._roles, values, strict=True):
            output = f"  a {words.plain(brief(at['a'], 6, 3)).strip()}" if with_output else ""
            value = words.plain(f"C {fixed(at['cost']).strip()}")
            small = words.plain(f"C {brief(at['cost'], 8, 3).strip()}")
            rate = words.plain(f"η {descent.eta:.6g}".replace("-", "−"))
            name, short = words.cost(cost), words.brief_cost(cost)
            panes.append(
                [
                    (((who, f"{role}-title"), (f"  {what}{output}", "text")), ((f"  {end}", "dim"),) if end else ())
                    for who, what, end in (
                        (name, value, rate),
                        (short, value, rate),
                        (name, value, ""),
                        (short, value, ""),
                        (short, small, ""),
                    )
                ]
            )
        for ways in zip(*panes, strict=True):
            if all(width_of((*left, *right)) <= self._width for left, right in ways):
                break
        return [words.cut(justify(left, right, self._width)) for left, right in ways]

    # ── the step ─────────────────────────────────────────────────────────────────────────────────────────────────

    def steps(self, parts: list[Makeup]) -> list[Line]:
        """By pane, the step in numbers."""
        ways = [self._ways(number, part) for number, part in enumerate(parts)]
        for lines in zip(*ways, strict=True):
            if all(width_of(line) <= self._width for line in lines):
                break
        moves = [self._move(descent, part) for descent, part in zip(self._descents, parts, strict=True)]
        if all(width_of(line) + 3 + width_of(move) <= self._width for line, move in zip(lines, moves, strict=True)):
            return [justify(line, move, self._width) for line, move in zip(lines, moves, strict=True)]
        return [fit(line, self._width) for line in lines]

    def _ways(self, number: int, part: Makeup) -> Iterator[Line]:
        # From the longest to the shortest.
        return (tuple((self._words.plain(text), role) for text, role in way) for way in self._written(number, part))

    def _written(self, number: int, part: Makeup) -> Iterator[Line]:
        words, role, power = self._words, self._roles[number], self._powers[number]
        rate = self._descents[number].eta
        factor = 1.0 if self._alike else rate
        total = self._number(factor * part.pull, decimals=3 if self._alike else 5)
        result = ((total, f"{role}-title"),)
        lead, missing = words("step.lead") + " ", words("step.no-slope") if power == 0 else ""
        for way in (_ROOMY, _USUAL, _CLOSE):
            symbols, numbers = self._product(way, part, power, rate)
            yield _spaced((*_dim(lead), *symbols), way.equals, numbers, way.equals, result, missing)
            if way is not _ROOMY:
                yield _spaced(symbols, way.equals, numbers, way.equals, result, missing)
        yield _spaced(symbols, _CLOSE.equals, numbers, _CLOSE.equals, result, "")
        symbols, _ = self._product(_USUAL, part, power, rate)
        yield _spaced(symbols, _USUAL.equals, (), "", result, missing)
        yield _spaced(symbols, _USUAL.equals, (), "", result, "")
        yield (*_dim(lead), *result)

    def _product(self, way: _Way, part: Makeup, power: int | None, rate: float) -> tuple[Line, Line]:
        # The factors by name, and in numbers; these are left out where a single one is the result.
        error = way.error if self._samples == 1 else way.error.replace("(", "|").replace(")", "|")
        if self._samples > 1 and way is _ROOMY:
            error = self._words("step.mean") + " " + error
        known = power is not None or part.added == part.added
        names: list[tuple[str, str]] = [(error if known else "∂C/∂z", "dim")]
        numbers = [self._number(part.error if known else part.pull)]
        signs = [""]
        if power and known:
            names.append(("σ′", "blame" if power > 0 else "dim"))
            numbers.append(self._number(part.slope, signed=False))
            signs.append(way.times if power > 0 else "/")
        elif power is None and known:
            names += [("σ′", "blame"), ("r", "dim")]
            numbers += [self._number(part.slope, signed=False), self._number(part.added)]
            signs += [way.times, way.times]
        if not self._alike:
            names.insert(0, ("η", "dim"))
            numbers.insert(0, f"{rate:.4g}".replace("-", "−"))
            signs.insert(1, way.times)
        dots = {way.times: way.dot}
        spans: list[tuple[str, str]] = []
        for sign, (name, role) in zip(signs, names, strict=True):
            spans += [(dots.get(sign, sign), "dim"), (name, role)]
        if len(numbers) == 1:
            # What is missing leaves a gap.
            return (*spans, (" " * len(way.dot + "σ′"), "dim")) if way is not _CLOSE else tuple(spans), ()
        value = "".join(sign + number for sign, number in zip(signs, numbers, strict=True))
        return tuple(spans), ((value, "dim"),)

    def _number(self, value: float, *, signed: bool | None = None, decimals: int = 3) -> str:
        # No wider for a sign than it has to be.
        text = self._words.plain(brief(value, decimals + 3, decimals))
        return text if (self._signed if signed is None else signed) else text.removeprefix(" ")

    def _move(self, descent: Descent, part: Makeup) -> Line:
        name, move = ("Δw", part.in_w) if descent.samples.m == 1 else ("Δb", part.in_b)
        return ((self._words.plain(f"{name} {brief(move, 8, 5)}"), "dim"),)

    # ── the output ───────────────────────────────────────────────────────────────────────────────────────────────

    def outputs(self, outputs: list[float], parts: list[Makeup], rows: int) -> list[list[Line]]:
        """By pane, the output as a bar from 0 to 1, with the target in it; of several samples, the error."""
        found = []
        for role, output, part in zip(self._roles, outputs, parts, strict=True):
            several = self._samples > 1
            name = self._words("step.mean-error") if several else "a"
            value = part.error if several else output
            goal = self._words("board.samples", n=self._samples) if several else f"y {self._target:.4g}"
            before = f"{name} {self._number(value, signed=False)} "
            after = self._words.plain(" " + goal.replace("-", "−"))
            cells = self._width - len(before) - width_of(((after, ""),))
            if cells < _LEAST_BAR:
                after, cells = "", self._width - len(before)
            bar = self._bar(value, 0.0 if several else self._target, cells, role)
            first = ((name, "dim"), (before[len(name) :], f"{role}-title"), *bar, (after, "dim"))
            below = ((" " * len(before), "text"), *bar, (" " * width_of(((after, ""),)), "text"))
            found.append([fit(line, self._width) for line in [first, below][:rows]])
        return found

    def _bar(self, value: float, target: float, cells: int, role: str) -> Line:
        glyphs = self._glyphs
        steps = len(glyphs.bar_parts) + 1
        filled = round(min(max(value, 0.0), 1.0) * cells * steps)
        whole, part = divmod(filled, steps)
        text = glyphs.bar * whole + (glyphs.bar_parts[part - 1] if part else "")
        line: Line = tuple(
            span for span in ((text, role), (glyphs.bar_rest * (cells - len(text)), "bar-rest")) if span[0]
        )
        # The ends are the ends; a target outside of them is at the nearer.
        at = min(int(min(max(target, 0.0), 1.0) * cells), cells - 1)
        return tuple(span for span in put(line, at, glyphs.target, "target") if span[0])


_LEAST_BAR = 8


class _Way(NamedTuple):
    """How loosely a product is written."""

    error: str
    dot: str
    times: str
    equals: str


_ROOMY = _Way("(a − y)", " · ", " × ", " = ")
_USUAL = _Way("(a−y)", "·", "×", " = ")
_CLOSE = _Way("(a−y)", "·", "×", "=")


def _dim(text: str) -> Line:
    return ((text, "dim"),)


def _spaced(symbols: Line, equals: str, numbers: Line, second: str, result: Line, missing: str) -> Line:
    line = (*symbols, (equals, "dim"), *numbers, *(((second, "dim"),) if numbers else ()), *result)
    return (*line, ("  " + missing, "dim")) if missing else line


def _titles(session: Session, width: int, roles: list[str], words: CharsetWords) -> list[Line]:
    descents = session.simulation.descents
    wide = max(width_of(((words.cost(cost), ""),)) for cost in descents)
    alike = len(set(session.simulation.rates.values())) == 1
    every = []
    for (cost, descent), role in zip(descents.items(), roles, strict=True):
        rate, name = words.plain(f"η {session.simulation.rates[cost]:.6g}".replace("-", "−")), words.cost(cost)
        named = f"{name}{' ' * (wide - width_of(((name, ''),)))} "
        formulas = [way(words.plain(descent.cost.formula)) for way in _WRITTEN]
        every.append(
            _Title(
                role,
                [(named, formula, rate) for formula in formulas],
                [(named, formula, "") for formula in formulas],
                [
                    (name, "", rate),
                    (words.brief_cost(cost), "", rate),
                    (name, "", ""),
                    (words.brief_cost(cost), "", ""),
                ],
            )
        )
    # Where the rates differ, nothing is worth more than to see that; where they agree, the formulas are, if all fit.
    formulas_first = alike and all(any(title.fits(way, width) for way in title.formulas) for title in every)
    return [words.cut(title.line(width, formulas_first=formulas_first)) for title in every]


class _Title(NamedTuple):
    """Ways to write a title, as name, formula and rate, from the longest to the shortest."""

    role: str
    whole: list[tuple[str, str, str]]
    formulas: list[tuple[str, str, str]]
    """Without the rate."""
    names: list[tuple[str, str, str]]
    """Without the formula, which is wrong when it is cut in the middle."""

    def _ends(self, way: tuple[str, str, str]) -> tuple[Line, Line]:
        name, formula, rate = way
        left = ((name, f"{self.role}-title"), (formula, "formula")) if formula else ((name, f"{self.role}-title"),)
        return left, ((f"  {rate}", "dim"),) if rate else ()

    def fits(self, way: tuple[str, str, str], width: int) -> bool:
        left, right = self._ends(way)
        return width_of((*left, *right)) <= width

    def line(self, width: int, *, formulas_first: bool) -> Line:
        """The longest way that fits; the shortest is cut."""
        ways = [*self.whole, *(self.formulas if formulas_first else ()), *self.names]
        left, right = self._ends(next((way for way in ways if self.fits(way, width)), ways[-1]))
        return justify(left, right, width)


_WRITTEN: tuple[Callable[[str], str], ...] = (
    lambda formula: formula,
    lambda formula: formula.removeprefix("C = "),
    lambda formula: formula.removeprefix("C = ").replace(" − ", "−").replace(" - ", "-"),
    lambda formula: formula.removeprefix("C = ").replace(" − ", "−").replace(" - ", "-").replace(" + ", "+"),
)
"""Ways to write a formula, from the longest to the shortest."""
