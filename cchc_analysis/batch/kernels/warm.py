"""Kernels forked from a warm process: 0.1 s instead of a second before the first cell runs. Linux only.

The provisioner works for any Jupyter program; where a fork is not possible it starts the ordinary kernel.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cchc_analysis.batch.kernels.provisioner import PromptProvisioner

#: Kernels forked from one warm process before another takes its place, lest it grow.
LIFETIME = 300
#: Seconds a warm process may take to be ready, and a forked kernel.
PATIENCE = 60


class NoWarmKernel(Exception):
    """A kernel could not be forked; the ordinary one will do."""


class ForkedKernel:
    """What jupyter_client uses of `subprocess.Popen`, for a process that is no child of this one."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid, self._pidfd = pid, pidfd
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return None while the kernel runs. How it ended is not known, so -1 stands for any end."""
        if self.returncode is None and _is_readable(self._pidfd, 0):
            os.close(self._pidfd)
            self.returncode = -1
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the kernel has ended."""
        if self.returncode is None:
            _is_readable(self._pidfd, timeout)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal to this very kernel, never to another that got its number."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._pidfd, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProcess:
    """This process's end of a warm process, which lives as long as its socket."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            call = f"from cchc_analysis.batch.kernels.warm_process import main; main({theirs.fileno()})"
            self._process = subprocess.Popen(
                [sys.executable, "-c", call],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"MPLBACKEND": "module://matplotlib_inline.backend_inline", **os.environ},
            )
        self.pid = self._process.pid
        self._is_warm = False
        self.forked = 0

    def is_usable(self) -> bool:
        """Return whether another kernel may be forked from it."""
        return self._process.poll() is None and self.forked < LIFETIME

    def fork(self, arguments: Sequence[str], env: Mapping[str, str], cwd: str) -> ForkedKernel:
        """Return a kernel that can be reached.

        Raises
        ------
        NoWarmKernel : the warm process could not warm up or has died, or the kernel did not come up.
        """
        self._wait_until_warm()
        self.forked += 1
        try:
            self._line.send(json.dumps({"arguments": list(arguments), "env": dict(env), "cwd": cwd}).encode())
            message, descriptors, _, _ = socket.recv_fds(self._line, 1 << 16, 2)
        except OSError as error:
            raise NoWarmKernel(f"the warm process cannot be reached: {error}") from error
        if not message:
            raise NoWarmKernel("the warm process died")
        pidfd, ready = descriptors
        kernel = ForkedKernel(json.loads(message)["pid"], pidfd)
        try:
            if not (_is_readable(ready, PATIENCE) and os.read(ready, 1)):
                kernel.kill()
                raise NoWarmKernel("a forked kernel did not come up")
        finally:
            os.close(ready)
        return kernel

    def close(self) -> None:
        """End the warm process and the kernels that are left of it."""
        self._line.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_warm(self) -> None:
        if self._is_warm:
            return
        message = self._line.recv(1 << 20) if _is_readable(self._line.fileno(), PATIENCE) else b""
        if not message:
            raise NoWarmKernel("the warm process did not start")
        if shown := json.loads(message)["warnings"]:
            raise NoWarmKernel(f"a library warns while it is imported: {shown[0]}")
        self._is_warm = True


class WarmKernels:
    """This process's supply of warm kernels.

    Attributes
    ----------
    trouble : why ordinary kernels are used instead, "" while none are.
    """

    def __init__(self) -> None:
        self.trouble = "" if is_possible() else "warm kernels need Linux 5.3 or later"
        self._process: WarmProcess | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Begin to warm up, without waiting for it."""
        with self._lock:
            self._ready_process()

    def fork(self, arguments: Sequence[str], env: Mapping[str, str], cwd: str) -> ForkedKernel:
        """Return a kernel; a warm process that died since the last one is replaced.

        Raises
        ------
        NoWarmKernel : there are none; `trouble` says why, and stays.
        """
        with self._lock:
            process = self._ready_process()
            if process is None:
                raise NoWarmKernel(self.trouble)
            try:
                return process.fork(arguments, env, cwd)
            except NoWarmKernel as error:
                self.trouble = str(error)
                process.close()
                raise

    @property
    def pid(self) -> int | None:
        """The process number of the warm process, None while there is none."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the warm process; the next kernel starts another."""
        with self._lock:
            if self._process is not None:
                self._process.close()
                self._process = None

    def _ready_process(self) -> WarmProcess | None:
        if self.trouble:
            return None
        if self._process is not None and not self._process.is_usable():
            self._process.close()
            self._process = None
        if self._process is None:
            self._process = WarmProcess()
        return self._process


@cache
def warm_kernels() -> WarmKernels:
    """Return the one supply of this process."""
    return WarmKernels()


class WarmProvisioner(PromptProvisioner):
    """Forks Python kernels of this very Python; starts any other, and where a fork is not possible, as usual."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Start a kernel and return how to connect to it."""
        if cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **options)
        env, cwd = options.get("env", os.environ), str(options.get("cwd") or os.getcwd())
        try:
            kernel: Any = await asyncio.to_thread(warm_kernels().fork, cmd[3:], env, cwd)
        except NoWarmKernel as error:
            logging.getLogger(__name__).info("ordinary kernel: %s", error)
            return await super().launch_kernel(cmd, **options)
        self.process, self.cwd = kernel, cwd
        self.pid = self.pgid = kernel.pid  # it leads a session of its own
        return self.connection_info


def is_possible() -> bool:
    """Return whether this system can fork kernels and hold them by a descriptor."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return sys.platform == "linux"


def _is_readable(descriptor: int, timeout: float | None) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(None if timeout is None else timeout * 1000))
