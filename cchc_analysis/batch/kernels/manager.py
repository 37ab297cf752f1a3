"""Kernels of this very Python: quick to be ready, quick to go, each under an address of its own.

jupyter_client looks kernels up by name, so that a `python3` left in a user's home decides what runs, and it waits in
fixed steps where it can look more often.
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import Bool, default

from cchc_analysis.batch.kernels.provisioner import PromptProvisioner

# A Unix socket's path holds 104 bytes on macOS, 108 on Linux, the end of one included.
LONGEST_SOCKET = 103


class OwnPython(KernelSpecManager):
    """Finds kernels as usual, except that `python3` is the Python that is running."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the kernel of this Python for `python3`, an installed one for any other name."""
        if kernel_name == NATIVE_KERNEL_NAME:
            return KernelSpec(name=kernel_name, **get_kernel_dict())
        return super().get_kernel_spec(kernel_name)


class Client(AsyncKernelClient):
    """Is ready when the kernel has answered on both channels; the usual one listens on for 0.2 s."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel takes orders and its outputs arrive.

        Raises
        ------
        RuntimeError : it died, or gave no answer in `timeout` seconds.
        """
        until = time.monotonic() + (timeout or 60)
        while time.monotonic() < until:
            request = self.kernel_info()
            try:
                while (await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != request:
                    pass
                # An output that answers this request proves that the subscription has reached the kernel.
                while (await self.get_iopub_msg(timeout=0.2))["parent_header"].get("msg_id") != request:
                    pass
                return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("the kernel died while it started") from None
        raise RuntimeError(f"the kernel gave no answer in {timeout or 60:.0f} s")


class Manager(AsyncKernelManager):
    """Manages one kernel of this Python, over Unix sockets where there are any."""

    warm = Bool(False, help="Fork the kernel from a warm process where that is possible.").tag(config=True)
    client_factory = Client

    @default("kernel_spec_manager")
    def _own_python(self) -> OwnPython:
        return OwnPython(parent=self)

    @default("connection_file")
    def _own_file(self) -> str:
        # Named here because the sockets lie beside it; kernels that share the usual name get each other's messages.
        folder = Path(jupyter_runtime_dir())
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder / f"cchc-{uuid.uuid4().hex[:12]}.json")

    @default("transport")
    def _sockets(self) -> str:
        longest = len(os.fsencode(self.connection_file)) + len("-ipc-5")
        return "ipc" if sys.platform != "win32" and longest <= LONGEST_SOCKET else "tcp"

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        # The usual way looks a provisioner up by name in a table that is filled once a process.
        self.kernel_id = self.kernel_id or str(uuid.uuid4())
        if self.provisioner is None:
            kind = self._provisioner_class()
            self.provisioner = kind(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**options)

    def _provisioner_class(self) -> type[PromptProvisioner]:
        if not self.warm:
            return PromptProvisioner
        from cchc_analysis.batch.kernels.warm import WarmProvisioner

        return WarmProvisioner
