"""The board as text: as wide as the screen at any size, the same numbers as the engine's, one range for a quantity."""

from __future__ import annotations

import itertools
import re
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from sigmascope.engine.history import History
from sigmascope.engine.milestones import Milestones
from sigmascope.engine.quantity import QUANTITIES
from sigmascope.tui.app.inside import Cells
from sigmascope.tui.board.colours import PALETTES, styles
from sigmascope.tui.board.layout import SMALLEST
from sigmascope.tui.board.picture import Picture, text_of
from sigmascope.tui.board.widget import _changes
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.draw.line import width_of
from sigmascope.tui.draw.scale import brief, fixed
from sigmascope.tui.session.commands import COMMANDS, apply
from sigmascope.tui.views import charts as charts_view
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.charset import CharsetWords
from sigmascope.tui.words.refusal import Refusal
from tests.tui.effects import paused

LOOKS = [("en", charset) for charset in GLYPHS] + [("zh", "braille")]
SIZES = [(60, 20), (79, 23), (80, 24), (161, 48)]
SCENARIOS = [
    "saturated",
    "mild eta=0.123456 epochs=7",
    "w=0.5:-1.2:1234567 x=1:0.25:-3e-7 b=-123.456 epochs=40",
    "costs=quadratic+cross-entropy+published-cross-entropy",
    "animation-1 epochs=1",
    "w=-1e308 b=1e308 epochs=30",
    "eta=1e300 costs=published-cross-entropy epochs=3",
    "w=40",
]


def picture_of(language: str = "en", charset: str = "braille") -> Picture:
    return Picture(GLYPHS[charset], CharsetWords(Words(language), charset))


def check_widths(rows, width, height):
    assert len(rows) == height
    for row in rows:
        x = 0
        for piece in row:
            assert piece.x == x, "pieces follow one another without gap or overlap"
            assert piece.width == width_of(piece.line)
            x += piece.width
        assert x == width, "".join(text for piece in row for text, _ in piece.line)


@pytest.mark.parametrize("text", SCENARIOS)
@pytest.mark.parametrize(("language", "charset"), LOOKS)
def test_every_row_is_as_wide_as_the_screen(text, language, charset):
    session, picture = paused(text), picture_of(language, charset)
    for (width, height), line in itertools.product(SIZES, ("seek 0", "end", "enlarge", "charts w,b,z,a,speed,dC_dw")):
        apply(session, f"seek {session.last // 2}")
        apply(session, line)
        rows = picture.compose(session, width, height)
        check_widths(rows, width, height)
        if charset == "ascii":
            assert text_of(rows).isascii()
        assert picture.drawn is not None


@settings(max_examples=60)
@given(st.integers(10, 220), st.integers(5, 70), st.sampled_from(LOOKS), st.sampled_from(SCENARIOS))
def test_any_size_is_filled(width, height, look, text):
    rows = picture_of(*look).compose(_session(text), width, height)
    check_widths(rows, width, height)
    if width < SMALLEST[0] or height < SMALLEST[1]:
        said = re.sub(r"\s", "", text_of(rows))
        whole = CharsetWords(Words(look[0]), look[1])("board.too-small", width=60, height=20, now=f"{width}×{height}")
        assert re.sub(r"\s", "", whole).startswith(said)
        if width >= 20 and height >= 10:
            assert said == re.sub(r"\s", "", whole), "the sentence is there from its first word to its last"


@pytest.mark.parametrize(("language", "counted"), [("en", "epoch {:3}/300"), ("zh", " 第 {}/300 轮")])
def test_the_epoch_counts_up_without_moving_the_state(language, counted):
    session, picture = paused(), picture_of(language)
    places = set()
    for epoch in (0, 42, 299):
        apply(session, f"seek {epoch}")
        header = text_of(picture.compose(session, 80, 24)).split("\n")[0]
        assert header.endswith(counted.format(epoch))
        places.add(cell_len(header[: header.index(Words(language)("board.paused"))]))
    assert len(places) == 1


_SESSIONS = {}


