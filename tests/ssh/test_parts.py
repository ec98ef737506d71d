"""The parts of the server that need no network: limits, keys, the log, the line to a worker, a visit."""

from __future__ import annotations

import asyncio
import io
import json
import os
import socket
import stat
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from sigmascope.engine import EngineError
from sigmascope.tui.cli.main import main
from sigmascope.tui.guests import remote, sandbox
from sigmascope.tui.guests.limits import Admission, Limits, network_of
from sigmascope.tui.guests.visit import Visit, clamped
from sigmascope.tui.ssh.door import keys
from sigmascope.tui.ssh.door.connection import LARGEST_PACKET, BoundedDecompressor
from sigmascope.tui.ssh.door.log import Log
from sigmascope.tui.ssh.door.sockets import farewell, listen_on
from sigmascope.tui.ssh.screen.depth import filter_of
from sigmascope.tui.ssh.screen.pace import BUSY, Pace
from sigmascope.tui.ssh.workers.wire import Wire
from sigmascope.tui.words.refusal import Refusal

# Limits.


def test_sessions_are_counted_from_when_they_begin_and_addresses_from_when_they_come():
    admission = Admission(Limits(max_sessions=2, max_per_address=3))
    assert [admission.arrive(number, "10.0.0.1") for number in range(4)] == [None, None, None, "per-address"]
    assert admission.arrive(9, "10.0.0.2") is None
    assert [admission.enter(0), admission.enter(1), admission.enter(9)] == [None, None, "full"]
    admission.leave(0)
    admission.leave(0)
    assert admission.enter(9) is None
    assert admission.arrive(5, "10.0.0.1") is None
    assert (admission.sessions, admission.connections) == (2, 4)


def test_who_idles_at_the_door_longest_goes_first_and_once():
    admission = Admission(Limits(max_logins=2))
    for number in range(3):
        admission.arrive(number, f"10.0.0.{number}")
    assert admission.crowded_out() == 0
    assert admission.crowded_out() is None
    admission.enter(1)
    admission.arrive(4, "10.0.0.4")
    assert admission.crowded_out() is None


def test_what_counts_as_one_address():
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("fe80::1%eth0") == network_of("fe80::2%eth1")


def test_frames_yield_when_there_is_no_time_left_and_come_back():
    pace = Pace(10)
    for _ in range(20):
        pace.observe(1.0)
    assert pace.interval == 0.5
    for _ in range(20):
        pace.observe(BUSY / 2)
    assert pace.interval == 0.1


async def test_frames_take_turns_with_everything_else():
    from contextvars import copy_context

    pace, seen = Pace(10), []
    for number in range(3):
        pace.draw(
            lambda number=number: (seen.append(number), asyncio.get_running_loop().call_soon(seen.append, "key")),
            copy_context(),
        )
    while len(seen) < 6:
        await asyncio.sleep(0)
    assert [number for number in seen if number != "key"] == [0, 1, 2]
    assert seen.index("key") < seen.index(2), "what the first frame set off comes before the last frame"


# Keys.


