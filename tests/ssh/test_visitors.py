"""What a visitor with the real client meets: the app at their terminal, one command, and nothing else."""

from __future__ import annotations

import os
import re
import signal
import subprocess

import pytest

from sigmascope.tui.app.sequences import RESTORE


def test_a_visitor_sees_the_app_and_leaves_with_a_restored_terminal(server, visitors):
    visitor = visitors(server, user="ada")
    visitor.sees("user=ada")
    visitor.sees(r"7 +\d+ ")
    visitor.type("q")
    assert visitor.ends() == 0
    assert RESTORE.encode() in visitor.output
    server.wait("end", user="ada", reason="quit")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_other_ways_to_leave(server, visitors, key):
    visitor = visitors(server)
    visitor.sees("user=guest")
    visitor.type(key)
    assert visitor.ends() == 0


def test_keys_count_and_a_lone_escape_is_not_lost(server, visitors):
    visitor = visitors(server)
    visitor.sees("keys=0")
    visitor.type("   ")
    visitor.sees("keys=3")
    visitor.type("\x1b")
    visitor.type(" ")
    visitor.sees("keys=4")


def test_the_clients_disconnect_sequence(server, visitors):
    visitor = visitors(server, user="tilde")
    visitor.sees("user=tilde")
    visitor.type("\r~.")
    visitor.ends()
    server.wait("end", user="tilde", reason="vanished")


def test_a_killed_client(server, visitors):
    visitor = visitors(server, user="killed")
    visitor.sees("user=killed")
    os.kill(visitor.pid, signal.SIGKILL)
    server.wait("end", user="killed", reason="vanished")


def test_size_follows_the_terminal(server, visitors):
    visitor = visitors(server, size=(100, 30))
    visitor.sees("size=100x30")
    visitor.resize(132, 43)
    visitor.sees("size=132x43")
    for width in range(40, 140):
        visitor.resize(width, 30)
    visitor.resize(77, 33)
    visitor.sees("size=77x33")


@pytest.mark.parametrize(("size", "clamped"), [((0, 0), "80x24"), ((10_000, 10_000), "400x120")])
def test_absurd_sizes_are_clamped(server, visitors, size, clamped):
    visitors(server, size=size).sees(f"size={clamped}")


@pytest.mark.parametrize("size", [(1, 1), (20, 5)])
def test_tiny_terminals_can_be_left(server, visitors, size):
    visitor = visitors(server, size=size)
    visitor.sees(re.escape("\x1b[?2004h"))
    visitor.type("q")
    assert visitor.ends() == 0


@pytest.mark.parametrize(
    ("term", "env", "colours"),
    [
        ("xterm-256color", {}, "256"),
        ("xterm-256color", {"COLORTERM": "truecolor"}, "truecolor"),
        ("linux", {}, "standard"),
        ("vt220", {}, "None"),
    ],
)
def test_colours_follow_the_client_not_the_server(server, visitors, term, env, colours):
    visitor = visitors(server, term=term, env=env, options=("-o", "SendEnv=COLORTERM"))
    visitor.sees(f"colours={colours}")
    visitor.sees(r"7 +\d+ ")
    assert (b"38;2;" in visitor.output) == (colours == "truecolor")
    assert (b"38;5;" in visitor.output) == (colours == "256")


def test_language_follows_the_client(server, visitors):
    visitors(server, env={"LANG": "zh_CN.UTF-8"}, options=("-o", "SendEnv=LANG")).sees("lang=zh")
    answer = server.ask("ls", env={"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, options=("-o", "SendEnv=LANG"))
    assert "唯一的命令" in answer.stderr.decode()


def test_run_prints_what_the_command_line_prints(server, capsys):
    from sigmascope.tui.cli.main import main

    answer = server.ask("run", "saturated", "eta=0.3", "epochs=40")
    assert (answer.returncode, answer.stderr) == (0, b"")
    main(["run", "saturated", "eta=0.3", "epochs=40", "--format", "csv", "--quiet"])
    assert answer.stdout.decode() == capsys.readouterr().out


def test_run_with_a_terminal_ends_its_lines_for_one(server, visitors):
    visitor = visitors(server, "run", "mild", "epochs=2")
    assert visitor.ends() == 0
    assert visitor.output.count(b"\r\n") == 7


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("run epochs=many", "many"),
        ("run data=/etc/passwd", "data=/etc/passwd"),
        ("run costs=os:system", "os:system"),
        ("run epochs=100001", "100001"),
        ("run w=1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1", "17"),
        ("run epochs=100000 w=1:1:1:1 x=1:1:1:1", "2000000"),
        ("run costs=quadratic+quadratic", "quadratic"),
    ],
)
def test_wrong_scenarios_get_one_sentence(server, words, named):
    answer = server.ask(*words.split())
    assert answer.returncode == 2
    assert answer.stdout == b""
    assert named in answer.stderr.decode()
    assert answer.stderr.count(b"\n") == 1