def _session(text):
    return _SESSIONS.setdefault(text, paused(text))


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────────────────────


class Grid:
    """A terminal: understands where to go, which colours to take, and characters."""

    def __init__(self, rows, table):
        self.cells = [
            [
                cell
                for piece in row
                for text, role in piece.line
                for char in text
                for cell in [(char, str(table[role])), *([("", str(table[role]))] if cell_len(char) == 2 else [])]
            ]
            for row in rows
        ]

    def receive(self, sequence, table):
        # Styles are told apart by the codes they send.
        names = {_codes(style): str(style) for style in table.values()}
        style, x, y = None, 0, 0
        for match in re.finditer(r"\x1b\[([\d;]*)([A-Za-z])|([^\x1b])", sequence):
            arguments, what, char = match.groups()
            if what == "m":
                style = names.get(arguments.removeprefix("0").removeprefix(";"))
            elif what == "H":
                y, x = (int(number) - 1 for number in arguments.split(";"))
            else:
                assert char is not None, f"an unknown sequence: {match[0]!r}"
                self.cells[y][x] = (char, style)
                x += 1
                if cell_len(char) == 2:
                    self.cells[y][x] = ("", style)
                    x += 1


def _codes(style):
    return style._make_ansi_codes(Console(color_system="truecolor", force_terminal=True)._color_system)


