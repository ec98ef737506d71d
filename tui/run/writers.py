"""A run's table as CSV, JSON lines, a NumPy archive or columns to read."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from sigmascope.tui.run.descriptors import Onward, appends
from sigmascope.tui.run.files import check_name, extension_of, written
from sigmascope.tui.run.rows import blocks
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sigmascope.engine import Simulation
    from sigmascope.tui.run.rows import Block, Leg


class Heading(NamedTuple):
    """What stands over a run's table."""

    scenario: str
    """The text that describes the run."""
    rates: dict[str, float]
    """The learning rate of each model."""
    columns: list[str]
    """Those behind model and epoch."""
    last: int
    """The last epoch there can be."""


class Writer(Protocol):
    """Writes a table in one format: blocks of rows as they come, and at the end what can only be known then."""

    def write(self, block: Block) -> None:
        """Write some rows."""

    def finish(self) -> None:
        """Write what stands behind the last row."""

    def close(self) -> None:
        """Let go of what was held, whether the table was finished or not."""


class _RowWriter:
    # One template filled for every row is the quickest way from numbers to text that Python has. %r writes the
    # shortest text that reads back as the same float.
    def __init__(self, stream: IO[str], template: str, head: str = "") -> None:
        self.stream = stream
        self.template = template
        self.head = head

    def write(self, block: Block) -> None:
        # With the first rows and not before them: a run that fails at once has printed nothing.
        self.stream.write(self.head)
        self.head = ""
        self.stream.writelines(map(self.template.__mod__, self.cells(block)))

    def cells(self, block: Block) -> Iterable[tuple[Any, ...]]:
        return zip(block.models, block.epochs, *block.values, strict=True)

    def finish(self) -> None:
        pass

    def close(self) -> None:
        pass


class CsvWriter(_RowWriter):
    """Comma-separated values under a header."""

    def __init__(self, stream: IO[str], heading: Heading) -> None:
        head = ",".join(["model", "epoch", *heading.columns]) + "\n"
        super().__init__(stream, "%s,%d" + ",%r" * len(heading.columns) + "\n", head)


class JsonLinesWriter(_RowWriter):
    """A JSON object a row. Each carries the learning rate and the scenario, so that any line can stand alone."""

    def __init__(self, stream: IO[str], heading: Heading) -> None:
        import json  # noqa: PLC0415

        columns = "".join(f", {json.dumps(name).replace('%', '%%')}: %r" for name in heading.columns)
        tail = json.dumps(heading.scenario).replace("%", "%%")
        super().__init__(stream, f'{{"model": %s, "epoch": %d{columns}, "eta": %r, "scenario": {tail}}}\n')
        self.rates = heading.rates
        self.names = {model: json.dumps(model) for model in heading.rates}

    def cells(self, block: Block) -> Iterable[tuple[Any, ...]]:
        models = map(self.names.__getitem__, block.models)
        rates = map(self.rates.__getitem__, block.models)
        return zip(models, block.epochs, *block.values, rates, strict=True)


class TableWriter(_RowWriter):
    """Columns for the eye: six decimals, or a power of ten where those would say nothing."""

    def __init__(self, stream: IO[str], heading: Heading) -> None:
        width = max(map(len, ["model", *heading.rates]))
        cells = "".join(f" %{cell_width(name)}s" for name in heading.columns)
        template = f"%-{width}s %{epoch_width(heading.last)}s{cells}\n"
        super().__init__(stream, template, template % ("model", "epoch", *heading.columns))

    def cells(self, block: Block) -> Iterable[tuple[Any, ...]]:
        return zip(block.models, block.epochs, *(map(cell, column) for column in block.values), strict=True)


_CELL_WIDTH = 12


def epoch_width(last: int) -> int:
    """How many characters the epochs of a table take, without the space before them."""
    return max(len("epoch"), len(str(last)))


def cell_width(column: str) -> int:
    """How many characters a column of a table takes, without the space before it."""
    return max(_CELL_WIDTH, len(column))


