"""``sigmascope run``: a scenario without a screen, every epoch printed, written to a file, or drawn."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

from sigmascope.engine.condition import columns_of, find_columns, parse_condition
from sigmascope.engine.keys import MOST_EPOCHS
from sigmascope.engine.quantity import by_telling
from sigmascope.engine.scenario import parse
from sigmascope.engine.text import from_arguments, number_text
from sigmascope.tui.cli.console import out, speaks_unicode, tell
from sigmascope.tui.cli.progress import Progress
from sigmascope.tui.cli.usage import OneOf, terminal_size, whole_number
from sigmascope.tui.draw.environ import wants_colour
from sigmascope.tui.draw.scale import round_numbers
from sigmascope.tui.run.files import written
from sigmascope.tui.run.plots import Sketch, drawing, plotted
from sigmascope.tui.run.rows import Run, blocks, simulate
from sigmascope.tui.run.writers import FORMATS, Heading, cell_width, epoch_width, format_of, pour
from sigmascope.tui.words.exits import Exit
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from sigmascope.engine import Simulation
    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.run.rows import Leg
    from sigmascope.tui.run.writers import Format
    from sigmascope.tui.words import Words

# Where a terminal is too narrow for all quantities, these come first.
_WIDTH, _NARROWEST = 80, 30


def add_arguments(parser: Parser, words: Words) -> None:
    """The scenario, what of it to show, and where to."""
    parser.add_scenario(words)
    parser.add_argument("--format", metavar="FORMAT", type=OneOf("--format", FORMATS), help=words("run.help-format"))
    parser.add_argument("-o", "--output", metavar="FILE", help=words("run.help-output"))
    parser.add_argument("--columns", metavar="LIST", help=words("run.help-columns"))
    parser.add_argument(
        "--every", metavar="N", type=whole_number("--every", 1, MOST_EPOCHS), help=words("run.help-every")
    )
    parser.add_argument("--until", metavar="COND", help=words("run.help-until"))
    parser.add_argument("--milestones", action="store_true", help=words("run.help-milestones"))
    parser.add_argument("--plot", action="store_true", help=words("run.help-plot"))
    parser.add_argument(
        "--width", metavar="N", type=whole_number("--width", _NARROWEST, 1000), help=words("run.help-width")
    )
    parser.add_argument("-q", "--quiet", action="store_true", help=words("run.help-quiet"))


def run(options: Namespace, words: Words) -> int:
    """Run the scenario; 0, or 1 where a model never meets the condition of ``--until``."""
    path = None if options.output == "-" else options.output
    form = _form(options, path)
    scenario = parse(from_arguments(options.scenario))
    if path is not None and scenario.data and _same_file(path, scenario.data):
        raise Refusal("run.output-is-data", path=path)
    simulation = simulate(scenario, keep=False)
    until = None if options.until is None else parse_condition(options.until, simulation.samples.m)
    read = form is not None and form.name == "table" and path is None and out().isatty()
    drawn = _drawn(options, simulation) if options.plot else []
    if options.milestones:
        columns, every = ["speed"], 1  # milestones are of every epoch, and need a speed
    else:
        columns = drawn if form is None else _columns(options, simulation, _default(simulation, fitting=read))
        every = options.every or (_thinned(simulation) if read else 1)
    progress = Progress(scenario.epochs * len(simulation.descents), words, quiet=options.quiet)
    legs = Run(simulation, every, until, progress)
    silent = form is None or path is not None or options.milestones
    passing = iter(legs) if silent else _watched(legs, progress)
    if not options.quiet:
        rates = ", ".join(f"{name} {number_text(rate)}" for name, rate in simulation.rates.items())
        passing = _headed(passing, simulation, columns, words("run.rates", scenario=scenario.text(), rates=rates))
    sketch = _sketch() if options.plot else None
    if sketch is not None:
        passing = sketch.of(passing)
    try:
        if form is not None and options.milestones:
            _write_milestones(simulation, passing, form, path, progress)
        elif form is not None:
            _write(simulation, passing, columns, form, path)
        if sketch is not None:
            for _ in passing:  # where no rows are written, nobody has asked for them yet
                pass
            progress.clear()
            _draw(options, simulation, sketch, drawn)
    finally:
        progress.clear()
    if read and every > 1 and not options.quiet and options.every is None:
        tell(words("run.thinned", every=every, epochs=scenario.epochs))
    return _verdict(options, legs, words)


def _form(options: Namespace, path: str | None) -> Format | None:
    # The format of the rows; None where a drawing stands in their place.
    form = _any_form(options, path)
    if options.milestones:
        for option in ("plot", "columns", "every", "width"):
            if getattr(options, option) not in (None, False):
                raise Refusal("run.milestones-and", option=f"--{option}")
        if form is not None and form.binary:
            raise Refusal("run.milestones-format", format=form.name)
    return form


def _any_form(options: Namespace, path: str | None) -> Format | None:
    if path is not None:
        return FORMATS[options.format] if options.format else format_of(path)
    if options.plot:
        if options.format:
            raise Refusal("run.plot-and-rows", format=options.format)
        return None
    form = FORMATS[options.format or ("table" if out().isatty() else "csv")]
    if form.binary and out().isatty():
        raise Refusal("run.binary-terminal", format=form.name)
    return form


def _same_file(path: str, data: str) -> bool:
    try:
        return os.path.samefile(path, os.path.expanduser(data))
    except (OSError, ValueError):
        return False


def _columns(options: Namespace, simulation: Simulation, default: list[str]) -> list[str]:
    # The columns asked for, each once; model and epoch stand in front in any case.
    if options.columns is None:
        return default
    names = [name for name in options.columns.replace(",", " ").split() if name not in ("model", "epoch")]
    if not options.columns.strip(", "):
        raise Refusal("run.no-columns")
    return list(dict.fromkeys(column for name in names for column in find_columns(name, simulation.samples.m)))


def _default(simulation: Simulation, *, fitting: bool) -> list[str]:
    # All columns, or those of them that fit the terminal.
    columns = list(columns_of(simulation.samples.m))
    return _fitting(simulation, columns) if fitting else columns


def _drawn(options: Namespace, simulation: Simulation) -> list[str]:
    columns = _columns(options, simulation, plotted(simulation.samples.m))
    if not columns:  # model and epoch alone are no curve
        raise Refusal("run.no-columns")
    return columns


def _headed(legs: Iterator[list[Leg]], simulation: Simulation, columns: list[str], heading: str) -> Iterator[list[Leg]]:
    # Told once the first rows have their numbers and the file its place, so that a refusal is told alone.
    first = next(legs)
    next(blocks(simulation, [first], columns))
    tell(heading)
    yield first
    yield from legs


def _write(
    simulation: Simulation, legs: Iterator[list[Leg]], columns: list[str], form: Format, path: str | None
) -> None:
    heading = Heading(simulation.scenario.text(), simulation.rates, columns, simulation.scenario.epochs)
    standard = None if path is not None else out().buffer if form.binary else out()
    with nullcontext(standard) if path is None else written(path, binary=form.binary) as stream:
        pour(form.writer(stream, heading), blocks(simulation, _flushed(legs, stream), columns))


def _write_milestones(
    simulation: Simulation, legs: Iterator[list[Leg]], form: Format, path: str | None, progress: Progress
) -> None:
    from sigmascope.tui.run.milestones import WRITERS, passed  # who prints rows pays for none  # noqa: PLC0415

    with nullcontext(out()) if path is None else written(path) as stream:
        rows = passed(simulation, legs)
        progress.clear()
        WRITERS[form.name](stream, rows, simulation.scenario.text())


def _flushed(legs: Iterator[list[Leg]], stream: object) -> Iterator[list[Leg]]:
    # Whoever reads the other end of a pipe sees rows when they are there, not when a buffer is full.
    for together in legs:
        yield together
        stream.flush()  # type: ignore[attr-defined]


def _watched(legs: Run, progress: Progress) -> Iterator[list[Leg]]:
    # Rows to standard output may come out on the terminal that shows the bar.
    for together in legs:
        progress.clear()
        yield together


def _fitting(simulation: Simulation, columns: list[str]) -> list[str]:
    # As many of the telling quantities as the terminal is wide, in the order of all.
    room = terminal_size()[0] - max(map(len, simulation.rates)) - 1 - epoch_width(simulation.scenario.epochs)
    chosen: set[str] = set()
    for quantity in by_telling():
        wanted = quantity.columns(simulation.samples.m)
        width = sum(1 + cell_width(column) for column in wanted)
        if width <= room:
            room -= width
            chosen.update(wanted)
    return [column for column in columns if column in chosen]


def _thinned(simulation: Simulation) -> int:
    # The smallest round number of epochs to a row with which all rows fit the terminal's height.
    rows = max(2, (terminal_size()[1] - 4) // len(simulation.descents))
    epochs = simulation.scenario.epochs
    if epochs < rows:
        return 1
    return next(step for step in round_numbers() if -(-epochs // step) < rows)


def _sketch() -> Sketch:
    return Sketch()


def _draw(options: Namespace, simulation: Simulation, sketch: Sketch, columns: list[str]) -> None:
    stream = out()
    colour = stream.isatty() and wants_colour(os.environ) and os.environ.get("TERM") != "dumb"
    charset = "braille" if speaks_unicode(stream.encoding) else "ascii"
    fitting = min(_WIDTH, terminal_size()[0]) if stream.isatty() else _WIDTH
    width = options.width or max(_NARROWEST, fitting)
    for line in drawing(simulation, sketch, columns, width, charset=charset, colour=colour):
        stream.write(line + "\n")


def _verdict(options: Namespace, legs: Run, words: Words) -> int:
    if options.until is None:
        return Exit.DONE
    models = list(legs.simulation.descents)
    never = [model for model in models if model not in legs.reached]
    if never:
        facts = {"condition": options.until, "models": ", ".join(never), "epochs": legs.last}
        tell("sigmascope: " + words("run.never", **facts))
        return Exit.NO
    if not options.quiet:
        epochs = ", ".join(words("run.reached-at", model=model, epoch=legs.reached[model]) for model in models)
        tell(words("run.reached", condition=options.until, epochs=epochs))
    return Exit.DONE
