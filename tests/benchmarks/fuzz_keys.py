"""Does anything that is typed, clicked or pasted end the app? Longer than a test may take.

Run it: python tests/benchmarks/fuzz_keys.py SEED SECONDS. It plays packets of keys to the app, at three sizes, with
and without its clock, at its own terminal's door and at that of a visitor over SSH, in an empty folder, and says what
it did. Where the app fell, it prints the shortest sequence it could find that does the same, and exits with 1.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sigmascope.tui.ssh.screen.driver
from sigmascope.tui.guests.presenting import Source
from tests.tui.bursts import SIZES, Burst, Chance, FakeLink, app_on, headless, over_ssh, survives, visitor

BURSTS = 40
PATIENCE = 60.0
"""Seconds after which an app that has not done all of it hangs."""
TRIES = 3
"""How often a shorter sequence is tried before it counts as harmless: the clock is not played."""


class Case(NamedTuple):
    """Which app is played to."""

    door: str
    size: tuple[int, int]
    clock: bool
    text: str

    def __str__(self) -> str:
        width, height = self.size
        return f"{self.door}, {width}×{height}, clock {'on' if self.clock else 'off'}, {self.text or 'saturated'}"


async def _survives(case: Case, bursts: list[Burst]) -> bool:
    if case.door == "terminal":
        app = app_on(case.text, clock=case.clock)
        async with headless(app, case.size) as door:
            return await survives(app, door, bursts)
    link = FakeLink()
    source = Source(lambda snapshot: None) if case.door == "presenter over SSH" else None
    app = visitor(link, case.size, case.text, source)
    async with over_ssh(app, link, case.size) as door:
        return await survives(app, door, bursts)


def outcome(case: Case, bursts: list[Burst]) -> str:
    """``left``, ``used``, or the traceback of what the app fell by."""
    try:
        left = asyncio.run(asyncio.wait_for(_survives(case, bursts), PATIENCE))
    except Exception as fault:  # noqa: BLE001  # whatever it is, it is what is looked for
        return "".join(traceback.format_exception(fault))
    return "left" if left else "used"


def falls(case: Case, bursts: list[Burst]) -> bool:
    """Whether the app falls, in so many tries."""
    return any(outcome(case, bursts) not in ("left", "used") for _ in range(TRIES))


def shortened(case: Case, bursts: list[Burst], until: float) -> list[Burst]:
    """The same without whatever can be left out, as far as there is time to try."""
    step = max(1, len(bursts) // 2)
    while step:
        first = 0
        while first < len(bursts) and time.monotonic() < until:
            fewer = bursts[:first] + bursts[first + step :]
            if falls(case, fewer):
                bursts = fewer
            else:
                first += step
        step //= 2
    for number in range(len(bursts)):
        kept = 0
        while kept < len((burst := bursts[number]).things) and time.monotonic() < until:
            fewer = [*bursts[:number], burst._replace(things=burst.things[:kept] + burst.things[kept + 1 :])]
            fewer += bursts[number + 1 :]
            if falls(case, fewer):
                bursts = fewer
            else:
                kept += 1
    return bursts


def main(seed: int, seconds: float) -> int:
    """Play for so many seconds; the exit code."""
    sigmascope.tui.ssh.screen.driver.TICK = 0.001
    end, done, things = time.monotonic() + seconds, Counter(), 0
    chance = Chance(seed, SIZES[0]).random
    while time.monotonic() < end:
        case = Case(
            chance.choice(["terminal", "terminal", "visitor over SSH", "presenter over SSH"]),
            chance.choice(SIZES),
            chance.random() < 0.5,
            chance.choice(["", "", "mild epochs=90", "w=0.5:-1 x=1:2 epochs=99999", "eta=book"]),
        )
        bursts = Chance(chance.random(), case.size).bursts(BURSTS)
        found = outcome(case, bursts)
        if found not in ("left", "used"):
            print(found, f"\n{case} fell. Looking for the shortest sequence …", flush=True)
            for burst in shortened(case, bursts, time.monotonic() + max(seconds, 120)):
                print(f"  {b''.join(burst.things)!r}, size {burst.size}, then {burst.turns} turns")
            return 1
        done[case.door, found] += 1
        things += sum(len(burst.things) for burst in bursts)
    print(f"seed {seed}: {things:,} keys, clicks and pastes in packets of one to eight")
    for (door, found), count in sorted(done.items()):
        print(f"{door:20}{found:6}{count:6,}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(word.isdecimal() for word in sys.argv[1:]):
        sys.exit("usage: fuzz_keys.py SEED SECONDS")
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        code = main(*map(int, sys.argv[1:]))
        os.chdir("/")
    sys.exit(code)
