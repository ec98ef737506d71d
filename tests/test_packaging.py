"""What is installed: one package, beside anything else there may be, and a source archive that holds what it names."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def source(folder: Path) -> Path:
    """The tree as it is checked out, without what tools have left in it."""
    left = ("__pycache__", "*.egg-info", "build", "dist", ".venv", ".ci-venv", ".git", ".*_cache", ".hypothesis")
    return Path(shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*left)))


def built(what: str, folder: Path) -> Path:
    """A ``wheel`` or ``sdist`` of the tree."""
    script = f"from setuptools import build_meta; print('\\n' + build_meta.build_{what}({str(folder)!r}))"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=source(folder), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return folder / told.stdout.splitlines()[-1]


def test_every_folder_of_code_is_installed():
    found = {path.parent.relative_to(ROOT) for top in ("engine", "tui") for path in (ROOT / top).rglob("__init__.py")}
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert listed == {"sigmascope", *(f"sigmascope.{'.'.join(folder.parts)}" for folder in found)}


def test_the_source_archive_holds_what_its_readme_names(tmp_path):
    with tarfile.open(built("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:tests|docs)/[\w./-]+\.\w+", readme)) | {"constraints.txt", "CHANGELOG.md", "LICENSE"}
    assert named <= names
    tests = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.py")}
    code = {str(path.relative_to(ROOT)) for top in ("engine", "tui") for path in (ROOT / top).rglob("*.*[yls]")}
    assert tests | {path for path in code if "__pycache__" not in path} <= names


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment with our wheel and a stranger's that is called engine, and a folder full of traps to stand in."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel = built("wheel", folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    script = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip())
    shutil.unpack_archive(wheel, site, "zip")
    # What we stand on comes from where these tests run; modules alone, so that an editable install is not found.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    here = folder / "here"
    for place in (site, here):
        for name in ("engine", "tui"):
            (place / name).mkdir(parents=True)
            (place / name / "__init__.py").write_text("raise SystemExit('a stranger was imported')\n")
    (here / "mycosts.py").write_text(
        "class Cubic:\n"
        "    def value(self, z, y):\n        return z**3\n"
        "    def delta(self, z, y):\n        return 3 * z**2\n"
    )
    return python, here


def test_the_wheel_holds_one_package(installed):
    python, here = installed
    script = (
        "import sigmascope, pathlib\n"
        "place = pathlib.Path(sigmascope.__file__).parent\n"
        "print(sorted(path.name for path in place.iterdir() if path.name != '__pycache__'))"
    )
    told = subprocess.run([python, "-c", script], cwd=here, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(["__init__.py", "__main__.py", "engine", "py.typed", "tui"])


VERBS = {
    "--version": "sigmascope ",
    "run epochs=1": "model,epoch",
    "run costs=mycosts:Cubic w=0.1 b=0.1 epochs=1": "mycosts:Cubic",
    "check --cost mycosts:Cubic": "Cubic",
    "scenarios": "saturated",
    "screenshot mild -o -": None,
    "completion bash": "complete",
    "serve --help": "--anonymous",
    "play --help": "--script",
    "open --help": "--paused",
}


@pytest.mark.parametrize("line", VERBS)
def test_a_verb_works_beside_strangers_of_our_names(installed, line):
    python, here = installed
    command = [python, "-m", "sigmascope", *line.split()]
    told = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "stranger" not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    if VERBS[line] is not None:
        assert told.returncode == 0, told.stderr
        assert VERBS[line] in told.stdout


def test_the_app_is_drawn_beside_strangers_of_our_names(installed):
    python, here = installed
    script = "wait 10\nscreenshot a.txt\nsave a.csv\n"
    command = [python, "-m", "sigmascope", "play", "--script", "-"]
    told = subprocess.run(command, cwd=here, input=script, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "sigmascope" in (here / "a.txt").read_text()
    assert (here / "a.csv").read_text().startswith("model,epoch")


def test_a_forced_command_works_beside_strangers_of_our_names(installed):
    python, here = installed
    told = subprocess.run(
        [python, "-P", "-m", "sigmascope.tui.ssh.forced", "mild"],
        cwd=here,
        env=os.environ | {"SSH_ORIGINAL_COMMAND": "run epochs=1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout[:11]) == (0, "model,epoch"), told.stderr


def test_a_server_and_its_workers_start_beside_strangers_of_our_names(installed):
    python, here = installed
    command = [python, "-m", "sigmascope", "serve", "--anonymous", "--port", "0", "--workers", "1", "--host-key", "key"]
    with subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        # Told only when the first worker is ready.
        announced = server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
    assert "ssh -p" in announced, said
    assert server.returncode == 0
    assert "stranger" not in said
