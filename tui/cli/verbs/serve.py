"""``sigmascope serve [SCENARIO …]``: a room full of people, each with the app, over SSH."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from sigmascope.tui.app.platform import is_posix
from sigmascope.tui.cli.usage import OneOf, whole_number
from sigmascope.tui.guests.limits import Limits
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.words import Words

PORT = 2222
FACTORY = "sigmascope.tui.guests.visitor:factory"
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
    from sigmascope.engine.text import from_arguments
    from sigmascope.tui.guests import sandbox

    if not is_posix():
        raise Refusal("ssh.needs-posix")
    if bool(options.anonymous) == bool(options.authorized_keys):
        raise Refusal("ssh.who-may-enter")
    if options.presenter_keys and not options.present:
        raise Refusal("ssh.keys-without-present")
    scenario = sandbox.read(from_arguments(options.scenario)).text()
    if find_spec("asyncssh") is None:
        raise Refusal("ssh.not-installed")
    if options.present and not options.presenter_keys:
        from sigmascope.tui.app.terminal import check_terminal

        check_terminal()
    from sigmascope.tui.cli.console import tell
    from sigmascope.tui.ssh.serve import serve

    return serve(options, words, scenario, FACTORY, tell)
