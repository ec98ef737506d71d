"""What a client sends, before it reaches an app: bounded, understood, and never the end of anything."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from sigmascope.tui.app.parser import Parser
from sigmascope.tui.ssh.screen.intake import BURST, PASTE, PASTE_SILENCE, RATE, Budget, Intake

SIZE = (80, 24)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def read(intake):
    return "".join(iter(lambda: intake.take(7), ""))


def test_a_budget_gives_its_burst_and_then_its_rate(clock):
    budget = Budget(10, 25, clock)
    assert budget.take(100) == 25
    assert budget.take(1) == 0
    clock.now += 0.5
    assert budget.take(100) == 5
    clock.now += 1_000
    assert budget.take(100) == 25
    assert budget.charge(20) == pytest.approx(2.0)


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=8))
def test_however_it_is_cut_the_text_is_the_same(data, cuts):
    whole, pieces = Intake(Clock()), Intake(Clock())
    whole.receive(data)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for begin, end in pairwise(edges):
        pieces.receive(data[begin:end])
    assert read(pieces) == read(whole)


def test_a_flood_is_cut_to_the_budget_and_what_waits_is_bounded(clock):
    intake = Intake(clock)
    for _ in range(100):
        intake.receive(b"x" * 1_000)
    assert len(read(intake)) == BURST
    clock.now += 1.0
    intake.receive(b"y" * 100_000)
    assert len(read(intake)) == RATE
    for _ in range(100):  # nobody takes any of it
        clock.now += 1.0
        intake.receive(b"z" * 1_000)
    assert len(read(intake)) <= BURST + RATE


@pytest.mark.parametrize("step", [1, 5, 999])
def test_a_paste_is_cut_and_its_end_is_kept(clock, step):
    intake = Intake(clock)
    data = b"\x1b[200~" + b"p" * 50_000 + b"\x1b[201~q"
    for start in range(0, len(data), step):
        intake.receive(data[start : start + step])
    text = read(intake)
    assert text.endswith("\x1b[201~q")
    assert text.count("p") <= PASTE


def test_the_end_of_a_paste_is_never_over_budget(clock):
    intake = Intake(clock)
    intake.receive(b"\x1b[200~")
    for _ in range(20):
        intake.receive(b"x" * 1_000)
    intake.receive(b"\x1b[201~")
    assert read(intake).endswith("\x1b[201~")


def test_marks_alone_are_no_way_round_the_budget(clock):
    intake = Intake(clock)
    for _ in range(100):
        intake.receive(b"\x1b[200~\x1b[201~" * 1_000)
    assert len(read(intake)) <= 3 * BURST


def test_a_paste_that_falls_silent_is_over(clock):
    intake = Intake(clock)
    intake.receive(b"\x1b[200~abc")
    assert read(intake) == "\x1b[200~abc"
    assert intake.pending
    clock.now += PASTE_SILENCE * 2
    assert read(intake) == "\x1b[201~"
    assert not intake.pending


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[99999999;1u",
        "\x1b[1:2;3:4;5:6u",
        "\x1b[55296;1u",
        "\x1b[57344;;1114112u",
        "\x1b[48;9999;9999;1;1t",
        "\x1b[48;0;0;0;0t\x1b[<0;5;5M",
        "\x1b[<0;99999999999999999999;1M",
        "\x1b[999;999R",
        "\x1b[?2048;1$y",
    ],
)
def test_sequences_that_would_end_or_mislead_the_stock_parser(text):
    parser = Parser()
    found = list(parser.read(text, SIZE))
    assert not any(isinstance(message, events.Resize | events.CursorPosition) for message in found)
    assert all(0 <= message.x < 80 for message in found if isinstance(message, events.MouseEvent))
    [key] = parser.read("q", SIZE)
    assert key.key == "q"


def test_mouse_positions_stay_cells_after_a_forged_resize():
    parser = Parser()
    list(parser.read("\x1b[48;24;80;2400;8000t", SIZE))
    [down] = parser.read("\x1b[<0;41;13M", SIZE)
    assert (down.x, down.y) == (40, 12)


def test_no_parser_is_kept_by_a_cache():
    import gc
    import weakref

    parser = Parser()
    list(parser.read("\x1b[97;5u\x1b[A", SIZE))
    alive = weakref.ref(parser)
    del parser
    gc.collect()
    assert alive() is None


_PIECES = [
    b"\x1b",
    b"\x1b[",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[<",
    b"\x1b[48;",
    b"\x1b]52;c;",
    b"\x1bO",
    b"\x1b[M",
    b";",
    b":",
    b"u",
    b"t",
    b"M",
    b"R",
    b"~",
    b"$y",
    b"q",
    b"\xff",
    b"\xf0\x9f",
    "é⠿中".encode(),
    b"\x00",
    b"9" * 30,
]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_a_client_can_send_ends_the_parser(seed, clock):
    """A fuzz run: bounded, and the same every time."""
    chance = random.Random(seed)
    intake, parser = Intake(clock), Parser()
    for _ in range(400):
        pieces = [
            chance.choice(_PIECES)
            if chance.random() < 0.7
            else str(chance.getrandbits(chance.choice([3, 12, 40]))).encode()
            for _ in range(chance.randrange(1, 9))
        ]
        clock.now += chance.random() * 0.2
        intake.receive(b"".join(pieces))
        while text := intake.take(16):
            for message in parser.read(text, SIZE):
                assert not isinstance(message, events.Resize)
        list(parser.tick())
    clock.now += 100
    intake.receive(b"\x1b[201~\x1b[201~" + b" " * 40 + b"qqq")
    keys = [message for message in parser.read(read(intake), SIZE) if isinstance(message, events.Key)]
    assert [key.key for key in keys[-3:]] == ["q", "q", "q"]
