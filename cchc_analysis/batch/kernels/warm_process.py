"""The warm process: has imported what notebooks import, and forks one fresh kernel for each request. Linux only.

It is executed, never forked, and does nothing else: no threads of its own, no event loop, no socket of a kernel. So a
fork of it is as good as a new Python in which the imports have been done.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import traceback
import warnings
from typing import Any

import cchc_analysis

# What a kernel's start imports bit by bit.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "IPython.core.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "faulthandler",
    "psutil",
)
LIBRARIES = ("pandas", "pandas.io.formats.style", "pyarrow.parquet", "matplotlib.pyplot", "seaborn", "scipy.stats")
# Parts of this package that no notebook imports.
NOT_FOR_NOTEBOOKS = {"__main__", "batch", "cli"}


def main(descriptor: int) -> None:
    """Warm up, say so, and fork a kernel for each request until the other end of the socket is closed.

    The first message out is {"warnings": […]}. A request is {"arguments", "env", "cwd"}; the answer is {"pid"} with two
    descriptors: the kernel's pidfd, and a pipe that yields a byte once the kernel can be reached.
    """
    line = socket.socket(fileno=descriptor)
    line.send(json.dumps({"warnings": warm_up(line)}).encode())
    # Nobody here asks how a kernel ended; so ended ones leave no zombie.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    kernels: dict[int, int] = {}
    while request := line.recv(1 << 20):
        kernels = {pid: kernel for pid, kernel in kernels.items() if not _has_ended(kernel)}
        pid, kernel, ready = fork(json.loads(request), [line.fileno(), *kernels.values()])
        socket.send_fds(line, [json.dumps({"pid": pid}).encode()], [kernel, ready])
        os.close(ready)
        kernels[pid] = kernel
    for pid, kernel in kernels.items():
        if not _has_ended(kernel):
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)


def warm_up(line: socket.socket) -> list[str]:
    """Import what kernels and notebooks import and draw once; return the warnings this gave.

    On a busy machine that takes a quarter of a minute: it ends as soon as nobody is at the other end of the line.
    """
    shown: list[str] = []
    show = warnings.showwarning
    # A warning is shown once in a process: forks would hide what an ordinary kernel shows.
    warnings.showwarning = lambda message, *_, **__: shown.append(str(message))
    # No one debugs a batch, and importing the debugger is more than half of a kernel's start.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    importlib.import_module("ipykernel.debugger")
    del sys.modules["debugpy"]
    for name in (*KERNEL, *LIBRARIES):
        importlib.import_module(name)
        _end_if_left(line)
    for module in pkgutil.walk_packages(cchc_analysis.__path__, "cchc_analysis.", onerror=lambda _: None):
        if not NOT_FOR_NOTEBOOKS & set(module.name.split(".")):
            # A module that cannot be imported says so in the notebook that needs it.
            with contextlib.suppress(Exception):
                importlib.import_module(module.name)
            _end_if_left(line)
    with contextlib.suppress(Exception):
        _read_catalogue()
    _draw()
    warnings.showwarning = show
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, what all kernels share
    return shown


def fork(request: dict[str, Any], inherited: list[int]) -> tuple[int, int, int]:
    """Return pid, pidfd and readiness pipe of a new kernel; `inherited` are descriptors it must not keep."""
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            for descriptor in (ready, *inherited):
                os.close(descriptor)
            _become_kernel(request, tell)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        except BaseException:
            traceback.print_exc()
        finally:
            # Not sys.exit: what the warm process registered for its own end is not the kernel's to run.
            os._exit(code)
    os.close(tell)
    return pid, os.pidfd_open(pid), ready


def _become_kernel(request: dict[str, Any], tell: int) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    import ipykernel_launcher  # type: ignore[import-untyped]
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    np.random.seed()  # the only generator that does not notice a fork
    if sys.path[0] == "":  # the kernel itself adds it again
        del sys.path[0]
    sys.argv = [ipykernel_launcher.__file__, *request["arguments"]]
    kernel = IPKernelApp.instance(parent_handle=os.getppid())
    kernel.initialize(request["arguments"])
    os.write(tell, b"1")
    os.close(tell)
    kernel.start()


def _read_catalogue() -> None:
    """Read once what every page reads of the catalogue."""
    from cchc_analysis import catalogue
    from cchc_analysis.catalogue import lexicon
    from cchc_analysis.comparing import scores

    catalogue.indicators()
    catalogue.editions()
    catalogue.word("home")
    lexicon.measures()
    scores.components()


def _draw() -> None:
    """Fill the caches of fonts, images and table templates. pyplot keeps figures, so it is not used."""
    import pandas as pd
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot([1, 2], label="a")
    axes.set_title("a")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    pd.DataFrame({"a": [1.0]}).style.format(precision=1).to_html()


def _end_if_left(line: socket.socket) -> None:
    poll = select.poll()
    poll.register(line, 0)
    if any(event & select.POLLHUP for _, event in poll.poll(0)):
        raise SystemExit


def _has_ended(kernel: int) -> bool:
    """Return whether a kernel is gone; if so its pidfd is closed."""
    poll = select.poll()
    poll.register(kernel, select.POLLIN)
    if poll.poll(0):
        os.close(kernel)
        return True
    return False