def cell(value: float) -> str:
    """A number for a table, in at most 12 characters, the decimal point always at the same place."""
    return f"{value:.6f}" if 1e-3 <= abs(value) < 1e4 or not value else f"{value:.4e}"


class ArchiveWriter:
    """A NumPy archive: an array a column, and the arrays scenario, models and rates.

    Columns wait in unnamed temporary files, so that a long run needs no memory for them.
    """

    def __init__(self, stream: IO[bytes], heading: Heading) -> None:
        from tempfile import TemporaryFile  # noqa: PLC0415

        self.stream = stream
        self.heading = heading
        self.models = np.array(list(heading.rates))
        self.rows = 0
        self.types = {"model": self.models.dtype, "epoch": np.dtype(np.int64)}
        self.types |= {name: np.dtype(np.float64) for name in heading.columns}
        self.waiting = {name: TemporaryFile() for name in self.types}  # noqa: SIM115  # closed in close

    def write(self, block: Block) -> None:
        self.rows += len(block.epochs)
        for (name, kind), values in zip(self.types.items(), [block.models, block.epochs, *block.values], strict=True):
            self.waiting[name].write(np.array(values, dtype=kind).tobytes())

    def finish(self) -> None:
        import shutil  # noqa: PLC0415
        from zipfile import ZIP_STORED, ZipFile, ZipInfo  # noqa: PLC0415

        stream: Any = Onward(self.stream) if appends(self.stream) else self.stream
        with ZipFile(stream, "w", ZIP_STORED) as archive:
            # A ZipInfo made by hand bears no time: the same run gives the same bytes.
            for name, file in self.waiting.items():
                with archive.open(ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                    header = np.lib.format.header_data_from_array_1_0(np.empty(0, self.types[name]))
                    np.lib.format.write_array_header_1_0(member, header | {"shape": (self.rows,)})
                    file.seek(0)
                    shutil.copyfileobj(file, member)
            heading = {"scenario": np.array(self.heading.scenario), "models": self.models}
            for name, array in (heading | {"rates": np.array(list(self.heading.rates.values()))}).items():
                with archive.open(ZipInfo(f"{name}.npy"), "w") as member:
                    np.lib.format.write_array(member, array, allow_pickle=False)

    def close(self) -> None:
        for file in self.waiting.values():
            file.close()


class Format(NamedTuple):
    """A way to write a table."""

    name: str
    writer: Callable[[Any, Heading], Writer]
    extensions: tuple[str, ...]
    binary: bool = False


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("table", TableWriter, (".txt",)),
        Format("csv", CsvWriter, (".csv",)),
        Format("jsonl", JsonLinesWriter, (".jsonl", ".ndjson")),
        Format("npz", ArchiveWriter, (".npz",), binary=True),
    )
}
"""Every format by name."""


def format_of(path: str) -> Format:
    """The format that a file's extension asks for. Raises Refusal for one that asks for none."""
    check_name(path)
    extension = extension_of(path)
    for form in FORMATS.values():
        if extension in form.extensions:
            return form
    known = ", ".join(extension for form in FORMATS.values() for extension in form.extensions)
    raise Refusal("export.extension", path=path, known=known, formats=", ".join(FORMATS))


def save(
    path: str, simulation: Simulation, legs: Iterable[list[Leg]], columns: list[str], *, anew: bool = False
) -> None:
    """Write a run to a file, in the format of its extension. Raises Refusal and EngineError, leaving no file."""
    form = format_of(path)
    with written(path, binary=form.binary, anew=anew) as stream:
        heading = Heading(simulation.scenario.text(), simulation.rates, columns, simulation.epoch)
        pour(form.writer(stream, heading), blocks(simulation, legs, columns))


def pour(writer: Writer, blocks: Iterable[Block]) -> None:
    """Write all rows of a run, then close the writer, whatever happens to them on the way."""
    try:
        for block in blocks:
            writer.write(block)
        writer.finish()
    finally:
        writer.close()
