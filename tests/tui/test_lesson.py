"""A lesson as it is followed: by keys and by mouse, with right answers and wrong ones, at every size and in every
language; and nothing on a screen that asks gives its answer away.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from sigmascope.engine.scenario import PRESETS, parse
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.guests.visitor import VisitorSession
from sigmascope.tui.lesson.facts import evaluate, placeholders
from sigmascope.tui.lesson.memory import Memory, state_file
from sigmascope.tui.lesson.reading import lesson_names, shipped
from sigmascope.tui.lesson.shelf import Shelf
from sigmascope.tui.session.commands import apply
from sigmascope.tui.session.look import Look
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.text import cells
from tests.tui.effects import paused
from tests.tui.test_app import footer, opened, screen

if TYPE_CHECKING:
    from sigmascope.tui.session.session import Session

SIZES = [(80, 24), (160, 48), (60, 20)]
LESSON = shipped("slowdown")
QUESTIONS = [step for step in LESSON.steps if step.asks]


def play_out(app) -> None:
    """Let time pass until the run of a step has reached its end."""
    session = app.session
    for _ in range(400):
        if session.guide is None or session.guide.phase != "play":
            break
        session.tick(0.25)
    assert session.guide.phase == "reveal"
    session.guide.now = lambda: float("inf")  # some time has passed
    app.show()


def plain(text: str) -> str:
    """Without what a screen adds: line breaks, margins, blanks."""
    return re.sub(r"\s", "", text)


def place_of(app, text: str) -> tuple[int, int]:
    """The cell where a text begins on the screen."""
    for y, line in enumerate(screen(app).splitlines()):
        if text in line:
            return cells(line[: line.index(text)]), y
    raise AssertionError(f"{text!r} is not on the screen:\n{screen(app)}")


# ── the whole path ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_whole_lesson_is_played_by_keys(size, language, right):
    words = Words(language)
    async with opened("w=7", size, language) as (app, pilot):
        await pilot.press("u")
        for number, step in enumerate(LESSON.steps, 1):
            telling = step.telling(language)
            guide, session = app.session.guide, app.session
            assert f"{number}/12  {telling.title}" in screen(app)
            assert plain(step.says(telling.text)) in plain(screen(app))
            assert (session.epoch, session.reached, session.playing) == (step.epoch, step.epoch, False)
            assert (session.look.view, session.look.charted) == (step.view, step.charts)
            await pilot.press("enter")
            if step.asks:
                assert plain(step.says(telling.question)) in plain(screen(app))
                assert all(plain(choice) in plain(screen(app)) for choice in telling.choices)
                assert words("footer.next-question") in footer(app)
                given = step.right if right else step.right % len(step.bounds) + 1
                await pilot.press(str(given))
            assert (session.look.view, session.look.charted) == (step.then, step.then_charts)
            if guide.phase == "play":
                assert (session.playing, session.pause_at) == (True, step.last)
                play_out(app)
            assert (session.epoch, session.reached, session.playing) == (step.last, step.last, False)
            assert plain(step.says(telling.notice)) in plain(screen(app))
            assert plain(step.says(telling.reveal)) in plain(screen(app))
            if step.asks:
                verdict = words("lesson.so-it-is" if right else "lesson.you-said", given=given, right=step.right)
                assert verdict in screen(app)
            await pilot.press("enter")
        shown = screen(app)
        for number, step in enumerate(LESSON.steps, 1):
            if step.asks:
                given = step.right if right else step.right % len(step.bounds) + 1
                told = f"{step.right} {step.telling(language).choices[step.right - 1]}"
                assert re.search(
                    rf"^  {number} +{re.escape(step.telling(language).title[:9])}.* {given} +", shown, re.MULTILINE
                )
                assert told[:12] in shown
        assert all(plain(each.says(language)) in plain(shown) for each in LESSON.experiments)
        await pilot.press("2")
        assert app.session.guide is None
        assert app.session.scenario == LESSON.experiments[1].scenario
        assert app.session.playing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_whole_lesson_is_played_by_mouse(size, language):
    words = Words(language)
    async with opened("", size, language) as (app, pilot):
        await pilot.click(offset=place_of(app, words("commands.lesson")))
        for step in LESSON.steps:
            telling = step.telling(language)
            await pilot.click(offset=place_of(app, step.says(telling.text)[:6]))
            if step.asks:
                await pilot.click(offset=place_of(app, f"2  {telling.choices[1][:8]}"))
                assert app.session.guide.says(language).verdict or app.session.guide.phase == "play"
            if app.session.guide.phase == "play":
                await pilot.click(offset=place_of(app, words("footer.next-play")))
            assert app.session.guide.phase == "reveal"
            last = step is LESSON.steps[-1]
            await pilot.click(offset=place_of(app, words("footer.next-last" if last else "footer.next-reveal")))
        assert app.session.guide.phase == "end"
        await pilot.click(offset=place_of(app, f"1  {LESSON.experiments[0].says(language)[:6]}"))
        assert app.session.scenario == LESSON.experiments[0].scenario


async def test_a_click_on_each_choice_is_that_choice():
    for number in (1, 2, 3):
        async with opened("", (80, 24)) as (app, pilot):
            app.say("lesson 4")
            app.say("next")
            x, y = place_of(app, f"{number}  {LESSON.steps[3].telling('en').choices[number - 1]}")
            await pilot.click(offset=(x + 8, y))
            assert app.session.guide.says("en").verdict == LESSON.steps[3].verdict(number)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_flag_is_put_by_keys_and_by_mouse(size):
    step = shipped("overshoot").steps[0]
    async with opened("", size) as (app, pilot):
        app.say("lesson overshoot")
        await pilot.press("enter", "1", "8")
        guide = app.session.guide
        assert (guide.phase, guide.flags) == ("question", [])
        await pilot.press("right")
        assert guide.flags == [(30, "asked")]
        await pilot.press("left", "left", "shift+left")
        assert guide.flags == [(18, "asked")]
        line = app.board.picture.layout.timeline
        x = next(x for x in range(size[0]) if app.board.picture.timeline_epoch(app.session, x) >= 40)
        await pilot.mouse_down(offset=(x, line.y))
        assert guide.flags[0][0] in (40, 41)
        await pilot.hover(offset=(x + 9, line.y))
        await pilot.mouse_up(offset=(x + 9, line.y))
        flagged = guide.flags[0][0]
        assert flagged > 41
        assert (app.session.epoch, app.session.reached) == (0, 0), "the playhead stays where it is"
        assert screen(app).splitlines()[line.y].count("?") == 1
        await pilot.press("enter")
        play_out(app)
        assert guide.flags == [(flagged, "asked"), (23, "true")]
        assert re.fullmatch(r".*!.*\?.*", screen(app).splitlines()[line.y])
        assert Words("en")("lesson.you-said-epoch", given=flagged, right=step.right) in screen(app)


# ── while a question is open ─────────────────────────────────────────────────────────────────────────────────────────


async def test_digits_answer_or_do_nothing_and_all_else_works():
    async with opened("", (80, 24)) as (app, pilot):
        await pilot.press("u", "enter")
        scenario = app.session.scenario
        await pilot.press("4", "5", "6", "7", "8", "9")
        assert (app.session.scenario, app.session.guide.phase) == (scenario, "question")
        await pilot.press("full_stop", "full_stop", "comma", "v")
        assert (app.session.epoch, app.session.look.view, app.session.guide.phase) == (1, "speed", "question")
        assert "u task" in footer(app)
        await pilot.press("u")
        assert app.session.look.view == "charts"
        assert "u task" not in footer(app)
        await pilot.press("w", "space")
        assert (app.session.scenario.w, app.session.playing) == ((0.7,), True)
        await pilot.press("u")
        assert (app.session.scenario, app.session.epoch, app.session.playing) == (scenario, 0, False)
        await pilot.press("question_mark", "escape")
        assert app.session.guide.phase == "question"


async def test_u_covers_again_what_was_uncovered_before_the_answer():
    async with opened("", (80, 24)) as (app, pilot):
        await pilot.press("u", "enter", "end", "g")
        assert (app.session.epoch, "u task" in footer(app)) == (300, True)
        await pilot.press("u")
        assert (app.session.epoch, app.session.reached, app.session.look.log) == (0, 0, False)
        assert "u task" not in footer(app)


async def test_without_a_question_digits_are_presets_and_the_step_puts_its_run_back():
    async with opened("", (80, 24)) as (app, pilot):
        await pilot.press("u", "2")
        assert app.session.scenario == PRESETS["mild"].scenario
        await pilot.press("enter")
        assert app.session.scenario == LESSON.steps[0].scenario
        await pilot.press("2", "b")
        app.say("next")
        assert app.session.scenario == LESSON.steps[0].scenario
        assert (app.session.epoch, app.session.guide.phase) == (300, "reveal")
        await pilot.press("enter")
        assert app.session.scenario == LESSON.steps[1].scenario


async def test_a_step_begins_without_anything_of_another_run():
    async with opened("mild", (80, 24)) as (app, pilot):
        app.say("end")
        app.say("enlarge w")
        app.say("log")
        app.say("pace 7")
        await pilot.press("u")
        step = LESSON.steps[0]
        assert app.session.look == Look(view=step.view, charted=step.charts)
        assert app.session.reached == 0
        await pilot.press("escape")
        assert (app.session.pace, app.session.look.log, app.session.look.charted) == (7, True, Look().charted)


async def test_escape_leaves_and_u_comes_back_to_the_same_place():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson 6")
        await pilot.press("enter", "1", "escape")
        assert app.session.guide is None
        assert " u lesson " in footer(app)
        assert app.session.scenario == LESSON.steps[5].scenario, "what is on the screen stays"
        await pilot.press("3", "u")
        assert app.session.guide.says("en").step == 6
        assert app.session.guide.phase == "play"
        play_out(app)
        assert "you said 1; it is 3" in screen(app)


async def test_it_goes_back_step_by_step_and_a_prediction_can_be_changed():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson 2")
        guide = app.session.guide
        await pilot.press("enter", "1", "backspace")
        assert (guide.phase, app.session.epoch) == ("question", 0)
        await pilot.press("3")
        play_out(app)
        assert guide.says("en").verdict == ("lesson.so-it-is", {"given": 3, "right": 3})
        await pilot.press("backspace")
        assert "Enter keep" in footer(app), "the answer stands, and is marked"
        assert "● 3  much later" in screen(app)
        await pilot.press("backspace", "backspace")
        assert (guide.says("en").step, guide.phase, app.session.epoch) == (1, "reveal", 300)
        await pilot.press("backspace", "backspace", "backspace")
        assert app.session.notice.words == "lesson.first-step"
        app.say("lesson 12")
        await pilot.press("enter", "enter")
        assert guide.phase == "end"
        await pilot.press("backspace")
        assert (guide.says("en").step, guide.phase) == (12, "reveal")


async def test_enter_that_comes_just_after_the_run_has_ended_goes_past_nothing():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson 2")
        await pilot.press("enter", "1")
        guide, time = app.session.guide, [10.0]
        guide.now = lambda: time[0]
        while guide.phase == "play":
            app.session.tick(0.25)
        await pilot.press("enter")
        assert (guide.phase, guide.says("en").step) == ("reveal", 2)
        await pilot.press("backspace", "enter")
        assert guide.phase == "play", "only what was just shown is held"
        while guide.phase == "play":
            app.session.tick(0.25)
        time[0] += 0.8
        await pilot.press("enter")
        assert guide.says("en").step == 3


async def test_whoever_goes_to_the_end_by_the_mouse_is_shown_the_same():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson 2")
        await pilot.press("enter", "3")
        app.say("seek 240")
        assert (app.session.guide.phase, app.session.playing) == ("reveal", False)


async def test_what_a_person_has_made_of_the_last_step_stays():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson 12")
        await pilot.press("w", "w", "enter")
        assert app.session.scenario.w == (2.2,)
        assert "One sentence to take away" in screen(app)
        await pilot.press("u")
        assert app.session.scenario.w == (2.0,)


async def test_no_key_is_offered_that_would_play_the_answer():
    async with opened("", (160, 48)) as (app, pilot):
        await pilot.press("u")
        assert " play" in footer(app)
        await pilot.press("enter")
        assert " play" not in footer(app)


async def test_a_flag_stays_on_the_run_of_its_step():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson overshoot")
        await pilot.press("enter")
        app.say("more")
        assert app.session.last == 120
        app.say("flag 110")
        assert app.session.guide.flags == [(60, "asked")]


async def test_the_flag_says_where_it_is():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson overshoot")
        await pilot.press("enter", "right")
        assert " epoch 30 ──" in screen(app)
        await pilot.press("shift+left", "left")
        assert " epoch 19 ──" in screen(app)


async def test_a_skipped_question_is_told_like_any_other():
    async with opened("", (80, 24)) as (app, pilot):
        app.say("lesson 4")
        await pilot.press("enter", "enter")
        assert app.session.guide.says("en").verdict == ("lesson.it-is", {"given": None, "right": 2})
        assert " it is 2 " in screen(app)


@pytest.mark.parametrize("wanted", ["5", "flat", "The flat ends", "the flat ENDS", "平坦的两端"])
async def test_a_step_is_entered_by_number_id_or_title(wanted):
    async with opened("", (80, 24)) as (app, _):
        assert app.say(f"lesson {wanted}")
        assert app.session.guide.says("en").step == 5


@pytest.mark.parametrize(
    "wanted", ["0", "13", "99999999999999999999", "nowhere", "slowdown 13", "overshoot 5", "x.toml"]
)
async def test_a_step_that_there_is_not_is_refused_and_nothing_changes(wanted):
    async with opened("w=7", (80, 24), files=False) as (app, _):
        assert not app.say(f"lesson {wanted}")
        assert app.session.notice.wrong
        assert app.session.guide is None
        assert app.session.scenario.w == (7.0,)


async def test_below_24_rows_text_and_view_take_turns():
    async with opened("", (60, 20)) as (app, pilot):
        await pilot.press("u")
        assert "One input x, one weight" in screen(app)
        assert "a      1┤" not in screen(app)
        assert "u: picture" in screen(app)
        await pilot.press("u")
        assert "One input x, one weight" not in screen(app)
        assert "a      1┤" in screen(app)
        assert "u: text" in screen(app)
        await pilot.press("u", "enter")
        assert "which way will learning move" in screen(app)
        await pilot.press("2")
        assert re.search(r"^a +1(\.0)?┤", screen(app), re.MULTILINE), "while it plays the view is seen"
        play_out(app)
        assert "that number" in screen(app)


@pytest.mark.parametrize("size", [*SIZES, (79, 30), (90, 23), (120, 40), (200, 60)], ids=str)
@pytest.mark.parametrize("name", lesson_names())
async def test_every_word_of_a_lesson_is_whole_at_every_size_in_ascii(size, name):
    lesson = shipped(name)
    async with opened("", size, charset="ascii") as (app, _):
        for number, step in enumerate(lesson.steps, 1):
            app.say(f"lesson {name} {number}")
            words, telling = app.board.picture.words, step.telling("en")
            for phase in ("text", "question", "reveal"):
                shown = plain(screen(app))
                assert screen(app).isascii()
                said = app.session.guide.says("en")
                for text in (said.text, said.notice, *said.choices):
                    assert plain(words.plain(text)) in shown
                assert plain(words.plain(telling.title)) in shown
                if phase == "text" or (phase == "question" and step.asks):
                    app.say("next")
                if app.session.guide.phase == "play":
                    app.say("next")


# ── no answer before its question ────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"−?\d+(?:\.\d+)?(?:e−?\d+)?")


def revealing(step, language: str) -> set[str]:
    """The numbers that a step reveals, and says nowhere before: nobody may read them off while it asks.

    Where the neuron stands, its a and its C, is told on every screen, and answers nothing.
    """
    here = {
        evaluate(f"{name}.{cost}.{step.epoch}", step.scenario) for name in ("a", "cost") for cost in step.scenario.costs
    }
    telling = step.telling(language)
    before = f"{step.says(telling.text)} {step.says(telling.question)} {' '.join(telling.choices)} {step.line}"
    shown = {expression for text in (telling.text, telling.question) for expression, _ in placeholders(text)}
    told = [
        step.says("{" + expression + (f"|{form}" if form else "") + "}")
        for text in (telling.reveal, telling.notice)
        for expression, form in placeholders(text)
        if expression not in (*shown, "epochs", "now", "marks")
        and evaluate(expression, step.scenario, step.epoch) not in here
    ]
    return {number for number in told if number not in _NUMBER.findall(before) and len(number) > 1}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name in lesson_names() for number, step in enumerate(shipped(name).steps, 1) if step.asks],
)
async def test_no_screen_of_a_question_holds_what_answers_it(name, number, size):
    step = shipped(name).steps[number - 1]
    async with opened("", size) as (app, _):
        app.say(f"lesson {name} {number}")
        app.say("next")
        shown = screen(app)
        for turn in range(2):  # text and view, where they take turns
            numbers = set(_NUMBER.findall(shown))
            hidden = revealing(step, "en") - {f"{step.scenario.epochs}"}
            assert not numbers & hidden, f"{numbers & hidden} on\n{shown}"
            words = [choice for choice in step.telling("en").choices if len(choice) > 6]
            assert all(shown.count(word) <= 1 for word in words), "nothing says it but the choice"
            if not turn:
                app.say("lesson")
                shown = screen(app)


@pytest.mark.parametrize("step", QUESTIONS, ids=lambda step: step.id)
def test_what_is_hidden_is_something(step):
    if step.id not in ("derivation", "blame", "cancellation", "a-cost"):
        assert revealing(step, "en")


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def shelved(memory: Memory) -> Session:
    session = paused()
    session.lessons = Shelf(memory).open
    return session


def test_the_step_and_the_answers_are_kept_from_visit_to_visit(tmp_path):
    path = str(tmp_path / "state" / "sigmascope" / "lessons.json")
    session = shelved(Memory(path))
    for line in ("lesson 3", "next", "answer 1", "lesson 4", "next", "next"):
        apply(session, line)
    assert [file.name for file in (tmp_path / "state" / "sigmascope").iterdir()] == ["lessons.json"]
    again = shelved(Memory(path))
    apply(again, "lesson")
    assert again.guide.says("en").step == 4
    assert again.guide.answers == {"speed": 1}
    assert (
        json.loads((tmp_path / "state/sigmascope/lessons.json").read_text())["lessons"]["slowdown"]["step"] == "blame"
    )


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", "null", '{"lessons": 3}', '{"lessons": {"slowdown": []}}', "[" * 9999,
     '{"lessons": {"slowdown": {"step": "gone", "answers": {"speed": 9, "blame": "2", "gone": 1, "flat": -1}}}}'],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_as_good_as_none(tmp_path, text):
    path = tmp_path / "lessons.json"
    path.write_text(text)
    session = shelved(Memory(str(path)))
    apply(session, "lesson")
    assert (session.guide.says("en").step, session.guide.answers) == (1, {})


def test_two_programs_at_once_keep_what_each_of_them_learns(tmp_path):
    path = str(tmp_path / "lessons.json")
    one, other = Memory(path), Memory(path)
    one.keep("slowdown", "flat", {"flat": 2})
    other.keep("overshoot", "steady", {"steady": 9})
    again = Memory(path)
    assert (again.answers("slowdown"), again.answers("overshoot")) == ({"flat": 2}, {"steady": 9})


def test_what_cannot_be_kept_costs_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    memory = Memory(str(tmp_path / "file" / "lessons.json"))
    session = shelved(memory)
    for line in ("lesson", "next", "answer 2"):
        apply(session, line)
    assert memory.trouble.name == "lesson.not-kept"
    assert session.guide.answers == {"inverter": 2}, "it goes on without"


def test_a_lesson_or_all_of_them_can_be_forgotten(tmp_path):
    memory = Memory(str(tmp_path / "lessons.json"))
    memory.invite()
    memory.keep("slowdown", "flat", {"flat": 2})
    memory.keep("overshoot", "steady", {})
    memory.forget("slowdown")
    again = Memory(str(tmp_path / "lessons.json"))
    assert (again.step("slowdown"), again.answers("slowdown"), again.step("overshoot")) == ("", {}, "steady")
    again.forget()
    assert Memory(str(tmp_path / "lessons.json")).step("overshoot") == ""
    assert Memory(str(tmp_path / "lessons.json")).invited


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"XDG_STATE_HOME": "/s"}, "/s/sigmascope/lessons.json"),
        ({"XDG_STATE_HOME": "relative", "HOME": "/h"}, "/h/.local/state/sigmascope/lessons.json"),
        ({"XDG_STATE_HOME": "", "HOME": "/h"}, "/h/.local/state/sigmascope/lessons.json"),
    ],
)
def test_it_is_kept_in_the_users_state_folder(monkeypatch, environ, path):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert state_file() == path


# ── sessions of others ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_visitor_has_lessons_and_no_files():
    app = SigmascopeApp(VisitorSession(parse("mild")), words=Words("en"), options=AppOptions(files=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u", "enter", "2")
        assert app.session.guide.phase == "play"
        play_out(app)
        assert "you said 2, and so it is" in screen(app)
        assert not app.say("lesson ./mine.toml")
        assert app.session.notice.words == "lesson.no-files"


def test_who_follows_takes_no_lesson():
    session = paused()
    session.following = True
    with pytest.raises(Refusal, match=r"session\.follows"):
        apply(session, "lesson")


async def test_an_invitation_stands_in_the_verdicts_row_and_passes():
    async with opened("", (80, 24)) as (app, _):
        session = app.session
        before = screen(app).splitlines()
        session.invite()
        app.show()
        assert "u: a lesson of ten minutes" in screen(app).splitlines()[22]
        session.tick(11.9)
        assert session.notice is not None
        session.tick(0.2)
        app.show()
        assert screen(app).splitlines()[22] == before[22]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_tells_of_the_lesson_that_is_open(language):
    async with opened("", (100, 50), language) as (app, pilot):
        await pilot.press("u", "question_mark")
        assert Words(language)("guide.lesson").strip()[:12] in screen(app)
