"""Who may enter: a key lets somebody in only if every word before it is understood, and holds."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta

import asyncssh
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.tui.ssh.door import keys
from sigmascope.tui.ssh.door.authorized import AuthorizedKeys
from sigmascope.tui.words.refusal import Refusal

KEY = asyncssh.generate_private_key("ssh-ed25519").convert_to_public()
PUBLIC = KEY.export_public_key().decode().strip()


def lets_in(options, address="10.0.0.7"):
    """What the key may do with these options before it; None where it lets nobody in."""
    return AuthorizedKeys(f"{options} {PUBLIC} somebody@home").validate(KEY, address, address)


def stamp(days):
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")


@pytest.mark.parametrize(
    "options",
    [
        "",
        'from="10.0.0.0/8"',
        'FROM="10.0.0.7"',
        'from="!10.0.0.8,10.0.0.*"',
        'expiry-time="20990101120000Z"',
        'Expiry-Time="209901011200"',
        'Expiry-Time="20990101"',
        "no-agent-forwarding,no-port-forwarding,no-X11-forwarding,no-user-rc",
        'permitopen="localhost:80",environment="LANG=zh_CN.UTF-8",no-touch-required',
        "restrict,pty",
    ],
)
def test_options_that_hold_let_in(options):
    assert lets_in(options) == {}


@pytest.mark.parametrize(
    "options",
    [
        'expiry-time="20200101"',
        'EXPIRY-TIME="202001010000"',
        'expiry-time="20990101",expiry-time="20200101Z"',
        'expiry-time="tomorrow"',
        'expiry-time="20991301"',
        'expiry-time="2099"',
        "expiry-time",
        'from="10.0.0.8"',
        'FROM="192.168.0.0/16"',
        'from="!10.0.0.7,10.0.0.*"',
        'from="!10.0.0.0/8"',
        'from="10.0.0.0/33,10.*"',
        'from="!10.0.0.0/33,*"',
        'from="!evil.example.com,*"',
        'from="10.0.0.*",from="*"',
        'from=""',
        "verify-required",
        'command="sh"',
        'COMMAND="run saturated"',
        "cert-authority",
        'cert-authority,principals="guest"',
        "no-such-option",
        'no-pty="yes"',
        'restrict,no-such-option="x, y"',
    ],
)
def test_what_does_not_hold_or_is_not_understood_lets_nobody_in(options):
    assert lets_in(options) is None


@pytest.mark.parametrize("options", ["no-pty", "restrict", "pty,NO-PTY", 'from="10.0.0.*",restrict'])
def test_a_key_without_a_terminal_has_no_app(options):
    assert lets_in(options) == {"no-pty": True}


@given(
    st.lists(
        st.from_regex(r'[A-Za-z0-9-]{1,20}(="([^"\\\n\r]|\\["\\])*")?', fullmatch=True).filter(
            lambda word: word.partition("=")[0].lower() not in _KNOWN
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["", "pty,", 'from="*",']),
)
def test_no_unknown_option_ever_lets_in(unknown, known):
    assert lets_in(known + ",".join(unknown)) is None


_KNOWN = {
    *("no-pty", "pty", "restrict", "no-touch-required", "expiry-time", "from", "permitopen", "permitlisten", "tunnel"),
    *("environment", "agent-forwarding", "port-forwarding", "x11-forwarding", "user-rc"),
    *("no-agent-forwarding", "no-port-forwarding", "no-x11-forwarding", "no-user-rc"),
}


def test_a_mapped_address_is_the_address():
    assert lets_in('from="!10.0.0.0/8,*"', "::ffff:10.0.0.7") is None
    assert lets_in('from="10.0.0.0/8"', "::ffff:10.0.0.7") == {}
    assert lets_in('from="fe80::/10"', "fe80::1%eth0") == {}


def test_a_key_that_expires_while_the_server_runs_lets_nobody_in_any_more(monkeypatch):
    known = AuthorizedKeys(f'expiry-time="{stamp(1)}" {PUBLIC}')
    assert known.validate(KEY, "", "10.0.0.7") == {}
    assert known.refused == []

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=2)

    monkeypatch.setattr("sigmascope.tui.ssh.door.authorized.datetime", Later)
    assert known.validate(KEY, "", "10.0.0.7") is None


def test_what_is_refused_is_told_by_line_and_option():
    text = f'# class\n\nVerify-Required,pty {PUBLIC}\nexpiry-time="20200101" {PUBLIC}\n{PUBLIC}\n'
    assert [tuple(each) for each in AuthorizedKeys(text).refused] == [
        (3, "verify-required", "not-understood"),
        (4, "expiry-time", "expired"),
    ]


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "keys"
    file.write_text(PUBLIC)
    return file


def refused(file):
    with pytest.raises(Refusal) as refusal:
        keys.authorized_keys(file)
    return refusal.value.name


def test_a_line_that_is_no_key_is_named(file):
    file.write_text(f'# class\n\n{PUBLIC}\nfrom="10.0.0.*" {PUBLIC}')
    assert keys.authorized_keys(file).text.count("ssh-ed25519") == 2
    for nonsense in ("ssh-ed25519 nonsense", 'from="10.0.0.*', f"from=10.0.0.7 {PUBLIC}", f"restrict, {PUBLIC}"):
        file.write_text(f"{PUBLIC}\n{nonsense}\n")
        with pytest.raises(Refusal) as refusal:
            keys.authorized_keys(file)
        assert (refusal.value.name, refusal.value.facts["line"]) == ("ssh.not-a-key", 2)


def test_a_file_without_a_key_that_lets_anybody_in_is_refused(file, tmp_path):
    for text, name in (
        ("# nobody\n", "ssh.no-keys"),
        ("", "ssh.no-keys"),
        (f"verify-required {PUBLIC}", "ssh.no-keys-understood"),
    ):
        file.write_text(text)
        assert refused(file) == name
    assert refused(tmp_path / "missing") == "ssh.keys-unreadable"
    file.write_bytes(PUBLIC.encode("utf-16"))
    assert refused(file) == "ssh.keys-unreadable"


def test_a_byte_order_mark_is_read_past(file):
    file.write_bytes(b"\xef\xbb\xbf" + PUBLIC.encode() + b"\r\n")
    assert AuthorizedKeys(keys.authorized_keys(file).text).validate(KEY, "", "10.0.0.7") == {}


@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_file_that_others_can_write_to_is_refused(file, mode):
    file.chmod(mode)
    assert refused(file) == "ssh.keys-writable"


def test_a_file_that_others_can_replace_is_refused(file, tmp_path):
    tmp_path.chmod(0o777)
    assert refused(file) == "ssh.keys-folder-writable"
    tmp_path.chmod(0o1777)  # as /tmp is: nobody replaces another's file there
    assert keys.authorized_keys(file).refused == []


@pytest.fixture
def keyring(tmp_path):
    """Options to log in with a key of one's own, and what to write into a file of keys to let it in."""

    def make(name):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(tmp_path / name)
        (tmp_path / name).chmod(0o600)
        return ("-i", str(tmp_path / name), "-o", "BatchMode=yes"), key.export_public_key().decode()

    return make


