"""A form for the values a run starts from; what is wrong is said beside the field, as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from sigmascope.engine.errors import EngineError
from sigmascope.engine.rules import RULES
from sigmascope.engine.scenario import parse
from sigmascope.engine.text import number_text, quoted
from sigmascope.tui.app.screens.sheet import Sheet, SheetScreen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class EditScreen(SheetScreen):
    """Start w, start b, x, y, η (by the rule, and of each cost) and epochs."""

    AUTO_FOCUS = "Input"

    def __init__(self, session: Session, words: CharsetWords) -> None:
        super().__init__(session, words)
        # Beside which what is typed is read: the session's may change while the form is open.
        self.scenario = scenario = session.scenario
        eta = RULES[scenario.rule].text(number_text(scenario.eta))
        rates = dict(scenario.rates)
        samples = {"x": _joined(scenario.x), "y": number_text(scenario.y)}
        self.fields: dict[str, tuple[str, str]] = {
            "w": (words("edit.w"), _joined(scenario.w)),
            "b": (words("edit.b"), number_text(scenario.b)),
            **({} if scenario.data else {key: (words(f"edit.{key}"), text) for key, text in samples.items()}),
            "eta": (words("edit.eta"), eta),
            **{
                f"eta.{cost}": (
                    words("edit.eta-of", cost=words.cost(cost)),
                    number_text(rates[cost]) if cost in rates else "",
                )
                for cost in scenario.costs
            },
            "epochs": (words("edit.epochs"), str(scenario.epochs)),
        }
        """By key: what the field is called, and what it holds when the form opens."""
        rates_now = session.simulation.rates
        hints = {f"eta.{cost}": f"{rates_now[cost]:.6g}  {words('edit.same')}" for cost in scenario.costs}
        self.inputs = {
            key: Input(text, placeholder=hints.get(key, ""), compact=True, select_on_focus=False)
            for key, (_, text) in self.fields.items()
        }
        self.wrong = {key: Static("", classes="wrong", markup=False) for key in self.fields}
        """By key: where it is said what is wrong with a field."""
        self._say_wrong({})

    def compose(self) -> Iterable[Widget]:
        words = self.words
        with Sheet(words("edit.title"), words("edit.hint"), ascii_only=words.ascii):
            for key, (name, _) in self.fields.items():
                with Horizontal(classes="row"):
                    yield Label(name, classes="name", markup=False)
                    yield self.inputs[key]
                yield self.wrong[key]

    def _line(self) -> str:
        # What the form says now, as the words of a scenario.
        texts = {key: field.value.strip() for key, field in self.inputs.items()}
        return " ".join(f"{key}={quoted(text)}" for key, text in texts.items() if text or not key.startswith("eta."))

    def _faults(self) -> dict[str, str]:
        # By field, what is wrong with it alone; what is wrong with all together falls to the field it names first.
        faults: dict[str, str] = {}
        for key, field in self.inputs.items():
            text = field.value.strip()
            if not text and key.startswith("eta."):
                continue
            try:
                parse(f"{key}={quoted(text)}", self.scenario)
            except EngineError as error:
                if error.sentence not in ("entry-count", "target-range"):
                    faults[key] = self.words.error(error)
        if not faults:
            try:
                parse(self._line(), self.scenario)
            except EngineError as error:
                key = {"entry-count": "x", "target-range": "y"}.get(error.sentence, "w")
                faults[key if key in self.fields else "w"] = self.words.error(error)
        return faults

    def on_input_changed(self) -> None:
        self._say_wrong(self._faults())

    def _say_wrong(self, faults: dict[str, str]) -> None:
        for key, place in self.wrong.items():
            place.display = key in faults
            place.update(faults.get(key, ""))

    def on_input_submitted(self) -> None:
        faults = self._faults()
        if faults:
            next(field for key, field in self.inputs.items() if key in faults).focus()
            return
        line = self._line()
        unchanged = parse(line, self.scenario) == self.scenario
        self.close(None if unchanged else f"set {line}")


def _joined(values: tuple[float, ...]) -> str:
    return ":".join(map(number_text, values))
