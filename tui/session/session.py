"""What is on show: a simulation, the playhead, whether it plays and how fast, and what of it is looked at."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.errors import EngineError
from sigmascope.engine.milestones import Milestones
from sigmascope.engine.quantity import QUANTITIES
from sigmascope.engine.rules import RULES
from sigmascope.engine.scenario import Scenario, parse
from sigmascope.engine.simulation import Simulation
from sigmascope.tui.run.rows import gather
from sigmascope.tui.run.samples import read_samples
from sigmascope.tui.session.look import Look
from sigmascope.tui.words.notice import Notice
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.engine.descent import Samples
    from sigmascope.engine.milestones import Told
    from sigmascope.engine.scenario import Scenario
    from sigmascope.tui.session.guide import Guide

MOST_EPOCHS = 1_000_000
"""A session holds every epoch; longer runs are for `sigmascope run`."""
MOST_PANES = 3
PACES = (1, 2, 5, 10, 20, 30, 60, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000)
"""Epochs per second, from the slowest to the fastest."""
PACE = 30
"""The pace where nobody has chosen one."""
HOLD = 1.5
"""Seconds for which an opening stays at epoch 0, so that a person sees where it begins."""
OPENING = ((60, 10),)
"""Up to which epoch an opening plays at which pace; after the last, at `PACE`."""
_INVITED = 12.0
"""Seconds that an invitation stands, while the run opens."""
_NOTICE = {False: 6.0, True: 12.0}
# Seconds that a notice stands, by whether something was wrong: that takes longer to read.
MOST_WORK = 30_000_000
"""Samples × inputs × epochs that are drawn while somebody waits."""

# So many epochs are computed at a time, and fewer of a data set: a few milliseconds, in which no key waits.
_SLICE = 1000
_SLICE_WORK = 100_000


class Request(NamedTuple):
    """Something only the host of a session can do: quit, help, save, … with the rest of the command as argument."""

    what: str
    argument: str = ""


class Snapshot(NamedTuple):
    """All that somebody else needs to see the same epoch of the same run."""

    text: str
    epoch: int
    reached: int
    playing: bool
    pace: int
    view: str
    """The presenter's. Followers are led there when it changes, and may look elsewhere until it does again."""