def test_the_server_refuses_keys_by_their_options_and_reads_them_again(serve, visitors, keyring, tmp_path):
    (old, old_key), (new, new_key), (plain, plain_key) = keyring("old"), keyring("new"), keyring("plain")
    file = tmp_path / "authorized_keys"
    file.write_text(f'expiry-time="20200101" {old_key}FROM="10.0.0.0/8" {new_key}restrict {plain_key}')
    server = serve("--authorized-keys", str(file))
    assert server.wait("key-refused", line=1)["option"] == "expiry-time"
    for options in (old, new):
        assert server.ask("run", "epochs=1", options=options).returncode == 255
    assert server.ask("run", "epochs=1", options=plain).returncode == 0
    visitor = visitors(server, options=plain)
    assert visitor.ends() == 255
    assert b"PTY allocation request failed" in visitor.output
    file.write_text(f'nonsense {plain_key}FROM="127.0.0.0/8" {new_key}')
    server.process.send_signal(signal.SIGHUP)
    assert server.wait("key-refused", line=1, option="nonsense")["reason"] == "not-understood"
    server.wait("keys-read")
    assert server.ask("run", "epochs=1", options=new).returncode == 0
    assert server.ask("run", "epochs=1", options=plain).returncode == 255
    file.chmod(0o666)
    server.process.send_signal(signal.SIGHUP)
    server.wait("keys-kept", reason="ssh.keys-writable")
    assert server.ask("run", "epochs=1", options=new).returncode == 0


def test_presenters_keys_are_held_to_the_same_and_read_again(serve, keyring, tmp_path):
    (out, out_key), (in_, in_key) = keyring("out"), keyring("in")
    file = tmp_path / "presenters"
    file.write_text(f"verify-required {out_key}{in_key}")
    server = serve("--present", "--presenter-keys", str(file))
    assert server.wait("key-refused", line=1)["path"] == str(file)
    assert server.ask("run", "epochs=1", options=("-l", "presenter", *out)).returncode == 255
    assert server.ask("run", "epochs=1", options=("-l", "presenter", *in_)).returncode == 0
    file.write_text(out_key)
    server.process.send_signal(signal.SIGHUP)
    server.wait("keys-read")
    assert server.ask("run", "epochs=1", options=("-l", "presenter", *out)).returncode == 0
    assert server.ask("run", "epochs=1", options=("-l", "presenter", *in_)).returncode == 255
