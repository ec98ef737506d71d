"""Exceptions of ours go where a run may go: into another process, and back."""

from __future__ import annotations

import copy
import importlib
import multiprocessing
import pickle
import pkgutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import sigmascope.engine
import sigmascope.tui
from sigmascope.engine import EngineError, Simulation, parse
from sigmascope.tui.run.ending import Ended
from sigmascope.tui.ssh.door.authorized import RefusedError
from sigmascope.tui.words.refusal import Refusal

EXAMPLES = {
    EngineError: EngineError("overflow", epoch=7, name="a\x1bb"),
    Refusal: Refusal("samples.ragged", name=Path("a.csv"), line=3, count=1, columns=2),
    Ended: Ended(15),
    RefusedError: RefusedError("malformed"),
}


def ours() -> set[type]:
    for package in (sigmascope.engine, sigmascope.tui):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found, left = set(), [BaseException]
    while left:
        left += (kinds := left.pop().__subclasses__())
        found |= {kind for kind in kinds if kind.__module__.startswith("sigmascope.")}
    return found


def test_there_is_an_example_of_every_exception_of_ours():
    assert ours() == set(EXAMPLES)


@pytest.mark.parametrize("error", EXAMPLES.values(), ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("copied", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy])
def test_an_exception_is_copied_whole(error, copied):
    error.add_note("on the way")
    found = copied(error)
    assert type(found) is type(error)
    assert (str(found), found.args, vars(found)) == (str(error), error.args, vars(error))


def fail(text: str) -> float:
    simulation = Simulation(parse(text))
    simulation.advance(simulation.scenario.epochs)
    return float(simulation.descents["quadratic"].params.b)


def test_a_run_that_fails_in_another_process_is_told_here():
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        failed, ran = pool.submit(fail, "w=1e308 x=1e308"), pool.submit(fail, "epochs=2")
        with pytest.raises(EngineError, match="leaves the range") as told:
            failed.result(60)
        assert told.value.facts["name"] == "quadratic"
        assert ran.result(60) == pytest.approx(2.0, abs=0.1)
