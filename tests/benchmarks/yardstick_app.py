"""What bench_app.py measures the app against: the same charts and numbers the plain way, with textual-plotext.

Runs in an environment of its own, because textual-plotext pins an older plotext: ``python yardstick_app.py FRAMES``.
Plays 300 epochs in so many frames, each as soon as the one before is on the screen, and leaves.
"""

from __future__ import annotations

import sys

import numpy as np
from textual.app import App
from textual.containers import Grid, Horizontal, Vertical
from textual.widgets import Static
from textual_plotext import PlotextPlot

EPOCHS, ETA, X, Y = 300, 0.15, 1.0, 0.0
COSTS = ("quadratic", "cross-entropy")
CHARTS = ("cost", "w", "b", "σ′")


class Neuron:
    """One neuron and all it has been through."""

    def __init__(self, cost: str) -> None:
        self.cost = cost
        self.w = self.b = 2.0
        self.history: dict[str, list[float]] = {name: [] for name in CHARTS}
        self._note()

    def step(self) -> None:
        slope = self.a * (1 - self.a) if self.cost == "quadratic" else 1.0
        delta = (self.a - Y) * slope
        self.w -= ETA * delta * X
        self.b -= ETA * delta
        self._note()

    def _note(self) -> None:
        self.a = 1 / (1 + np.exp(-(self.w * X + self.b)))
        cost = (self.a - Y) ** 2 / 2 if self.cost == "quadratic" else -np.log(1 - self.a)
        values = (cost, self.w, self.b, self.a * (1 - self.a))
        for name, value in zip(CHARTS, values, strict=True):
            self.history[name].append(float(value))


class Yardstick(App[None]):
    """Two panes of four charts, drawn anew each frame."""

    CSS = "Grid { grid-size: 2 2; } Static { height: 6; } #header, #footer { height: 1; }"

    def __init__(self, frames: int) -> None:
        super().__init__()
        self.frames, self.frame, self.epoch = frames, 0, 0
        self.neurons = [Neuron(cost) for cost in COSTS]

    def compose(self):
        yield Static(id="header")
        with Horizontal():
            for pane in range(len(COSTS)):
                with Vertical():
                    yield Static(id=f"head{pane}")
                    with Grid():
                        for chart in range(len(CHARTS)):
                            yield PlotextPlot(id=f"chart{pane}{chart}")
        yield Static("q quit", id="footer")

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        if self.frame == self.frames:
            self.exit()
            return
        self.frame += 1
        while self.epoch < EPOCHS * self.frame // self.frames:
            self.epoch += 1
            for neuron in self.neurons:
                neuron.step()
        self.query_one("#header", Static).update(f"epoch {self.epoch} of {EPOCHS}")
        for pane, neuron in enumerate(self.neurons):
            numbers = f"w = {neuron.w:9.6f}\nb = {neuron.b:9.6f}\na = {neuron.a:9.6f}"
            self.query_one(f"#head{pane}", Static).update(f"{neuron.cost}\n{numbers}")
            for number, name in enumerate(CHARTS):
                chart = self.query_one(f"#chart{pane}{number}", PlotextPlot)
                values = neuron.history[name]
                chart.plt.clear_data()
                chart.plt.title(f"{name} {values[-1]:9.6f}")
                chart.plt.xlim(0, EPOCHS)
                chart.plt.plot(list(range(len(values))), values, marker="braille")
                chart.refresh()
        self.call_after_refresh(self.draw)


if __name__ == "__main__":
    Yardstick(int(sys.argv[1])).run()