LINES = st.lists(
    st.one_of(
        st.builds("seek {}".format, st.integers(0, 300)),
        st.sampled_from(["step", "back", "forward", "w-up", "eta-down", "preset 2", "preset 5", "enlarge", "all"]),
        st.sampled_from(
            ["ranges", "log", "play", "pause", "restart", "faster", "charts a,z", "rule", "seek nowhere", "copy"]
        ),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40)
@given(LINES, st.sampled_from(LOOKS), st.sampled_from([(60, 20), (80, 24), (120, 40)]), st.booleans())
def test_a_terminal_that_gets_the_changes_shows_the_new_screen(lines, look, size, colour):
    session, picture = paused(), picture_of(*look)
    table = styles(PALETTES["dark"], colour=colour)
    console = Console(color_system="truecolor", force_terminal=True, _environ={})
    rows = picture.compose(session, *size)
    for line in lines:
        with suppress(Refusal):
            apply(session, line)
        session.prepare()
        old, rows = rows, picture.compose(session, *size)
        changed = _changes(old, rows)
        if changed is not None:
            grid = Grid(old, table)
            grid.receive(Cells(changed, table).render_segments(console), table)
            assert grid.cells == Grid(rows, table).cells
        assert rows == picture_of(*look).compose(session, *size), "what was kept is what would be drawn anew"


def test_a_step_sends_little():
    session, picture = paused(), picture_of()
    apply(session, "seek 100")
    old = picture.compose(session, 160, 48)
    apply(session, "step")
    changed = _changes(old, picture.compose(session, 160, 48))
    assert changed is not None
    assert sum(len(text) for cells in changed.values() for _, _, text in cells) < 400


# ── colours ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("text", SCENARIOS)
def test_every_role_has_a_style(theme, colour, text):
    table = styles(PALETTES[theme], colour=colour)
    session, picture = paused(text), picture_of()
    for line in ("play", "pause", "end", "seek 0", "faster"):
        apply(session, line)
        rows = picture.compose(session, 120, 40)
        assert {role for row in rows for piece in row for _, role in piece.line} <= set(table)


def test_a_wrong_command_and_a_run_in_the_making_have_styles():
    from sigmascope.tui.app.app import notice_of
    from sigmascope.tui.session.session import Session

    table = styles(PALETTES["dark"], colour=True)
    session = Session(paused("epochs=5000").scenario)
    session.notice = notice_of(Refusal("session.rule-number"))
    rows = picture_of().compose(session, 80, 24)
    assert {role for row in rows for piece in row for _, role in piece.line} <= set(table)
    assert re.search(r"computing +\d+%", text_of(rows))


@pytest.mark.parametrize("theme", PALETTES)
def test_without_colour_no_colour_is_sent(theme):
    table = styles(PALETTES[theme], colour=False)
    for role, style in table.items():
        assert not re.search(r"(^|;)([349]\d|10\d)(;|$)", _codes(style)), role


def test_in_every_theme_roles_are_told_apart_where_they_must_be():
    for palette in PALETTES.values():
        table = styles(palette, colour=True)
        assert len({str(table[f"series{n}"]) for n in range(3)}) == 3
        assert len({str(table[role]) for role in ("ahead", "seen", "reached")}) == 3


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────


def charts_of(picture):
    return [chart for charts in picture.drawn.charts for chart in charts]


@pytest.mark.parametrize("text", SCENARIOS)
def test_costs_have_ranges_of_their_own_and_all_else_one_in_all_panes_until_asked_otherwise(text):
    session, picture = paused(text), picture_of()
    picture.compose(session, 160, 48)
    for number, name in enumerate(session.look.charted):
        scales = [charts[number].scale for charts in picture.drawn.charts]
        for cost, scale in zip(session.scenario.costs, scales, strict=True):
            values = np.concatenate(list(session.simulation.values(cost, name).values()))
            assert scale.low <= values.min() <= values.max() <= scale.high
        assert name == "cost" or len(set(scales)) == 1
    apply(session, "ranges")
    shown = text_of(picture.compose(session, 160, 48))
    for number in range(4):
        assert len({charts[number].scale for charts in picture.drawn.charts}) == 1
    assert ("same axis" in shown) == (len(session.scenario.costs) > 1)


def test_a_cost_that_only_falls_begins_at_the_top_of_its_axis():
    session, picture = paused(), picture_of()
    picture.compose(session, 80, 24)
    for cost, charts in zip(session.scenario.costs, picture.drawn.charts, strict=True):
        assert charts[0].scale.high == session.simulation.at(0, cost, "cost")["cost"]
        assert charts[0].scale.low == 0.0


@pytest.mark.parametrize("view", ["all", "ranges", "log", "enlarge"])
def test_ranges_stay_put_while_a_run_plays(view):
    session, picture = paused("mild"), picture_of()
    apply(session, view)
    picture.compose(session, 120, 40)
    drawn, scales = picture.drawn, [chart.scale for chart in charts_of(picture)]
    apply(session, "play")
    while session.playing:
        session.tick(0.7)
        picture.compose(session, 120, 40)
        assert picture.drawn is drawn, "nothing is drawn twice"
    assert [chart.scale for chart in charts_of(picture)] == scales


@pytest.mark.parametrize("epochs", [1, 2, 7, 99, 300, 12345])
def test_epochs_under_a_chart_are_whole(epochs):
    session, picture = paused(f"epochs={epochs}"), picture_of()
    picture.compose(session, 160, 48)
    for chart in charts_of(picture):
        axis = chart.drawing.axis[-1].split()
        assert axis[0] == "0"
        assert axis[-1] == str(epochs)
        assert all(label.isdecimal() for label in axis)
        assert [int(label) for label in axis] == sorted({int(label) for label in axis})


def canvas_of(chart, lines):
    """The canvas of a chart's lines, and the line below it if it has one."""
    rows = ["".join(text for text, _ in line)[chart.frame.label_width + 1 :] for line in lines]
    return rows[0 if chart.frame.stacked else 1 :]


@pytest.mark.parametrize("charset", GLYPHS)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48)])
def test_the_cursor_is_in_every_chart_at_the_playhead(charset, size):
    session, picture = paused(), picture_of(charset=charset)
    glyphs = GLYPHS[charset]
    for epoch in (0, 1, 77, 150, 299, 300):
        apply(session, f"seek {epoch}")
        picture.compose(session, *size)
        for cost, charts in zip(session.scenario.costs, picture.drawn.charts, strict=True):
            for chart, name in zip(charts, session.look.charted, strict=True):
                value = session.values(cost, name)[name]
                canvas = canvas_of(chart, chart.lines(epoch, session.reached, [value]))
                height = chart.grid.height
                marks = [
                    (column, row)
                    for row, line in enumerate(canvas[:height])
                    for column, char in enumerate(line)
                    if char == glyphs.cursor
                ]
                assert marks == [chart.cell_of(epoch, value)]
                if not chart.frame.stacked:
                    assert canvas[height][marks[0][0]] == glyphs.mark


