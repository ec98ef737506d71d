"""Samples from a CSV file: what is read, and the sentence for everything that cannot be."""

from __future__ import annotations

import os

import pytest

from sigmascope.tui.run import samples
from sigmascope.tui.run.samples import read_samples
from sigmascope.tui.words import Words
from sigmascope.tui.words.refusal import Refusal


def refused(path) -> str:
    with pytest.raises(Refusal) as refusal:
        read_samples(str(path))
    return Words("en")(refusal.value.name, **refusal.value.facts).replace(str(path), "FILE")


@pytest.mark.parametrize(
    "text",
    [
        b"x,y\n1,0\n0.5,1\n",
        b"x1,y\n1,0\n0.5,1",
        b"\xef\xbb\xbfx,y\r\n1,0\r\n0.5,1\r\n",
        b"\n x , y \n\n 1 ,0\n5e-1, 1\n\n\n",
        b'"x","y"\n"1","0"\n"0.5","1"\n',
    ],
    ids=["plain", "x1", "from a spreadsheet", "with blanks", "quoted"],
)
def test_every_common_way_to_write_samples_is_read(tmp_path, text):
    (tmp_path / "s.csv").write_bytes(text)
    found = read_samples(str(tmp_path / "s.csv"))
    assert found.x.tolist() == [[1.0], [0.5]]
    assert found.y.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "FILE is empty; samples are a CSV file with the header x,y or x1,x2,…,y and one row per sample"),
        (b"x,y\n", "FILE has a header but no samples; give one row per sample"),
        (b"1,0\n0,1\n", "FILE begins with '1,0'; the header must be x,y or x1,x2,…,y"),
        (b"x;y\n1;0\n", "FILE begins with 'x;y'; the header must be x,y or x1,x2,…,y"),
        (b"y\n1\n", "FILE begins with 'y'; the header must be x,y or x1,x2,…,y"),
        (b"x2,x1,y\n1,2,3\n", "FILE begins with 'x2,x1,y'; the header must be x,y or x1,x2,…,y"),
        (b"x1,x2,y\n1,2,0\n\n1,2\n", "FILE, line 4: 2 values where the header has 3"),
        (b"x,y\n1,0\nfoo,1\n", "FILE, line 3, column 1: 'foo' is not a number"),
        (b"x,y\n1_0,0\n", "FILE, line 2, column 1: '1_0' is not a number"),
        ("x,y\n١,0\n".encode(), "FILE, line 2, column 1: '١' is not a number"),
        (b"x,y\n,\n", "FILE, line 2, column 1: '' is not a number"),
        (b"x,y\n1,inf\n", "FILE, line 2, column 2: 'inf' is not finite; every x and y must be a finite number"),
        (b"x,y\n1,1e999\n", "FILE, line 2, column 2: '1e999' is not finite; every x and y must be a finite number"),
        (b"x,y\n1,0\n\xff,1\n", "FILE, line 3: this is not UTF-8; save the file as CSV in UTF-8"),
        (b'x,y\n"1"2,0\n', "FILE, line 2: this is not CSV (',' expected after '\"')"),
        (b",".join(b"x%d" % j for j in range(1, 1002)) + b",y\n", "FILE has 1001 inputs; at most 1000 are possible"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_one_sentence(tmp_path, text, sentence):
    (tmp_path / "s.csv").write_bytes(text)
    assert refused(tmp_path / "s.csv") == sentence


def test_what_is_not_a_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "FILE is not a regular file; data= takes the name of a CSV file"
    assert refused("/dev/zero") == "FILE is not a regular file; data= takes the name of a CSV file"
    assert refused(tmp_path) == "FILE is a folder; data= takes the name of a CSV file"
    assert refused(tmp_path / "none.csv") == "cannot read FILE: No such file or directory"
    assert refused("nul\0byte.csv").startswith(r"cannot read nul\x00byte.csv: ")


def test_a_file_too_large_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    with open(tmp_path / "s.csv", "wb") as file:
        file.truncate(samples.MOST_BYTES + 1)
    assert refused(tmp_path / "s.csv") == "FILE is too large; samples may take 64 MiB at most"
    monkeypatch.setattr(samples, "MOST_ROWS", 3)
    (tmp_path / "s.csv").write_text("x,y\n" + "1,0\n" * 4)
    assert refused(tmp_path / "s.csv") == "FILE has too many samples; at most 3 are possible"
