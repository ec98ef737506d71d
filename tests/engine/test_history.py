"""The history gives back every epoch it was given, and refuses the others in a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.engine.errors import EngineError
from sigmascope.engine.history import History


def filled(*stretches: int, inputs: int = 2) -> tuple[History, np.ndarray]:
    history, total = History(inputs), sum(stretches)
    told = np.arange((inputs + 1.0) * total).reshape(inputs + 1, total)
    end = 0
    for stretch in stretches:
        history.extend(told[:, end : end + stretch])
        end += stretch
    return history, told


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(1, 4))
def test_stretches_of_any_length_come_back_whole(stretches: list[int], inputs: int) -> None:
    history, told = filled(*stretches, inputs=inputs)
    assert len(history) == sum(stretches)
    assert history.columns().tobytes() == told.tobytes()


def test_chosen_epochs() -> None:
    history, told = filled(10, 30)
    assert np.array_equal(history.columns(slice(3, None, 7)), told[:, 3::7])
    assert np.array_equal(history.columns([39, 0, 0]), told[:, [39, 0, 0]])
    assert np.array_equal(history.columns(np.array([5])), told[:, [5]])
    assert history.columns([]).shape == (3, 0)
    assert history.columns(slice(40, 99)).shape == (3, 0)
    assert np.array_equal(history.at(0), told[:, 0])
    assert np.array_equal(history.at(39), told[:, 39])


@pytest.mark.parametrize("epoch", [-1, 40, 10**12])
def test_an_epoch_it_does_not_hold(epoch: int) -> None:
    history, _ = filled(40)
    for ask in (lambda: history.at(epoch), lambda: history.columns([0, epoch])):
        with pytest.raises(EngineError, match=f"epoch {epoch} is not in the history; epochs 0 to 39 are"):
            ask()


def test_what_it_hands_out_cannot_change_the_past() -> None:
    history, told = filled(40)
    history.at(3)[:] = -1.0
    for columns in (history.columns(), history.columns(slice(2, 9))):
        with pytest.raises(ValueError, match="read-only"):
            columns[0, 0] = -1.0
    before = history.columns()
    history.extend(told)
    assert before.tobytes() == told.tobytes()


def test_growing_one_epoch_at_a_time_moves_its_columns_only_now_and_then() -> None:
    history, places = History(1), set()
    for epoch in range(5000):
        history.extend(np.full((2, 1), float(epoch)))
        places.add(history.columns().__array_interface__["data"][0])
    # 16 doubled until it holds 5000: ten sizes, so at most ten places.
    assert len(places) <= 10
    assert history.at(4999).tolist() == [4999.0, 4999.0]
