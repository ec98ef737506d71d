"""How a command's answer ends, and what becomes of connections that hold a place without using it."""

from __future__ import annotations

import asyncio
import os
import select
import subprocess
from concurrent.futures import ThreadPoolExecutor

import asyncssh
import pytest
from asyncssh.channel import SSHClientChannel

LONG = ("run", "epochs=20000")
"""More than a client and a pipe hold between them."""


@pytest.fixture
def ask(serve):
    """Start clients whose answer nobody reads, unless the test does."""
    here = []

    def begin(server, *words, options=()):
        command = server.command(*words, options=options)
        here.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        return here[-1]

    yield begin
    for process in here:
        process.kill()
        process.communicate()


def whole(answer, epochs):
    last = f"cross-entropy,{epochs},".encode()
    return answer.count(b"\n") == 2 * (epochs + 1) + 1 and answer.splitlines()[-1].startswith(last)


def test_a_slow_reader_gets_all_of_it(serve, ask):
    process = ask(serve(), *LONG)
    answer = b""
    while piece := os.read(process.stdout.fileno(), 65_536):
        answer += piece
        select.select([], [], [], 0.06)  # a megabyte a second
    assert process.wait(30) == 0
    assert whole(answer, 20_000)


def test_a_reader_that_pauses_gets_all_of_it(serve, ask):
    # All of it is on its way, and the place is somebody else's, long before this reader begins.
    server = serve("--max-sessions", "1")
    process = ask(server, "run")
    server.wait("session")
    while server.ask("run", "epochs=1").returncode == 75:
        pass
    select.select([], [], [], 3.0)
    answer, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert whole(answer, 300)


def test_many_at_once_get_all_of_it(serve):
    server = serve("--max-sessions", "100", "--max-per-address", "100", workers=2)
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda _: server.ask("run"), range(48)))
    assert [answer.returncode for answer in answers] == [0] * 48
    assert all(whole(answer.stdout, 300) for answer in answers)
    assert len({answer.stdout for answer in answers}) == 1


def test_what_nobody_reads_is_cut_and_does_not_say_0(serve, ask):
    server = serve("--max-sessions", "1", "--idle-timeout", "2")
    process = ask(server, *LONG)
    server.wait("end", reason="stalled")
    answer, said = process.communicate(timeout=30)
    assert not whole(answer, 20_000)
    assert process.returncode == 255
    assert b"cut off" in said
    assert server.ask("run", "epochs=1").returncode == 0


def test_an_answer_that_the_client_holds_back_is_cut_and_does_not_say_0(serve, ask):
    # More than a pipe holds and less than a client takes in: the server has sent all of it, its status too.
    server = serve("--idle-timeout", "2")
    process = ask(server, "run", "epochs=2000")
    server.wait("end", reason="idle")
    answer, _ = process.communicate(timeout=30)
    assert not whole(answer, 2_000)
    assert process.returncode == 255


def test_a_connection_that_asks_for_nothing_ends(serve, ask):
    server = serve("--idle-timeout", "2")
    process = ask(server, options=("-N",))
    server.wait("end", reason="idle")
    assert process.wait(30) == 255


def test_a_connection_kept_open_gives_its_place_away_serves_again_and_ends(serve, ask, tmp_path):
    server = serve("--max-sessions", "1", "--idle-timeout", "4")
    control = ("-o", f"ControlPath={tmp_path / 'c'}", "-o", "ControlPersist=yes", "-o", "ControlMaster=auto")
    shared = ask(server, "run", "epochs=1", options=control)
    assert whole(b"".join(shared.stdout.readline() for _ in range(5)), 1)
    assert server.ask("run", "epochs=1").returncode == 0
    connections = len([event for event in server.events if event["event"] == "connection"])
    again = ask(server, "run", "epochs=2", options=("-S", str(tmp_path / "c"), "-o", "ControlMaster=no"))
    assert whole(again.stdout.read(), 2)
    assert again.wait(30) == 0
    assert len([event for event in server.events if event["event"] == "connection"]) == connections
    server.wait("end", reason="idle")


async def test_a_channel_without_a_request_ends(serve):
    server = serve("--idle-timeout", "2")
    async with asyncssh.connect(
        "127.0.0.1", server.port, username="guest", known_hosts=None, config=[], client_keys=None, agent_path=None
    ) as connection:
        channel = SSHClientChannel(connection, asyncio.get_running_loop(), "strict", None, "strict", 2**20, 2**15)
        await channel._open(b"session")
        await asyncio.wait_for(connection.wait_closed(), 30)
    server.wait("end", reason="idle")


def test_an_app_idles_by_its_own_rule_alone(serve, visitors):
    # Keys count, however long nothing else has moved.
    server = serve("--idle-timeout", "4")
    visitor = visitors(server)
    for _ in range(3):
        visitor.sees("Still there")
        visitor.output = b""
        visitor.type(" ")
        visitor.sees("keys=")
    visitor.type("q")
    assert visitor.ends() == 0
    server.wait("end", reason="quit")
