"""``sigmascope serve [SCENARIO …]``: a room full of people, each with the app, over SSH."""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tui.refusal import Refusal
from tui.ssh.limits import Limits
from tui.usage import OneOf, whole_number

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.ssh.keys import KeyFile
    from tui.usage import Parser
    from tui.words import Words

PORT = 2222
FACTORY = "tui.ssh.apps:factory"
_DEFAULTS = Limits()
_DAY = 86_400

_COUNTS = {
    "--port": (PORT, 0, 65_535),
    "--workers": (None, 1, 64),
    "--max-sessions": (_DEFAULTS.max_sessions, 1, 10_000),
    "--max-per-address": (_DEFAULTS.max_per_address, 1, 10_000),
    "--idle-timeout": (int(_DEFAULTS.idle_timeout), 1, _DAY),
    "--login-timeout": (int(_DEFAULTS.login_timeout), 1, 600),
    "--max-frame-rate": (int(_DEFAULTS.max_frame_rate), 1, 60),
}
"""Every option that takes a whole number: its default, the least and the most it takes."""


def add_arguments(parser: Parser, words: Words) -> None:
    """Where to listen, who may come, and how much of everything."""
    parser.add_scenario(words)
    parser.add_argument("--anonymous", action="store_true", help=words("ssh.help-anonymous"))
    parser.add_argument("--authorized-keys", metavar="FILE", help=words("ssh.help-authorized-keys"))
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help=words("ssh.help-host"))
    for option, (default, least, most) in _COUNTS.items():
        read = whole_number(option, least, most)
        parser.add_argument(option, type=read, default=default, metavar="N", help=words(f"ssh.help-{option[2:]}"))
    forms = OneOf("--log-format", ("text", "json"))
    parser.add_argument("--log-format", type=forms, default="text", metavar="FORM", help=words("ssh.help-log-format"))
    parser.add_argument("--present", action="store_true", help=words("ssh.help-present"))
    parser.add_argument("--presenter-keys", metavar="FILE", help=words("ssh.help-presenter-keys"))
    parser.add_argument("--host-key", metavar="FILE", help=words("ssh.help-host-key"))


def run(options: Namespace, words: Words) -> int:
    """Serve until told to stop; the exit code. Raises Refusal and EngineError for what cannot be served."""
    from engine.text import from_arguments
    from tui.ssh import sandbox

    if bool(options.anonymous) == bool(options.authorized_keys):
        raise Refusal("ssh.who-may-enter")
    if options.presenter_keys and not options.present:
        raise Refusal("ssh.keys-without-present")
    scenario = sandbox.read(from_arguments(options.scenario)).text()
    if find_spec("asyncssh") is None:
        raise Refusal("ssh.not-installed")
    if options.present and not options.presenter_keys:
        from tui.terminal import check_terminal

        check_terminal()
    return serve(options, words, scenario, FACTORY)


def serve(options: Namespace, words: Words, scenario: str, factory: str) -> int:
    """Serve the apps of a factory, ``module:function``; see `Settings` for what it is."""
    import asyncio

    from tui.ssh import keys
    from tui.ssh.log import Log, line
    from tui.ssh.outlet import Outlet
    from tui.ssh.sockets import listen_on
    from tui.ssh.supervisor import Settings, Supervisor

    def limit(field: str) -> int:
        number: int = getattr(options, field)
        return number

    _occupy_standard_streams()
    host_key = keys.host_key(Path(options.host_key) if options.host_key else keys.default_host_key())
    files = [Path(name) if name else None for name in (options.authorized_keys, options.presenter_keys)]
    found = [keys.authorized_keys(path) if path else None for path in files]
    admitted, presenters = (file.text if file else None for file in found)
    sockets = listen_on(options.host, options.port)
    port = sockets[0].getsockname()[1]
    name = visible_name(options.host, port)
    settings = Settings(
        limits=Limits(
            limit("max_sessions"),
            limit("max_per_address"),
            limit("idle_timeout"),
            limit("login_timeout"),
            limit("max_frame_rate"),
        ),
        workers=options.workers or cores(),
        factory=factory,
        name=name,
        host_key=host_key.export_private_key().decode(),
        keys=admitted,
        scenario=scenario,
        presented=options.present,
        presenters=presenters,
        refused={limit: words(f"ssh.{limit}") for limit in ("per-address", "starting")},
    )
    here = options.present and presenters is None
    # A presenter's own terminal shows the app; the log is then for whoever has led it elsewhere.
    logged = None if here and sys.stderr is not None and sys.stderr.isatty() else _descriptor(sys.stderr)
    form = options.log_format
    outlet = Outlet(logged, lambda lines: line(form, "log-dropped", {"lines": lines}))
    announcement = Outlet(None if here else _descriptor(sys.stdout))
    log = Log(outlet, form)

    def warn(path: Path | None, file: KeyFile | None) -> str | None:
        for refused in file.refused if file else ():
            log("key-refused", path=str(path), line=refused.number, option=refused.option, reason=refused.reason)
        return file.text if file else None

    def reread() -> tuple[str | None, str | None]:
        # Both or neither: all is read before anything is taken.
        again = [keys.authorized_keys(path) if path else None for path in files]
        admitted, presenters = map(warn, files, again)
        return admitted, presenters

    for path, file in zip(files, found, strict=True):
        warn(path, file)

    def opened() -> None:
        fingerprint = host_key.get_fingerprint()
        announcement(words("ssh.opened", host=name, fingerprint=fingerprint))
        log("listening", host=options.host, port=port, fingerprint=fingerprint, workers=settings.workers)

    async def supervise() -> int:
        supervisor = Supervisor(settings, sockets, log, reread, opened)
        if not here:
            return await supervisor.run()
        from tui.ssh.presenter import present

        return await present(supervisor, scenario, words)

    try:
        return asyncio.run(supervise())
    finally:
        announcement.close()
        outlet.close()


def _descriptor(stream: TextIO | None) -> int | None:
    return None if stream is None else stream.fileno()


def _occupy_standard_streams() -> None:
    # Where one of them is closed, the next socket would get its number, and whatever is printed there.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue
    os.close(descriptor)


def visible_name(host: str, port: int) -> str:
    """What visitors write behind ``ssh`` to come."""
    anywhere = host in ("", "0.0.0.0", "::")  # noqa: S104  # looked for, not bound to
    place = socket.gethostname() if anywhere else host
    return place if port == 22 else f"-p {port} {place}"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
