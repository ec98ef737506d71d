"""What the app costs beside a plain one with the same charts: ``python tests/benchmarks/bench_app.py [--quick]``.

Whole processes in a pseudo-terminal of 160×48 that is read without pause. What is compared takes turns, so that a busy
machine slows both sides down alike; medians count. Nothing is asserted. The plain app (yardstick_app.py) runs in an
environment that is built for it once a run, or kept in the folder that ``--yardstick`` names.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pseudo_terminal import APP, SIZE, Cost, Process
from rich.console import Console

from sigmascope.engine.scenario import parse
from sigmascope.tui.app.inside import Cells
from sigmascope.tui.board.colours import PALETTES, styles
from sigmascope.tui.board.picture import Picture
from sigmascope.tui.board.widget import _changes
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.lesson.reading import lesson_names, shipped
from sigmascope.tui.session.session import Session
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import Words
from sigmascope.tui.words.charset import CharsetWords
from sigmascope.tui.words.text import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sigmascope.tui.lesson.lesson import Step

EPOCHS = 300
STEADY = ["--pace", "30"]
LONG = ["epochs=300000", "--pace", "10000"]
IMPORTS = [sys.executable, "-c", "import numpy, textual.app, plotext"]
YARDSTICK = "textual-plotext==1.0.1"
_FIRST_FRAME = "quit"  # stands at the right end of the last row


class Frame(NamedTuple):
    """What one frame costs."""

    cpu: float
    """Seconds."""
    written: float
    """Bytes."""


PUBLISHED = Frame(0.128, 49_600.0)
"""A frame of the plain app as it was measured once, for where it cannot be installed."""


def line(what: str, measured: str, ratio: str = "", goal: str = "") -> None:
    """A row of the table."""
    print(f"{what:<58}{measured:>34}{ratio:>14}    {goal}".rstrip(), flush=True)


# ── playing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def opened() -> Cost:
    """A run that leaves once it has opened: Textual draws its first frame a few times."""
    with Process([*APP, "--paused"]) as app:
        app.wait(_FIRST_FRAME)
        time.sleep(0.3)
        return app.end("q")


def played() -> tuple[Cost, float]:
    """The default run to its end at one pace, and the frames a second of it."""
    with Process([*APP, *STEADY]) as app:
        began = app.wait(_FIRST_FRAME)
        ended = app.wait("finished")
        frames = app.frames(since=began) / (ended - began)
        return app.end("q"), frames


def install(folder: Path) -> str | None:
    """The Python that runs the yardstick, its environment made in a folder that has none; None where pip cannot."""
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            print(f"installing {YARDSTICK} for the yardstick …", flush=True)
            venv.create(folder, with_pip=True)
        ready = subprocess.run([python, "-c", "import textual_plotext"], capture_output=True, check=False)
        if ready.returncode:
            pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", YARDSTICK, "numpy"]
            subprocess.run(pip, capture_output=True, check=True, timeout=120)
    except (OSError, subprocess.SubprocessError):
        return None
    return str(python)


def yardstick_frame(python: str, frames: int) -> tuple[Frame, float]:
    """What one frame of the yardstick costs, start-up not counted, and how many it shows a second."""
    app = [python, str(Path(__file__).with_name("yardstick_app.py"))]
    ends = []
    for count in (1, frames):
        with Process([*app, str(count)]) as process:
            cost = process.end()
            ends.append((cost, time.monotonic() - process.began))
    (first, first_seconds), (whole, seconds) = ends
    more = frames - 1
    frame = Frame((whole.cpu - first.cpu) / more, (whole.written - first.written) / more)
    return frame, more / (seconds - first_seconds)


def playing(python: str | None, repeats: int, frames: int) -> None:
    """Playing 300 epochs, beside the yardstick."""
    ours, paces, plain, plain_paces = [], [], [], []
    for _ in range(repeats):
        start, (whole, pace) = opened(), played()
        ours.append(Frame(whole.cpu - start.cpu, whole.written - start.written))
        paces.append(pace)
        if python:
            frame, plain_pace = yardstick_frame(python, frames)
            plain.append(frame)
            plain_paces.append(plain_pace)
    cpu = statistics.median(cost.cpu for cost in ours)
    written = statistics.median(cost.written for cost in ours)
    if python:
        yard = Frame(*(statistics.median(column) for column in zip(*plain, strict=True)))
        named, pace = "textual-plotext", f"{statistics.median(plain_paces):.1f} frames/s"
    else:
        yard, named, pace = PUBLISHED, "textual-plotext as published", "7 frames/s"
    line(f"a frame of {named}", f"{1e3 * yard.cpu:.0f} ms  {yard.written / 1e3:.1f} kB", "", pace)
    line(f"{EPOCHS} of its frames, CPU and bytes", f"{EPOCHS * yard.cpu:.1f} s  {EPOCHS * yard.written / 1e6:.2f} MB")
    line(f"playing {EPOCHS} epochs at 30/s, CPU", f"{cpu:.2f} s", f"1/{EPOCHS * yard.cpu / cpu:.0f}", "≤ 1/25")
    line("  bytes", f"{written / 1e6:.3f} MB", f"1/{EPOCHS * yard.written / written:.0f}", "≤ 1/50")
    line("  frames a second", f"{statistics.median(paces):.1f}", "", "≥ 15")


# ── the cost of a frame ──────────────────────────────────────────────────────────────────────────────────────────────


def composer(epochs: int, frames: int) -> Callable[[], float]:
    """Plays a run of so many epochs in so many frames, in process; gives the seconds a frame takes."""
    session = Session(parse(f"epochs={epochs}"), playing=True)
    session.prepare()
    picture = Picture(GLYPHS["braille"], CharsetWords(Words("en"), "braille"))
    table = styles(PALETTES["dark"], colour=True)
    console = Console(color_system="truecolor", force_terminal=True)

    def play() -> float:
        rows = picture.compose(session, *SIZE)
        began = time.perf_counter()
        for frame in range(frames):
            session.seek(epochs * frame // frames)
            session.playing = True
            old, rows = rows, picture.compose(session, *SIZE)
            Cells(_changes(old, rows), table).render_segments(console)
        return (time.perf_counter() - began) / frames

    return play


def pace_of_cpu(seconds: float, *arguments: str) -> tuple[float, int]:
    """CPU seconds a frame of a process that plays, start-up not counted, and its memory at most."""
    with Process([*APP, *arguments]) as app:
        app.wait("▶")
        time.sleep(0.5)
        began, cpu = time.monotonic(), app.cpu()
        time.sleep(seconds)
        cpu = app.cpu() - cpu
        frames = app.frames(since=began)
        return cpu / frames, app.end("q").memory


def frame_cost(repeats: int, seconds: float) -> None:
    """300 against 300,000 epochs."""
    players = {epochs: composer(epochs, 300) for epochs in (300, 300_000)}
    ratios, times = [], {epochs: [] for epochs in players}
    for _ in range(2 * repeats + 1):
        for epochs, play in players.items():
            times[epochs].append(play())
        ratios.append(times[300_000][-1] / times[300][-1])
    short, long = (1e3 * statistics.median(times[epochs]) for epochs in players)
    ratio = f"{statistics.median(ratios):.2f}"
    line("a frame of 300 and of 300,000 epochs, composed", f"{short:.2f} ms  {long:.2f} ms", ratio, "≤ 1.20")
    pairs = [(pace_of_cpu(seconds, *STEADY), pace_of_cpu(seconds, *LONG)) for _ in range(repeats)]
    short, long = (1e3 * statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    ratio = f"{statistics.median(pair[1][0] / pair[0][0] for pair in pairs):.2f}"
    line("  of the whole process", f"{short:.2f} ms  {long:.2f} ms", ratio, "≤ 1.20")
    short, long = (max(pair[side][1] for pair in pairs) / 1e6 for side in (0, 1))
    # Two costs, w and b, eight bytes each.
    parameters = 300_000 * 2 * 2 * 8 / 1e6
    line("  its memory at most", f"{short:.0f} MB  {long:.0f} MB", "", f"parameters: {parameters:.0f} MB")


_ONLY_IN = {
    "anatomy": "how wrong",
    "sigmoid": "close together",
    "output": "what an output",
    "speed": "the error over",
    "hills": "wide bands",
    "derivation": "wanted: a gradient",
}
"""Of each view, words that stand nowhere else."""


def views(seconds: float) -> None:
    """A frame of each view while it plays, of a run that fits on the time line and of a very long one."""
    print("\na frame of each view, at 3,000 and at 300,000 epochs (CPU of the whole process; bytes)")
    for name, view in VIEWS.items():
        frames = [_view_frame(name, view.keys, seconds, epochs) for epochs in (3000, 300_000)]
        costs, sizes = zip(*frames, strict=True)
        measured = f"{costs[0]:.2f}  {costs[1]:.2f} ms  {sizes[0]:.0f}  {sizes[1]:.0f} bytes"
        line(f"  {name}", measured, f"{costs[1] / costs[0]:.2f}", "≤ 4 ms, 2 kB, 1")


def _view_frame(name: str, keys: tuple[str, ...], seconds: float, epochs: int) -> tuple[float, float]:
    with Process([*APP, f"epochs={epochs}", *STEADY]) as app:
        app.wait("▶")
        time.sleep(1.0)
        if keys:
            _, written = app.send(keys[0])
            app.wait(_ONLY_IN[name], written)
        time.sleep(0.3)
        began, cpu, before = time.monotonic(), app.cpu(), app.written
        time.sleep(seconds)
        cpu, sent, frames = app.cpu() - cpu, app.written - before, app.frames(since=began)
        app.end("q")
    return 1e3 * cpu / frames, sent / frames


# An app on samples of its own: what opens them from a file is not there yet.
_SAMPLES = """
import sys
import numpy as np
from sigmascope.engine import Samples, parse
from sigmascope.tui.app.app import AppOptions
from sigmascope.tui.app.terminal import show
from sigmascope.tui.session.session import Session
from sigmascope.tui.words import Words
random = np.random.default_rng(7)
count, epochs = int(sys.argv[1]), int(sys.argv[2])
samples = Samples(random.normal(size=(count, 2)), random.integers(0, 2, count).astype(float))
session = Session(parse(f"w=2:-1 x=1:1 epochs={epochs}"), samples, playing=False)
sys.exit(show(session, Words("en"), AppOptions(), mouse=False, tell=print))
"""


def openings(count: int) -> None:
    """From a view's key to its first answer, on runs that are finished and on many samples; and keys behind it."""
    print("\nfrom the key of a view to its first answer, and the next keys (each: next  worst of some)")
    runs = {"300 epochs": [*APP, "epochs=300"], "300,000 epochs": [*APP, "epochs=300000"]}
    runs |= {f"{n:,} samples": [sys.executable, "-c", _SAMPLES, str(n), "300"] for n in (60, 1000)}
    for what, command in runs.items():
        for name, view in VIEWS.items():
            if not view.keys:
                continue
            with Process(command) as app:
                app.wait(_FIRST_FRAME)
                if "-c" not in command:
                    app.send(" ")
                    app.wait("paused")
                app.wait(_FIRST_FRAME)
                time.sleep(1.0)
                pressed, written = app.send("\x1b[F")  # End
                app.wait("finished", written)
                pressed, written = app.send(view.keys[0])
                first = app.wait(_ONLY_IN[name], written) - pressed
                keys = [("l", "copied"), ("+", "epochs per second")] * count
                behind = max(answers(iter(keys), app, count, (0.0, 0.05)))
                line(f"  {what}, {name}", f"{1e3 * first:.0f} ms  {1e3 * behind:.0f} ms", "", "≤ 60 ms, 40 ms")
                app.end("q")


