"""How many visitors a server holds: frames a second, answers to keys, memory, bytes, with real OpenSSH clients.

Run it: python tests/benchmarks/bench_ssh.py [SESSIONS …]. It listens on the loopback only, takes about a minute,
prints a table and asserts nothing. Clients and server share the cores.
"""

from __future__ import annotations

import os
import random
import re
import resource
import select
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.ssh.conftest import Server, Visitor  # noqa: E402

SECONDS = 8.0
BESIDE = 4.0
CHURN = 500
SIZE = (120, 40)
NOTICE = f"\x1b[{SIZE[1] - 1};".encode()
FIRST = re.compile(rb"epoch|\xe8\xbd\xae")
ASK = ("--max-per-address", "500", "--max-sessions", "500")


def memory(pids):
    """Megabytes that belong to these processes alone."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Clean", "Private_Dirty")):
                total += int(line.split()[1])
    return total / 1e3


def cpu(pids):
    """Seconds of processor time these processes have taken."""
    tick = os.sysconf("SC_CLK_TCK")
    return (
        sum(sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13])) for pid in pids)
        / tick
    )


class Watcher:
    """A visitor whose output is counted as it comes."""

    def __init__(self, server):
        self.began = time.perf_counter()
        self.visitor = Visitor(server, size=SIZE, env={"LANG": "C.UTF-8"}, options=("-o", "SendEnv=LANG"))
        self.first = None
        self.frames = self.bytes = 0
        self.last = 0.0
        self.tail = b""
        self.asked = None
        self.answers = []

    def read(self):
        now = time.perf_counter()
        data = os.read(self.visitor.terminal, 1 << 20)
        if self.first is None:
            self.tail = (self.tail + data)[-4000:]
            if FIRST.search(self.tail):
                self.first = now - self.began
        self.bytes += len(data)
        # What belongs to one frame comes within a few milliseconds.
        self.frames += now - self.last > 0.02
        self.last = now
        # Notices have the row above the keys; else it changes a few times in a run.
        if self.asked is not None and NOTICE in self.tail[-8:] + data:
            self.answers.append(now - self.asked)
            self.asked = None
        self.tail = (self.tail + data)[-4000:]


def watch(watchers, seconds, done=lambda: False, ask=False):
    """Read everybody's output for a while, and have a few of them press a key now and then."""
    by_terminal = {each.visitor.terminal: each for each in watchers}
    poll = select.epoll()
    for terminal in by_terminal:
        poll.register(terminal, select.EPOLLIN)
    end = time.perf_counter() + seconds
    next_key = time.perf_counter() + 0.2
    chance = random.Random(1)
    while (now := time.perf_counter()) < end and not done():
        for terminal, _ in poll.poll(0.01):
            by_terminal[terminal].read()
        if ask and now > next_key:
            next_key = now + 0.05
            free = [each for each in watchers if each.asked is None]
            if free:
                each = chance.choice(free)
                each.asked = time.perf_counter()
                each.visitor.type("y")
    poll.close()


