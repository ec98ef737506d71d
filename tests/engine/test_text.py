"""What a shell hands over is read as it was meant, file names with spaces included."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sigmascope.engine import EngineError, parse
from sigmascope.engine.text import from_arguments, read_float, tokens


@example("my samples, all.csv")
@example("C:\\new folder\\a.csv")
@given(st.text(st.characters(exclude_characters='"=', exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_a_file_name_a_shell_has_unquoted_stays_one_name(name: str) -> None:
    assert parse(from_arguments(["mild", f"data={name}", "epochs=5"])) == parse("mild epochs=5")._replace(
        data=name, x=(), y=0.0
    )


def test_other_words_are_left_as_they_are() -> None:
    words = ["mild eta=0.3", 'data="a b.csv"', "w=1:2,b=3", "data=a.csv,epochs=5"]
    assert from_arguments(words) == " ".join(words)
    assert parse(from_arguments(["saturated data=a.csv epochs=7"])).epochs == 7


def test_tokens_are_parted_outside_quotes_only() -> None:
    assert tokens('a, b\n"c d"e,,\\ "\\"\\\\x" \u2028f') == ["a", "b", "c de", "\\", '"\\x', "f"]
    assert tokens(" ,\u2003") == []


@pytest.mark.parametrize("text", ['"', 'data="', 'data="a\\"', 'mild data="a"b"', '"a""'])
def test_a_quote_left_open_is_told(text: str) -> None:
    with pytest.raises(EngineError, match="is never closed; close it"):
        tokens(text)


def test_a_very_long_line_is_read_in_one_go() -> None:
    assert len(tokens("mild, " * 100_000)) == 100_000


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1.0), ("-.5", -0.5), ("+2e3", 2000.0), (" 1 ", 1.0), ("1E-9", 1e-9)]
)
def test_the_usual_forms_of_a_number(text: str, number: float) -> None:
    assert read_float(text) == number


@pytest.mark.parametrize("text", ["two", "1_0", "\u0661", "1,5", "0x1"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        read_float(text)
