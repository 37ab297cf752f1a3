"""The command `cchc` for tests that call it often: a server imports it once and forks for each call.

`cchc` on PATH is then a client that hands its arguments, folder and streams over and ends as the call ended.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path

_CLIENT = """#!{python} -IS
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
call = json.dumps([sys.argv[1:], os.getcwd()]).encode()
socket.send_fds(server, [len(call).to_bytes(4, "big") + call], [0, 1, 2])
sys.exit(server.recv(1)[0])
"""


class Commands:
    """A folder for PATH that holds `cchc`, and the server behind it, which ends with the `with` block."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        folder.mkdir()
        address = folder / "server"
        client = folder / "cchc"
        client.write_text(_CLIENT.format(python=sys.executable, address=str(address)), encoding="utf-8")
        client.chmod(0o755)
        self.process = subprocess.Popen([sys.executable, __file__, str(address)], env=environment)
        while not address.exists():
            assert self.process.poll() is None
            time.sleep(0.05)

    def __enter__(self) -> "Commands":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)


def _serve(address: str) -> None:
    import cchc_analysis.exports.period
    import cchc_analysis.simulate  # noqa: F401

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = socket.socket(socket.AF_UNIX)
    server.bind(address + ".new")
    server.listen()
    os.rename(address + ".new", address)
    server.settimeout(5)
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        connection.settimeout(None)
        head, streams, _, _ = socket.recv_fds(connection, 4, 3)
        call = b""
        while len(call) < int.from_bytes(head, "big"):
            call += connection.recv(65536)
        child = os.fork()
        if child == 0:
            server.close()
            _call(*json.loads(call), streams)
        for stream in streams:
            os.close(stream)
        status = os.waitpid(child, 0)[1]
        connection.sendall(bytes([os.waitstatus_to_exitcode(status) & 255]))
        connection.close()


def _call(arguments: list[str], folder: str, streams: list[int]) -> None:
    """Be the command, in a process of its own."""
    from cchc_analysis.cli import main

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    # The streams of the server's start knew other files.
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    os.chdir(folder)
    sys.argv = ["cchc", *arguments]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve(sys.argv[1])
