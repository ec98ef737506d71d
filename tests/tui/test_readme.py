"""What the README promises is what happens."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

import sigmascope
from sigmascope.engine.scenario import parse
from sigmascope.engine.text import from_arguments
from sigmascope.tui.cli.usage import Parser, Unspoken
from sigmascope.tui.cli.verbs import DEFAULT, VERBS
from sigmascope.tui.session.session import Session

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.partition("#")[0].split(" | ")[0].strip()
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.startswith("sigmascope")
]


def test_the_python_example_runs_as_printed(capsys):
    (example,) = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert len([line for line in example.splitlines() if line]) <= 6
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("quadratic {'w': -0.684292910952")
    assert printed[1].startswith("cross-entropy {'w': -2.2050195031")
    assert printed[2] == "215 is the epoch where the quadratic cost learns fastest"


def test_the_story_is_told_in_figures_that_are_computed():
    result = sigmascope.run("saturated")
    quadratic, cross_entropy = result.milestones.values()
    small, large = (result.simulation.at(0, cost, "dC_db")["dC_db"] for cost in result.scenario.costs)
    slow = slice(quadratic.slow[0][0], quadratic.slow[-1][1] + 1)
    steepest = result.simulation.values("quadratic", "sigma_prime", epochs=slow)["sigma_prime"].max()
    story = " ".join(README.split())
    for sentence in (
        f"stand at a = {result.simulation.at(0, 'quadratic', 'a')['a']:.2f} where 0 is wanted",
        f"(a − y)·σ′ = {small:.3f} under the quadratic cost, (a − y) = {large:.3f} under cross-entropy",
        f"a first step {large / small:.1f} times smaller",
        f"At epoch {cross_entropy.half} the right one is below one half",
        f"slow until epoch {slow.stop - 1}, as σ′ stays at most {steepest:.3f}",
        f"gets there at epoch {quadratic.half}.",
    ):
        assert sentence in story
    assert "After some fifteen seconds the run is over" in story
    session = Session(parse("saturated"), pace=None)
    session.prepare()
    tenths = 0
    while session.playing:
        session.tick(0.1)
        tenths += 1
    assert 145 <= tenths <= 160


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_line_is_one_that_sigmascope_takes(command):
    words = shlex.split(command)[1:]
    verb = VERBS[words.pop(0) if words and words[0] in VERBS else DEFAULT]
    parser = Parser(verb.name, Unspoken())
    verb.load().add_arguments(parser, Unspoken())
    options = parser.read(words)
    if parser.takes_scenario():
        parse(from_arguments(options.scenario))


def test_continuous_integration_finds_the_test_command_it_is_to_run():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (line,) = [line for line in script.splitlines() if line.startswith("readme=")]
    found = subprocess.run(
        ["bash", "-c", f'{line}; printf %s "$readme"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"python3 -m venv \.venv && \.venv/bin/pip install .* && \.venv/bin/pytest", found.stdout)


def test_constraints_carry_versions_and_no_address():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", pin) for pin in pins)
    pinned = {pin.partition("==")[0].lower() for pin in pins}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = {name.lower() for name in re.findall(r'^  "([A-Za-z0-9-]+)>=', project, re.MULTILINE)}
    assert wanted <= pinned
