"""A run's table as CSV, JSON lines, a NumPy archive or columns to read, and files that are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from sigmascope.tui.run.descriptors import Onward, appends, leads_through
from sigmascope.tui.run.rows import blocks
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


def extension_of(path: str) -> str:
    """What the name of a file ends with, from its last dot on: that is what says its format."""
    return os.path.splitext(path)[1].lower()


def format_of(path: str) -> Format:
    """The format that a file's extension asks for. Raises Refusal for one that asks for none."""
    _check_name(path)
    extension = extension_of(path)
    for form in FORMATS.values():
        if extension in form.extensions:
            return form
    known = ", ".join(extension for form in FORMATS.values() for extension in form.extensions)
    raise Refusal("export.extension", path=path, known=known, formats=", ".join(FORMATS))


def _check_name(path: str) -> None:
    if not path:
        raise Refusal("export.no-name")
    if os.path.isdir(path) or not os.path.basename(path):
        raise Refusal("export.folder", path=path)


@contextmanager
def written(path: str, *, binary: bool = False, anew: bool = False) -> Iterator[IO[Any]]:
    """A file to write that appears under its name, whole, when the block ends well, and otherwise not at all.

    A file of that name is replaced at that moment, or kept where one is to be made ``anew``: then FileExistsError is
    raised. What an open descriptor (/dev/stdout, /dev/fd/3), a pipe or a device is called is written through instead.
    Raises Refusal where it cannot be written.
    """
    _check_name(path)
    place = None
    try:
        try:
            through = leads_through(path)
            if through is not None:
                file = _opened(through, "w", binary=binary)
            else:
                known = os.stat(path) if os.path.exists(path) else None
                if known is not None and not os.access(path, os.W_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                # A link stays a link: what it leads to is replaced.
                target = os.path.realpath(path)
                # Random, because in containers every process has the same number; and known before there is a file
                # of that name, so that a signal at any moment leaves none.
                place = os.path.join(os.path.dirname(target), f".sigmascope-{os.urandom(8).hex()}.part")
                file = _opened(place, "x", binary=binary)
        except (OSError, ValueError) as error:
            raise _unwritable(path, error) from None
        try:
            with file:
                yield file
                file.flush()
            if place is not None:
                _give_name(place, target, known, anew=anew)
        except (BrokenPipeError, FileExistsError):
            raise
        except OSError as error:
            raise _unwritable(path, error) from None
    finally:
        # After a replacement there is nothing left to take away. No function of Python's own stands before the
        # unlink: a second signal would come in between.
        if place is not None:
            try:  # noqa: SIM105
                os.unlink(place)
            except OSError:
                pass


def _give_name(place: str, target: str, known: os.stat_result | None, *, anew: bool) -> None:
    if known is not None:
        os.chmod(place, stat.S_IMODE(known.st_mode))
    if not anew:
        os.replace(place, target)
        return
    # Never over another file, however it came there meanwhile.
    try:
        os.link(place, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the name is taken first, and then filled
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.replace(place, target)


def _opened(place: int | str, mode: str, *, binary: bool) -> IO[Any]:
    if binary:
        return open(place, mode + "b")
    return open(place, mode, encoding="utf-8", newline="\n")


def _unwritable(path: str, error: OSError | ValueError) -> Refusal:
    return Refusal("export.unwritable", path=path, reason=getattr(error, "strerror", None) or str(error))


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