def resting(seconds: float) -> None:
    """An app that is paused, with nothing to do."""
    with Process([*APP, "--paused"]) as app:
        app.wait(_FIRST_FRAME)
        time.sleep(0.5)
        cpu, written = app.cpu(), app.written
        time.sleep(seconds)
        cpu, written = app.cpu() - cpu, app.written - written
        app.end("q")
    line("paused, a second", f"{1e3 * cpu / seconds:.0f} ms  {written / seconds:.0f} bytes")


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def answers(keys: Iterator[tuple[str, str]], app: Process, count: int, gap: tuple[float, float]) -> list[float]:
    """Seconds until each of so many keys was answered, pressed at random moments."""
    chance = random.Random(0)
    waited = []
    for _, (key, answer) in zip(range(count), keys, strict=False):
        time.sleep(chance.uniform(*gap))
        pressed, written = app.send(key)
        waited.append(app.wait(answer, written) - pressed)
    return waited


# Keys, each with characters that are sent only in answer to it.
def _playing_keys() -> Iterator[tuple[str, str]]:
    while True:
        yield from (("+", "epochs per second"), (" ", "paused"), (" ", "▶"))
        yield from (("-", "epochs per second"), ("l", "copied"))


def _nudging_keys() -> Iterator[tuple[str, str]]:
    while True:
        yield from (("w", "restarted"), (" ", "paused"), ("B", "restarted"), (" ", "▶"))


