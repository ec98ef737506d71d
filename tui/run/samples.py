"""Reading samples from a CSV file, with a sentence for everything that can be wrong with one."""

from __future__ import annotations

import csv
import io
import math
import os
import stat
from array import array

import numpy as np

from sigmascope.engine.descent import Samples
from sigmascope.engine.keys import MOST_INPUTS
from sigmascope.engine.text import read_float
from sigmascope.tui.words.refusal import Refusal

MOST_BYTES = 64 * 2**20
MOST_ROWS = 1_000_000


def read_samples(name: str) -> Samples:
    """The samples in a CSV file with the header x,y or x1,…,xm,y. Raises Refusal for anything else.

    ``name`` is taken relative to the current folder. Spreadsheets' byte-order mark and CRLF are accepted.
    """
    text = _read(name)
    rows = _Table(name, text)
    inputs = rows.header()
    values = array("d")
    for line, cells in rows:
        if len(cells) != inputs + 1:
            raise Refusal("samples.ragged", name=name, line=line, count=len(cells), columns=inputs + 1)
        values.extend([_number(name, line, column, cell) for column, cell in enumerate(cells, start=1)])
        if len(values) > MOST_ROWS * (inputs + 1):
            raise Refusal("samples.too-many-rows", name=name, most=MOST_ROWS)
    if not values:
        raise Refusal("samples.no-rows", name=name)
    table = np.array(values).reshape(-1, inputs + 1)
    return Samples(table[:, :-1], table[:, -1])


def _read(name: str) -> str:
    path = os.path.expanduser(name)
    try:
        # A pipe or a device would wait, perhaps for ever, so the kind is looked at before anything is opened.
        state = os.stat(path)
        if stat.S_ISDIR(state.st_mode):
            raise Refusal("samples.folder", name=name)
        if not stat.S_ISREG(state.st_mode):
            raise Refusal("samples.not-a-file", name=name)
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refusal("samples.unreadable", name=name, reason=reason) from None
    if len(data) > MOST_BYTES:
        raise Refusal("samples.too-large", name=name, most=MOST_BYTES // 2**20)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("samples.encoding", name=name, line=data.count(b"\n", 0, error.start) + 1) from None


class _Table:
    """The rows of a CSV text that hold anything, with their line numbers."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.error = csv.Error
        self.reader = csv.reader(io.StringIO(text, newline=None), strict=True)

    def __iter__(self) -> _Table:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        try:
            row = next(self.reader)
            while not any(cell.strip() for cell in row):
                # A line of commas alone is a row with its numbers missing; one without anything is not a row.
                if len(row) > 1:
                    break
                row = next(self.reader)
        except self.error as error:
            raise Refusal("samples.csv", name=self.name, line=self.reader.line_num, reason=error) from None
        return self.reader.line_num, row

    def header(self) -> int:
        """Read the header; the number of inputs."""
        try:
            _, cells = next(self)
        except StopIteration:
            raise Refusal("samples.empty", name=self.name) from None
        names = [cell.strip() for cell in cells]
        inputs = len(names) - 1
        if inputs > MOST_INPUTS:
            raise Refusal("samples.too-many-inputs", name=self.name, count=inputs, most=MOST_INPUTS)
        accepted = [["x", "y"], [*(f"x{j + 1}" for j in range(inputs)), "y"]]
        if inputs < 1 or names not in accepted:
            shown = ",".join(names)
            raise Refusal("samples.header", name=self.name, header=shown if len(shown) <= 60 else shown[:60] + "…")
        return inputs


def _number(name: str, line: int, column: int, cell: str) -> float:
    try:
        value = read_float(cell)
    except ValueError:
        raise Refusal("samples.not-a-number", name=name, line=line, column=column, text=cell[:40]) from None
    if not math.isfinite(value):
        raise Refusal("samples.not-finite", name=name, line=line, column=column, text=cell[:40])
    return value
