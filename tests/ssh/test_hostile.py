"""Clients that mean harm, beside one visitor who means none and must not notice."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import zlib
from pathlib import Path

import asyncssh
import pytest
from asyncssh.packet import String, UInt32

from sigmascope.tui.ssh.door.connection import KEX


@pytest.fixture
def neighbour(server, visitors):
    """The visitor beside whom all of it happens; afterwards their keys are still answered and their frames come."""
    visitor = visitors(server, user="neighbour")
    visitor.sees("keys=0")
    yield visitor
    visitor.output = b""
    visitor.type(" ")
    visitor.sees("keys=[1-9]")
    visitor.sees(r"7 +\d+ ", fresh=True)


@pytest.fixture
async def connect(server):
    """Connect with asyncssh, which does whatever it is told."""
    made = []

    async def come(**options):
        fixed = {"known_hosts": None, "username": "hostile", "client_keys": [], "agent_path": None, "config": []}
        made.append(await asyncssh.connect("127.0.0.1", server.port, **fixed, **options))
        return made[-1]

    yield come
    for connection in made:
        connection.abort()
        await connection.wait_closed()


async def drain(process, until):
    """Read what a session says until something stands in it."""
    seen = b""
    try:
        async with asyncio.timeout(30):
            while not re.search(until, seen):
                data = await process.stdout.read(65536)
                assert data, "hung up"
                seen = (seen + data)[-200_000:]
    except (TimeoutError, AssertionError, asyncssh.Error) as error:
        raise AssertionError(f"{until!r} never came: …{seen[-300:]!r}") from error
    return seen


async def show(connection, size=(80, 24), term="xterm-256color"):
    return await connection.create_process(term_type=term, term_size=size, encoding=None)


def memory(server):
    """Megabytes the workers take."""
    pages = [int(Path(f"/proc/{worker}/statm").read_text().split()[1]) for worker in server.workers()]
    return sum(pages) * os.sysconf("SC_PAGESIZE") / 1e6


@pytest.mark.parametrize(
    "words",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"SSH-1.5-old\r\n",
        b"\x00" * 70_000,
        b"SSH-2.0-x\r\n" + b"\xff" * 10_000,
        b"SSH-2.0-" + b"x" * 5_000,
        b"",
    ],
    ids=["HTTP", "TLS", "SSH-1", "zeros", "garbage after the version", "endless version", "nothing"],
)
def test_what_is_not_ssh_is_hung_up_on(server, neighbour, words):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sock:
        try:
            sock.sendall(words)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(4096):
                pass
        except ConnectionError:
            pass  # as good an end as any


def test_scans(server, neighbour):
    for _ in range(300):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sock:
            sock.sendall(b"SSH-2.0-scan\r\n")
            assert sock.recv(9) == b"SSH-2.0-s"
    server.wait("end", times=300, user="", reason="no-login")


@pytest.mark.parametrize("size", [(4_294_967_295, 4_294_967_295), (0, 0), (1, 1), (20, 5)])
async def test_sizes_no_terminal_has(connect, neighbour, size):
    process = await show(await connect(), size)
    await drain(process, re.escape(b"\x1b[?2004h"))
    process.stdin.write(b"q")
    assert (await asyncio.wait_for(process.wait(), 30)).exit_status == 0


async def test_thousands_of_resizes(connect, neighbour):
    process = await show(await connect())
    await drain(process, b"keys=0")
    for number in range(1_500):
        process.change_terminal_size(20 + number % 200, 10 + number % 50)
    process.change_terminal_size(81, 25)
    await drain(process, b"size=81x25")


async def test_a_key_flood(connect, neighbour):
    process = await show(await connect())
    await drain(process, b"keys=0")
    process.stdin.write(b" " * 30_000)
    await drain(process, rb"keys=\d\d")
    neighbour.type(" ")
    neighbour.sees("keys=1")


async def test_an_endless_paste(server, connect, neighbour):
    before = memory(server)
    process = await show(await connect())
    await drain(process, b"keys=0")
    process.stdin.write(b"\x1b[200~" + b"x" * 150_000)
    process.stdin.write(b"\x1b[201~ ")
    await drain(process, b"keys=1 ")
    assert memory(server) < before + 20


async def test_nasty_sequences_do_not_end_a_session(connect, neighbour):
    process = await show(await connect())
    await drain(process, b"size=80x24 keys=0")
    process.stdin.write(
        b"\x1b[99999999;1u\x1b[1:2;3:4;5:6u\x1b[48;9999;9999;1;1t\x1b[48;0;0;0;0t\x1b[<0;5;5M\x1b[<0;5;5m"
    )
    process.stdin.write(b"\x1b[55296;1u\xff\xfe\x00\x1b[999;999R\x1b[<35;99999;99999M\x1b[?2048;1$y ")
    seen = await drain(process, b"keys=1 ")
    assert b"size=80x24 keys=1 " in seen


async def test_a_second_channel_and_a_flood_of_them(connect, neighbour):
    connection = await connect()
    process = await show(connection)
    await drain(process, b"keys=0")
    for _ in range(50):
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.create_process("run epochs=1", encoding=None)
    with pytest.raises(asyncssh.ChannelOpenError):
        await connection.open_connection("127.0.0.1", 22)
    process.stdin.write(b" ")
    await drain(process, b"keys=1 ")


async def test_a_flood_of_variables_is_forgotten(server, connect, neighbour):
    before = memory(server)
    connection = await connect(compression_algs=["zlib@openssh.com"])
    env = {f"LC_{number}": "x" * 900 for number in range(50)} | {"LANG": "zh_CN.UTF-8", "COLORTERM": "y" * 900}
    process = await connection.create_process(term_type="xterm", env=env, encoding=None)
    await drain(process, b"lang=zh colours=256")
    assert memory(server) < before + 20


async def test_a_zlib_bomb(server, connect, neighbour):
    before = memory(server)
    connection = await connect(compression_algs=["zlib@openssh.com"])
    await drain(await show(connection), b"keys=0")
    bomb = zlib.compressobj(9)

    class Bomb:
        def compress(self, data):
            return bomb.compress(data[:1] + String(b"\0" * 50_000_000)) + bomb.flush(zlib.Z_SYNC_FLUSH)

    connection._compressor = Bomb()
    connection.send_packet(2, String(b""))
    await asyncio.wait_for(connection.wait_closed(), 30)
    assert memory(server) < before + 20


async def test_a_client_that_takes_nothing_costs_nothing(server, connect, neighbour):
    before = memory(server)
    connection = await connect()
    process = await connection.create_process(term_type="xterm", encoding=None, window=100_000_000)
    await drain(process, b"keys=0")
    connection._transport.pause_reading()
    for number in range(40):
        process.change_terminal_size(100 + number, 40)
        neighbour.sees(r"7 +\d+ ", fresh=True)
    assert memory(server) < before + 10


async def test_a_client_that_opens_no_window_sees_the_present_when_it_does(connect, neighbour):
    connection = await connect()
    process = await connection.create_process(term_type="xterm", encoding=None, window=40_000)
    await drain(process, b"keys=0")
    process.channel.pause_reading()
    for _ in range(40):
        neighbour.sees(r"7 +\d+ ", fresh=True)
    process.stdin.write(b"  ")
    process.channel.resume_reading()
    await drain(process, b"keys=2 ")


async def test_a_key_exchange_that_is_never_finished(server, connect, neighbour):
    before = memory(server)
    connection = await connect()
    await drain(await show(connection), b"keys=0")
    connection._send_kexinit()
    connection._process_packet = None
    connection._transport.pause_reading()
    for _ in range(20):
        neighbour.sees(r"7 +\d+ ", fresh=True)
    assert memory(server) < before + 10


def test_stopped_and_vanished_clients(server, visitors, neighbour):
    stopped = visitors(server, user="stopped")
    stopped.sees("user=stopped")
    stopped.process.send_signal(signal.SIGSTOP)
    for _ in range(10):
        neighbour.sees(r"7 +\d+ ", fresh=True)
    stopped.process.send_signal(signal.SIGCONT)
    stopped.type(" ")
    stopped.sees("keys=1")


async def test_a_long_run_does_not_hold_up_the_neighbour(connect, neighbour):
    connection = await connect()
    process = await connection.create_process("run epochs=20000", encoding=None)
    for number in range(1, 4):
        neighbour.type(" ")
        neighbour.sees(f"keys={number} ")
    seen = await drain(process, b"cross-entropy,20000,")
    assert b"\nquadratic,20000," in seen
    neighbour.sees(r"7 +\d+ ", fresh=True)


async def test_clients_without_compression_are_welcome(connect):
    connection = await connect(compression_algs=["none"])
    await drain(await show(connection), b"keys=0")
    assert connection.get_extra_info("recv_compression") == "none"


async def test_a_post_quantum_key_exchange_is_on_offer_and_dear_ones_are_not(connect):
    assert any(name.startswith(("mlkem", "sntrup")) for name in KEX)
    with pytest.raises(asyncssh.KeyExchangeFailed):
        await connect(kex_algs=["diffie-hellman-group18-sha512"])


def test_packets_of_absurd_length(server, neighbour):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as sock:
        sock.sendall(b"SSH-2.0-x\r\n" + UInt32(0xFFFFFF00) + bytes(64))
        while sock.recv(4096):
            pass