@pytest.mark.parametrize("charset", GLYPHS)
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_the_cursor_stands_on_the_curve(charset, size):
    session, picture = paused("mild"), picture_of(charset=charset)
    apply(session, "end")
    picture.compose(session, *size)
    for cost, charts in zip(session.scenario.costs, picture.drawn.charts, strict=True):
        for chart, name in zip(charts, session.look.charted, strict=True):
            shown = canvas_of(chart, chart.lines(300, 300, [session.values(cost, name)[name]]))
            for epoch in range(0, 301, 7):
                value = session.simulation.at(epoch, cost, name)[name]
                column, row = chart.cell_of(epoch, value)
                assert shown[row][column] != " ", (name, epoch)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_ticks_stand_in_the_rows_of_their_values(size):
    session, picture = paused("saturated"), picture_of()
    picture.compose(session, *size)
    for chart in charts_of(picture):
        for position, label in chart.scale.ticks(chart.grid.height):
            row = chart.grid.cell_down(int(chart.grid.row(np.array(position))))
            assert chart.drawing.labels[row].rstrip("┤").endswith(label), (chart.symbol, label)


@pytest.mark.parametrize("charset", GLYPHS)
def test_ahead_of_what_has_been_reached_nothing_is_shown(charset):
    session, picture = paused(), picture_of(charset=charset)
    apply(session, "seek 120")
    apply(session, "seek 40")
    picture.compose(session, 160, 48)
    for cost, charts in zip(session.scenario.costs, picture.drawn.charts, strict=True):
        for chart, name in zip(charts, session.look.charted, strict=True):
            value = session.values(cost, name)[name]
            last, _ = chart.cell_of(120, value)
            here, _ = chart.cell_of(40, value)
            columns = set()
            for line in canvas_of(chart, chart.lines(40, 120, [value]))[: chart.grid.height]:
                columns |= {column for column, char in enumerate(line) if char != " "}
            assert max(columns) <= last
            assert len([column for column in columns if column > here]) > 3


def cells_of(rows):
    """By row, each character and the role it is seen in."""
    return [
        [(char, role if char.strip() else "") for piece in row for text, role in piece.line for char in text]
        for row in rows
    ]


def replace_what_follows(session, reached):
    """Give a session another history after an epoch: one that goes where no descent does."""
    for cost, descent in session.simulation.descents.items():
        columns = descent.history.columns().copy()
        columns[:, reached + 1 :] = columns[:, reached, None] + np.linspace(3.0, -9.0, session.last - reached)
        descent.history = History(descent.samples.m)
        descent.history.extend(columns)
        session.milestones[cost] = Milestones(descent)
        session.milestones[cost].extend(columns)


@pytest.mark.parametrize("charset", GLYPHS)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48)])
@pytest.mark.parametrize("reached", [0, 1, 20, 60, 166, 167, 233, 299])
def test_no_cell_tells_of_what_comes_after_what_has_been_reached(charset, size, reached, monkeypatch):
    session, picture = paused(), picture_of(charset=charset)
    apply(session, f"seek {reached}")
    apply(session, f"seek {reached // 2}")
    rows = picture.compose(session, *size)
    # The axes are those of the whole run, so they are held.
    held = iter([[chart.scale for chart in charts] for charts in zip(*picture.drawn.charts, strict=True)])
    monkeypatch.setattr(charts_view, "_scales", lambda *_: next(held))
    replace_what_follows(session, reached)
    fresh = picture_of(charset=charset)
    assert cells_of(fresh.compose(session, *size)) == cells_of(rows)
    drawn = [[chart.drawing.canvas for chart in charts_of(one)] for one in (picture, fresh)]
    assert drawn[0] != drawn[1], "what follows is another run indeed"


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("text", ["saturated", "mild", "w=40", "costs=cross-entropy w=-3 eta=2"])
def test_the_values_in_the_panes_are_those_of_the_epoch(size, text):
    session, picture = paused(text), picture_of()
    for epoch in (0, 1, 149, 300):
        apply(session, f"seek {epoch}")
        shown = text_of(picture.compose(session, *size))
        assert re.search(rf"epoch +{epoch}/300", shown)
        for cost in session.scenario.costs:
            values = session.simulation.at(epoch, cost, *QUANTITIES)
            for name in session.look.charted:
                written = brief if size == (80, 24) else fixed
                assert written(values[name]).strip() in shown, (cost, name)


