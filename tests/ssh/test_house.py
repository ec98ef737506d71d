"""What holds for the house: who may enter, how many and how long, and how it closes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncssh

from sigmascope.tui.app.sequences import RESTORE

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_only_holders_of_the_keys_may_enter_and_sighup_reads_them_again(serve, tmp_path):
    for name in ("in", "out"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(tmp_path / name)
        key.write_public_key(tmp_path / f"{name}.pub")
        (tmp_path / name).chmod(0o600)
    keys = tmp_path / "authorized_keys"
    keys.write_text("# the class\n\n" + (tmp_path / "in.pub").read_text())
    server = serve("--authorized-keys", str(keys))

    def enters(name):
        options = ("-i", str(tmp_path / name), "-o", "BatchMode=yes", "-o", f"IdentityFile={tmp_path / name}")
        return server.ask("run", "epochs=1", options=options).returncode == 0

    assert enters("in")
    assert not enters("out")
    assert server.ask("run", "epochs=1", options=("-o", "BatchMode=yes")).returncode == 255
    keys.write_text("ssh-ed25519 AAAAnonsense\n")
    server.process.send_signal(signal.SIGHUP)
    server.wait("keys-kept")
    assert enters("in")
    keys.write_text((tmp_path / "out.pub").read_text())
    server.process.send_signal(signal.SIGHUP)
    server.wait("keys-read")
    assert enters("out")
    assert not enters("in")
    logged = " ".join(map(str, server.events))
    assert "PRIVATE" not in logged
    assert "AAAA" not in logged


def test_a_full_server_says_so_and_has_room_again_afterwards(serve, visitors):
    server = serve("--max-sessions", "2", workers=2)
    first, second = visitors(server), visitors(server)
    first.sees("user=guest")
    second.sees("user=guest")
    third = visitors(server)
    assert third.ends() == 75
    assert b"this server is full" in third.output
    first.type("q")
    first.ends()
    server.wait("end", reason="quit")
    visitors(server).sees("user=guest")


def test_connections_from_one_address_are_limited_over_all_workers(serve, visitors):
    server = serve("--max-per-address", "3", workers=2)
    here = [visitors(server) for _ in range(3)]
    for visitor in here:
        visitor.sees("user=guest")
    more = server.ask("run", "epochs=1")
    assert more.returncode == 255
    assert b"too many connections from your address" in more.stderr
    server.wait("refused", reason="per-address")


def test_idle_visitors_are_told_and_then_dropped(serve, visitors):
    server = serve("--idle-timeout", "4")
    visitor = visitors(server)
    visitor.sees("Still there")
    assert visitor.ends() == 0
    assert RESTORE.encode() in visitor.output
    assert b"Nothing was typed" in visitor.output
    server.wait("end", reason="idle")


def test_connections_that_never_log_in_are_dropped(serve):
    server = serve("--login-timeout", "1")
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as idle:
        assert idle.recv(100).startswith(b"SSH-2.0-sigmascope")
        while idle.recv(4096):
            pass
    server.wait("end", reason="no-login")


def test_idling_at_the_door_does_not_keep_visitors_out(serve, visitors):
    server = serve("--max-per-address", "500")
    idle = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(150)]
    try:
        visitor = visitors(server)
        visitor.sees(r"7 +\d+ ")
        visitor.type(" ")
        visitor.sees("keys=1")
        # The first to come are the first to go.
        while idle[0].recv(4096):
            pass
        server.wait("end", times=80, reason="no-login")
        visitor.type(" ")
        visitor.sees("keys=2")
    finally:
        for sock in idle:
            sock.close()


def test_sigterm_gives_every_terminal_back_within_two_seconds(serve, visitors):
    server = serve(workers=2)
    here = [visitors(server) for _ in range(4)]
    for visitor in here:
        visitor.sees("keys=0")
    here[0].type("h")  # an app that will not end
    here[0].sees("keys=1")
    began = time.monotonic()
    server.process.terminate()
    for visitor in here:
        assert visitor.ends() == 0
        assert RESTORE.encode() in visitor.output
        assert b"The server is closing" in visitor.output
    assert server.stop() == 0
    # A requirement, not a measurement; what takes longer is killed by the supervisor.
    assert time.monotonic() - began < 10
    assert not server.noise


def test_a_killed_worker_is_replaced_and_the_rest_play_on(serve, visitors):
    server = serve("--max-per-address", "4", workers=2)
    here = [visitors(server) for _ in range(4)]
    for visitor in here:
        visitor.sees("keys=0")
    killed, kept = server.workers()
    os.kill(killed, signal.SIGKILL)
    server.wait("end", times=2, reason="worker-died")
    lost = [visitor for visitor in here if visitor.process.poll() is not None or not _answers(visitor)]
    assert len(lost) == 2
    # Those who were lost no longer count, and there is a worker for whoever comes.
    for _ in range(50):
        again = visitors(server)
        if b"starting" not in again.sees("user=guest|starting")[0]:
            break
    again.type(" ")
    again.sees("keys=1")
    assert kept in server.workers()


def _answers(visitor):
    try:
        visitor.type(" ")
        visitor.sees("keys=1")
    except (AssertionError, OSError):
        return False
    return True


def test_workers_end_when_the_supervisor_is_killed(serve, visitors):
    server = serve()
    visitor = visitors(server)
    visitor.sees("keys=0")
    [worker] = server.workers()
    server.process.kill()
    assert visitor.ends() == 0
    assert RESTORE.encode() in visitor.output
    server.process.wait(30)
    status = Path(f"/proc/{worker}/stat")
    while status.exists() and status.read_text().split()[2] != "Z":
        os.sched_yield()


def test_a_server_whose_workers_cannot_start_gives_up(tmp_path):
    command = [sys.executable, HERE / "standin.py", "standin:missing", "--anonymous", "--port", "0"]
    command += ["--workers", "1", "--host-key", tmp_path / "key"]
    env = os.environ | {"PYTHONPATH": f"{ROOT}:{HERE}"}
    ended = subprocess.run(list(map(str, command)), env=env, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert b"workers-do-not-start" in ended.stderr


def test_the_operator_is_told_what_visitors_type_and_the_fingerprint(serve):
    server = serve()
    assert server.wait("listening")["fingerprint"].startswith("SHA256:")
    server.process.terminate()
    said = server.process.stdout.read()
    assert f"ssh -p {server.port} 127.0.0.1" in said
    assert server.wait("listening")["fingerprint"] in said