def _computing_keys(nudges: int) -> Iterator[tuple[str, str]]:
    # Each nudge computes the run anew; the keys after it fall into that time and the drawing of the charts behind it.
    for _ in range(nudges):
        yield "w", "restarted"
        for _ in range(20):
            yield "l", "copied"
            yield "+", "epochs per second"
        yield "l", "copied"


def _lesson_keys() -> Iterator[tuple[str, str]]:
    # Through the whole lesson; each key with part of the row that is new after it.
    def row(text: str, step: Step) -> str:
        return wrap(step.says(text), 96)[0][24:34].strip()

    key = "u"
    for step in shipped(lesson_names()[0]).steps:
        telling = step.telling("en")
        yield key, row(telling.text, step)
        if step.asks:
            yield "\r", row(telling.question, step)
            key = "1"
        else:
            key = "\r"
        if step.last > step.epoch:
            yield key, "result"
            key = "\r"
        yield key, row(telling.reveal or telling.notice, step)
        key = "\r"


def _say_answers(what: str, waited: list[float]) -> None:
    waited = sorted(1e3 * seconds for seconds in waited)
    p50, p95 = (waited[int(share * (len(waited) - 1))] for share in (0.5, 0.95))
    line(what, f"{p50:.0f}  {p95:.0f}  {waited[-1]:.0f} ms", f"{len(waited)} keys", "≤ 50 ms")


