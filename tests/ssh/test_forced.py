"""What sshd runs for a visitor where ForceCommand names it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import asyncssh
import pytest

ROOT = Path(__file__).parents[2]
FORCED = [sys.executable, "-P", "-m", "sigmascope.tui.ssh.forced"]
ENV = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


def ask(command):
    env = os.environ | ENV | {"SSH_ORIGINAL_COMMAND": command}
    return subprocess.run(
        FORCED, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False, text=True
    )


def test_a_run_is_answered_as_the_command_line_answers_it(capsys):
    from sigmascope.tui.cli.main import main

    answer = ask("run mild epochs=20")
    main(["run", "mild", "epochs=20", "--format", "csv", "--quiet"])
    assert (answer.returncode, answer.stdout) == (0, capsys.readouterr().out)


@pytest.mark.parametrize(
    ("command", "code"),
    [("id", 126), ("", 126), ("run data=/etc/passwd", 2), ("run epochs=x", 2), ("scp -f /etc", 126)],
)
def test_all_else_is_refused_in_one_sentence(command, code):
    answer = ask(command)
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (code, "", 1)


def test_the_app_opens_confined_and_gives_the_terminal_back(visitors):
    visitor = visitors(None, command=[*FORCED, "mild"], size=(120, 40), env=ENV)
    visitor.sees("mild")
    visitor.type("s")
    visitor.sees("nothing is saved here")
    visitor.type("q")
    assert visitor.ends() == 0
    assert b"\x1b[?1049l" in visitor.output


def test_the_recipe_for_sshd(client, visitors, tmp_path):
    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if sshd is None or (os.getuid() == 0 and not Path("/run/sshd").is_dir()):
        pytest.skip("there is no sshd here that could be started")
    for name in ("host", "user"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(tmp_path / name)
        key.write_public_key(tmp_path / f"{name}.pub")
        (tmp_path / name).chmod(0o600)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        here = client(probe.getsockname()[1])
    (tmp_path / "config").write_text(
        f"""
        Port {here.port}
        ListenAddress 127.0.0.1
        HostKey {tmp_path / "host"}
        AuthorizedKeysFile {tmp_path / "user.pub"}
        StrictModes no
        UsePAM no
        PidFile none
        SetEnv PYTHONPATH={ROOT}
        AcceptEnv LANG LC_* COLORTERM
        ForceCommand {" ".join(FORCED)} mild
        DisableForwarding yes
        """
    )
    served = subprocess.Popen(
        [sshd, "-D", "-e", "-f", tmp_path / "config"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        assert "listening" in served.stderr.readline()
        options = ("-i", str(tmp_path / "user"), "-o", f"IdentityFile={tmp_path / 'user'}", "-o", "BatchMode=yes")
        assert here.ask("run", "epochs=1", options=options).stdout.startswith(b"model,epoch")
        assert here.ask("id", options=options).returncode == 126
        options += ("-o", "SendEnv=LANG")
        visitor = visitors(here, options=options, user=getpass.getuser(), size=(100, 30), env={"LANG": "C.UTF-8"})
        visitor.sees("mild")
        visitor.resize(80, 24)
        visitor.type("q")
        assert visitor.ends() == 0
        assert b"\x1b[?1049l" in visitor.output
    finally:
        served.terminate()
        served.wait(30)
        served.stderr.close()
