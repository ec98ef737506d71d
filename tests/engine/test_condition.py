"""A condition holds from the first epoch at which it does, and is read from what people type."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.engine import COSTS, Descent, EngineError, Params, Samples, Simulation, evaluate, parse
from sigmascope.engine.condition import parse_condition


def run(text: str, epochs: int) -> tuple[Descent, np.ndarray]:
    simulation = Simulation(parse(text))
    simulation.advance(epochs)
    descent = next(iter(simulation.descents.values()))
    assert descent.history is not None
    return descent, descent.history.columns()


@pytest.mark.parametrize(
    ("text", "condition", "epoch"),
    [
        ("mild costs=quadratic", "a<0.5", 36),
        ("mild costs=quadratic", "a < 0.1", 273),
        ("saturated costs=cross-entropy", " a<.1 ", 50),
        ("saturated costs=quadratic", "a<0.1", None),
        ("saturated costs=quadratic", "a<=1", 0),
        ("saturated costs=quadratic", "sigma_prime>=0.2", 209),
        ("saturated costs=quadratic", "b>2", None),
    ],
)
def test_the_first_epoch_where_it_holds(text: str, condition: str, epoch: int | None) -> None:
    descent, columns = run(text, 300)
    assert parse_condition(condition, 1).first(descent, columns) == epoch


@given(
    st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(["w2", "b", "cost", "speed", "dC_dw1"]), st.integers(0, 20)
)
def test_it_holds_where_comparing_every_epoch_says(comparison: str, column: str, epoch: int) -> None:
    samples = Samples(np.array([[1.0, -2.0], [0.5, 1.0]]), np.array([0.0, 1.0]))
    descent = Descent(COSTS["quadratic"], samples, Params(np.array([1.0, 2.0]), np.float64(0.5)), 0.5)
    descent.advance(20)
    assert descent.history is not None
    columns = descent.history.columns()
    values = evaluate(descent, columns, [column.rstrip("12")])[column]
    bound = float(values[epoch])
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[comparison]
    holds = np.flatnonzero(compare(values, bound))
    found = parse_condition(f"{column}{comparison}{bound!r}", 2).first(descent, columns)
    assert found == (int(holds[0]) if holds.size else None)


def test_an_overflow_behind_the_epoch_asked_for_does_not_matter() -> None:
    descent, columns = run("x=10 w=1 b=0 costs=quadratic", 0)
    columns = np.hstack([np.repeat(columns, 6, axis=1), [[1e308], [0.0]]])
    assert parse_condition("z>=10", 1).first(descent, columns) == 0
    with pytest.raises(EngineError, match="the quantity z leaves the range"):
        parse_condition("z>10", 1).first(descent, columns)


@pytest.mark.parametrize("text", ["", "a", "a<", "<1", "a=1", "a==1", "a<b", "a<nan", "a<inf", "a<1<2", "a<1_0", "a<٣"])
def test_what_cannot_be_read_is_told_with_an_example(text: str) -> None:
    with pytest.raises(EngineError, match=r"write a quantity, one of < <= > >= and a number, as in 'a<0.1'") as told:
        parse_condition(text, 1)
    assert repr(text) in str(told.value)


def test_an_unknown_quantity_and_one_of_several_columns() -> None:
    with pytest.raises(EngineError, match=r"unknown quantity 'costs'; did you mean 'cost'\?"):
        parse_condition("costs<1", 1)
    with pytest.raises(EngineError, match="unknown quantity 'foo'; the quantities are w, b"):
        parse_condition("foo<1", 1)
    with pytest.raises(EngineError, match=r"unknown quantity 'w3'"):
        parse_condition("w3<1", 2)
    with pytest.raises(EngineError, match="w stands for several columns; name one of w1 to w2"):
        parse_condition("w<1", 2)