def test_a_host_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "a" / "b" / "key"
    with ThreadPoolExecutor(8) as pool:
        made = {key.get_fingerprint() for key in pool.map(keys.host_key, [path] * 8)}
    assert made == {keys.host_key(path).get_fingerprint()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert keys.host_key(path).get_algorithm() == "ssh-ed25519"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_host_key_that_others_can_read_is_refused(tmp_path, mode):
    keys.host_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(Refusal) as refused:
        keys.host_key(tmp_path / "key")
    assert refused.value.name == "ssh.host-key-readable"


def test_a_host_key_that_is_none_is_refused(tmp_path):
    (tmp_path / "key").write_text("not a key")
    (tmp_path / "key").chmod(0o600)
    for path in (tmp_path / "key", tmp_path / "key" / "below", tmp_path):
        with pytest.raises(Refusal) as refused:
            keys.host_key(path)
        assert refused.value.name in ("ssh.host-key-unusable", "ssh.host-key-readable")


def test_the_host_key_is_kept_with_the_users_data(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert keys.default_host_key() == tmp_path / "sigmascope" / "ssh_host_ed25519_key"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert keys.default_host_key() == tmp_path / ".local" / "share" / "sigmascope" / "ssh_host_ed25519_key"


# The log.


def test_no_line_of_the_log_can_be_forged():
    for form in ("text", "json"):
        lines = []
        Log(lines.append, form)(
            "session", user='root"\n2026-01-01 end user="x\x1b[2J', address="::1", seconds=1.23456, gone=None
        )
        [line] = lines
        assert "\n" not in line
        assert "\x1b" not in line
        assert "1.23" in line
        assert "gone" not in line
    assert json.loads(line)["user"].startswith('root"\n')


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_no_unicode_breaks_no_line_of_the_log(form):
    lines = []
    Log(lines.append, form)("crash", path="caf\udce9", user="\x7f\x9b\u202e\u2028", traceback="one\ntwo \udce9")
    (line,) = lines
    assert line.isascii()
    assert line.removesuffix("\n").isprintable()
    if form == "json":
        facts = json.loads(line)
        assert (facts["path"], facts["traceback"]) == ("caf\\xe9", "one\ntwo \\xe9")


def test_what_clients_say_of_themselves_is_cut_in_the_log():
    lines = []
    Log(lines.append)("session", user="x" * 10_000)
    assert len(lines[0]) < 400


# The line to a worker.


async def test_messages_and_sockets_arrive_together_and_in_order():
    mine, its = socket.socketpair()
    heard, lost = [], asyncio.Event()
    near = Wire(mine, lambda *_: None, lambda: None)
    far = Wire(its, lambda message, sock: heard.append((message, sock)), lost.set)
    pairs = [socket.socketpair() for _ in range(40)]
    for number, (_, passed) in enumerate(pairs):
        near.send({"number": number, "padding": "x" * 9_000}, passed if number % 2 else None)
        passed.close()
    while len(heard) < 40:
        await asyncio.sleep(0)
    for number, (message, sock) in enumerate(heard):
        assert message["number"] == number
        assert (sock is not None) == bool(number % 2)
        if sock is not None:
            sock.sendall(b"through")
            assert pairs[number][0].recv(10) == b"through"
            sock.close()
        pairs[number][0].close()
    near.close()
    await asyncio.wait_for(lost.wait(), 30)
    near.send({"too": "late"})
    far.close()


# A visit.


@pytest.mark.parametrize(
    ("term", "environ", "expected"),
    [
        ("xterm-256color", {}, ("256", "braille", "en")),
        ("xterm-256color", {"COLORTERM": "truecolor", "LANG": "zh_CN.UTF-8"}, ("truecolor", "braille", "zh")),
        ("xterm-direct", {"LANG": "C"}, ("truecolor", "ascii", "en")),
        ("linux", {"LC_ALL": "en_GB.utf8"}, ("standard", "block", "en")),
        ("screen", {"NO_COLOR": "1"}, (None, "braille", "en")),
        ("vt100", {"LC_CTYPE": "UTF-8"}, (None, "braille", "en")),
        ("xterm-mono", {"LANG": "zh_TW.Big5"}, (None, "ascii", "zh")),
    ],
)
def test_what_a_terminal_can_show(term, environ, expected):
    visit = Visit("guest", "::1", term, tuple(environ.items()))
    assert (visit.colours, visit.charset, visit.language) == expected


def test_sizes_are_clamped():
    assert clamped(0, 0) == (80, 24)
    assert clamped(1, 1) == (1, 1)
    assert clamped(2**32 - 1, 2**32 - 1) == (400, 120)


def test_a_colour_depth_is_never_exceeded():
    from rich.color import ColorType
    from rich.segment import Segment
    from rich.style import Style
    from textual.color import Color

    drawn = [Segment("x", Style(color="#123456", bgcolor="#fedcba", bold=True))]
    kinds = {"256": {ColorType.EIGHT_BIT}, "standard": {ColorType.STANDARD}, None: set()}
    for colours, allowed in kinds.items():
        [segment] = filter_of(colours).apply(drawn, Color(0, 0, 0))
        assert {color.type for color in (segment.style.color, segment.style.bgcolor) if color} == allowed
        assert segment.style.bold
    assert filter_of("truecolor") is None


# What may be run, and what is refused before anything listens.


def test_a_run_comes_in_small_pieces():
    scenario = remote.scenario_of("run mild epochs=3000")
    pieces = list(remote.csv(scenario))
    assert len(pieces) > 5
    assert "".join(pieces).count("\n") == 2 * 3001 + 1


def test_a_run_that_leaves_the_floats_says_so():
    with pytest.raises(EngineError):
        list(remote.csv(remote.scenario_of("run eta=1e308 x=1e200 w=0")))


@pytest.mark.parametrize(
    "text", ["data=x.csv", "costs=os:system", "epochs=100001", "w=" + ":".join("1" * 17) + " x=" + ":".join("1" * 17)]
)
def test_what_visitors_may_not_run(text):
    with pytest.raises(Refusal):
        sandbox.read(text)


def test_a_zlib_packet_may_not_grow_beyond_bounds():
    grown = []
    inflate = BoundedDecompressor(grown.append)
    deflate = zlib.compressobj()

    def packet(size):
        return deflate.compress(bytes(size)) + deflate.flush(zlib.Z_SYNC_FLUSH)

    assert inflate.decompress(packet(LARGEST_PACKET - 100)) == bytes(LARGEST_PACKET - 100)
    assert inflate.decompress(packet(10_000_000)) is None
    assert max(grown) <= LARGEST_PACKET
    assert BoundedDecompressor(grown.append).decompress(b"not zlib") is None


def test_the_farewell_is_a_packet_that_ends_a_connection():
    version, _, packet = farewell("no room · 没有").partition(b"\r\n")
    assert version == b"SSH-2.0-sigmascope"
    length, padding = int.from_bytes(packet[:4]), packet[4]
    assert (length + 4) % 8 == 0
    assert len(packet) == length + 4
    assert padding >= 4
    assert packet[5] == 1
    assert "没有".encode() in packet


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "--anonymous"),
        (("--anonymous", "--authorized-keys", "x"), "--authorized-keys"),
        (("--authorized-keys", "/nowhere/keys"), "/nowhere/keys"),
        (("--anonymous", "--port", "70000"), "70000"),
        (("--anonymous", "--workers", "0"), "--workers"),
        (("--anonymous", "--max-sessions", "many"), "many"),
        (("--anonymous", "--log-format", "xml"), "xml"),
        (("--anonymous", "--host", "256.256.256.256"), "256.256.256.256"),
        (("--anonymous", "data=x.csv"), "data=x.csv"),
        (("--anonymous", "epochs=0"), "epochs"),
        (("--anonymous", "--presenter-keys", "x"), "--present"),
        (("--anonymous", "--present"), "terminal"),
        (("--anonymous", "--host-key", "/proc/nowhere/key"), "/proc/nowhere/key"),
    ],
)
def test_wrong_usage_gets_one_sentence(arguments, named, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(["serve", *arguments]) == 2
    said = capsys.readouterr().err
    assert named in said
    assert said.count("\n") == 1


def test_without_asyncssh_a_sentence_says_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("sigmascope.tui.cli.verbs.serve.find_spec", lambda _: None)
    assert main(["serve", "--anonymous"]) == 2
    assert "pip install 'sigmascope[ssh]'" in capsys.readouterr().err


def test_a_port_in_use_is_named(capsys, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--anonymous", "--port", str(port), "--host-key", str(tmp_path / "key")]) == 2
    assert str(port) in capsys.readouterr().err


def test_all_addresses_of_a_host_share_one_port():
    sockets = listen_on("localhost", 0)
    assert len({sock.getsockname()[1] for sock in sockets}) == 1
    for sock in sockets:
        sock.close()


def test_the_verb_asks_nobody_to_load_asyncssh_or_textual():
    script = (
        "import sys, sigmascope.tui.cli.verbs.serve; print(sorted({'asyncssh', 'textual', 'numpy'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=os.getcwd())
    assert told.stdout.strip() == "[]"
