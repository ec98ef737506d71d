"""Serving: keys, sockets and log made ready, and everybody served until the server is told to stop."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sigmascope.tui.guests.limits import Limits

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from sigmascope.tui.ssh.door.keys import KeyFile
    from sigmascope.tui.words import Words


def serve(options: Namespace, words: Words, scenario: str, factory: str, tell: Callable[[str], object]) -> int:
    """Serve the apps of a factory, ``module:function``, until told to stop; the exit code.

    See `Settings` for what a factory is; ``tell`` says to whoever presents here what there is to say at the end.
    """
    import asyncio

    from sigmascope.tui.ssh.door import keys
    from sigmascope.tui.ssh.door.log import Log, line
    from sigmascope.tui.ssh.door.outlet import Outlet
    from sigmascope.tui.ssh.door.sockets import listen_on
    from sigmascope.tui.ssh.workers.settings import Settings
    from sigmascope.tui.ssh.workers.supervisor import Supervisor

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
        from sigmascope.tui.ssh.here import present

        return await present(supervisor, scenario, words, tell)

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