def test_a_long_run_stops_when_its_reader_does(server):
    answer = subprocess.Popen(
        server.command("run", "epochs=30000", options=("-l", "head")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert answer.stdout.readline().startswith(b"model,epoch")
    answer.stdout.close()
    answer.wait(30)
    assert server.wait("end", user="head")["sent"] < 4_000_000


@pytest.mark.parametrize("words", ["ls", "sh -c id", "runaway", "sigmascope run", " ", "scp -t /tmp/x"])
def test_any_other_command_is_refused_in_a_sentence(server, words):
    answer = server.ask(words)
    assert answer.returncode == 126
    assert "run saturated" in answer.stderr.decode()


def test_without_a_terminal_a_sentence_names_what_works(server, visitors):
    answer = server.ask()
    assert answer.returncode == 126
    assert "run saturated" in answer.stderr.decode()
    dumb = visitors(server, term="dumb")
    assert dumb.ends() == 126
    assert b"run saturated" in dumb.output


@pytest.mark.parametrize("tool", ["sftp", "scp"])
def test_files_are_not_transferred(server, tool, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("x")
    quiet = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-P", str(server.port)]
    words = ["127.0.0.1"] if tool == "sftp" else [str(mine), "127.0.0.1:/tmp/sigmascope-theirs"]
    answer = subprocess.run(
        [tool, *quiet, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
    )
    assert answer.returncode != 0
    assert not os.path.exists("/tmp/sigmascope-theirs")


def test_nothing_is_forwarded(server):
    asked = server.ask(options=("-W", f"127.0.0.1:{server.port}"))
    assert asked.returncode != 0
    assert b"SSH-2.0" not in asked.stdout
    remote = server.ask("run", "epochs=1", options=("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"))
    assert remote.returncode == 255
    agent = server.ask("run", "epochs=1", options=("-A", "-X"), env={"DISPLAY": ":0"})
    assert agent.returncode == 0


def test_a_local_forward_leads_nowhere(server, visitors):
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    visitor = visitors(server, options=("-L", f"{free}:127.0.0.1:{server.port}"))
    visitor.sees("user=guest")
    with socket.create_connection(("127.0.0.1", free), timeout=30) as through:
        assert through.recv(100) == b""
    visitor.sees(r"7 +\d+ ", fresh=True)


def test_one_session_a_connection(server, visitors, tmp_path):
    control = ("-o", f"ControlPath={tmp_path / 'c'}")
    visitor = visitors(server, options=("-o", "ControlMaster=yes", *control))
    visitor.sees("user=guest")
    second = server.ask("run", "epochs=1", options=("-o", "ControlMaster=no", *control))
    # Refused on the shared connection, the client opens one of its own or gives up; it never gets a second channel.
    assert b"refused" in second.stderr or second.returncode == 0
    visitor.sees(r"7 +\d+ ", fresh=True)


def test_a_default_client_compresses_and_others_need_not(server):
    told = server.ask("run", "epochs=1", options=("-v", "-o", "LogLevel=DEBUG1")).stderr.decode()
    assert "server->client cipher" in told
    assert told.count("compression: zlib@openssh.com") == 2


def test_prints_and_links_stay_off_the_server_and_sessions_apart(server, visitors):
    first, second = visitors(server, user="first"), visitors(server, user="second")
    first.sees("user=first")
    second.sees("user=second")
    first.type("pu")
    first.sees("keys=2")
    second.type(" ")
    second.sees("keys=1")
    assert b"printed by" not in second.output + first.output


def test_copying_reaches_the_clients_clipboard_at_once(server, visitors):
    visitor = visitors(server)
    visitor.sees("user=guest")
    visitor.type("c")
    visitor.sees(re.escape("\x1b]52;c;Y29waWVk\a"))


def test_a_crash_ends_one_session_politely_and_no_other(server, visitors):
    other, crashing = visitors(server), visitors(server, user="crash")
    other.sees("user=guest")
    crashing.sees("user=crash")
    crashing.type("x")
    assert crashing.ends() == 70
    assert RESTORE.encode() in crashing.output
    assert b"Traceback" not in crashing.output
    assert b"fault of its own" in crashing.output
    logged = server.wait("crash", user="crash")["traceback"]
    assert "RuntimeError: asked to crash" in logged
    assert "nobody should read" not in logged.replace('secret = "a value that nobody should read"', "")
    other.type(" ")
    other.sees("keys=1")


def test_dead_sessions_leave_nothing_behind(server, visitors):
    [worker] = server.workers()
    visitors(server).sees("apps=")
    before = len(os.listdir(f"/proc/{worker}/fd"))
    for number in range(12):
        visitor = visitors(server, user="leak")
        visitor.sees("user=leak")
        if number % 3 == 0:
            visitor.leave()
        else:
            visitor.type("qx"[number % 3 - 1])
            visitor.ends()
    server.wait("end", times=12, user="leak")
    # An app whose client has vanished takes a moment to end; the first visitor and the one who asks remain.
    for _ in range(50):
        asking = visitors(server)
        alive = int(asking.sees(r"apps=(\d+) ")[1])
        asking.type("q")
        asking.ends()
        if alive == 2:
            break
    assert alive == 2
    assert len(os.listdir(f"/proc/{worker}/fd")) <= before + 1