class Session:
    """One person's sigmascope, without a screen. Every key, click and script word ends in `commands.apply`.

    Without a ``pace``, runs open slowly (`OPENING`) until one is chosen. ``confined`` sessions, those of visitors
    from a network, take no file and no code from what they are told.
    """

    def __init__(
        self,
        scenario: Scenario,
        samples: Samples | None = None,
        *,
        playing: bool = True,
        pace: int | None = PACE,
        most_epochs: int = MOST_EPOCHS,
        confined: bool = False,
    ) -> None:
        self.most_epochs = most_epochs
        self.confined = confined
        self.following = False
        """Whether it shows what another session shows, so that only looking is left to its person."""
        self.guide: Guide | None = None
        """The lesson that is open, if any."""
        self.lessons: Callable[[Session, str], None] | None = None
        """What opens one for this session, by a line such as ``overshoot 2``; none where there are no lessons."""
        self.look = Look()
        self._led = self.look.view
        """The view that another session led to last."""
        self._pace = pace
        self.playing = playing
        self.notice = None
        self.requests: list[Request] = []
        self.run = 0
        """Counts the runs: whoever keeps something drawn from one knows when it is of the past."""
        self._open(scenario, samples)

    # ── the run ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self, scenario: Scenario, samples: Samples | None) -> None:
        # Anything wrong is raised before anything is changed.
        if scenario.epochs > self.most_epochs:
            raise Refusal("session.epochs", epochs=scenario.epochs, most=self.most_epochs)
        if len(scenario.costs) > MOST_PANES:
            raise Refusal("session.panes", count=len(scenario.costs), most=MOST_PANES)
        if self.confined and (scenario.data or any(":" in cost for cost in scenario.costs)):
            raise Refusal("session.confined")
        simulation = Simulation(scenario, samples)
        size = simulation.samples.n * simulation.samples.m
        if size * scenario.epochs > max(MOST_WORK, self.most_epochs):
            most = max(1, MOST_WORK // size)
            raise Refusal("session.work", samples=simulation.samples.n, epochs=scenario.epochs, most=most)
        self._slice = max(1, min(_SLICE, _SLICE_WORK // size))
        # The first stretch is computed here: what leaves the range of floats mostly does so at once.
        simulation.advance(min(max(2, self._slice), scenario.epochs))
        milestones = {cost: Milestones(descent) for cost, descent in simulation.descents.items()}
        _measure(simulation, milestones, 0)
        self.scenario = scenario
        self.samples = samples
        self.simulation = simulation
        self.milestones = milestones
        """What each cost's run comes past, as far as it is computed."""
        self.epoch = self.reached = 0
        self.pause_at: int | None = None
        """The epoch at which playing pauses, if it comes by there."""
        self._begin()
        self._nudges: dict[str, tuple[float | tuple[float, ...], int]] = {}
        self.run += 1

    @property
    def ready(self) -> bool:
        """Whether every epoch is computed; until then nothing plays, because no range is known."""
        return self.simulation.epoch >= self.scenario.epochs

    @property
    def progress(self) -> float:
        """The computed share of the run, 0…1."""
        return self.simulation.epoch / self.scenario.epochs

    def prepare(self, seconds: float | None = None) -> bool:
        """Compute what is not computed yet, for at most so many seconds; whether all is ready now."""
        deadline = None if seconds is None else time.perf_counter() + seconds
        while not self.ready:
            known, epoch, reached = self.simulation.epoch, self.epoch, self.reached
            try:
                self.simulation.advance(min(self._slice, self.scenario.epochs - known))
                _measure(self.simulation, self.milestones, known + 1)
            except EngineError as error:
                # The run ends where the numbers do; at the epoch from which no step leads on, not all can be told.
                last = int(str(error.facts.get("epoch", known + 1))) - 1
                self._open(self.scenario._replace(epochs=last), self.samples)
                self.epoch, self.reached = min(epoch, last), min(reached, last)
                self.playing = False
                self.notice = Notice("engine", {"error": error}, wrong=True)
                continue
            if deadline is not None and time.perf_counter() >= deadline:
                break
        return self.ready

    def use(self, scenario: Scenario, samples: Samples | None = None) -> None:
        """Run another scenario from its start, playing or paused as before. Raises EngineError or Refusal."""
        if scenario.data and samples is None and not self.confined:
            samples = self.samples if scenario.data == self.scenario.data else read_samples(scenario.data)
        self._open(scenario, samples)

    # ── the playhead ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def last(self) -> int:
        """The last epoch of the run."""
        return self.scenario.epochs

    @property
    def state(self) -> str:
        """One of preparing, playing, finished, paused."""
        if not self.ready:
            return "preparing"
        if self.playing:
            return "playing"
        return "finished" if self.epoch == self.last else "paused"

    @property
    def chosen_pace(self) -> int | None:
        """The pace that was chosen, if one was."""
        return self._pace

    @property
    def pace(self) -> int:
        """Epochs per second, now."""
        if self._pace is not None:
            return self._pace
        return next((pace for end, pace in OPENING if self.epoch < end), PACE)

    @pace.setter
    def pace(self, pace: int | None) -> None:
        self._pace = pace

    def _begin(self) -> None:
        # At epoch 0, from where an opening runs.
        self.epoch = 0
        self._fraction = 0.0
        self._held = 0.0

    def seek(self, epoch: int) -> None:
        """Put the playhead on an epoch, held to the run's; what it uncovers stays uncovered."""
        self._begin()
        self.epoch = min(max(epoch, 0), self.last)
        self.reached = max(self.reached, self.epoch)
        if self.epoch == self.last:
            self.playing = False

    def tick(self, seconds: float) -> bool:
        """Let so much time pass; whether anything can have moved."""
        noticed = self.notice_passes(seconds)
        if not self.ready or not self.playing:
            return noticed
        while seconds > 0 and self.playing:
            seconds -= self._play(seconds)
        if self.guide is not None:
            self.guide.attend(playing=True)
        return True

    def _play(self, seconds: float) -> float:
        # At one pace, for as long as it lasts; the time that took.
        if self._pace is None and self.epoch == 0 and self._held < HOLD:
            held = min(seconds, HOLD - self._held)
            self._held += held
            return held
        pace = self.pace
        ends = [end for end, _ in OPENING if self._pace is None and self.epoch < end]
        taken = min([seconds, *((end - self.epoch - self._fraction) / pace for end in ends)])
        moved = self._fraction + pace * taken
        # A boundary is reached, whatever a sum of floats says.
        whole = min(end - self.epoch for end in ends) if ends and taken < seconds else int(moved)
        if self.pause_at is not None and self.epoch < self.pause_at <= self.epoch + whole:
            self.seek(self.pause_at)
            self.playing = False
        elif whole:
            self.seek(self.epoch + whole)
        self._fraction = max(0.0, moved - whole)
        return taken

    @property
    def notice(self) -> Notice | None:
        """A sentence for the person, until the next command or for some seconds of `tick`."""
        return self._notice

    @notice.setter
    def notice(self, notice: Notice | None) -> None:
        self._notice = notice
        self._notice_left = _NOTICE[notice.wrong] if notice else 0.0

    def notice_passes(self, seconds: float) -> bool:
        """Let so much time pass for the notice alone; whether there was one."""
        noticed = self._notice is not None
        self._notice_left -= seconds
        if self._notice_left <= 0:
            self._notice = None
        return noticed

    def told(self, cost: str) -> Told:
        """What a cost's run has come past, as far as it was played."""
        return self.milestones[cost].until(min(self.reached, self.simulation.epoch))

    def values(self, cost: str, *names: str) -> dict[str, float]:
        """Quantities at the playhead under a cost, by column name."""
        return self.simulation.at(min(self.epoch, self.simulation.epoch), cost, *names)

    # ── what a person says ───────────────────────────────────────────────────────────────────────────────────────

    def say(self, words: str, **facts: object) -> None:
        """Leave a sentence for the person."""
        self.notice = Notice(words, facts)

    def invite(self) -> None:
        """Leave an invitation to the lesson, where the person is new."""
        self.say("lesson.invite")
        self._notice_left = _INVITED

    def ask(self, what: str, argument: str = "") -> None:
        """Leave something for the host to do."""
        self.requests.append(Request(what, argument))

    def nudge(self, key: str, direction: int) -> None:
        """Move the starting w or b by a tenth, or the learning rate by a fifth of an octave, and run from there.

        Moves are counted from the value they began at, so that there and back again is the same number.
        """
        base, count = self._nudges.get(key, (getattr(self.scenario, key), 0))
        count += direction
        counted = self._nudges | {key: (base, count)}
        if key == "eta":
            if not RULES[self.scenario.rule].takes_number:
                raise Refusal("session.rule-number", rule=self.scenario.rule)
            assert isinstance(base, float)
            value: float | tuple[float, ...] = base if count == 0 else float(f"{base * 2 ** (count / 5):.3g}")
        elif isinstance(base, tuple):
            value = tuple(_moved(weight, count) for weight in base)
        else:
            value = _moved(base, count)
        text = ":".join(map(repr, value)) if isinstance(value, tuple) else repr(value)
        if key == "eta":
            text = RULES[self.scenario.rule].text(text)
        self.use(parse(f"{key}={text}", self.scenario))
        self._nudges = counted

    # ── showing the same to somebody else ────────────────────────────────────────────────────────────────────────

    def snapshot(self) -> Snapshot:
        """What is on show, for `follow`."""
        return Snapshot(self.scenario.text(), self.epoch, self.reached, self.playing, self.pace, self.look.view)

    def follow(self, shown: Snapshot) -> None:
        """Show what another session shows, its epoch once that is computed here. Raises EngineError and Refusal."""
        if shown.text != self.scenario.text():
            self.use(parse(shown.text))
        if self.ready:
            self.epoch, self.reached = min(shown.epoch, self.last), min(shown.reached, self.last)
        self.playing, self.pace = shown.playing, shown.pace
        if shown.view != self._led:
            self._led = shown.view
            self.look = self.look._replace(view=shown.view)


def _measure(simulation: Simulation, milestones: dict[str, Milestones], first: int) -> None:
    # Whatever a chart or a pane may show is a number at every epoch from this one on, or EngineError says what is not.
    for cost in simulation.descents:
        simulation.values(cost, *QUANTITIES, epochs=slice(first, None))
        history = simulation.descents[cost].history
        assert history is not None, "a session keeps the history"
        milestones[cost].extend(history.columns(slice(first, None)))


def _moved(value: float, count: int) -> float:
    # A tenth at a time, or a unit of the second digit of a larger number; rounded to what a decimal would give.
    if count == 0:
        return value
    step, digits = 0.1, 12
    while abs(value) >= 100 * step:
        step, digits = step * 10, digits - 1
    return round(value + count * step, digits) + 0.0  # no −0


def open_session(scenario: Scenario, *, playing: bool, pace: int | None) -> Session:
    """A session on a scenario of this machine, its samples read from their file. Raises EngineError and Refusal."""
    return Session(scenario, gather(scenario), playing=playing, pace=pace)