def test_every_weight_has_its_value_beside_its_curve():
    session, picture = paused("w=0.5:-1.25 x=1:1"), picture_of()
    shown = text_of(picture.compose(session, 160, 48))
    assert "0.500000" in shown
    assert "−1.250000" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_line_says_where_the_playhead_is(language):
    session, picture = paused(), picture_of(language)
    for width in (60, 80, 160):
        for epoch in (0, 1, 150, 299, 300):
            apply(session, f"seek {epoch}")
            rows = picture.compose(session, width, 48)
            bar = "".join(text for text, _ in rows[picture.layout.timeline.y][0].line)
            assert bar.count(GLYPHS["braille"].head) == 1
            x = bar.index(GLYPHS["braille"].head)
            assert abs(picture.timeline_epoch(session, x) - epoch) <= 300 / (width - 10)
            assert (
                picture.command_at(session, x, picture.layout.timeline.y)
                == f"seek {picture.timeline_epoch(session, x)}"
            )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 120, 160, 220])
def test_a_click_on_a_key_of_the_footer_is_what_stands_there(language, width):
    session, picture = paused(), picture_of(language)
    rows = picture.compose(session, width, 40)
    (footer,) = rows[-1]
    words = [line for _, _, line in picture.keys_at]
    assert list(dict.fromkeys(words))[-2:] == ["help", "quit"]
    assert words[0] == "toggle"
    assert width_of(footer.line) == width
    shown = "".join(text + "\0" * (cell_len(text) - len(text)) for text, _ in footer.line)
    for (first, end, line), (after, *_) in itertools.pairwise([*picture.keys_at, (width, width, "")]):
        assert line in COMMANDS
        assert picture.command_at(session, first, 39) == picture.command_at(session, end - 1, 39) == line
        assert picture.command_at(session, end, 39) is None or after == end
        assert shown[first:end].strip(), "nothing can be clicked that is not there"


def test_of_keys_that_stand_together_each_does_its_own():
    session, picture = paused(), picture_of()
    footer = text_of(picture.compose(session, 120, 24)).split("\n")[-1]
    for keys, commands in (("w b n", ["w-up", "b-up", "eta-up"]), (". ,", ["step", "back"])):
        x = footer.index(keys)
        assert [picture.command_at(session, x + offset, 23) for offset in range(0, len(keys), 2)] == commands


def test_a_click_on_a_chart_goes_to_the_epoch_under_it():
    session, picture = paused(), picture_of()
    picture.compose(session, 160, 48)
    for chart in charts_of(picture):
        for epoch in (0, 60, 150, 300):
            column, _ = chart.cell_of(epoch, 0.0)
            line = picture.command_at(session, chart.canvas_left + column, chart.box.y + 3)
            assert abs(int(line.removeprefix("seek ")) - epoch) <= 300 / chart.grid.width


def test_long_histories_cost_a_chart_no_more_points():
    short, long = paused("epochs=300"), paused("epochs=30000")
    picture = picture_of()
    counts = []
    for session in (short, long):
        picture.compose(session, 80, 24)
        counts.append(
            max(
                np.count_nonzero([c != " " for c in line])
                for chart in charts_of(picture)
                for line in chart.drawing.canvas
            )
        )
    assert counts[1] <= counts[0] + 40