def key_answers(count: int, nudges: int) -> None:
    """From a key to the bytes that answer it."""
    print("\nfrom a key to its answer (p50  p95  max)")
    gap = (0.02, 0.2)
    for what, arguments in (("playing at 30/s", ["epochs=3000"]), ("playing 300,000 epochs at 10,000/s", LONG)):
        with Process([*APP, *arguments]) as app:
            app.wait("▶")
            time.sleep(0.3)
            _say_answers(what, answers(_playing_keys(), app, count, gap))
            app.end("q")
    with Process([*APP, "--paused", *STEADY]) as app:
        app.wait(_FIRST_FRAME)
        time.sleep(1.0)
        keys = list(_lesson_keys())
        _say_answers("through the lesson", answers(iter(keys), app, len(keys), gap))
        app.end("q")
    with Process(APP) as app:
        app.wait("▶")
        _say_answers("nudging w and b of 300 epochs", answers(_nudging_keys(), app, count, gap))
        app.end("q")
    with Process([*APP, *LONG]) as app:
        app.wait("▶")
        waited = answers(_computing_keys(nudges), app, 42 * nudges, (0.0, 0.1))
        _say_answers("while 300,000 epochs are computed and drawn", waited)
        app.end("q")


# ── start ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def start(repeats: int) -> None:
    """From the start of the process to its first frame."""
    firsts, imports = [], []
    for _ in range(repeats):
        with Process(APP) as app:
            firsts.append(app.wait(_FIRST_FRAME) - app.began)
            app.end("q")
        with Process(IMPORTS) as process:
            process.end()
            imports.append(time.monotonic() - process.began)
    ratio = f"{statistics.median(one / other for one, other in zip(firsts, imports, strict=True)):.2f}"
    first, imported = (statistics.median(times) for times in (firsts, imports))
    measured = f"{1e3 * first:.0f} ms  {1e3 * imported:.0f} ms"
    line("first frame / import numpy, textual.app, plotext", measured, ratio, "≤ 1.40")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repeats: under a minute")
    parser.add_argument("--yardstick", type=Path, metavar="FOLDER", help="keep the plain app's environment here")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this; may be given again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state  # what the apps remember of lessons
        for name in options.only or PARTS:
            PARTS[name](options)


def _playing_part(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() if options.yardstick is None else nullcontext(options.yardstick) as folder:
        python = install(Path(folder))
        if python is None:
            print(f"{YARDSTICK} cannot be installed here; its published figures stand in for it.")
        playing(python, 1 if options.quick else 3, 20 if options.quick else 60)


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "playing": _playing_part,
    "frame": lambda options: frame_cost(1 if options.quick else 3, 2.0 if options.quick else 5.0),
    "views": lambda options: views(2.0 if options.quick else 5.0),
    "openings": lambda options: openings(6 if options.quick else 20),
    "resting": lambda options: resting(2.0 if options.quick else 5.0),
    "keys": lambda options: key_answers(30 if options.quick else 100, 1 if options.quick else 4),
    "start": lambda options: start(5 if options.quick else 15),
}


if __name__ == "__main__":
    main()