def share(values, part):
    """The value below which such a part of the values is."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


def start(folder):
    return Server(
        folder,
        "epochs=3000",
        *ASK,
        workers=len(os.sched_getaffinity(0)),
        factory="sigmascope.tui.guests.visitor:factory",
    )


def arrivals(server, number):
    """Seconds from the start of ssh to the first frame, of the slowest of so many at once."""
    watchers = [Watcher(server) for _ in range(number)]
    watch(watchers, 20, lambda: all(each.first for each in watchers))
    for each in watchers:
        each.visitor.leave()
    return max(each.first or float("inf") for each in watchers)


def churn(server, number):
    """So many visits that end in every way; what is left of them, in megabytes and descriptors a worker."""
    workers = server.workers()

    def descriptors():
        return max(len(os.listdir(f"/proc/{pid}/fd")) for pid in workers)

    arrivals(server, 10)
    before, open_before = memory(workers), descriptors()
    for begun in range(0, number, 10):
        watchers = [Watcher(server) for _ in range(10)]
        watch(watchers, 20, lambda watchers=watchers: all(each.first for each in watchers))
        for place, each in enumerate(watchers):
            if place % 5 < 3:
                each.visitor.type(["q", "\x03", "\r~."][place % 5])
                each.visitor.ends()
            elif place % 5 == 3:
                each.visitor.leave()
            else:
                server.ask("run epochs=3")
                each.visitor.process.send_signal(15)
                each.visitor.ends()
        server.wait("end", times=begun + 10)
    time.sleep(2.5)  # farewells that nobody takes are given up
    return memory(workers) - before, descriptors() - open_before


def beside(attack, folder):
    """Frames a second of a visitor while ``attack(server, stopped)`` goes on in a thread, on a server of one worker."""
    server = Server(folder, "epochs=3000", *ASK, workers=1, factory="sigmascope.tui.guests.visitor:factory")
    one, stopped = Watcher(server), threading.Event()
    watch([one], 20, lambda: one.first)
    thread = threading.Thread(target=attack, args=(server, stopped))
    thread.start()
    watch([one], 1)
    one.frames = 0
    watch([one], BESIDE)
    stopped.set()
    thread.join()
    one.visitor.leave()
    server.stop()
    return one.frames / BESIDE


def typed(text):
    """Somebody who types this again and again, as fast as it is taken."""

    def attack(server, stopped):
        hostile = Watcher(server)
        while not stopped.is_set():
            hostile.visitor.type(text)
            while select.select([hostile.visitor.terminal], [], [], 0.02)[0]:
                hostile.read()
        hostile.visitor.leave()

    return attack


def scan(server, stopped):
    """Connections that say a version and go."""
    while not stopped.is_set():
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            sock.sendall(b"SSH-2.0-scan\r\n")
            sock.recv(9)


def idle(server, stopped):
    """300 connections that say nothing."""
    held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(300)]
    stopped.wait()
    for sock in held:
        sock.close()


ATTACKS = {
    "nobody": lambda _server, stopped: stopped.wait(),
    "a key flood": typed("y" * 400),
    "an endless paste": typed("\x1b[200~" + "x" * 400),
    "scans": scan,
    "300 idle connections": idle,
}


def main(counts):
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder))
        workers = server.workers()
        empty = memory(workers)
        alone = min(arrivals(server, 1) for _ in range(5))
        ten = min(arrivals(server, 10) for _ in range(2))
        print(f"{len(workers)} workers of {empty / len(workers):.0f} MB")
        print(f"first frame alone {alone:.2f} s, the slowest of 10 at once {ten:.2f} s")
        print("sessions  frames/s  slowest  key p50   p95     CPU/frame  MB/session  kB/s written  kB/s on the wire")
        for count in counts:
            watchers = [Watcher(server) for _ in range(count)]
            watch(watchers, 30, lambda watchers=watchers: all(each.first for each in watchers))
            watch(watchers, 2)
            for each in watchers:
                each.frames = each.bytes = 0
            work, began, sent = cpu(workers), time.perf_counter(), wire(server)
            watch(watchers, SECONDS, ask=True)
            took = time.perf_counter() - began
            rates = [each.frames / took for each in watchers]
            answers = [answer for each in watchers for answer in each.answers]
            frames = sum(each.frames for each in watchers)
            used = memory(workers) - empty
            print(
                f"{count:8d}  {sum(rates) / count:8.1f}  {min(rates):7.1f}  {share(answers, 0.5) * 1e3:4.0f} ms"
                f"  {share(answers, 0.95) * 1e3:4.0f} ms  {(cpu(workers) - work) / max(frames, 1) * 1e3:6.1f} ms"
                f"  {used / count:10.1f}  {sum(each.bytes for each in watchers) / count / took / 1e3:12.1f}"
                f"  {(wire(server) - sent) / count / took / 1e3:12.1f}"
            )
            for each in watchers:
                each.visitor.leave()
        grown, left = churn(server, CHURN)
        print(f"{CHURN} visits that ended in every way: {grown:+.1f} MB, {left:+d} descriptors in the fullest worker")
        server.stop()
        print("beside                  frames/s")
        for name, attack in ATTACKS.items():
            print(f"{name:22s}  {beside(attack, Path(folder)):8.1f}")


def wire(server):
    """Bytes the loopback has carried to ssh clients of this server, as TCP counts them: none where it does not."""
    import subprocess

    asked = subprocess.run(
        ["ss", "-tinH", "sport", "=", f":{server.port}"], capture_output=True, text=True, check=False
    ) if _HAS_SS else None  # fmt: skip
    return sum(map(int, re.findall(r"bytes_sent:(\d+)", asked.stdout))) if asked else float("nan")


_HAS_SS = any((Path(folder) / "ss").exists() for folder in os.environ.get("PATH", "").split(os.pathsep))

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    main([int(word) for word in sys.argv[1:]] or [1, 10, 24, 50])
